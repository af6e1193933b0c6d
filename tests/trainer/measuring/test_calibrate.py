"""Temperatures make confidence believable and stay within bounds."""

from __future__ import annotations

import numpy as np

from trainer.measuring import calibrate


def test_overconfident_scores_are_cooled() -> None:
    chance = np.random.default_rng(1)
    scores = chance.normal(size=(4_000, 5)) * 1.5
    shares = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
    labels = np.array([chance.choice(5, p=share) for share in shares])
    assert abs(calibrate.temperature(scores * 3, labels) - 3) < 0.3
    assert abs(calibrate.temperature(scores, labels) - 1) < 0.1


def test_perfect_answers_do_not_end_in_nothing_or_infinity() -> None:
    labels = np.arange(4)
    found = calibrate.temperature(np.eye(4) * 10, labels)
    assert calibrate.BOUNDS[0] <= found <= calibrate.BOUNDS[1]
    wrong = calibrate.temperature(np.eye(4)[::-1] * 10, labels)
    assert calibrate.BOUNDS[0] <= wrong <= calibrate.BOUNDS[1] + 1e-9
