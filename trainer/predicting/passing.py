"""One pass over files: each is read once, answers that are known are taken from the store, and new ones are kept."""

from __future__ import annotations

import contextlib
import itertools
import time
from collections.abc import Callable, Generator, Iterable, Sequence
from pathlib import Path

import msgspec

from trainer import parallel
from trainer.channel import Control, Emit
from trainer.events import Notice
from trainer.pace import Pace, check
from trainer.package import Package
from trainer.predicting import store
from trainer.predicting.asking import Asking, Outcome
from trainer.predicting.predictor import one_thread_a_picture

_BATCH, _BATCH_SECONDS = 32, 0.1
_TOGETHER = 4  # files that one thread reads and puts to the model together


def answered(
    package: Package,
    paths: Sequence[Path],
    *,
    emit: Emit,
    control: Control,
    kept_in: Path | None = None,
    again: bool = False,
) -> Generator[list[Outcome], None, None]:
    """Classify files, in their order and a few at a time; emits progress.

    Args:
        package: The model.
        paths: The files.
        emit: Told how far it is, and what is wrong with the store.
        control: Looked at between pictures.
        kept_in: The folder of the store; None for the usual one.
        again: Ask the model even where its answer is known.

    Raises:
        PackageError: The model cannot be run.
        Interrupted: Somebody asked.
    """
    pace = Pace(emit, "pictures", total=len(paths))
    tell = _telling(emit)
    with one_thread_a_picture(), store.opened(kept_in, package, tell=tell) as kept:
        asking = Asking(package, kept, again=again)
        parts = (paths[start : start + _TOGETHER] for start in range(0, len(paths), _TOGETHER))
        found = parallel.in_order(lambda part: _several(asking, part), parts, ahead=2)
        with contextlib.closing(found):
            for batch in _batches(itertools.chain.from_iterable(found)):
                kept.keep([outcome.row for outcome in batch if outcome.row is not None])
                check(control)
                yield batch
                pace.advance(len(batch), known=sum(outcome.kept for outcome in batch))


def _telling(emit: Emit) -> Callable[[str], None]:
    return lambda words: emit(Notice(message=words, level="warning"))


def _several(asking: Asking, paths: Sequence[Path]) -> list[Outcome]:
    """Kept under the whole paths, but told under those that were given."""
    outcomes = asking.several([str(path.absolute()) for path in paths])
    return [_called(outcome, path) for outcome, path in zip(outcomes, paths, strict=True)]


def _called(outcome: Outcome, path: Path) -> Outcome:
    if path.is_absolute():
        return outcome
    return outcome._replace(prediction=msgspec.structs.replace(outcome.prediction, path=str(path)))


def _batches(outcomes: Iterable[Outcome]) -> Generator[list[Outcome], None, None]:
    """A few at a time, so that neither the disk nor whoever listens is kept busy by single ones."""
    batch: list[Outcome] = []
    began = time.monotonic()
    for outcome in outcomes:
        batch.append(outcome)
        if len(batch) >= _BATCH or time.monotonic() - began > _BATCH_SECONDS:
            yield batch
            batch, began = [], time.monotonic()
    if batch:
        yield batch
