"""The pin and unpin commands: measure a finished run on the test pictures and mark it; take the mark away."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from trainer.channel import Control, Emit
from trainer.commands.options import add_project
from trainer.events import Finished, Notice, Started, Stopped
from trainer.pace import Interrupted

if TYPE_CHECKING:
    from rich.console import Console

_COSTS = (
    "Measuring a run on the test pictures is a look at them that counts for good, so ArtClass does not choose which"
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the project and the run."""
    add_project(parser)
    parser.add_argument(
        "--run",
        metavar="NAME",
        help="which run (needed where several are finished; unpin: by default the best pinned one)",
    )


def run(args: argparse.Namespace, emit: Emit, control: Control) -> Finished | Stopped:
    """Pin or unpin.

    Raises:
        ArtClassError: It cannot be done.
    """
    return _unpin(args) if args.command == "unpin" else _pin(args, emit, control)


def _pin(args: argparse.Namespace, emit: Emit, control: Control) -> Finished | Stopped:
    from trainer import __version__, runs
    from trainer.measuring import keeping, pinning
    from trainer.project import Project

    project = Project.open(args.project)
    chosen = runs.only(project, why=_COSTS) if args.run is None else runs.find(project, args.run, finished=True)
    emit(Started(job="pin", version=__version__, run=chosen.name))
    if args.run is None:
        emit(Notice(message=f"The run is {chosen.name}, the only one that is finished."))
    try:
        pinned = pinning.pin(project, chosen, emit=emit, control=control)
    except Interrupted:
        return Stopped(resumable=False)
    looks = len(runs.readings.readings(project))
    result = keeping.result(chosen, pinned.report) | {"test_looks": looks, "measured_now": pinned.measured}
    return Finished(result=result)


def _unpin(args: argparse.Namespace) -> Finished:
    from trainer import runs
    from trainer.measuring import pinning
    from trainer.project import Project

    chosen = runs.to_use(Project.open(args.project), args.run)
    pinning.unpin(chosen)
    return Finished(result={"run": chosen.name, "pinned": False})


def show(result: dict[str, Any], console: Console) -> None:
    """Print the figures, and how often the test pictures were looked at."""
    from trainer.commands import tables
    from trainer.runs import readings

    if not result["pinned"]:
        console.print(f"{result['run']} is pinned no longer. Its test figures stay, for they have been seen.")
        return
    if not result["measured_now"]:
        console.print("It was measured on these test pictures before; its figures stand, and nothing was looked at.")
    console.print(tables.figures(result))
    if not result["measured_now"]:  # else it was told when they were looked at
        console.print(readings.told(result["test_looks"]))
