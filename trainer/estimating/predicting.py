"""From what was measured to what a run with given settings will cost: arithmetic alone, at once, for the window too."""

from __future__ import annotations

import math
from typing import NamedTuple

import msgspec

from trainer import architectures
from trainer.config import FineTuning, TrainConfig
from trainer.estimating import counting, sizes
from trainer.estimating.values import Estimate, Factor, Foreseen, Measured, Parts, Pictures, Speed, Tuning

WIDEST = 0.25
"""No band is wider than this part of the estimate to either side."""

_STEP, _EPOCH = 0.002, 0.05  # seconds that go by at least: between two steps, and at the end of an epoch
_ALIKE = 2.0  # runs with up to so many times as many epochs, or as few, tell how early this one will end
_FLOAT, _MB = 4, 1e6  # bytes


class _Phase(NamedTuple):
    """One phase of learning: passes asked for, and what its start, a pass and a picture in the validation cost."""

    epochs: int
    start: float
    seconds: float
    measure: float
    picture_mb: float
    parameters: float


def predict(measured: Measured, config: TrainConfig, pictures: Pictures) -> Estimate | None:
    """What a run with these settings will cost.

    Args:
        measured: What is known of this machine.
        config: The settings.
        pictures: How many there are, and how many are not in the cache for these settings.

    Returns:
        The estimate; None where nothing is known of this architecture yet.
    """
    speed = measured.speeds.get(config.architecture)
    if speed is None:
        return None
    factor = measured.factors.get(config.architecture, Factor())
    phases = _phases(speed, config, pictures)
    alone = _foreseen(measured, speed, config, pictures, phases)
    longest = corrected(alone.parts(), factor)
    planned = sum(alone.epochs)
    share = _share_of_epochs(factor, config, planned)
    parts = msgspec.structs.replace(longest, learn=longest.learn * share)
    width = min(WIDEST, factor.spread)
    return Estimate(
        name=config.architecture,
        seconds_per_epoch=_rounded((longest.learn - factor.learn * sum(alone.starts)) / planned),
        total_seconds=_rounded(parts.total),
        low=_rounded(parts.total * (1 - width)),
        high=_rounded(parts.total * (1 + width)),
        peak_memory_mb=round(alone.memory_mb * factor.memory),
        disk_mb=round(_disk(speed, config, pictures, phases), 1),
        epochs=planned,
        expected_epochs=max(1, round(planned * share)),
        longest_seconds=_rounded(longest.total),
        parts=parts,
        missing=counting.missing(pictures, config).plain,
        rough=speed.rough,
        runs=factor.runs,
    )


def _rounded(seconds: float) -> float:
    return round(seconds, 3)


def foreseen(measured: Measured, config: TrainConfig, pictures: Pictures) -> Foreseen | None:
    """What measurements alone predict; None where nothing is known of this architecture. Arguments as `predict`."""
    speed = measured.speeds.get(config.architecture)
    return None if speed is None else _foreseen(measured, speed, config, pictures, _phases(speed, config, pictures))


def corrected(parts: Parts, factor: Factor) -> Parts:
    """What earlier runs teach, applied: each part has its own factor."""
    return Parts(
        begin=parts.begin * factor.begin,
        look=parts.look * factor.look,
        learn=parts.learn * factor.learn,
        finish=parts.finish * factor.finish,
    )


def _share_of_epochs(factor: Factor, config: TrainConfig, planned: int) -> float:
    """The part of the epochs that will be run before it gets no better: the median of runs that were about as long."""
    import statistics  # noqa: PLC0415 - it takes a while, and the window starts without it

    if config.patience >= config.epochs:
        return 1.0
    alike = [trained / asked for asked, trained in factor.endings if planned / _ALIKE <= asked <= planned * _ALIKE]
    return statistics.median(alike) if alike else 1.0


def _foreseen(
    measured: Measured, speed: Speed, config: TrainConfig, pictures: Pictures, phases: list[_Phase]
) -> Foreseen:
    decode, predict = _decoding(measured, config), speed.predict_seconds * _work(speed, config, pictures)
    return Foreseen(
        begin=measured.begin_seconds + speed.build_seconds,
        look=_looking(measured, speed, config, pictures),
        finish=speed.pack_seconds + pictures.validation * (phases[-1].measure + decode + predict),
        epochs=tuple(phase.epochs for phase in phases),
        starts=tuple(phase.start for phase in phases),
        seconds=tuple(phase.seconds for phase in phases),
        memory_mb=_memory(speed, config, pictures, phases),
    )


def _decoding(measured: Measured, config: TrainConfig) -> float:
    """Seconds to decode one picture at the run's size: of the nearest size that was measured."""
    if not measured.decode_seconds:
        return 0.0
    nearest = min(measured.decode_seconds, key=lambda side: abs(side - config.image_size))
    return measured.decode_seconds[nearest]


def _looking(measured: Measured, speed: Speed, config: TrainConfig, pictures: Pictures) -> float:
    """Seconds of decoding and of the backbone's work; what is in the cache costs nothing."""
    decode = _decoding(measured, config)
    missing = counting.missing(pictures, config)
    if not architectures.find(speed.name).pretrained:
        return missing.plain * decode
    tuning = _tuning(speed, config.fine_tuning)
    larger, look = _larger(speed, config), min(missing.pixels, max(missing.plain, missing.frozen)) * decode
    if sizes.look_name(config) not in measured.chosen:
        look += speed.choose_seconds * larger
    if missing.plain + missing.mirrored:
        look += speed.engine_seconds + (missing.plain + missing.mirrored) * speed.forward_seconds * larger
    if missing.frozen and tuning is not None:
        look += tuning.engine_seconds + missing.frozen * tuning.stem_seconds * larger
    return look


