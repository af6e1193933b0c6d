"""The phases of a training: the head (or the whole small network) first, then the last blocks, where they are to learn."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal, NamedTuple

from trainer.config import TrainConfig, Variation
from trainer.learning import quicker, schedule
from trainer.learning.networks import Parts
from trainer.learning.schedule import Plan

Name = Literal["head", "tune"]


class Phase(NamedTuple):
    """One phase.

    Attributes:
        name: As `events.Epoch` has it.
        parts: The network; its learner's weights are where the phase starts.
        plan: How the learning rate goes, and for how many epochs.
        variation: How far what it learns from is varied at each step; None for rows that are computed once.
        bfloat16: Whether it computes in bfloat16.
    """

    name: Name
    parts: Parts
    plan: Plan
    variation: Variation | None
    bfloat16: bool

    def learner(self) -> Any:
        """The model to train: the phase's own learner, or a quicker copy of it."""
        model = self.parts.learner
        copied = self.bfloat16 or (self.name == "head" and self.parts.backbone is None)
        return quicker.learner(model, bfloat16=self.bfloat16) if copied else model


def of(config: TrainConfig, stages: Sequence[Parts]) -> tuple[Phase, ...]:
    """The phases for the networks of `networks.stages`."""
    plans = [schedule.of_head(config)]
    if len(stages) > 1:
        plans.append(schedule.of_tuning(config))
    names: tuple[Name, ...] = ("head", "tune")
    return tuple(
        Phase(
            name,
            parts,
            plan,
            config.variation if config.augment and parts.backbone is None else None,
            config.precision == "bfloat16",
        )
        for name, parts, plan in zip(names, stages, plans, strict=False)
    )
