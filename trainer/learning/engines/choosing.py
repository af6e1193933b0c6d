"""The fastest engine that agrees with TensorFlow in float32, by measurement on this machine with this project's pictures."""

from __future__ import annotations

import hashlib
import logging
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import numpy as np
import numpy.typing as npt

from trainer import device, engines, parallel, pixels
from trainer.config import Precision, TrainConfig
from trainer.dataset import Dataset
from trainer.engines import Choice, EngineChoice, Part
from trainer.errors import ArtClassError, PictureError
from trainer.learning import networks
from trainer.learning.backbones import STEM
from trainer.learning.engines import flow, lite
from trainer.learning.engines.agreement import agreement
from trainer.learning.engines.engine import Engine, Rows
from trainer.pixels import Pixels

COMPARED = 200
"""Pictures on which engines are measured and compared, where there are so many."""

_TRIED = 24  # pictures after which an engine that is clearly slower is given up
_SLOWER = 0.9
_FEWEST = 20  # with fewer pictures nothing can be said
_FEWEST_FOR_LESS = 150  # the same arithmetic needs fewer pictures to be found equal than less exact arithmetic
_log = logging.getLogger(__name__)


class Trial(NamedTuple):
    """Decoded pictures (n, S, S, 3), and their class numbers (n,)."""

    pictures: Pixels
    labels: npt.NDArray[np.int64]


def trial(dataset: Dataset, size: int) -> Trial:
    """Some training pictures of all classes that can be read, at most `COMPARED`."""
    labels = dataset.labels("training")
    wanted = np.sort(np.random.default_rng(0).permutation(len(labels))[:COMPARED])
    read = pixels.read_many([dataset.training[number].path for number in wanted], size)
    found = [(square, labels[wanted[i]]) for i, square in read if not isinstance(square, PictureError)]
    squares = np.stack([square for square, _ in found]) if found else np.empty((0, size, size, 3), np.uint8)
    return Trial(squares, np.array([label for _, label in found], np.int64))


def choice(
    backbone: Any,
    config: TrainConfig,
    trial: Callable[[], Trial],
    *,
    record: Path | None,
    check: Callable[[], None],
    begin: Callable[[], None] = lambda: None,
) -> tuple[Choice, Callable[[], Engine]]:
    """Which engine a backbone runs on: what the run says, else what the machine knows, else what is measured now.

    Args:
        backbone: uint8 pictures (n, S, S, 3) to rows.
        config: The run's settings; its ``precision`` "float32" leaves bfloat16 out.
        trial: Gives some of the project's pictures; asked only if something is to be measured.
        record: The run's ``engine.json``, read and written; None for no run.
        check: Called between measurements; may raise to give up.
        begin: Called before anything is measured, which takes a while.

    Returns:
        The choice, and what makes the engine: rows may all be in the cache, and then it is not needed.

    Raises:
        DiskError: ``record`` or an engine's files cannot be written.
        ProjectError: ``record`` is damaged.
    """
    part: Part = "stem" if backbone.name == STEM else "backbone"
    name = engines.key(_network(backbone), size=config.image_size, precision=config.precision)
    known = (engines.of_run(record).get(part) if record is not None else None) or engines.of_machine(name)
    made: list[Engine] = []
    if known is None:
        pictures = trial()
        if _suffices(pictures):
            begin()
        known, engine = measured(backbone, config.precision, pictures, check=check)
        made.append(engine)
        if known.taken.pictures_per_second:  # not what was taken because there was nothing to measure with
            engines.keep(name, known)
    if record is not None:
        engines.record(record, part, known)
    taken = known.taken
    return known, lambda: made[0] if made else _make(backbone, taken)


