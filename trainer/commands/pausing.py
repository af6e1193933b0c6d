"""The pause command: a training that runs somewhere keeps what it has learnt and leaves."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from trainer.channel import Control, Emit
from trainer.commands.options import add_project
from trainer.events import Finished, Stopped

if TYPE_CHECKING:
    from rich.console import Console


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the project and the run."""
    add_project(parser)
    parser.add_argument("--run", metavar="NAME", help="which run (default: the one that is being trained)")


def run(args: argparse.Namespace, emit: Emit, control: Control) -> Finished | Stopped:
    """Pause it and wait until it has ended.

    Raises:
        ArtClassError: No training is running, or it cannot be asked.
    """
    from trainer.project import Project
    from trainer.running import ending

    return ending.end(Project.open(args.project), args.run, "pause", emit=emit, control=control)


def show(result: dict[str, Any], console: Console) -> None:
    """Print what became of it."""
    from trainer.running import ending
    from trainer.terminal import say

    say(console, ending.sentence(result))
