"""Reliability: sure and wrong is seen, calibration mends it, and mending is not measured on what it was fitted on."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest

from trainer.measuring import calibrate, reliability

Numbers = npt.NDArray[np.float64]


def softmax(logits: Numbers) -> Numbers:
    """Probabilities, (n, classes)."""
    shifted = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(shifted / shifted.sum(axis=1, keepdims=True))


def overconfident(pictures: int, seed: int = 1, factor: float = 3.0) -> tuple[Numbers, npt.NDArray[np.int64]]:
    """Logits that are ``factor`` times too large for labels drawn from their right probabilities."""
    chance = np.random.default_rng(seed)
    honest = chance.normal(0, 1.5, (pictures, 4))
    labels = np.array([chance.choice(4, p=row) for row in softmax(honest)])
    return honest * factor, labels


def test_an_expected_error_by_hand() -> None:
    probabilities = np.array([[0.95, 0.05], [0.95, 0.05], [0.65, 0.35], [0.35, 0.65]])
    found = reliability.reliability(probabilities, np.array([0, 1, 0, 1]))
    assert found.ece == pytest.approx((2 * abs(0.95 - 0.5) + 2 * abs(0.65 - 1)) / 4)
    assert [one.images for one in found.bins if one.images] == [2, 2]
    assert found.bins[9].accuracy == 0.5
    assert found.bins[0].accuracy is None


def test_certainty_is_in_the_last_bin() -> None:
    found = reliability.reliability(np.array([[1.0, 0.0]]), np.array([0]))
    assert found.bins[9].images == 1
    assert found.ece == 0


def test_calibration_mends_what_is_too_sure() -> None:
    logits, labels = overconfident(2_000)
    temperature = calibrate.temperature(logits, labels)
    assert temperature == pytest.approx(3, rel=0.15)
    found = reliability.cross_fitted(softmax(logits / temperature), labels, temperature)
    assert found.folds == 5
    assert found.before.ece > 0.15
    assert found.after.ece < 0.05
    low, high = found.before.interval
    assert low < found.before.ece < high


@pytest.mark.parametrize("seed", range(10))
def test_the_error_lies_within_its_interval_also_where_it_is_small(seed: int) -> None:
    logits, labels = overconfident(464, seed, 1.0)
    found = reliability.reliability(softmax(logits), labels)
    low, high = found.interval
    assert 0 <= low < found.ece < high


def test_before_is_what_the_network_gave() -> None:
    logits, labels = overconfident(300)
    found = reliability.held_out(softmax(logits / 2.5), labels, 2.5)
    assert found.before.ece == pytest.approx(reliability.reliability(softmax(logits), labels).ece, abs=1e-6)
    assert found.folds == 0


def test_cross_fitting_does_not_flatter() -> None:
    """With few pictures a temperature fitted on them looks better on them than it is."""
    gains = []
    for seed in range(8):
        logits, labels = overconfident(24, seed, 1.0)
        temperature = calibrate.temperature(logits, labels)
        probabilities = softmax(logits / temperature)
        crossed = reliability.cross_fitted(probabilities, labels, temperature)
        gains.append(crossed.after.ece - reliability.reliability(probabilities, labels).ece)
    assert np.mean(gains) > 0


@pytest.mark.parametrize("pictures", [1, 2, 3])
def test_hardly_any_pictures(pictures: int) -> None:
    logits, labels = overconfident(pictures)
    found = reliability.cross_fitted(softmax(logits), labels, 1.0)
    assert found.after.images == pictures
    assert 0 <= found.after.ece <= 1
