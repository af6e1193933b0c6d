"""The runs command: a project's trainings and their figures."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from trainer.channel import Control, Emit
from trainer.commands.options import add_project
from trainer.events import Finished, Stopped

if TYPE_CHECKING:
    from rich.console import Console

    from trainer.runs import Run

_ROOMY = 100  # columns


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the project."""
    add_project(parser)


def run(args: argparse.Namespace, emit: Emit, control: Control) -> Finished | Stopped:  # noqa: ARG001 - takes no time
    """List the runs, newest first.

    Raises:
        ArtClassError: The project cannot be read.
    """
    from trainer import runs
    from trainer.project import Project

    project = Project.open(args.project)
    return Finished(result={"runs": [_row(found) for found in runs.list_runs(project)]})


def _row(found: Run) -> dict[str, Any]:
    report = found.report()
    row: dict[str, Any] = {
        "run": found.name,
        "title": found.title,
        "state": found.state(),
        "resumable": found.resumable(),
        "architecture": _architecture(found),
    }
    if report is not None:
        row |= {
            "validation_accuracy": report.validation.accuracy,
            "test_accuracy": report.test.accuracy,
            "test_interval": list(report.test.interval),
            "test_images": report.test.images,
            "epochs_trained": report.epochs_trained,
            "wall_seconds": report.wall_seconds,
            "finished": report.finished,
        }
    return row


def _architecture(found: Run) -> str | None:
    from trainer.errors import ProjectError

    try:
        return found.config().architecture
    except ProjectError:
        return None


def show(result: dict[str, Any], console: Console) -> None:
    """Print a table."""
    from rich.table import Table
    from rich.text import Text

    from trainer.commands.tables import duration, share
    from trainer.terminal import safe

    if not result["runs"]:
        console.print("This project has no trained model yet.")
        return
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False)
    table.add_column("run", overflow="fold")  # whole, for it is to be typed
    table.add_column("state", no_wrap=True)
    accuracy = "test accuracy" if console.width >= _ROOMY else "test\naccuracy"
    for heading in (accuracy, "interval", "pictures", "time"):
        table.add_column(heading, justify="right", no_wrap=True)
    for row in result["runs"]:
        name = Text(safe(row["title"] if row["title"] == row["run"] else f"{row['title']} ({row['run']})"))
        if "test_accuracy" not in row:
            table.add_row(name, row["state"])
            continue
        low, high = row["test_interval"]
        figures = (share(row["test_accuracy"]), f"{share(low)}–{share(high)}", f"{row['test_images']:,}")
        table.add_row(name, row["state"], *figures, duration(row["wall_seconds"]))
    console.print(table)
