"""The sort command: pictures into folders by class and confidence, tried first if wanted, taken up again, and undone."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from trainer.channel import Control, Emit
from trainer.commands import answering, budgeting
from trainer.errors import UsageError
from trainer.events import Finished, Notice, Started, Stopped

if TYPE_CHECKING:
    from rich.console import Console

_NAMED = 20  # pictures that are printed
_NEWEST = ""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the pictures, the model, where they go, and what is to be done with an earlier sort."""
    from trainer.sorting import patterns
    from trainer.sorting.values import HOWS

    answering.add_arguments(parser)
    fields = "; ".join(f"{{{name}}}: {words}" for name, words in patterns.FIELDS.items())
    parser.add_argument("--into", type=Path, metavar="FOLDER", help="the folder that the classes' folders are made in")
    parser.add_argument("--how", choices=HOWS, default="copy", help="what happens to each file (default: %(default)s)")
    parser.add_argument(
        "--pattern",
        default=patterns.DEFAULT,
        help=f"where a picture goes in it (default: %(default)s). {fields}",
    )
    parser.add_argument(
        "--at-least",
        type=float,
        default=0.0,
        metavar="CONFIDENCE",
        help="file a picture only from this confidence on, 0 to 1; the others go to the folder for review",
    )
    budgeting.add_budget(
        parser,
        "file only as many pictures that at most N %% of these are wrong; the doubtful ones go to the folder for review",
    )
    parser.add_argument(
        "--review-folder", default="Review", metavar="NAME", help="for pictures to look at (default: %(default)s)"
    )
    parser.add_argument(
        "--novel-folder",
        default="None of the classes",
        metavar="NAME",
        help="for pictures that are probably none of the classes (default: %(default)s)",
    )
    parser.add_argument("--filed-only", action="store_true", help="leave pictures of these two kinds where they are")
    parser.add_argument(
        "--collisions",
        choices=("number", "skip"),
        default="number",
        help="where another file has the name: add a number, or leave the picture (default: %(default)s)",
    )
    parser.add_argument("--dry-run", action="store_true", help="touch nothing, and tell what would go where")
    _add_earlier(parser)


def _add_earlier(parser: argparse.ArgumentParser) -> None:
    earlier = parser.add_mutually_exclusive_group()
    for option, words in (
        ("--undo", "take a sort back; without a name the newest, unless that was undone"),
        ("--resume", "go on with a sort that was broken off, by default the newest of these"),
    ):
        earlier.add_argument(option, nargs="?", const=_NEWEST, metavar="NAME", help=words)
    earlier.add_argument("--list", action="store_true", help="list the sorts that were done, the newest first")


def run(args: argparse.Namespace, emit: Emit, control: Control) -> Finished | Stopped:
    """Sort, or do something with an earlier sort.

    Raises:
        ArtClassError: It cannot be done.
    """
    from trainer import __version__
    from trainer.commands import sorting_jobs as jobs
    from trainer.pace import Interrupted

    _check(args)
    emit(Started(job="sort", version=__version__))
    if args.list:
        return Finished(result=jobs.listed())
    try:
        if args.undo is not None:
            return _ended(jobs.take_back(args.undo, emit, control))
        if args.resume is not None:
            return _ended(jobs.go_on(args.resume, emit, control))
        return _ended(jobs.sort(args, emit, control))
    except Interrupted:
        emit(Notice(message="What was done is written down: --resume goes on with it, --undo takes it back."))
        return Stopped(resumable=True)


def _ended(result: dict[str, Any]) -> Finished:
    """The end of a sort or an undoing: in vain where files were refused, and no picture has got its place."""
    return Finished(result=result, in_vain=bool(result.get("refused")) and not result["pictures"])


def _check(args: argparse.Namespace) -> None:
    earlier = args.list or args.undo is not None or args.resume is not None
    if earlier:
        if args.paths or args.into is not None:
            raise UsageError("An earlier sort knows its pictures", remedy="Leave out paths and --into.")
        return
    answering.check(args)
    if args.into is None:
        raise UsageError("A folder to sort into is needed", remedy="Name one with --into.")
    if not 0 <= args.at_least <= 1:
        raise UsageError(f"{args.at_least:g} is no confidence", remedy="Choose one from 0 to 1, such as 0.8.")


def show(result: dict[str, Any], console: Console) -> None:
    """Print what went where, and what did not."""
    from trainer.commands import sorting_words
    from trainer.terminal import say

    for line in sorting_words.told(result, named=_NAMED):
        say(console, line)
