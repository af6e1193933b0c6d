"""Which picture to label next: in doubt, and unlike those before it."""

from __future__ import annotations

import numpy as np
import pytest

from trainer.predicting.useful import diverse, margins


def _unit(*rows: tuple[float, float]) -> np.ndarray:
    array = np.array(rows, np.float32)
    return array / np.linalg.norm(array, axis=1, keepdims=True)


def test_the_margin_is_between_the_first_and_the_second_guess() -> None:
    found = margins(np.array([[0.5, 0.3, 0.2], [0.34, 0.33, 0.33], [0.0, 1.0, 0.0]]))
    assert found == pytest.approx([0.2, 0.01, 1.0], abs=1e-6)


def test_the_most_doubtful_is_first_and_its_twin_late() -> None:
    vectors = _unit((1, 0), (1, 0.01), (0, 1), (-1, 0))
    assert diverse(vectors, np.array([1.0, 0.99, 0.6, 0.5]), 4) == [0, 3, 2, 1]


def test_what_is_like_a_labelled_picture_is_late() -> None:
    vectors = _unit((1, 0), (0, 1))
    assert diverse(vectors, np.array([1.0, 0.4]), 1, known=_unit((1, 0.02))) == [1]


@pytest.mark.parametrize("count", [0, 1, 5])
def test_each_picture_is_named_once_and_no_more_than_there_are(count: int) -> None:
    rng = np.random.default_rng(4)
    vectors = rng.normal(size=(3, 8))
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    taken = diverse(vectors, np.zeros(3), count)  # no doubt about any of them
    assert len(taken) == min(count, 3) == len(set(taken))


def test_of_groups_of_twins_each_group_comes_once_before_any_comes_again() -> None:
    rng = np.random.default_rng(7)
    centres = np.linalg.qr(rng.normal(size=(16, 16)))[0][:8]
    vectors = np.repeat(centres, 10, axis=0) + rng.normal(scale=0.01, size=(80, 16))
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    first = diverse(vectors, rng.uniform(0.5, 1.0, 80), 8)
    assert sorted(row // 10 for row in first) == list(range(8))
