"""The stop command: a training that runs somewhere ends soon, or one at rest learns no more, and its best epoch is kept."""

from __future__ import annotations

import argparse
import time
from typing import TYPE_CHECKING

from trainer.channel import Control, Emit, Request
from trainer.commands import pausing
from trainer.commands.pausing import show
from trainer.events import Finished, Stopped

if TYPE_CHECKING:
    from trainer.project import Project
    from trainer.runs import Run

__all__ = ["add_arguments", "run", "show"]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the project, the run, and how it ends."""
    pausing.add_arguments(parser)
    parser.add_argument("--discard", action="store_true", help="keep nothing of it: the run is thrown away")


def run(args: argparse.Namespace, emit: Emit, control: Control) -> Finished | Stopped:
    """Stop it and wait until it has ended; one that is named and at rest gets its best weights packed.

    Raises:
        ArtClassError: No training is running, it cannot be asked, or it has nothing to pack.
    """
    from trainer import holding, runs
    from trainer.project import Project
    from trainer.running import ending

    project = Project.open(args.project)
    request: Request = "cancel" if args.discard else "stop"
    if request == "stop" and args.run is not None:
        found = runs.find(project, args.run)
        if not holding.is_held(found.folder):
            return _packed(project, found, emit, control)
    return ending.end(project, args.run, request, emit=emit, control=control)


def _packed(project: Project, run: Run, emit: Emit, control: Control) -> Finished | Stopped:
    from trainer import training
    from trainer.running import ending

    began = time.monotonic()
    done = training.pack(project, run.name, emit=emit, control=control)
    if done.result is None:
        return done
    return Finished(result={**ending.outcome(run), "seconds": round(time.monotonic() - began, 1)})
