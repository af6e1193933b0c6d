"""Similar pictures: exactly those that are nearest, without the picture itself and without what is gone."""

from __future__ import annotations

import numpy as np
import pytest

from trainer.predicting.nearest import Nearest


def unit(rows: np.ndarray) -> np.ndarray:
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float16)


@pytest.fixture(scope="module")
def vectors() -> np.ndarray:
    return unit(np.random.default_rng(0).standard_normal((3_000, 16)))


def filled(vectors: np.ndarray) -> Nearest:
    nearest = Nearest(vectors.shape[1])
    nearest.add((f"{row}.jpg", vector) for row, vector in enumerate(vectors))
    return nearest


def test_the_nearest_are_those_of_a_plain_comparison(vectors: np.ndarray) -> None:
    nearest = filled(vectors)
    cosines = vectors.astype(np.float64) @ vectors[42].astype(np.float64)
    expected = [row for row in np.argsort(-cosines) if row != 42][:20]
    found = nearest.of("42.jpg", 20)
    assert [neighbour.similarity for neighbour in found] == pytest.approx(cosines[expected].tolist(), abs=2e-3)
    assert len({neighbour.path for neighbour in found} & {f"{row}.jpg" for row in expected}) >= 19


def test_what_is_gone_is_not_found_and_what_comes_again_is(vectors: np.ndarray) -> None:
    nearest = filled(vectors)
    first, second, *_ = (neighbour.path for neighbour in nearest.of("42.jpg", 5))
    nearest.remove([first, "never there.jpg"])
    assert nearest.of("42.jpg", 1)[0].path == second
    assert len(nearest.of("42.jpg", 3_000)) == 2_998
    nearest.add([(first, vectors[42])])
    assert nearest.of("42.jpg", 1)[0] == nearest.of("42.jpg", 1)[0]
    assert nearest.of("42.jpg", 1)[0].path == first


def test_a_changed_picture_is_compared_as_it_is_now(vectors: np.ndarray) -> None:
    nearest = filled(vectors)
    nearest.add([("7.jpg", vectors[42])])
    assert len(nearest) == len(vectors)
    assert nearest.of("42.jpg", 1)[0].path == "7.jpg"
    assert nearest.of("42.jpg", 1)[0].similarity == pytest.approx(1.0, abs=1e-3)


def test_only_what_was_taken_in_can_be_asked_about(vectors: np.ndarray) -> None:
    nearest = filled(vectors[:1])
    assert nearest.of("0.jpg", 10) == ()
    nearest.clear()
    assert "0.jpg" not in nearest
    with pytest.raises(KeyError):
        nearest.of("0.jpg", 10)
