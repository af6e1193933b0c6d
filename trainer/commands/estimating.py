"""The estimate command: what trainings will cost in time, memory and disk, before one is begun."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from trainer import options
from trainer.channel import Control, Emit
from trainer.commands.options import add_cores, add_project, take_cores
from trainer.events import Finished, Stopped

if TYPE_CHECKING:
    from rich.console import Console

    from trainer.project import Project


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the project, the settings, and how thoroughly to measure."""
    add_project(parser)
    add_cores(parser)
    parser.add_argument(
        "--refine", action="store_true", help="try every network instead of scaling some from others; takes minutes"
    )
    parser.add_argument("--probe", metavar="NAME", help=argparse.SUPPRESS)  # a child that measures one network
    options.add_arguments(parser)


def run(args: argparse.Namespace, emit: Emit, control: Control) -> Finished | Stopped:
    """Estimate.

    Raises:
        ArtClassError: It cannot be done.
    """
    from trainer.pace import Interrupted
    from trainer.project import Project

    take_cores(args)
    project = Project.open(args.project)
    try:
        if args.probe is not None:
            return _probe(project, args.probe, control)
        return Finished(result=_estimate(project, args, emit, control))
    except Interrupted:
        return Stopped(resumable=False)


def _estimate(project: Project, args: argparse.Namespace, emit: Emit, control: Control) -> dict[str, Any]:
    import msgspec

    from trainer import __version__, architectures
    from trainer.estimating.answer import rows
    from trainer.estimating.estimate import Estimating
    from trainer.events import Started

    emit(Started(job="estimate", version=__version__))
    wishes = options.wishes(args)
    names = [wishes.architecture] if wishes.architecture else [row.name for row in architectures.ARCHITECTURES]
    table = Estimating(project, names, emit=emit, control=control).work(refine=args.refine)
    estimates = rows(table, names, wishes)
    return {
        "machine": table.measured.machine,
        "refined": not any(estimate.rough for estimate in estimates),
        "architectures": [msgspec.to_builtins(estimate) for estimate in estimates],
    }


def _probe(project: Project, name: str, control: Control) -> Finished:
    from trainer.estimating import answer

    return Finished(result=answer.probed(project, name, control))


def show(result: dict[str, Any], console: Console) -> None:
    """Print the table, and what does not fit."""
    from rich.table import Table

    from trainer import architectures
    from trainer.commands.tables import duration

    table = Table(box=None)
    table.add_column("model")
    for title in ("in all", "", "an epoch", "if all epochs are run", "memory", "disk"):
        table.add_column(title, justify="right", no_wrap=True)
    for row in result["architectures"]:
        longest = duration(row["longest_seconds"]) if row["expected_epochs"] < row["epochs"] else ""
        table.add_row(
            architectures.find(row["name"]).title,
            f"[bold]{'about ' if row['rough'] else ''}{duration(row['total_seconds'])}[/bold]",
            f"{duration(row['low'])} to {duration(row['high'])}",
            _short(row["seconds_per_epoch"]),
            longest,
            f"{row['peak_memory_mb'] / 1e3:.1f} GB",
            f"{row['disk_mb']:,.0f} MB",
        )
    console.print(table)
    for row in result["architectures"]:
        if row["warning"]:
            console.print(row["warning"], style="yellow")
    if not result["refined"]:
        console.print("Rough figures have “about” before them; with --refine every network is tried.")


def _short(seconds: float) -> str:
    from trainer.commands.tables import duration

    return f"{seconds:.1f} s" if seconds < 10 else duration(seconds)
