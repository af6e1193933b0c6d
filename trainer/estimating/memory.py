"""Whether a run fits into the memory that is free, and if not, with which smaller setting it would."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from trainer import architectures, presets
from trainer.config import TrainConfig
from trainer.errors import UsageError
from trainer.estimating.predicting import predict
from trainer.estimating.values import Estimate, Measured, Pictures

_ROOM = 0.8  # of what is free: estimates were up to 18 % too low, and others want some too


def available_mb() -> float:
    """Memory that a new program could have now, in MB."""
    import psutil  # noqa: PLC0415 - it takes a while, and the window starts without it

    return float(psutil.virtual_memory().available) / 1e6


def warned(
    estimate: Estimate, measured: Measured, config: TrainConfig, pictures: Pictures, *, free: float | None = None
) -> Estimate:
    """The estimate with a warning where its peak does not fit into the memory.

    Args:
        estimate: What `predict` said of the settings.
        measured: What is known of this machine.
        config: The settings.
        pictures: How many there are.
        free: Memory in MB; by default what is free now.
    """
    free = available_mb() if free is None else free
    if estimate.peak_memory_mb <= free * _ROOM:
        return estimate
    sentence = (
        f"{architectures.find(config.architecture).title} will take about {_gb(estimate.peak_memory_mb)} of memory with "
        f"these settings, and {_gb(free)} are free. {_way_out(measured, config, pictures, free)}"
    )
    return msgspec.structs.replace(estimate, warning=sentence)


def smaller(
    measured: Measured, config: TrainConfig, pictures: Pictures, *, free: float | None = None
) -> tuple[str, TrainConfig] | None:
    """The first smaller setting that would fit, in words ("A batch size of 16") and as it is; None: none would."""
    found = _fitting(measured, config, pictures, available_mb() if free is None else free)
    return None if found is None else found[:2]


def _way_out(measured: Measured, config: TrainConfig, pictures: Pictures, free: float) -> str:
    found = _fitting(measured, config, pictures, free)
    if found is None:
        return "Close other programs first: no other setting would fit either."
    words, _, peak = found
    return f"{words} needs about {_gb(peak)}."


def _fitting(
    measured: Measured, config: TrainConfig, pictures: Pictures, free: float
) -> tuple[str, TrainConfig, float] | None:
    for words, other in _smaller(measured, config):
        estimate = predict(measured, other, pictures)
        if estimate is not None and estimate.peak_memory_mb <= free * _ROOM:
            return words, other, estimate.peak_memory_mb
    return None


def _smaller(measured: Measured, config: TrainConfig) -> Iterator[tuple[str, TrainConfig]]:
    """Ever smaller settings, the least loss first: batch size, then image size, then another architecture."""
    for batch in (32, 16, 8, 4):
        if batch < config.batch_size:
            yield f"A batch size of {batch}", msgspec.structs.replace(config, batch_size=batch)
    for side in (224, 150, 128, 96):
        if side < config.image_size:
            batch = min(8, config.batch_size)
            words = f"An image size of {side} with a batch size of {batch}"
            yield from _valid(words, config, image_size=side, batch_size=batch, sizes=())
    if config.fine_tuning is not None:
        yield "Going without fine-tuning", msgspec.structs.replace(config, fine_tuning=None)
    least = sorted(measured.speeds.values(), key=lambda speed: speed.base_mb + max(speed.look_mb, speed.pack_mb))
    for speed in least[:3]:
        if speed.name != config.architecture:
            row = architectures.find(speed.name)
            yield f"{row.title} with a batch size of 8", presets.config(row.name, batch_size=8)


def _valid(words: str, config: TrainConfig, **changes: object) -> Iterator[tuple[str, TrainConfig]]:
    """The changed settings, where they are possible at all."""
    try:
        yield words, msgspec.structs.replace(config, **changes)
    except UsageError:
        return


def _gb(mb: float) -> str:
    return f"{mb / 1e3:.1f} GB"
