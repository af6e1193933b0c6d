"""The classify command: pictures sorted with a trained model, without TensorFlow."""

from __future__ import annotations

import argparse
import contextlib
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from trainer.channel import Control, Emit
from trainer.commands import budgeting
from trainer.commands.options import add_model, add_store
from trainer.commands.unreadable import Unreadable
from trainer.events import Classified, Finished, Prediction, Stage, Started, Stopped
from trainer.pace import Interrupted, check

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from trainer.measuring.budget import Plan
    from trainer.package import Package
    from trainer.predicting.asking import Outcome

_FEW = 20  # pictures whose answers are printed


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the pictures, the model and the file for the answers."""
    parser.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="a picture, or a folder of pictures")
    add_model(parser)
    parser.add_argument(
        "--output",
        type=Path,
        metavar="FILE",
        help="where the answers go: a .csv, .json, .parquet or .xlsx file (default: they are printed, of up to "
        f"{_FEW} pictures, and with --json)",
    )
    parser.add_argument(
        "--watch", action="store_true", help="go on with what comes into the folder, until Ctrl+C ends it"
    )
    budgeting.add_budget(parser)
    add_store(parser)
    parser.add_argument("--again", action="store_true", help="ask the model even where its answer is known already")


def run(args: argparse.Namespace, emit: Emit, control: Control) -> Finished | Stopped:
    """Classify.

    Raises:
        ArtClassError: It cannot be done.
    """
    from trainer import __version__, answers, collect, files
    from trainer.commands import models, watching

    _check(args)
    (collect.see if args.watch else collect.see_pictures)(args.paths)  # a watched folder may still be empty
    if args.output is not None:
        answers.check_name(args.output)
        files.see_that_it_takes_files(args.output.absolute().parent)
    package, notice = models.chosen(args)
    plan = budgeting.plan(args, package)
    models.begin(emit, Started(job="classify", version=__version__, run=package.info.name), notice)
    emit(Stage(name="classify", label="Classifying pictures", index=1, count=1))
    if args.watch:
        return watching.run(package, args, plan, emit=emit, control=control)
    try:
        tally = _classify(package, args, _Tally(plan), emit=emit, control=control)
    except Interrupted:
        return Stopped(resumable=True)  # what was answered so far is kept
    tally.unreadable.tell(emit, args.output)
    result = tally.result(args.output)
    return Finished(result=result, in_vain=bool(result["failed"]) and not result["classified"])


def _check(args: argparse.Namespace) -> None:
    from trainer.errors import UsageError

    if args.watch and (len(args.paths) != 1 or not args.paths[0].is_dir()):
        raise UsageError("One folder can be watched at a time", remedy="Name a folder, and nothing else.")
    if args.watch and args.again:
        raise UsageError("--again does not belong to --watch", remedy="Use one of the two.")


class _Tally:
    """Counts answers.

    Args:
        plan: The error budget that they are split by; None without one.

    Attributes:
        unreadable: Those that the model could not be asked about.
        rows: The answers by picture, where they are to be printed; None where they are not.
    """

    def __init__(self, plan: Plan | None) -> None:
        self.rows: list[dict[str, Any]] | None = None
        self._plan = plan
        self._answers: list[Prediction] = []  # what a budget needs of them
        self._began = time.monotonic()
        self._labels: Counter[str] = Counter()
        self.unreadable = Unreadable()
        self._kept = self._seen = self._novel = 0

    def add(self, outcomes: Iterable[Outcome]) -> None:
        for prediction, _, kept, _ in outcomes:
            self._kept += kept
            if self._plan is not None:
                self._answers.append(msgspec.structs.replace(prediction, probabilities=()))
            if prediction.label is None:
                self.unreadable.add([prediction])
            else:
                self._labels[prediction.label] += 1
                self._seen += prediction.seen_in_training
                self._novel += prediction.novel

    def result(self, output: Path | None) -> dict[str, Any]:
        seconds = time.monotonic() - self._began
        classified = self._labels.total()
        fresh = classified - self._kept
        return {
            "classified": classified,
            "failed": len(self.unreadable),
            "known_before": self._kept,
            "none_of_the_classes": self._novel,
            "images_per_second": round(fresh / max(seconds, 1e-9), 1) if fresh else None,  # of those asked about now
            "seconds": round(seconds, 2),
            "seen_in_training": self._seen,
            "labels": dict(sorted(self._labels.items())),
            "output": None if output is None else str(output),
            "unreadable": self.unreadable.rows(),
            "answers": self.rows,
            "budget": None if self._plan is None else budgeting.split(self._plan, self._answers),
        }


def _classify(package: Package, args: argparse.Namespace, tally: _Tally, *, emit: Emit, control: Control) -> _Tally:
    from trainer import answers, collect
    from trainer.answers import own_labels
    from trainer.answers.columns import columns, members
    from trainer.predicting import passing

    paths, about = collect.pictures(args.paths), answers.About.of(package)
    printed = args.output is None and not args.events and (args.json or len(paths) <= _FEW)
    fields = columns(about)
    tally.rows = [] if printed else None
    own = own_labels.of_project(args.project, paths) if args.output or printed else {}
    writing = answers.writing(args.output, about) if args.output else contextlib.nullcontext()
    batches = passing.answered(package, paths, emit=emit, control=control, kept_in=args.store, again=args.again)
    with writing as sheet, contextlib.closing(batches):
        for batch in batches:
            predictions = tuple(outcome.prediction for outcome in batch)
            tally.add(batch)
            if sheet is not None:
                sheet.add(predictions, own)
            if tally.rows is not None:
                rows = (answers.Answered(one, own.get(one.path)) for one in predictions)
                tally.rows.extend(members(row, fields) for row in rows)
            emit(Classified(classes=package.info.classes, predictions=predictions))
    check(control)
    return tally


def show(result: dict[str, Any], console: Console) -> None:
    """Print how many pictures of which class there are, and where the answers lie."""
    from rich.table import Table
    from rich.text import Text

    from trainer.terminal import safe, say

    if result.get("answers"):
        _show_answers(result["answers"], console)
    else:
        table = Table("class", box=None)
        table.add_column("pictures", justify="right")
        for name, count in result["labels"].items():
            table.add_row(Text(safe(name)), f"{count:,}")
        if result["failed"]:
            table.add_row("cannot be read", f"{result['failed']:,}", style="yellow")
        console.print(table)
    say(console, _how_many(result))
    if result["none_of_the_classes"]:
        strangers = result["none_of_the_classes"]
        say(console, f"{strangers:,} of them {'is' if strangers == 1 else 'are'} probably none of the classes.")
    if result["seen_in_training"]:
        seen = result["seen_in_training"]
        of_them = (
            "1 of them was seen in training: on it"
            if seen == 1
            else f"{seen:,} of them were seen in training: on these"
        )
        say(console, f"{of_them} the model is no test of itself.")
    if result["budget"]:
        budgeting.show(result["budget"], console)
    if result["output"]:
        say(console, f"The answers are in {result['output']}")
    elif result.get("answers") is None and result["classified"]:
        say(console, "With --output FILE the answers of all pictures are written into a list, such as answers.csv.")


def _show_answers(rows: Sequence[dict[str, Any]], console: Console) -> None:
    from trainer.commands import tables

    tables.files(console, [row["path"] for row in rows], lambda names: _answers(rows, names))


def _answers(rows: Sequence[dict[str, Any]], names: Sequence[Text]) -> Table:
    from rich.table import Table
    from rich.text import Text

    from trainer.doctor.words import share
    from trainer.terminal import safe

    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False)
    table.add_column("class", overflow="fold")
    table.add_column("confidence", justify="right", no_wrap=True)
    table.add_column("your label", overflow="fold")
    table.add_column("remark", overflow="fold")
    table.add_column("picture", overflow="fold")
    for row, name in zip(rows, names, strict=True):
        read = row["model_label"] is not None
        said = Text(safe(row["model_label"] if read else row["status"]), style="" if read else "yellow")
        own = Text(safe(row["own_label"] or ""))
        table.add_row(said, share(row["confidence"]) if read else "", own, _remark(row), name)
    return table


def _remark(row: dict[str, Any]) -> str:
    if row["novel"]:
        return "probably none of the classes"
    return "seen in training" if row["seen_in_training"] else ""


def _how_many(result: dict[str, Any]) -> str:
    from trainer.doctor.words import pictures

    count, speed, known = result["classified"], result.get("images_per_second"), result.get("known_before")
    words = pictures(count)
    pace = f" at {speed:.0f} a second" if speed and speed >= 1 else ""
    if not known:
        return f"{words}{pace}."
    others = f", the others{pace}" if pace else ""
    if known == count:
        return f"{words}; {'it' if count == 1 else 'all of them'} had been classified before."
    return f"{words}; {known:,} of them had been classified before{others}."