def measured(backbone: Any, precision: Precision, trial: Trial, *, check: Callable[[], None]) -> tuple[Choice, Engine]:
    """Try every engine; TensorFlow in float32 is the one that the others are compared with.

    Returns:
        The choice, and the engine that was taken.
    """
    plain: Engine = flow.TensorFlowEngine(backbone, device=_device())
    if not _suffices(trial):
        return Choice(taken=plain.choice), plain
    rows, rate = _run(plain, trial.pictures, check)
    best, best_engine = msgspec.structs.replace(plain.choice, pictures_per_second=rate), plain
    others: list[EngineChoice] = []
    for candidate in _candidates(backbone, precision, len(trial.labels)):
        check()
        found = _compared(candidate, rows, best.pictures_per_second, trial, check)
        if found.remark:
            others.append(found)
        else:
            others.append(msgspec.structs.replace(best, remark="slower"))
            best, best_engine = found, candidate
    for engine in (best, *others):
        _log.info("%s: %.1f pictures/s %s", engine.title, engine.pictures_per_second, engine.remark or "(taken)")
    return Choice(taken=best, others=tuple(others)), best_engine


def _suffices(trial: Trial) -> bool:
    return len(trial.labels) >= _FEWEST and len(np.unique(trial.labels)) >= 2


def _compared(candidate: Engine, reference: Rows, best: float, trial: Trial, check: Callable[[], None]) -> EngineChoice:
    """A candidate's figures; its remark says why not to take it."""
    rate = _run(candidate, trial.pictures[:_TRIED], check)[1]
    if rate >= best * _SLOWER:
        rows, rate = _run(candidate, trial.pictures, check)
    seen = msgspec.structs.replace(candidate.choice, pictures_per_second=rate)
    if rate <= best:
        return msgspec.structs.replace(seen, remark="slower")
    found = agreement(reference, rows, trial.labels)
    return msgspec.structs.replace(
        seen,
        agreement=found.top_1,
        farthest=found.farthest,
        compared=found.pictures,
        remark="" if found.sound else "answers differ",
    )


def _candidates(backbone: Any, precision: Precision, pictures: int) -> Iterator[Engine]:
    yield from _or_none(lambda: lite.LiteRTEngine(backbone))
    if precision != "float32" and pictures >= _FEWEST_FOR_LESS and flow.has_bfloat16():
        yield from _or_none(lambda: flow.TensorFlowEngine(backbone, device=_device(), bfloat16=True))


def _or_none(make: Callable[[], Engine]) -> Iterator[Engine]:
    """An engine, if the network can be brought to it: a converter may lack an operation that a new network has.

    Raises:
        DiskError: There was no room for it on the way: next time there may be.
    """
    try:
        yield make()
    except ArtClassError:
        raise
    except Exception:  # converters raise anything
        _log.warning("an engine cannot take this network", exc_info=True)


def _make(backbone: Any, choice: EngineChoice) -> Engine:
    if choice.name == "litert":
        return lite.LiteRTEngine(backbone)
    return flow.TensorFlowEngine(backbone, device=choice.device, bfloat16=choice.precision == "bfloat16")


def _run(engine: Engine, pictures: Pixels, check: Callable[[], None]) -> tuple[Rows, float]:
    """The rows of pictures in memory, and pictures a second: the median over a few rounds, for others are at work too."""
    each = engine.chunk * engine.lanes
    rounds = [pictures[start : start + each] for start in range(0, len(pictures), each)]
    engine.see(pictures[: engine.chunk])  # what is compiled or allocated at first is not counted
    rows: list[Rows] = []
    rates: list[float] = []
    for part in rounds:
        check()
        began = time.perf_counter()
        rows.extend(see_all(engine, part))
        rates.append(len(part) / (time.perf_counter() - began))
    whole = rates[:-1] if len(rates) > 1 else rates  # the last one is seldom full
    return np.concatenate(rows), float(np.median(whole))


def see_all(engine: Engine, pictures: Pixels) -> Sequence[Rows]:
    """Pictures in memory through all lanes of an engine."""
    chunks = [pictures[start : start + engine.chunk] for start in range(0, len(pictures), engine.chunk)]
    return list(parallel.in_order(engine.see, chunks, workers=engine.lanes))


def _network(backbone: Any) -> str:
    """A name for a backbone with its weights, whatever Keras numbered its layers: how far engines agree depends on them."""
    text = f"{backbone.name} {backbone.output_shape} {networks.fingerprint(backbone)}"
    return hashlib.sha256(text.encode()).hexdigest()


def _device() -> str:
    return device.prepare()
