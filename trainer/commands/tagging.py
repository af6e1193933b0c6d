"""The tag command: what a model says of pictures becomes keywords in XMP, and keywords changed elsewhere become labels."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from trainer.channel import Control, Emit
from trainer.commands import answering, budgeting
from trainer.events import Finished, Started, Stopped

if TYPE_CHECKING:
    from rich.console import Console

_NAMED = 20  # pictures that are printed


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the pictures, the model, and what is to be done."""
    answering.add_arguments(parser)
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--read", action="store_true", help="take classes that were changed in other programs as labels")
    what.add_argument("--remove", action="store_true", help="take out what ArtClass has written")
    parser.add_argument(
        "--into-files",
        action="store_true",
        help="write into the pictures themselves, by ExifTool, and keep a copy of each as it was (a.jpg_original)",
    )
    parser.add_argument("--no-copies", action="store_true", help="with --into-files: keep no copies")
    parser.add_argument(
        "--at-least",
        type=float,
        default=0.0,
        metavar="CONFIDENCE",
        help="write the model's class only from this confidence on, 0 to 1 (default: always)",
    )
    budgeting.add_budget(
        parser,
        "write the model's class only where it would be filed so that at most N %% of these are wrong; "
        "the doubtful pictures get no keyword",
    )
    parser.add_argument(
        "--overwrite", action="store_true", help="also where the class was changed in another program meanwhile"
    )
    parser.add_argument("--dry-run", action="store_true", help="write nothing, and tell what would be written")


def run(args: argparse.Namespace, emit: Emit, control: Control) -> Finished | Stopped:
    """Write keywords, take them out, or read them back.

    Raises:
        ArtClassError: It cannot be done.
    """
    from trainer import __version__
    from trainer.commands import keywords
    from trainer.pace import Interrupted

    _check(args)
    emit(Started(job="tag", version=__version__))
    job = keywords.read_back if args.read else keywords.take_out if args.remove else keywords.write
    try:
        result = job(args, emit, control)
    except Interrupted:
        return Stopped(resumable=True)  # pictures that have their keywords are passed over the next time
    return Finished(result=result, in_vain=result.get("counts", {}).keys() == {"failed"})


def _check(args: argparse.Namespace) -> None:
    from trainer.errors import UsageError

    answering.check(args)
    if not 0 <= args.at_least <= 1:
        raise UsageError(f"{args.at_least:g} is no confidence", remedy="Choose one from 0 to 1, such as 0.8.")
    if args.no_copies and not args.into_files:
        raise UsageError("--no-copies belongs to --into-files", remedy="Leave it out: sidecar files touch no picture.")


def show(result: dict[str, Any], console: Console) -> None:
    """Print how many pictures were tagged, or which classes were read back."""
    from trainer.commands import keyword_words
    from trainer.terminal import say

    for line in keyword_words.told(result, named=_NAMED):
        say(console, line)
