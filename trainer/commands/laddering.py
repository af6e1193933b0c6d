"""The ladder command: runs that differ in one setting, side by side, to see how deep or how large is enough."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from trainer import options
from trainer.channel import Control, Emit
from trainer.commands import background
from trainer.commands.options import add_cores, add_project, take_cores
from trainer.errors import UsageError
from trainer.events import Finished, Stopped

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from trainer.experiments import Experiment
    from trainer.project import Project

_NEWEST = ""
_ACCURACY = "validation accuracy"
_COLUMNS = (_ACCURACY, "95 % interval", "an epoch", "epochs", "with preparing", "memory")
_SPARED = ("with preparing", "epochs", "memory")  # where the terminal is narrow
_WIDEST = 100  # numbers in a range; `ladder.begin` knows how many rungs are sensible


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the project, the question, and the settings that all rungs share."""
    add_project(parser)
    add_cores(parser)
    background.add_conditions(parser)
    question = parser.add_mutually_exclusive_group(required=True)
    question.add_argument(
        "--blocks", type=numbers, metavar="1-4", help="train networks of one's own with so many blocks of filters"
    )
    question.add_argument(
        "--batch-sizes", type=numbers, metavar="16,32,64", help="train the same network with these batch sizes"
    )
    question.add_argument(
        "--resume", nargs="?", const=_NEWEST, metavar="NAME", help="go on with a ladder (default: the newest)"
    )
    question.add_argument(
        "--show", nargs="?", const=_NEWEST, metavar="NAME", help="tell what came of a ladder (default: the newest)"
    )
    parser.add_argument("--name", help="what to call the ladder (default: the question and the time)")
    options.add_arguments(parser, leave_out=("layers.blocks",))


def numbers(text: str) -> tuple[int, ...]:
    """Whole numbers from ``1-4`` or ``16,32,64``.

    Raises:
        ArgumentTypeError: They are not; says why.
    """
    found: list[int] = []
    for part in text.split(","):
        found += _range(part)
    return tuple(found)


def _range(part: str) -> range:
    first, dash, last = part.partition("-")
    try:
        low, high = int(first), int(last if dash else first)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"“{part}” is no number: write 1-4, or 16,32,64") from error
    if not low <= high < low + _WIDEST:
        raise argparse.ArgumentTypeError(f"“{part}” is no range from a smaller number to a larger one near it")
    return range(low, high + 1)


def run(args: argparse.Namespace, emit: Emit, control: Control) -> Finished | Stopped:
    """Train what is left of the ladder.

    Raises:
        ArtClassError: It cannot be done.
    """
    from trainer import dataset, ladder
    from trainer.project import Project

    take_cores(args)
    background.take_pause_below(args)
    project = Project.open(args.project)
    experiment = _experiment(project, args)
    if args.show is not None:
        return Finished(result=ladder.result(experiment))
    dataset.load(project)  # told now rather than by every rung
    extra = [] if args.cores is None else ["--cores", str(args.cores)]
    return ladder.Ladder(project, experiment, emit=emit, control=control, extra=extra).work()


def _experiment(project: Project, args: argparse.Namespace) -> Experiment:
    from trainer import experiments, ladder

    wishes = options.wishes(args)
    _refuse_idle(args, wishes)
    if args.show is not None:
        return experiments.find(project, args.show or None)
    if args.resume is not None:
        found = ladder.another_try(experiments.find(project, args.resume or None))
        if found.over:
            raise UsageError(f"Every rung of the ladder “{found.name}” is trained", remedy="Start a new one.")
        return found
    question, values = ("blocks", args.blocks) if args.blocks is not None else ("batch_size", args.batch_sizes)
    return ladder.begin(project, question, values, wishes, name=args.name)  # type: ignore[arg-type]


def _refuse_idle(args: argparse.Namespace, wishes: options.Wishes) -> None:
    """Refuse settings that would have no effect, rather than let somebody wait for what does not come.

    Raises:
        UsageError: There are some.
    """
    if args.batch_sizes is not None and wishes.batch_size is not None:
        raise UsageError("Each rung has a batch size of its own", remedy="Leave out --batch-size.")
    there = args.show is not None or args.resume is not None
    if there and (wishes != options.Wishes() or args.name is not None):
        raise UsageError(
            "The settings of a ladder that is there already cannot be changed",
            remedy="Leave out everything but its name, or start a new ladder.",
        )


def show(result: dict[str, Any], console: Console) -> None:
    """Print a row a rung, and the answer."""
    from trainer.commands import tables

    tables.figures_that_fit(console, _COLUMNS, _SPARED, lambda titles: _table(result, titles))
    if result["answer"]:
        console.print(result["answer"])


def _table(result: dict[str, Any], titles: Sequence[str]) -> Table:
    from rich.table import Table

    from trainer import ladder_answer

    table = Table(box=None)
    table.add_column("", no_wrap=True)
    for title in titles:
        table.add_column(title, justify="right", no_wrap=True)
    for rung in result["rungs"]:
        name = ladder_answer.name(result["question"], rung["blocks"] or rung["batch_size"])
        cells = _cells(rung)
        table.add_row(name, *(cells.get(title, "") for title in titles))
    return table


def _cells(rung: dict[str, Any]) -> dict[str, str]:
    """The figures of a rung by their column; of one that is not trained, why it has none."""
    from trainer.commands.tables import duration, share

    if rung["state"] != "done":
        return {_ACCURACY: _state(rung)}
    low, high = rung["interval"]
    return {
        _ACCURACY: f"[bold]{share(rung['validation_accuracy'])}[/bold] of {rung['images']:,}",
        "95 % interval": f"{share(low)} to {share(high)}",
        "an epoch": f"{rung['seconds_per_epoch']:.1f} s",
        "epochs": str(rung["epochs"]),
        "with preparing": duration(rung["seconds"]),
        "memory": f"{(rung['peak_memory_mb'] or 0) / 1e3:.1f} GB",
    }


def _state(rung: dict[str, Any]) -> str:
    words = {"waiting": "not trained yet", "running": "broken off", "paused": "paused", "failed": "failed"}
    return words[rung["state"]]
