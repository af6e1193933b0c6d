"""A run against its estimate: told before it begins, timed part by part while it goes on, written down at its end. Light."""

from __future__ import annotations

import contextlib
import logging
import time
from collections.abc import Iterator, Sequence
from typing import Literal

import msgspec

from trainer import files
from trainer.channel import Control, Emit
from trainer.dataset import Dataset
from trainer.errors import DiskError
from trainer.estimating import counting, history, kept, sizes
from trainer.estimating.clock import Load
from trainer.estimating.memory import warned
from trainer.estimating.predicting import foreseen, predict
from trainer.estimating.values import Estimate, Foreseen, Parts
from trainer.events import Epoch, Estimated, Event, Notice, Stage, Started
from trainer.measuring import machine
from trainer.project import Project
from trainer.runs import Run

_Part = Literal["begin", "look", "learn", "finish"]
_PARTS: dict[str, _Part] = {  # by the name of the stage that begins it
    "prepare": "begin",
    "look": "look",
    "learn": "learn",
    "look_again": "look",
    "tune": "learn",
    "pack": "finish",
    "measure": "finish",
}
_BUSY = 0.25  # of the processor
_log = logging.getLogger(__name__)


class _Told(msgspec.Struct, frozen=True, kw_only=True):
    """What was told of a run before it began (``estimate.json`` in its folder)."""

    total: float
    low: float
    high: float
    peak_memory_mb: float
    alone: Foreseen


@contextlib.contextmanager
def estimated(
    project: Project, run: Run, pictures: Dataset, *, emit: Emit, control: Control, began: float, fresh: bool
) -> Iterator[Emit]:
    """Tell what a run will cost and learn from what it does; gives the emit function to work with.

    Where nothing was measured on this machine yet, nothing is told: that would cost the run half a minute.

    Args:
        project: Whose run it is.
        run: The run, which this process holds.
        pictures: What it learns from.
        emit: Told of memory that will not suffice, besides what the work tells.
        control: Whatever is asked of the run.
        began: When it began (`time.monotonic`).
        fresh: It begins now; one that goes on is not timed.
    """
    estimate = _estimate(project, run, pictures) if fresh else None
    if estimate is None:
        yield emit
        return
    told = estimate[1]
    timing = _Timing(emit, began, say=_events(estimate[0]))
    yield timing
    if run.report_path.exists():
        _write_down(run, told, timing, asked=control.request is not None)


def _estimate(project: Project, run: Run, pictures: Dataset) -> tuple[Estimate, _Told] | None:
    """What the run will cost, also written into its folder; None where this machine was not measured yet."""
    measured = kept.measured(kept.machine(), kept.of_project(project))
    config, counted = run.config(), counting.count(project, pictures)
    estimate, alone = predict(measured, config, counted), foreseen(measured, config, counted)
    if estimate is None or alone is None:
        return None
    told = _Told(
        total=estimate.total_seconds,
        low=estimate.low,
        high=estimate.high,
        peak_memory_mb=estimate.peak_memory_mb,
        alone=alone,
    )
    with contextlib.suppress(DiskError):
        files.write(run.estimate_path, msgspec.json.encode(told))
    return warned(estimate, measured, config, counted), told


def _events(estimate: Estimate) -> list[Event]:
    """What is said of the estimate when the run begins."""
    said: list[Event] = [Estimated(estimates=(estimate,), refined=not estimate.rough)]
    if estimate.warning is not None:
        said.append(Notice(message=estimate.warning, level="warning"))
    return said


class _Timing:
    """Passes events on, says more after the first one, and notes how long each part of the run takes, and how many epochs each phase had."""

    def __init__(self, emit: Emit, began: float, *, say: Sequence[Event]) -> None:
        self._emit = emit
        self._say = say
        self._part: _Part = "begin"
        self._since = began
        self._load = Load()
        self._seconds: dict[_Part, float] = {"begin": 0.0, "look": 0.0, "learn": 0.0, "finish": 0.0}
        self.epochs = {"head": 0, "tune": 0}

    def __call__(self, event: Event) -> None:
        """Note an event and pass it on."""
        if isinstance(event, Stage) and event.name in _PARTS:
            self._enter(_PARTS[event.name])
        elif isinstance(event, Epoch):
            self.epochs[event.phase] += 1
        self._emit(event)
        if isinstance(event, Started):
            for said in self._say:
                self._emit(said)

    def parts(self) -> Parts:
        """Seconds of each part so far."""
        self._enter(self._part)
        return Parts(**self._seconds)

    def busy(self) -> bool:
        """Whether others took much of the processor meanwhile."""
        return self._load.others() > _BUSY

    def _enter(self, part: _Part) -> None:
        now = time.monotonic()
        self._seconds[self._part] += now - self._since
        self._part, self._since = part, now


def _write_down(run: Run, told: _Told, timing: _Timing, *, asked: bool) -> None:
    """Add the run to the history of this machine; where that cannot be written, the run is none the worse for it."""
    epochs = tuple(timing.epochs.values())[: len(told.alone.epochs)]
    record = history.Record(
        architecture=run.config().architecture,
        run=run.name,
        estimated=told.alone.parts(epochs),
        actual=timing.parts(),
        total=told.total,
        low=told.low,
        high=told.high,
        epochs_planned=sum(told.alone.epochs),
        epochs_trained=sum(epochs),
        peak_memory_mb=machine.peak_memory_mb() or 0.0,
        estimated_memory_mb=told.peak_memory_mb,
        foreseen_memory_mb=told.alone.memory_mb,
        busy=timing.busy(),
        asked=asked,
    )
    _log.info("estimated %.0f s (%.0f to %.0f), took %.0f s", told.total, told.low, told.high, record.actual.total)
    try:
        history.add(record)
        with kept.changing() as known:
            known.chosen.add(sizes.look_name(run.config()))
    except (DiskError, OSError):
        _log.info("the run could not be added to the history of estimates", exc_info=True)
