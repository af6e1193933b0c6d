"""How the learning rate goes: a function of the position and of how often progress has failed to come."""

from __future__ import annotations

import math
from typing import NamedTuple

from trainer.config import Schedule, TrainConfig

_PLATEAU_PART = 3  # of the patience: so many times can the rate fall before training ends early


class Plan(NamedTuple):
    """The schedule of one phase.

    Attributes:
        kind: See `rate`.
        highest: The rate at its highest, above 0.
        epochs: How many the phase has.
        warmup: Epochs (any part of one) in which the rate rises in a straight line.
    """

    kind: Schedule
    highest: float
    epochs: int
    warmup: float = 0.0


def of_head(config: TrainConfig) -> Plan:
    """Of a head, or of a network from scratch."""
    return Plan(config.schedule, config.learning_rate, config.epochs)


def of_tuning(config: TrainConfig) -> Plan:
    """Of the last blocks, which are taught gently: up along a line, down along half a cosine."""
    assert config.fine_tuning is not None
    tuning = config.fine_tuning
    return Plan("cosine", tuning.learning_rate, tuning.epochs, tuning.warmup)


def rate(plan: Plan, step: int, *, steps: int, lowered: int = 0) -> float:
    """The learning rate of one step.

    Along half a cosine it falls to almost nothing (Loshchilov and Hutter 2017, "SGDR"); "constant" stays;
    "plateau" is halved each time that progress has failed to come.

    Args:
        plan: The phase's schedule.
        step: Number of the step since the phase began, from 0.
        steps: Steps in an epoch, at least 1.
        lowered: How often a plateau has lowered it.
    """
    at = step / steps
    if at < plan.warmup:
        return plan.highest * min(1.0, (step + 1) / (plan.warmup * steps))
    if plan.kind == "plateau":
        return plan.highest * 0.5**lowered
    if plan.kind == "constant":
        return plan.highest
    part = (at - plan.warmup) / max(plan.epochs - plan.warmup, 1e-9)
    return plan.highest * 0.5 * (1 + math.cos(math.pi * min(part, 1.0)))


def plateau_patience(patience: int) -> int:
    """Epochs without progress after which a plateau lowers the rate, given those after which training ends."""
    return max(1, patience // _PLATEAU_PART)
