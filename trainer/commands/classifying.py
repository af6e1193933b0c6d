"""The classify command: pictures sorted with a trained model, without TensorFlow."""

from __future__ import annotations

import argparse
import contextlib
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from trainer.channel import Control, Emit
from trainer.commands.options import add_project
from trainer.events import Classified, Finished, Prediction, Stage, Started, Stopped
from trainer.pace import Interrupted

if TYPE_CHECKING:
    from rich.console import Console

    from trainer.answers import Sheet
    from trainer.package import Package

_BATCH, _BATCH_SECONDS = 32, 0.1


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the pictures, the model and the file for the answers."""
    parser.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="a picture, or a folder of pictures")
    add_project(parser, required=False)
    parser.add_argument(
        "--run",
        metavar="NAME",
        help="which run of the project (default: the best pinned one, else the newest that no ladder made)",
    )
    parser.add_argument("--model", type=Path, metavar="PACKAGE", help="a model file instead of a project")
    parser.add_argument("--output", type=Path, metavar="FILE", help="where the answers go: a .csv or .json file")


def run(args: argparse.Namespace, emit: Emit, control: Control) -> Finished | Stopped:
    """Classify.

    Raises:
        ArtClassError: It cannot be done.
    """
    from trainer import __version__, answers, collect
    from trainer.commands import models
    from trainer.errors import UsageError

    if args.output is None and not args.events:
        raise UsageError("A file for the answers is needed", remedy="Name one with --output, such as answers.csv.")
    if args.output is not None:
        answers.check_name(args.output)
    package, notice = models.chosen(args)
    models.begin(emit, Started(job="classify", version=__version__, run=package.info.name), notice)
    emit(Stage(name="classify", label="Classifying pictures", index=1, count=1))
    paths = collect.pictures(args.paths)
    writing = answers.writing(args.output, package.info.classes) if args.output else contextlib.nullcontext()
    try:
        with writing as sheet:
            tally = _classify(package, paths, sheet, emit=emit, control=control)
    except Interrupted:
        return Stopped(resumable=False)
    return Finished(result=tally.result(args.output))


class _Tally:
    """Counts answers."""

    def __init__(self) -> None:
        self._began = time.monotonic()
        self._labels: Counter[str] = Counter()
        self._failed = 0
        self._seen = 0

    def add(self, prediction: Prediction) -> None:
        if prediction.label is None:
            self._failed += 1
        else:
            self._labels[prediction.label] += 1
            self._seen += prediction.seen_in_training

    def result(self, output: Path | None) -> dict[str, Any]:
        seconds = time.monotonic() - self._began
        classified = self._labels.total()
        return {
            "classified": classified,
            "failed": self._failed,
            "images_per_second": round((classified + self._failed) / max(seconds, 1e-9), 1),
            "seconds": round(seconds, 2),
            "seen_in_training": self._seen,
            "labels": dict(sorted(self._labels.items())),
            "output": None if output is None else str(output),
        }


def _classify(package: Package, paths: Sequence[Path], sheet: Sheet | None, *, emit: Emit, control: Control) -> _Tally:
    from trainer.pace import Pace, check
    from trainer.predicting.predictor import Predictor

    predictor = Predictor(package)
    tally, pace = _Tally(), Pace(emit, "pictures", total=len(paths))
    for batch in _batches(predictor.predict(paths, control=control)):
        check(control)
        for prediction in batch:
            tally.add(prediction)
        if sheet is not None:
            sheet.add(batch)
        emit(Classified(classes=package.info.classes, predictions=tuple(batch)))
        pace.advance(len(batch))
    check(control)
    return tally


def _batches(predictions: Iterable[Prediction]) -> Iterator[list[Prediction]]:
    """A few at a time, so that neither the window nor the pipe is kept busy by single ones."""
    batch: list[Prediction] = []
    began = time.monotonic()
    for prediction in predictions:
        batch.append(prediction)
        if len(batch) >= _BATCH or time.monotonic() - began > _BATCH_SECONDS:
            yield batch
            batch, began = [], time.monotonic()
    if batch:
        yield batch


def show(result: dict[str, Any], console: Console) -> None:
    """Print how many pictures of which class there are, and where the answers lie."""
    from rich.table import Table

    from trainer.terminal import safe, say

    table = Table("class", box=None)
    table.add_column("pictures", justify="right")
    for name, count in result["labels"].items():
        table.add_row(safe(name), f"{count:,}")
    if result["failed"]:
        table.add_row("cannot be read", f"{result['failed']:,}", style="yellow")
    console.print(table)
    say(console, f"{result['classified']:,} pictures at {result['images_per_second']:.0f} a second.")
    if result["seen_in_training"]:
        say(
            console,
            f"{result['seen_in_training']:,} of them were seen in training: on these the model is no test of itself.",
        )
    if result["output"]:
        say(console, f"The answers are in {result['output']}")
