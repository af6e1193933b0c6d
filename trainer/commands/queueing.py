"""The queue command: trainings that run one after another, overnight if need be."""

from __future__ import annotations

import argparse
import shlex
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from trainer import options
from trainer.channel import Control, Emit
from trainer.commands import background
from trainer.commands.options import add_cores, add_output, add_project, take_cores
from trainer.events import Finished, Stopped

if TYPE_CHECKING:
    from rich.console import Console

    from trainer.project import Project
    from trainer.running.queue import Item, Queue

_IN_TITLES = ("--model", "--preset", "--epochs")
_ACTIONS = {
    "list": "show the queue and what each training came to",
    "add": "put a training at the end, with the settings of the train command",
    "remove": "take a training out; its run stays",
    "move": "give a training that waits another place",
    "clear": "take out what is over",
    "run": "train what waits, one after another",
    "pause": "let the queue keep what it has learnt and leave, wherever it was started",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what can be done with a queue, each with arguments of its own."""
    parser.set_defaults(
        cores=None, detached=False, pause_below=None, run=None, everything=False, pin=False, notify=True
    )
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    for name, words in _ACTIONS.items():
        action = actions.add_parser(
            name, help=words, description=f"{words.capitalize()}.", argument_default=argparse.SUPPRESS
        )
        add_project(action)
        _add_own(name, action)
        add_output(action)


def _add_own(name: str, action: argparse.ArgumentParser) -> None:
    match name:
        case "add":
            action.add_argument("--run", metavar="NAME", help="go on with a run that was paused or cut off instead")
            options.add_arguments(action)
            action.add_argument(
                "--pin", action="store_true", help="measure on the test pictures when it is finished, and mark it"
            )
        case "remove":
            action.add_argument("number", type=int, metavar="NUMBER", help="which one")
        case "move":
            action.add_argument("number", type=int, metavar="NUMBER", help="which one")
            action.add_argument("place", type=int, metavar="PLACE", help="1 is trained next")
        case "clear":
            action.add_argument("--all", dest="everything", action="store_true", help="what waits as well")
        case "run":
            add_cores(action)
            background.add_arguments(action)


def run(args: argparse.Namespace, emit: Emit, control: Control) -> Finished | Stopped:
    """Change, show, run or pause the queue.

    Raises:
        ArtClassError: The queue cannot be read or written, or it is not as asked.
    """
    from trainer.project import Project
    from trainer.running.queue import Queue

    project = Project.open(args.project)
    queue = Queue(project)
    match args.action:
        case "run":
            return _run(args, project, emit, control)
        case "pause":
            return _pause(project, queue, emit, control)
        case "add":
            _add(args, project, queue)
        case "remove":
            queue.remove(args.number)
        case "move":
            queue.move(args.number, args.place)
        case "clear":
            cleared = queue.clear(everything=args.everything)
            return Finished(result={"cleared": cleared, **_listed(project, queue)})
    return Finished(result=_listed(project, queue))


def _listed(project: Project, queue: Queue) -> dict[str, Any]:
    from trainer.running.runner import as_row

    rows = [as_row(item) | {"pin": _is_to_be_pinned(project, item)} for item in queue.items()]
    return {"running": queue.at_work, "items": rows}


def _is_to_be_pinned(project: Project, item: Item) -> bool:
    """Whether its training ends with a look at the test pictures: asked for with it, or with the run that it goes on with."""
    from trainer.runs import Run

    return "--pin" in item.arguments or (
        item.run is not None and Run(project.runs / item.run).notes().pin_when_finished
    )


def _add(args: argparse.Namespace, project: Project, queue: Queue) -> Item:
    from trainer import architectures, runs
    from trainer.errors import UsageError
    from trainer.running import queue as queues

    if args.run is not None:
        found = runs.find(project, args.run)
        if not found.resumable():
            raise UsageError("This run has nothing to go on from", path=found.folder, remedy="Add a new training.")
        if args.pin:
            found.mark(pin_when_finished=True)
        return queue.add((), found.title, run=found.name)
    wishes = options.wishes(args)
    config = options.config(wishes.architecture or architectures.DEFAULT, wishes)
    pin = ("--pin",) if args.pin else ()
    return queue.add((*options.arguments(config), *pin), queues.title(config))


def _run(args: argparse.Namespace, project: Project, emit: Emit, control: Control) -> Finished | Stopped:
    from trainer.running.runner import Runner

    take_cores(args)
    elsewhere = background.detached(args, emit, control)
    return elsewhere or Runner(project, emit=emit, control=control).work()


def _pause(project: Project, queue: Queue, emit: Emit, control: Control) -> Finished | Stopped:
    from trainer.errors import ProjectError
    from trainer.events import Notice
    from trainer.running import steering

    if not queue.at_work:
        raise ProjectError("The queue is not running", path=queue.folder)
    steering.ask(queue.folder, "pause")
    emit(Notice(message="Asked to pause; waiting until what has been learnt is kept."))
    if not steering.until_ended(queue.folder, waiting=lambda: control.request is None):
        return Stopped(resumable=True)
    return Finished(result=_listed(project, queue))


def show(result: dict[str, Any], console: Console) -> None:
    """Print the queue."""
    from rich.table import Table
    from rich.text import Text

    from trainer.terminal import safe

    if background.shown(result, console):
        return
    if "cleared" in result:
        console.print(_cleared(result["cleared"], waits=any(row["state"] == "waiting" for row in result["items"])))
    if not result["items"]:
        console.print("The queue is empty.")
        return
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False)
    table.add_column("number", justify="right")
    for heading in ("training", "state", "run", "what it came to"):
        table.add_column(heading, overflow="fold")
    for row in result["items"]:
        cells = (_training(row), row["state"], row["run"] or "", row["outcome"])
        table.add_row(str(row["number"]), *(Text(safe(cell)) for cell in cells))
    console.print(table)


def _training(row: Mapping[str, Any]) -> str:
    """Its title, and the settings that this does not say as they are typed."""
    words = list(row["arguments"])
    for said in _IN_TITLES:
        while said in words:
            del words[words.index(said) : words.index(said) + 2]
    pin = ["--pin"] if row["pin"] and "--pin" not in words else []
    return " ".join((row["title"], shlex.join([*words, *pin]))).rstrip()


def _cleared(count: int, *, waits: bool) -> str:
    """What was taken out; where that was nothing, why."""
    if count:
        return f"{'1 training was' if count == 1 else f'{count:,} trainings were'} taken out; runs stay."
    return (
        "Nothing was over, so nothing was taken out. What waits goes with --all."
        if waits
        else "There was nothing to take out."
    )
