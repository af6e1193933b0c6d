"""The similar command: the pictures of a folder that are most like one, as a trained model sees them."""

from __future__ import annotations

import argparse
import contextlib
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from trainer.channel import Control, Emit
from trainer.commands.options import add_model, add_store
from trainer.commands.unreadable import Unreadable
from trainer.events import Finished, Stage, Started, Stopped
from trainer.pace import Interrupted

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from trainer.errors import ArtClassError
    from trainer.events import Prediction
    from trainer.package import Package

_COUNT = 20


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the picture, the folder, the model and how many are wanted."""
    parser.add_argument("picture", type=Path, metavar="PICTURE", help="the picture that others are to be like")
    parser.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="a folder of pictures to look in")
    add_model(parser)
    add_store(parser)
    parser.add_argument("--count", type=int, default=_COUNT, metavar="N", help=f"how many (default: {_COUNT})")


def run(args: argparse.Namespace, emit: Emit, control: Control) -> Finished | Stopped:
    """Find them.

    Raises:
        ArtClassError: It cannot be done.
    """
    from trainer import __version__, collect
    from trainer.commands import models
    from trainer.errors import PackageError, UsageError

    if args.count < 1:
        raise UsageError(f"{args.count} pictures are not possible", remedy="Choose 1 or more.")
    collect.see([args.picture])
    collect.see_pictures(args.paths)
    if args.picture.is_dir():
        raise UsageError(
            "This is a folder, not a picture", path=args.picture, remedy="Name a picture before the folder."
        )
    package, notice = models.chosen(args)
    if not package.info.embedding:
        raise PackageError(
            "This model was made by an ArtClass that kept no features",
            remedy="Train it again to find similar pictures.",
        )
    models.begin(emit, Started(job="similar", version=__version__, run=package.info.name), notice)
    emit(Stage(name="similar", label="Looking at the pictures", index=1, count=1))
    try:
        return Finished(result=_similar(package, args, emit=emit, control=control))
    except Interrupted:
        return Stopped(resumable=True)  # what was looked at is kept


def _similar(package: Package, args: argparse.Namespace, *, emit: Emit, control: Control) -> dict[str, Any]:
    from trainer import collect
    from trainer.predicting import passing
    from trainer.predicting.nearest import Nearest

    wanted = args.picture.absolute()
    others = [path.absolute() for path in collect.pictures(args.paths)]
    paths = list(dict.fromkeys([wanted, *others]))
    nearest, said = Nearest(package.info.embedding), dict[str, "Prediction"]()
    batches = passing.answered(package, paths, emit=emit, control=control, kept_in=args.store)
    with contextlib.closing(batches):
        for batch in batches:
            nearest.add((o.prediction.path, o.embedding) for o in batch if o.embedding is not None)
            said.update((o.prediction.path, o.prediction) for o in batch)
            if said[str(wanted)].status != "ok":  # it is the first of all
                raise _unreadable(said[str(wanted)])
    own = said[str(wanted)]
    unreadable = Unreadable()
    unreadable.add(said.values())
    unreadable.tell(emit)
    return {
        "picture": own.path,
        "label": own.label,
        "failed": len(unreadable),
        "unreadable": unreadable.rows(),
        "similar": [
            {**_row(said[found.path]), "similarity": found.similarity} for found in nearest.of(own.path, args.count)
        ],
    }


def _unreadable(prediction: Prediction) -> ArtClassError:
    from trainer.errors import PictureError

    return PictureError(
        f"This picture {prediction.reason}", path=prediction.path, remedy="Choose another one, or mend the file."
    )


def _row(prediction: Prediction) -> dict[str, Any]:
    return {"path": prediction.path, "label": prediction.label, "confidence": prediction.confidence}


def show(result: dict[str, Any], console: Console) -> None:
    """Print a table with a row a picture, the nearest first."""
    from trainer.commands import tables
    from trainer.doctor.words import pictures
    from trainer.terminal import say

    if rows := result["similar"]:
        tables.files(console, [row["path"] for row in rows], lambda names: _table(rows, names))
    else:
        say(console, "There are no other pictures there.")
    if count := result["failed"]:
        say(console, f"{pictures(count)} could not be read.")


def _table(rows: Sequence[dict[str, Any]], names: Sequence[Text]) -> Table:
    from rich.table import Table
    from rich.text import Text

    from trainer.doctor.words import share
    from trainer.terminal import safe

    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False)
    table.add_column("similarity", justify="right", no_wrap=True)
    table.add_column("class", overflow="fold")
    table.add_column("confidence", justify="right", no_wrap=True)
    table.add_column("picture", overflow="fold")
    for row, name in zip(rows, names, strict=True):
        figures = f"{row['similarity']:.3f}", Text(safe(row["label"])), share(row["confidence"])
        table.add_row(*figures, name)
    return table
