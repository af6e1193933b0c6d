"""What several commands work on: pictures with what a model says of them, from a list or from the model itself."""

from __future__ import annotations

import argparse
import contextlib
import os
from collections.abc import Generator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from trainer.channel import Control, Emit
from trainer.commands.options import add_model, add_store
from trainer.errors import ProjectError, UsageError
from trainer.events import Notice, Prediction, Stage

if TYPE_CHECKING:
    from trainer.answers import About, Answered
    from trainer.answers.reading import Table
    from trainer.package import Package

_WITHOUT_A_MODEL = (
    "Train a model first; or, where you have labelled the pictures yourself, name a list of these labels with --answers: "
    "Export, “Save the list…”, on the window's Classify page writes one as JSON."
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the pictures, the model or the list, and the store."""
    parser.add_argument("paths", nargs="*", type=Path, metavar="PATH", help="a picture, or a folder of pictures")
    add_model(parser)
    parser.add_argument(
        "--answers",
        type=Path,
        metavar="LIST",
        help="a list of answers or of your own labels (.json, by classify or the window), instead of pictures and a model",
    )
    parser.add_argument("--sums", type=Path, help=argparse.SUPPRESS)  # of the window: what its dry runs have read
    add_store(parser)


def check(args: argparse.Namespace) -> None:
    """See that either pictures or a list are named.

    Raises:
        UsageError: Neither or both are.
    """
    if not args.paths and args.answers is None:
        raise UsageError("No picture is named", remedy="Name pictures or folders, or a list with --answers.")
    if args.answers is not None and (args.paths or args.model or args.run):
        remedy = "Leave out paths, --model and --run."
        raise UsageError("--answers names the pictures and says what they are", remedy=remedy)


class Source(NamedTuple):
    """Where answers come from: a model, with what is to be said of its choice, or a list; with neither, nobody is asked."""

    package: Package | None = None
    notice: Notice | None = None
    table: Table | None = None

    def begin(self, emit: Emit, stage: Stage) -> None:
        """Say which model was chosen, and then that the work begins: once nothing is refused any more."""
        if self.notice is not None:
            emit(self.notice)
        emit(stage)


class Asked(NamedTuple):
    """What is to be written: about which model, the pictures with their answers, and the person's labels.

    Taking rows tells how far it is.
    """

    about: About
    rows: Generator[Answered, None, None]
    own: dict[str, str]


def source(args: argparse.Namespace) -> Source:
    """Where answers are to come from, so that what cannot be is refused before a stage begins.

    Raises:
        ArtClassError: There is no such list, model, file or folder, or no picture in it; or the project cannot be read.
    """
    from trainer import collect
    from trainer.answers import own_labels
    from trainer.commands import models

    if args.answers is not None:
        table = _listed(args.answers)
        own_labels.of_project(args.project, ())
        return Source(table=table)
    collect.see_pictures(args.paths)
    _check_there_is_a_model(args)
    return Source(*models.chosen(args))


def asked(args: argparse.Namespace, found: Source, emit: Emit, control: Control) -> Asked:
    """What is asked for, by ``--answers`` from a list, or else from a model.

    Args:
        args: What was asked.
        found: Where answers come from.
        emit: Told how far it is, and what the model has to say meanwhile.
        control: Tells when to stop.

    Raises:
        ArtClassError: There is no such project or picture.
    """
    from trainer import collect
    from trainer.answers import About, Answered, own_labels

    if found.table is not None:
        rows = found.table.rows
        own = own_labels.of_project(args.project, [Path(row.prediction.path) for row in rows])
        sums = args.sums if getattr(args, "dry_run", False) else None
        return Asked(found.table.about, _paced(_listed_rows(rows, own, sums), len(rows), emit), own)
    assert found.package is not None
    paths = collect.pictures(args.paths)
    own = own_labels.of_project(args.project, paths)
    predictions = _classified(found.package, paths, args.store, emit=emit, control=control)
    answers = (Answered(one, own.get(one.path)) for one in predictions)
    return Asked(About.of(found.package), answers, own)


def _paced(rows: Generator[Answered, None, None], total: int, emit: Emit) -> Generator[Answered, None, None]:
    from trainer.pace import Pace

    pace = Pace(emit, "pictures", total=total)
    with contextlib.closing(rows):
        for row in rows:
            yield row
            pace.advance(1)


def _listed_rows(
    rows: Sequence[Answered], own: Mapping[str, str], kept: Path | None
) -> Generator[Answered, None, None]:
    """Rows of a list with the project's labels, and with a note where a file is not what was classified.

    A label that the project has is of the file as it is now. All others are compared when they are about to be used, also
    for a move within a disk, which reads nothing else: files are read faster than they were classified. What one dry run has
    read, the next one finds in ``kept``.
    """
    from trainer import parallel
    from trainer.answers import changes
    from trainer.answers.sums import Sums

    sums = Sums(kept)

    def now(row: Answered) -> Answered:
        label = own.get(row.prediction.path)
        if label is not None:
            return row._replace(own=label)
        return changes.noted(row, sums)

    try:
        yield from parallel.in_order(now, rows, ahead=16)
    finally:
        sums.keep()


def _check_there_is_a_model(args: argparse.Namespace) -> None:
    """See that the project has a model at all: where it has none, own labels will do.

    Raises:
        ProjectError: It has none, or there is no such project.
    """
    from trainer import runs
    from trainer.project import Project

    if args.project is None or args.model is not None:
        return
    project = Project.open(args.project)
    if not any(run.package_path.exists() for run in runs.list_runs(project)):
        raise ProjectError("This project has no trained model yet", path=project.folder, remedy=_WITHOUT_A_MODEL)


def _classified(
    package: Package, paths: Sequence[Path], store: Path | None, *, emit: Emit, control: Control
) -> Generator[Prediction, None, None]:
    from trainer.predicting import passing

    answers = passing.answered(package, paths, emit=emit, control=control, kept_in=store)
    with contextlib.closing(answers):
        for batch in answers:
            yield from (one.prediction for one in batch)


def named(args: argparse.Namespace) -> tuple[list[Path], Path | None]:
    """The pictures that are named, by paths or by a list, where no model has to be asked; and the folder that holds them.

    Raises:
        ArtClassError: There is no such list or picture.
    """
    from trainer import collect

    if args.answers is None:
        return collect.pictures(args.paths), root(args, None)
    table = _listed(args.answers)
    return [Path(row.prediction.path) for row in table.rows], root(args, table)


def root(args: argparse.Namespace, table: Table | None) -> Path | None:
    """The folder that holds all pictures that are named; None where there are several, or none that does."""
    if table is None:
        return args.paths[0] if len(args.paths) == 1 and args.paths[0].is_dir() else None
    try:
        return Path(os.path.commonpath([Path(row.prediction.path).parent for row in table.rows]))
    except ValueError:  # no pictures, or on several disks
        return None


def _listed(path: Path) -> Table:
    """A list without the copies that ExifTool keeps, which an earlier ArtClass took for pictures."""
    from trainer import collect
    from trainer.answers import reading

    table = reading.read(path)
    return table._replace(rows=tuple(r for r in table.rows if not collect.is_kept_copy(Path(r.prediction.path))))
