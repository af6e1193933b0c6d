"""The estimate command: what trainings will cost in time, memory and disk, before one is begun."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from trainer import options
from trainer.channel import Control, Emit
from trainer.commands.options import add_cores, add_project, take_cores
from trainer.events import Finished, Stopped

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from trainer.project import Project

_BESIDES, _LONGEST = "preparing and packing", "if all epochs are run"
_COLUMNS = (_BESIDES, "an epoch", "epochs", "in all", "likely", _LONGEST, "memory", "disk")
_SPARED = (_BESIDES, "an epoch", _LONGEST, "epochs", "disk", "memory")  # where the terminal is narrow


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
            return _probe(project, args.probe, emit, control)
        return Finished(result=_estimate(project, args, emit, control))
    except Interrupted:
        return Stopped(resumable=False)


def _estimate(project: Project, args: argparse.Namespace, emit: Emit, control: Control) -> dict[str, Any]:
    import msgspec

    from trainer import __version__
    from trainer.estimating.answer import possible, rows
    from trainer.estimating.estimate import Estimating, others_then
    from trainer.events import Started

    emit(Started(job="estimate", version=__version__))
    wishes = options.wishes(args)
    names = possible(wishes)  # refused before minutes of measuring, not after
    work = Estimating(project, names, emit=emit, control=control)
    table = work.work(refine=args.refine)
    estimates = rows(table, names, wishes)
    return {
        "machine": table.measured.machine,
        "refined": not any(estimate.rough for estimate in estimates),
        "others_now": round(work.others, 3),
        "others_while_measured": others_then(project, [estimate.name for estimate in estimates]),
        "architectures": [msgspec.to_builtins(estimate) for estimate in estimates],
    }


def _probe(project: Project, name: str, emit: Emit, control: Control) -> Finished:
    from trainer.estimating import answer

    return Finished(result=answer.probed(project, name, emit=emit, control=control))


def show(result: dict[str, Any], console: Console) -> None:
    """Print the table, and what does not fit."""
    rows = result["architectures"]
    _show_table(rows, console)
    for row in rows:
        if row["warning"]:
            console.print(row["warning"], style="yellow")
    for line in _explained(rows, refined=result["refined"]):
        console.print(line)
    if words := _disturbed(result["others_while_measured"], len(rows)):
        console.print(words, style="yellow")


def _show_table(rows: Sequence[dict[str, Any]], console: Console) -> None:
    from trainer.commands import tables

    cells = [_cells(row) for row in rows]
    titles = [title for title in _COLUMNS if any(title in row for row in cells)]
    tables.figures_that_fit(console, titles, _SPARED, lambda shown: _table(rows, cells, shown))


def _table(rows: Sequence[dict[str, Any]], cells: Sequence[dict[str, str]], titles: Sequence[str]) -> Table:
    from rich.table import Table

    from trainer import architectures

    table = Table(box=None)
    table.add_column("model", no_wrap=True)
    for title in titles:
        table.add_column(title, justify="right", no_wrap=True)
    for row, figures in zip(rows, cells, strict=True):
        table.add_row(architectures.find(row["name"]).title, *(figures.get(title, "–") for title in titles))
    return table


def _cells(row: dict[str, Any]) -> dict[str, str]:
    """The figures of a row by their column; some rows have no figure in `_LONGEST`."""
    from trainer.commands.tables import duration

    cells = {
        "in all": f"[bold]{'about ' if row['rough'] else ''}{duration(row['total_seconds'])}[/bold]",
        "likely": f"{duration(row['low'])} to {duration(row['high'])}",
        _BESIDES: duration(row["total_seconds"] - row["parts"]["learn"]),
        "an epoch": _short(row["seconds_per_epoch"]),
        "epochs": f"{row['expected_epochs']:,}",
        "memory": f"{row['peak_memory_mb'] / 1e3:.1f} GB",
        "disk": f"{row['disk_mb']:,.0f} MB",
    }
    if row["expected_epochs"] < row["epochs"]:
        cells["epochs"] += f" of {row['epochs']:,}"
        cells[_LONGEST] = duration(row["longest_seconds"])
    return cells


def _explained(rows: Sequence[dict[str, Any]], *, refined: bool) -> Iterator[str]:
    early = next((row for row in rows if row["expected_epochs"] < row["epochs"]), None)
    if early is not None:
        yield f"{early['expected_epochs']} of {early['epochs']} epochs: earlier runs here got no better after so many."
    if not refined:
        yield "Rough figures have “about” before them; with --refine every network is tried."


def _disturbed(others: float, networks: int) -> str:
    """What to say where other programs took a share of the processor while it was measured; empty where that was little."""
    from trainer.estimating.clock import BUSY

    if others < BUSY:
        return ""
    return (
        f"While {'this network was' if networks == 1 else 'these networks were'} tried, other programs took up to "
        f"{others:.0%} of the processor, so the figures may be far off. Each training that ends here makes them better."
    )


def _short(seconds: float) -> str:
    from trainer.commands.tables import duration

    return f"{seconds:.1f} s" if seconds < 10 else duration(seconds)
