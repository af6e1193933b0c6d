"""Figures of a model: known cases, and what happens at the edges."""

from __future__ import annotations

import numpy as np
import pytest

from trainer.measuring import metrics


def test_wilson_against_published_values() -> None:
    """Newcombe 1998, table I: 81 of 263 and 15 of 148."""
    assert metrics.wilson(81, 263) == pytest.approx((0.2553, 0.3662), abs=5e-5)
    assert metrics.wilson(15, 148) == pytest.approx((0.0624, 0.1605), abs=5e-5)
    assert metrics.wilson(0, 20) == pytest.approx((0.0, 0.1611), abs=5e-5)
    assert metrics.wilson(0, 0) == (0.0, 1.0)
    low, high = metrics.wilson(20, 20)
    assert 0.8 < low < high <= 1.0


def test_a_small_confusion() -> None:
    truth = np.array([0, 0, 0, 0, 1, 1, 2, 2])
    said = np.array([0, 0, 0, 1, 1, 1, 0, 2])
    found = metrics.evaluate(truth, said, ("a", "b", "c"))
    assert found.images == 8
    assert found.accuracy == 0.75
    assert found.confusion == ((3, 1, 0), (0, 2, 0), (1, 0, 1))
    assert found.balanced_accuracy == pytest.approx((0.75 + 1 + 0.5) / 3)
    a, b, c = found.per_class
    assert (a.support, a.precision, a.recall, a.f1) == (4, 0.75, 0.75, 0.75)
    assert (b.precision, b.recall) == (pytest.approx(2 / 3), 1.0)
    assert (c.precision, c.recall) == (1.0, 0.5)
    low, high = found.interval
    assert low < 0.75 < high


def test_a_class_without_pictures_has_no_recall() -> None:
    found = metrics.evaluate(np.array([0, 0]), np.array([0, 0]), ("a", "b"))
    assert found.per_class[1].recall is None
    assert found.per_class[1].precision is None
    assert found.balanced_accuracy == 1.0


def test_no_pictures_at_all() -> None:
    found = metrics.evaluate(np.zeros(0, int), np.zeros(0, int), ("a", "b"))
    assert (found.images, found.accuracy, found.interval) == (0, 0.0, (0.0, 1.0))
