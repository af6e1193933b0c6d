"""Strangers lie further from the training pictures than pictures of the classes do."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest

from trainer.measuring import novelty
from trainer.measuring.novelty import Reference


def directions(chance: np.random.Generator, centre: int, count: int) -> npt.NDArray[np.float32]:
    """Unit vectors around one axis of eight."""
    rows = chance.normal(0, 0.1, (count, 8))
    rows[:, centre] += 1
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


def test_the_distance_is_that_to_the_kth_nearest() -> None:
    rows = np.array([[1, 0], [0.8, 0.6], [0, 1], [-1, 0]], np.float16)
    asked = np.array([1, 0], np.float32)
    expected = (0.0, 0.2, 1.0, 2.0)
    for neighbours, distance in enumerate(expected, 1):
        assert Reference(rows, neighbours=neighbours).distance(asked) == pytest.approx(distance, abs=1e-3)
    few = Reference(rows, neighbours=50)
    assert few.neighbours == 4
    assert few.distance(asked) == pytest.approx(2.0)


def test_strangers_are_told_apart_and_most_pictures_of_the_classes_are_not() -> None:
    chance = np.random.default_rng(1)
    classes = [directions(chance, centre, 300) for centre in (0, 1)]
    reference = Reference(np.concatenate([rows[:100] for rows in classes]).astype(np.float16))
    held_out = np.array([reference.distance(row) for rows in classes for row in rows[100:200]])
    found = novelty.threshold(held_out, neighbours=reference.neighbours)
    assert found is not None
    assert found.neighbours == novelty.NEIGHBOURS
    assert 0.95 <= found.share < 0.96
    others = np.array([reference.distance(row) for rows in classes for row in rows[200:]])
    assert 0.9 < np.mean(others <= found.threshold) <= 1
    strangers = [reference.distance(row) for row in directions(chance, 5, 100)]
    assert min(strangers) > found.threshold


def test_of_few_held_out_pictures_no_threshold_is_made() -> None:
    distances = np.linspace(0.1, 0.5, novelty.FEWEST)
    assert novelty.threshold(distances[1:], neighbours=5) is None
    assert novelty.threshold(np.empty(0), neighbours=5) is None
    found = novelty.threshold(distances, neighbours=5)
    assert found is not None
    assert found.share >= novelty.SHARE
