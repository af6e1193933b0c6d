"""What the window needs of estimates: the records, what was measured before, and a prediction for other settings. Light."""

from __future__ import annotations

from trainer import architectures, presets
from trainer.config import TrainConfig
from trainer.estimating import kept
from trainer.estimating.memory import smaller, warned
from trainer.estimating.predicting import predict as _predict
from trainer.estimating.values import Estimate, Estimates, Factor, Measured, Parts, Pictures, Speed, Tuning
from trainer.project import Project

__all__ = [
    "Estimate",
    "Estimates",
    "Factor",
    "Measured",
    "Parts",
    "Pictures",
    "Speed",
    "Tuning",
    "load",
    "predict",
    "smaller",
    "table",
]


def load(project: Project) -> Estimates | None:
    """The table of estimates as far as it was measured before, at once; None where nothing was.

    Two small files are read; the pictures are not counted anew, so that they are as many as the last time.
    """
    known, of_project = kept.machine(), kept.of_project(project)
    if not known.speeds or of_project.pictures is None:
        return None
    return table(kept.measured(known, of_project), of_project.pictures, refined=kept.complete(known))


def predict(measured: Measured, config: TrainConfig, pictures: Pictures) -> Estimate | None:
    """What a run with these settings will cost; None where nothing is known of this architecture yet.

    Args:
        measured: `Estimates.measured`.
        config: The settings.
        pictures: `Estimates.pictures`.
    """
    estimate = _predict(measured, config, pictures)
    return None if estimate is None else warned(estimate, measured, config, pictures)


def table(measured: Measured, pictures: Pictures, *, refined: bool) -> Estimates:
    """The estimates of all architectures with their default settings."""
    rows = [predict(measured, presets.config(row.name), pictures) for row in architectures.ARCHITECTURES]
    return Estimates(
        estimates=tuple(row for row in rows if row is not None), measured=measured, pictures=pictures, refined=refined
    )
