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
    return elsewhere or train(Project.open(args.project), options.wishes(args), emit=emit, control=control)


def show(result: dict[str, Any], console: Console) -> None:
    """Print the figures."""
    if background.shown(result, console):
        return
    from rich.table import Table

    from trainer.commands import tables
    from trainer.commands.tables import duration, share

    table = Table(show_header=False, box=None)
    low, high = result["test_interval"]
    table.add_row("run", result["run"])
    table.add_row(
        "test accuracy",
        f"[bold]{share(result['test_accuracy'])}[/bold]  on {result['test_images']:,} pictures it had not seen "
        f"(95 % interval {share(low)} to {share(high)})",
    )
    for words, figures in tables.makers(result["test_makers"]):
        table.add_row(f"  {words}", figures)
    table.add_row("validation accuracy", share(result["validation_accuracy"]))
    table.add_row("epochs", f"{result['epochs_trained']}, the best was number {result['best_epoch']}")
    table.add_row("time", duration(result["wall_seconds"]))
    console.print(table)
