"""The evaluate command: a trained model measured on pictures whose classes are known."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from trainer.channel import Control, Emit
from trainer.commands.options import add_model
from trainer.events import Finished, Notice, Stage, Started, Stopped
from trainer.pace import Interrupted

if TYPE_CHECKING:
    from rich.console import Console

    from trainer.measuring.evaluate import Known
    from trainer.package import Package


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the model and the pictures."""
    add_model(parser)
    parser.add_argument(
        "--images",
        type=Path,
        metavar="FOLDER",
        help="a folder with one folder of pictures a class (default: the project's test pictures); measuring on test "
        "pictures of the project counts as a look at them, wherever they lie",
    )


def run(args: argparse.Namespace, emit: Emit, control: Control) -> Finished | Stopped:
    """Measure.

    Raises:
        ArtClassError: It cannot be done.
    """
    import msgspec

    from trainer import __version__
    from trainer.commands import models
    from trainer.measuring.evaluate import measure
    from trainer.predicting.predictor import Predictor

    package, notice = models.chosen(args)
    _see_pictures(args, package)
    models.begin(emit, Started(job="evaluate", version=__version__, run=package.info.name), notice)
    emit(Stage(name="measure", label="Measuring the model", index=1, count=1))
    pictures = _pictures(args, package, emit)
    tests = _tests(args, pictures)
    try:
        measured = measure(
            Predictor(package),
            pictures,
            package.info.classes,
            emit=emit,
            control=control,
            without_alike=args.images is not None,  # of the project's own test pictures none is alike
        )
    except Interrupted:
        return Stopped(resumable=False)
    images = sum(answer.place in tests for answer in measured.answers)
    looks = _counted(args, package, images, emit) if images else None
    figures, makers = msgspec.to_builtins(measured.evaluation), msgspec.to_builtins(measured.makers)
    return Finished(result={"run": package.info.name, **figures, "makers": makers, "test_looks": looks})


def _tests(args: argparse.Namespace, pictures: Sequence[Known]) -> frozenset[int]:
    """Which of the pictures, by their numbers, are test pictures of the project, though they lie elsewhere."""
    from trainer import known
    from trainer.project import Project

    if args.project is None:
        return frozenset()
    tests = known.test_digests(Project.open(args.project))
    return frozenset(number for number, picture in enumerate(pictures) if picture.sha256 in tests)


def _counted(args: argparse.Namespace, package: Package, images: int, emit: Emit) -> int:
    """Note that so many of the project's test pictures were looked at; how often that has been done."""
    from trainer.measuring import keeping
    from trainer.project import Project
    from trainer.runs import readings

    looks = readings.note(Project.open(args.project), package.info.name, by="evaluate", images=images)
    words = f"{_why_counted(images)} {keeping.looks(looks)}" if args.images is not None else keeping.looks(looks)
    emit(Notice(message=words, level="warning" if looks >= readings.MANY else "info"))
    return looks


def _why_counted(images: int) -> str:
    """Why measuring on a folder counts: who has named one of their own does not expect that."""
    if images == 1:
        return "1 of these pictures is a test picture of the project, so that this counts as a look."
    return f"{images:,} of these pictures are test pictures of the project, so that this counts as a look."


def _see_pictures(args: argparse.Namespace, package: Package) -> None:
    """See that there are pictures to measure with, before anything is read."""
    from trainer import known
    from trainer.errors import UsageError
    from trainer.project import Project

    if args.images is not None:
        known.see_class_folders(args.images, package.info)
    elif args.project is not None:
        known.in_test_split(Project.open(args.project), package.info)
    else:
        raise UsageError("Pictures to measure with are needed", remedy="Name a folder of class folders with --images.")


def _pictures(args: argparse.Namespace, package: Package, emit: Emit) -> Sequence[Known]:
    """The pictures to measure with, without those the model has seen while it was made."""
    from trainer import known
    from trainer.errors import DatasetError
    from trainer.project import Project

    if args.images is not None:
        found = known.in_class_folders(args.images, package.info)
    else:
        found = known.in_test_split(Project.open(args.project), package.info)
    if found.seen:
        sentence = f"{found.seen:,} pictures were seen in training and are left out."
        emit(Notice(message=sentence, level="warning"))
    if not found.pictures:
        raise DatasetError(
            "The model has seen all of these pictures in training",
            path=args.images,
            remedy="Measure it on pictures that it does not know.",
        )
    return found.pictures


def show(result: dict[str, Any], console: Console) -> None:
    """Print the figures, class by class, and which class was taken for which."""
    from trainer.commands import tables

    low, high = result["interval"]
    console.print(
        f"[bold]{tables.share(result['accuracy'])}[/bold] of {result['images']:,} pictures told rightly "
        f"(95 % interval {tables.share(low)} to {tables.share(high)}; mean over the classes "
        f"{tables.measured(result['balanced_accuracy'], result['balanced_interval'])})"
    )
    tables.say_makers(console, result["makers"])
    console.print(tables.per_class(result["per_class"]))
    console.print(tables.confusion(result["classes"], result["confusion"]))
