"""What earlier runs on this machine took against what was estimated, and what that teaches."""

from __future__ import annotations

import contextlib
import math
import os
import statistics
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

import msgspec

from trainer import files
from trainer.estimating.predicting import WIDEST
from trainer.estimating.values import Factor, Parts

_LAST = 12  # runs of an architecture that count
_FURTHEST = 2.0  # no factor goes beyond it, up or down
_DOUBT = 1.0  # how many runs the estimate itself counts for
_SLIGHT = 1.0  # seconds: a shorter part says nothing about speed
_NARROWEST = 0.12


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """One finished run.

    Attributes:
        architecture: Its name.
        run: The run's name.
        estimated: Seconds of its parts as measurements alone predict them for the epochs that were run, no factor applied.
        actual: Seconds of its parts.
        total, low, high: What was told before it began.
        epochs_planned, epochs_trained: Passes asked for and made.
        peak_memory_mb, estimated_memory_mb: Most memory, taken and told.
        foreseen_memory_mb: Most memory as measurements alone predict it; 0 in records of versions that did not keep it.
        busy: Others took much of the processor meanwhile, so that nothing is to be learnt from its speed.
        asked: Somebody asked it to stop, so that nothing is to be learnt from how many epochs it ran.
    """

    architecture: str
    run: str
    estimated: Parts
    actual: Parts
    total: float
    low: float
    high: float
    epochs_planned: int
    epochs_trained: int
    peak_memory_mb: float = 0.0
    estimated_memory_mb: float = 0.0
    foreseen_memory_mb: float = 0.0
    busy: bool = False
    asked: bool = False

    @property
    def within(self) -> bool:
        """Whether it took as long as was told."""
        return self.low <= self.actual.total <= self.high


def path() -> Path:
    """The file with one line a run."""
    from trainer.estimating import kept  # noqa: PLC0415 - it asks for factors

    return kept.folder() / "history.jsonl"


def add(record: Record) -> None:
    """Write down how a run went; a line is complete or passed over when read.

    Raises:
        DiskError: The cache folder cannot be written to.
        OSError: Likewise.
    """
    place = path()
    files.make_folders(place.parent, within=Path(place.anchor))
    handle = os.open(place, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
    try:
        os.write(handle, msgspec.json.encode(record) + b"\n")
    finally:
        os.close(handle)


def records() -> list[Record]:
    """All runs, oldest first; lines that cannot be read are passed over."""
    found: list[Record] = []
    with contextlib.suppress(OSError):
        for line in path().read_bytes().splitlines():
            with contextlib.suppress(msgspec.DecodeError):
                found.append(msgspec.json.decode(line, type=Record))
    return found


def factors() -> dict[str, Factor]:
    """What the last runs of each architecture teach."""
    runs: defaultdict[str, list[Record]] = defaultdict(list)
    for record in records():
        runs[record.architecture].append(record)
    return {name: learnt(rows[-_LAST:]) for name, rows in runs.items()}


def learnt(rows: Sequence[Record]) -> Factor:
    """The factor that runs of one architecture teach.

    Each part's is the median of actual by estimated in logarithms, which no single odd run can move, drawn towards
    1 as if one more run had gone just as estimated, and kept within 0.5 and 2. Memory is learnt from busy runs, too.
    """
    quiet = [row for row in rows if not row.busy]
    begin, look, learn, finish = (_factor(quiet, part) for part in ("begin", "look", "learn", "finish"))
    return Factor(
        begin=begin,
        look=look,
        learn=learn,
        finish=finish,
        memory=_memory(rows),
        spread=_spread([row for row in quiet if not row.asked]),
        endings=tuple((row.epochs_planned, row.epochs_trained) for row in rows if not row.asked),
        runs=len(rows),
    )


def _factor(rows: Sequence[Record], part: str) -> float:
    pairs = [(getattr(row.actual, part), getattr(row.estimated, part)) for row in rows]
    ratios = [math.log(actual / estimated) for actual, estimated in pairs if actual > 0 and estimated > _SLIGHT]
    if not ratios:
        return 1.0
    return _trusted(statistics.median(ratios), len(ratios))


def _memory(rows: Sequence[Record]) -> float:
    """The factor of memory: that of the run which took the most of what was foreseen, as it is warned by it."""
    pairs = [(row.peak_memory_mb, row.foreseen_memory_mb) for row in rows]
    ratios = [math.log(taken / foreseen) for taken, foreseen in pairs if taken > 0 and foreseen > 0]
    return _trusted(max(ratios), len(ratios)) if ratios else 1.0


def _trusted(logarithm: float, runs: int) -> float:
    """A factor drawn towards 1 the more the fewer runs it rests on, within its bounds."""
    trust = runs / (runs + _DOUBT)
    return min(_FURTHEST, max(1 / _FURTHEST, math.exp(logarithm * trust)))


def _spread(rows: Sequence[Record]) -> float:
    """How far runs were from what was told before they began, epochs that were not needed included.

    The nine tenths nearest count, and some room.
    """
    if len(rows) < 3:
        return WIDEST
    misses = sorted(abs(row.actual.total / row.total - 1) for row in rows)
    near = misses[math.ceil(0.9 * len(misses)) - 1]
    return min(WIDEST, max(_NARROWEST, 1.3 * near))