def _phases(speed: Speed, config: TrainConfig, pictures: Pictures) -> list[_Phase]:
    if not architectures.find(speed.name).pretrained:
        return [_scratch(speed, config, pictures)]
    phases = [_head(speed, config, pictures)]
    tuning = _tuning(speed, config.fine_tuning)
    if config.fine_tuning is not None and tuning is not None:
        phases.append(_tune(speed, tuning, config, config.fine_tuning, pictures))
    return phases


def _scratch(speed: Speed, config: TrainConfig, pictures: Pictures) -> _Phase:
    """The measured network's cost, scaled to one with other layers or another side."""
    now, then = sizes.of_scratch(config, pictures.classes), sizes.reference(speed, pictures.classes)
    work = now.macs / then.macs
    step = speed.step_seconds * now.parameters / then.parameters  # the optimiser goes over all weights
    measure = speed.measure_seconds * work
    seconds = _pass(pictures, config.batch_size, step, speed.picture_seconds * work, measure)
    mb = speed.picture_mb * now.activations / then.activations
    return _Phase(config.epochs, speed.start_seconds, seconds, measure, mb, now.parameters)


def _head(speed: Speed, config: TrainConfig, pictures: Pictures) -> _Phase:
    features = speed.features * (1 + len(config.sizes))
    size = sizes.of_head(config, features, pictures.classes)
    growth = size.parameters / speed.parameters if speed.parameters else 1.0
    step, picture, measure = (
        seconds * growth for seconds in (speed.step_seconds, speed.picture_seconds, speed.measure_seconds)
    )
    seconds = _pass(pictures, config.batch_size, step, picture, measure)
    return _Phase(config.epochs, speed.start_seconds, seconds, measure, speed.picture_mb, size.parameters)


def _tune(speed: Speed, tuning: Tuning, config: TrainConfig, wish: FineTuning, pictures: Pictures) -> _Phase:
    work = _larger(speed, config)
    measure = tuning.measure_seconds * work
    seconds = _pass(pictures, config.batch_size, tuning.step_seconds, tuning.picture_seconds * work, measure)
    return _Phase(wish.epochs, tuning.start_seconds, seconds, measure, tuning.picture_mb * work, tuning.parameters)


def _pass(pictures: Pictures, batch: int, step: float, picture: float, measure: float) -> float:
    """Seconds of one epoch: its steps, their pictures, and the validation after them."""
    steps = math.ceil(pictures.training / batch)
    return _EPOCH + steps * max(step, _STEP) + pictures.training * picture + pictures.validation * measure


def _tuning(speed: Speed, wish: FineTuning | None) -> Tuning | None:
    """What is known of fine-tuning so many blocks: scaled from the nearest number that was measured."""
    if wish is None or not speed.tuning:
        return None
    nearest = min(speed.tuning, key=lambda row: (abs(row.blocks - wish.blocks), row.blocks))
    if nearest.blocks == wish.blocks:
        return nearest
    growth = wish.blocks / nearest.blocks
    return msgspec.structs.replace(
        nearest,
        blocks=wish.blocks,
        share=min(1.0, nearest.share * growth),
        stem_seconds=speed.forward_seconds * max(0.0, 1 - nearest.share * growth),
        picture_seconds=nearest.picture_seconds * growth,
        measure_seconds=nearest.measure_seconds * growth,
        picture_mb=nearest.picture_mb * growth,
        parameters=nearest.parameters * growth,
    )


def _work(speed: Speed, config: TrainConfig, pictures: Pictures) -> float:
    """How much more a whole network has to do for a picture than when it was measured."""
    if speed.gmacs:
        return _larger(speed, config)
    return sizes.of_scratch(config, pictures.classes).macs / sizes.reference(speed, pictures.classes).macs


def _larger(speed: Speed, config: TrainConfig) -> float:
    """How much more a backbone has to do than when it was measured; 1 for networks without one."""
    return sizes.forward_gmacs(config) / speed.gmacs if speed.gmacs else 1.0


def _memory(speed: Speed, config: TrainConfig, pictures: Pictures, phases: list[_Phase]) -> float:
    """The highest of: the look at the pictures, and packing while what was learnt with is still there. In MB."""
    look = speed.look_mb * _work(speed, config, pictures)
    learning = [
        phase.picture_mb * config.batch_size + 4 * phase.parameters * _FLOAT for phase in phases
    ]  # weights, gradients and Adam's two moments
    rows = min(_rows_bytes(speed, config) * (pictures.training + pictures.validation) / _MB, _MAPPED)
    return speed.base_mb + max(look, max(learning) + speed.pack_mb) + rows


_MAPPED = 500.0  # MB of rows that the operating system keeps at hand; it gives them back when others need memory


def _rows_bytes(speed: Speed, config: TrainConfig) -> float:
    if architectures.find(speed.name).pretrained:
        return speed.features * (1 + len(config.sizes)) * _FLOAT
    return float(config.image_size**2 * 3)


def _disk(speed: Speed, config: TrainConfig, pictures: Pictures, phases: list[_Phase]) -> float:
    """New rows in the cache, the finished model, and a checkpoint beside the one that it replaces. In MB."""
    missing = counting.missing(pictures, config)
    rows = _rows_bytes(speed, config) * (missing.plain + missing.mirrored)
    tuning = _tuning(speed, config.fine_tuning)
    if tuning is not None:
        rows += missing.frozen * tuning.numbers * _FLOAT / 2  # float16
    if architectures.find(speed.name).pretrained:
        rows += missing.pixels * config.image_size**2 * 3
    weights = max(phase.parameters for phase in phases)
    checkpoint = 4 * weights * _FLOAT  # weights, Adam's two moments, the best weights
    return rows / _MB + speed.model_mb + 2 * checkpoint
