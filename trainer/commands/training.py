"""The train command: a new model from a project's pictures."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from trainer import options
from trainer.channel import Control, Emit
from trainer.commands import background
from trainer.commands.options import add_cores, add_project, take_cores
from trainer.events import Finished, Stopped

if TYPE_CHECKING:
    from rich.console import Console


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the project and the settings."""
    add_project(parser)
    options.add_arguments(parser)
    add_cores(parser)
    parser.add_argument(
        "--pin", action="store_true", help="measure on the test pictures when it is finished, and mark it"
    )
    background.add_arguments(parser)


def run(args: argparse.Namespace, emit: Emit, control: Control) -> Finished | Stopped:
    """Train.

    Raises:
        ArtClassError: It cannot be done.
    """
    from trainer.project import Project
    from trainer.training import train

    take_cores(args)
    elsewhere = background.detached(args, emit, control)
    wishes = options.wishes(args)
    return elsewhere or train(Project.open(args.project), wishes, emit=emit, control=control, pin=args.pin)


def show(result: dict[str, Any], console: Console) -> None:
    """Print the figures."""
    if background.shown(result, console):
        return
    from trainer.commands import tables

    table = tables.figures(result)
    table.add_row(
        "epochs", f"{result['epochs_trained']}, the best was number {result['best_epoch']} (lowest validation loss)"
    )
    table.add_row("time", tables.duration(result["wall_seconds"]))
    console.print(table)
    if result["test_accuracy"] is None and result["test_pictures"]:
        console.print(
            f"The {result['test_pictures']:,} test pictures are kept for the model that you decide for: "
            f"artclass-cli pin --run {result['run']} measures it on them."
        )
