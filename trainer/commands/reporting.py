"""The report command: one HTML file that shows what a model says of pictures, by class; or a contact sheet to print."""

from __future__ import annotations

import argparse
import contextlib
import time
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from trainer.channel import Control, Emit
from trainer.commands import answering
from trainer.events import Finished, Stage, Started, Stopped

if TYPE_CHECKING:
    from rich.console import Console

    from trainer.commands.answering import Source
    from trainer.reporting.groups import Group, Kind

_OF_A_CLASS = 60
_COLUMNS = 5


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the pictures, the model and the page."""
    answering.add_arguments(parser)
    parser.add_argument("--output", type=Path, required=True, metavar="FILE", help="the page: an .html file")
    parser.add_argument("--sheet", action="store_true", help="make a contact sheet of all pictures, to print")
    parser.add_argument(
        "--columns", type=int, metavar="N", help=f"with --sheet: pictures side by side (default: {_COLUMNS})"
    )
    parser.add_argument(
        "--per-class",
        type=int,
        metavar="N",
        help=f"pictures that are shown of each class, the surest first; 0: all (default: {_OF_A_CLASS}, of a sheet all)",
    )
    parser.add_argument("--title", metavar="WORDS", help="the heading (default: the folder's name)")


def run(args: argparse.Namespace, emit: Emit, control: Control) -> Finished | Stopped:
    """Write the page.

    Raises:
        ArtClassError: It cannot be done.
    """
    from trainer import __version__, files
    from trainer.pace import Interrupted

    _check(args)
    files.see_that_it_takes_files(args.output.absolute().parent)
    found = answering.source(args)
    emit(Started(job="report", version=__version__))
    try:
        return Finished(result=_written(args, found, emit, control))
    except Interrupted:
        return Stopped(resumable=False)


def _check(args: argparse.Namespace) -> None:
    from trainer.errors import UsageError

    answering.check(args)
    if args.output.suffix.lower() not in (".html", ".htm") or args.output.is_dir():
        raise UsageError("The page is an .html file", path=args.output, remedy="Give it this ending.")
    if not args.output.absolute().parent.is_dir():
        raise UsageError("There is no such folder for the page", path=args.output.parent, remedy="Make it first.")
    if args.columns is not None and not (args.sheet and 1 <= args.columns <= 20):
        raise UsageError("--columns is a number from 1 to 20, and belongs to --sheet", remedy="Choose one, such as 5.")
    if args.per_class is not None and args.per_class < 0:
        raise UsageError("--per-class is a number of pictures, or 0 for all", remedy="Choose one, such as 60.")


def _written(args: argparse.Namespace, source: Source, emit: Emit, control: Control) -> dict[str, Any]:
    from trainer.pace import Pace, check
    from trainer.reporting import groups, page

    doing = "Classifying pictures" if args.answers is None else "Reading the answers"
    source.begin(emit, Stage(name="classify", label=doing, index=1, count=2))
    asked = answering.asked(args, source, emit, control)
    rows = []
    with contextlib.closing(asked.rows):
        for row in asked.rows:
            check(control)
            rows.append(row)
    found = groups.groups(rows, asked.about.classes)
    kind = page.Kind(
        title=args.title or _title(args),
        made=time.strftime("%Y-%m-%d %H:%M"),
        most=_most(args),
        columns=(args.columns or _COLUMNS) if args.sheet else None,
    )
    emit(Stage(name="page", label="Making the page", index=2, count=2))
    drawn = Pace(emit, "pictures", total=page.count(found, kind))
    shown = page.write(args.output, found, asked.about, kind, check=lambda: check(control), shown=drawn.at)
    return {
        "output": str(args.output),
        "pictures": len(rows),
        "shown": shown,
        "bytes": args.output.stat().st_size,
        "labels": {group.name: len(group.pictures) for group in found if group.kind == "class"},
        "none_of_the_classes": _count(found, "novel"),
        "changed": _count(found, "changed"),
        "failed": _count(found, "unreadable"),
    }


def _count(found: Iterable[Group], kind: Kind) -> int:
    return sum(len(group.pictures) for group in found if group.kind == kind)


def _most(args: argparse.Namespace) -> int | None:
    if args.per_class is None:
        return None if args.sheet else _OF_A_CLASS
    return args.per_class or None


def _title(args: argparse.Namespace) -> str:
    named = args.paths[0] if args.paths else args.answers.with_suffix("")
    return str(named.absolute().name)


def show(result: dict[str, Any], console: Console) -> None:
    """Print where the page is and what it shows."""
    from trainer.terminal import say

    size = f"{result['bytes'] / 1e6:,.1f} MB"
    say(console, f"{result['shown']:,} of {result['pictures']:,} pictures are shown in {result['output']} ({size}).")
    if result["changed"]:
        say(console, _outdated(result["changed"]))


def _outdated(count: int) -> str:
    if count == 1:
        return "1 picture has changed since it was classified and is shown apart, under no class; classify it again."
    return f"{count:,} pictures have changed since they were classified and are shown apart, under no class; classify them again."
