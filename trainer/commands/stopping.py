"""The stop command: a training that runs somewhere ends soon, and its best epoch is kept."""

from __future__ import annotations

import argparse

from trainer.channel import Control, Emit, Request
from trainer.commands import pausing
from trainer.commands.pausing import show
from trainer.events import Finished, Stopped

__all__ = ["add_arguments", "run", "show"]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the project, the run, and how it ends."""
    pausing.add_arguments(parser)
    parser.add_argument("--discard", action="store_true", help="keep nothing of it: the run is thrown away")


def run(args: argparse.Namespace, emit: Emit, control: Control) -> Finished | Stopped:
    """Stop it and wait until it has ended.

    Raises:
        ArtClassError: No training is running, or it cannot be asked.
    """
    from trainer.project import Project
    from trainer.running import ending

    request: Request = "cancel" if args.discard else "stop"
    return ending.end(Project.open(args.project), args.run, request, emit=emit, control=control)
