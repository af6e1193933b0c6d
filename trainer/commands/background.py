"""Arguments of the jobs that may go on by themselves: in the background, and until the battery is low."""

from __future__ import annotations

import argparse
import os
from typing import TYPE_CHECKING, Any

from trainer.channel import Control, Emit
from trainer.errors import UsageError
from trainer.events import Finished, Stopped

if TYPE_CHECKING:
    from rich.console import Console


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add ``--detached`` and the conditions."""
    parser.add_argument(
        "--detached",
        action="store_true",
        help="go on in the background; artclass-cli pause and stop, and the window, find it again",
    )
    add_conditions(parser)


def add_conditions(parser: argparse.ArgumentParser) -> None:
    """Add ``--pause-below`` and ``--no-notify``."""
    parser.add_argument(
        "--pause-below",
        type=int,
        metavar="PERCENT",
        help="pause when the battery falls below this (default: 20; 0: never)",
    )
    parser.add_argument(
        "--no-notify",
        dest="notify",
        action="store_false",
        help="show no notification of the desktop when the job ends in the background",
    )


def detached(args: argparse.Namespace, emit: Emit, control: Control) -> Finished | Stopped | None:
    """Start the job elsewhere where it is to be detached; None where it is to be done here.

    Raises:
        ArtClassError: It cannot begin, or an argument is out of range.
    """
    from trainer.running import detached as elsewhere

    take_pause_below(args)
    if not args.detached:
        return None
    if args.events:  # this is the process that goes on
        control.detach()
        return None
    return elsewhere.start([word for word in args.words if word != "--json"], emit=emit, control=control)


def take_pause_below(args: argparse.Namespace) -> None:
    """Heed ``--pause-below`` in this process and in its children.

    Raises:
        UsageError: It is out of range.
    """
    from trainer.running import sitting

    if args.pause_below is None:
        return
    if not 0 <= args.pause_below <= 100:
        raise UsageError(f"{args.pause_below} is no share of a battery", remedy="Choose a percentage from 0 to 100.")
    os.environ[sitting.PAUSE_BELOW] = str(args.pause_below)


def shown(result: dict[str, Any], console: Console) -> bool:
    """Print that the job goes on in the background; False where the result is another one."""
    if not result.get("detached"):
        return False
    if result.get("run"):
        console.print(f"[bold]{result['run']}[/bold] goes on in the background (process {result['pid']}).")
    else:
        console.print(f"It goes on in the background (process {result['pid']}).")
    return True
