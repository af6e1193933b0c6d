"""The resume command: a training that was paused or cut off goes on."""

from __future__ import annotations

import argparse

from trainer.channel import Control, Emit
from trainer.commands import background
from trainer.commands.options import add_cores, add_project, take_cores
from trainer.commands.training import show
from trainer.events import Finished, Stopped

__all__ = ["add_arguments", "run", "show"]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the project and the run."""
    add_project(parser)
    parser.add_argument("--run", metavar="NAME", help="which run (default: the newest that can go on)")
    add_cores(parser)
    background.add_arguments(parser)


def run(args: argparse.Namespace, emit: Emit, control: Control) -> Finished | Stopped:
    """Go on.

    Raises:
        ArtClassError: It cannot be done.
    """
    from trainer.project import Project
    from trainer.training import resume

    take_cores(args)
    elsewhere = background.detached(args, emit, control)
    return elsewhere or resume(Project.open(args.project), args.run, emit=emit, control=control)
