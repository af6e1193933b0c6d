"""Bootstrap intervals: as wide as theory says, the same every time, and none where there is nothing."""

from __future__ import annotations

import numpy as np
import pytest

from trainer.measuring import bootstrap, metrics


def test_the_interval_is_that_of_theory_and_the_same_every_time() -> None:
    right = np.repeat([1.0, 0.0], [400, 100])
    found = [bootstrap.of_pictures(500, lambda drawn: float(right[drawn].mean()), observed=0.8) for _ in range(2)]
    spread = 1.96 * (0.8 * 0.2 / 500) ** 0.5
    assert found[0] == pytest.approx((0.8 - spread, 0.8 + spread), abs=0.006)
    assert found[0] == found[1]


def test_no_pictures_have_no_interval() -> None:
    assert bootstrap.of_pictures(0, lambda drawn: float(drawn.mean()), observed=0.0) is None
    assert bootstrap.percentiles(np.array([np.nan, np.nan])) is None


def test_perfect_on_few_pictures_is_no_certainty() -> None:
    truth = np.repeat([0, 1, 2], 6)
    found = metrics.evaluate(truth, truth, ("a", "b", "c"))
    for interval in (found.balanced_interval, found.macro_f1_interval):
        assert interval is not None
        assert interval[0] < 0.95
        assert interval[1] == 1.0


def test_the_mean_of_one_class_has_its_wilson_interval() -> None:
    assert metrics.mean_interval([(81, 263), (0, 0)]) == pytest.approx(metrics.wilson(81, 263))
    assert metrics.mean_interval([(0, 0)]) is None


def test_balanced_accuracy_and_f1_lie_within_their_intervals() -> None:
    truth = np.repeat([0, 1, 2], [60, 20, 10])
    said = truth.copy()
    said[::7] = (said[::7] + 1) % 3
    found = metrics.evaluate(truth, said, ("a", "b", "c"))
    for figure, interval in (
        (found.balanced_accuracy, found.balanced_interval),
        (found.macro_f1, found.macro_f1_interval),
    ):
        assert figure is not None
        assert interval is not None
        assert interval[0] < figure < interval[1]
    a = found.per_class[0]
    assert a.recall_interval == metrics.wilson(round((a.recall or 0) * 60), 60)
    assert a.precision_interval == metrics.wilson(found.confusion[0][0], a.named or 0)
