"""The compare command: finished runs side by side, and whether one is better."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from trainer.channel import Control, Emit
from trainer.commands.options import add_project
from trainer.events import Finished, Stopped

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the project and the runs."""
    add_project(parser)
    parser.add_argument("runs", nargs="+", metavar="RUN", help="name or title of a finished run; two or more")


def run(args: argparse.Namespace, emit: Emit, control: Control) -> Finished | Stopped:  # noqa: ARG001 - takes no time
    """Compare.

    Raises:
        ArtClassError: It cannot be done.
    """
    import msgspec

    from trainer import runs
    from trainer.measuring import comparing
    from trainer.project import Project

    project = Project.open(args.project)
    compared = comparing.compare([runs.find(project, name) for name in args.runs])
    return Finished(result={**msgspec.to_builtins(compared), "test_looks": len(runs.readings.readings(project))})


def show(result: dict[str, Any], console: Console) -> None:
    """Print figures, settings that differ, and the answers."""
    from rich.text import Text

    from trainer.runs import readings
    from trainer.terminal import safe

    console.print(_figures(result["runs"]))
    if result["settings"]:
        console.print(_settings(result["runs"], result["settings"]))
    else:
        console.print("Their settings are the same.")
    for pair in result["pairs"]:
        console.print(Text(f"On {pair['split']}: {safe(pair['words'])}"))
    for remark in result["remarks"]:
        console.print(Text(remark, style="yellow"))
    if result["test_looks"]:
        console.print(readings.told(result["test_looks"]))


def _figures(sides: Sequence[dict[str, Any]]) -> Table:
    from rich.table import Table
    from rich.text import Text

    from trainer.commands.tables import duration, measured
    from trainer.terminal import safe

    table = Table(title="Side by side", title_justify="left")
    table.add_column("run", overflow="fold")  # whole: their beginnings are often the same
    for heading in ("validation", "mean over the classes", "test", "time", "memory"):
        table.add_column(heading, justify="right")
    for side in sides:
        machine = side["machine"] or {}
        memory = machine.get("peak_memory_mb")
        validation = side["validation"]
        table.add_row(
            Text(f"{'★ ' if side['pinned'] else ''}{safe(side['title'])}"),
            measured(validation["accuracy"], validation["interval"], validation["images"]),
            measured(validation["balanced_accuracy"], validation["balanced_interval"]),
            measured(side["test"]["accuracy"], side["test"]["interval"], side["test"]["images"])
            if side["test"]
            else "not measured",
            duration(side["seconds"]),
            f"{memory:,.0f} MB" if memory else "–",
        )
    return table


def _settings(sides: Sequence[dict[str, Any]], settings: Sequence[dict[str, Any]]) -> Table:
    from rich.table import Table
    from rich.text import Text

    from trainer.terminal import safe

    table = Table("setting", title="Settings that differ", title_justify="left")
    for side in sides:
        table.add_column(Text(safe(side["title"])), justify="right", overflow="fold")
    for row in settings:
        table.add_row(row["name"], *(Text(safe(value)) for value in row["values"]))
    return table
