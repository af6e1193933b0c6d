"""The runs command: a project's trainings and their figures."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from trainer.channel import Control, Emit
from trainer.commands.options import add_project
from trainer.events import Finished, Stopped

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

    from trainer.project import Project
    from trainer.runs import Run

_ROOMY = 100  # columns
_STATES = (
    "The states, also with --json: running; finished (also a run that was stopped, with its best epoch); paused (goes on "
    "with resume); stopped (nothing was kept); failed; interrupted (cut off, as by a power cut). What has failed or was "
    "interrupted goes on with resume where a checkpoint is there (resumable)."
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the project, and what to note."""
    parser.epilog = _STATES
    add_project(parser)
    parser.add_argument(
        "--run",
        metavar="NAME",
        help="which run the note is for (default: the best pinned one, else the newest that no ladder made)",
    )
    parser.add_argument("--note", metavar="TEXT", help="write this note beside the run; an empty one takes it away")


def run(args: argparse.Namespace, emit: Emit, control: Control) -> Finished | Stopped:  # noqa: ARG001 - takes no time
    """Write a note if there is one, and list the runs, newest first.

    Raises:
        ArtClassError: The project cannot be read.
    """
    import msgspec

    from trainer import runs
    from trainer.errors import UsageError
    from trainer.project import Project

    project = Project.open(args.project)
    if args.note is not None:
        _to_note(project, args.run).mark(note=args.note.strip())
    elif args.run is not None:
        raise UsageError("--run says which run a note is for", remedy="Add --note TEXT, or leave out --run.")
    looks = msgspec.to_builtins(runs.readings.readings(project))
    rows = [_row(found) for found in runs.list_runs(project)]
    result = {"runs": rows, "best_pinned": _best(rows), "test_looks": len(looks), "looked": looks}
    return Finished(result={**result, "failures": _failures(project)})


def _failures(project: Project) -> list[dict[str, Any]]:
    """What has failed in the background and was told to nobody yet; it counts as told now."""
    from trainer.runs import news

    untold = news.untold(project)
    for run, _ in untold:
        news.told(run)
    return [{"run": run.name, "title": run.title, "message": failed.sentence()} for run, failed in untold]


def _to_note(project: Project, name: str | None) -> Run:
    """The run called ``name``, or the one that other commands would take; a note may stand beside an unfinished one."""
    from trainer import runs

    finished = any(run.package_path.exists() for run in runs.list_runs(project))
    return runs.to_use(project) if name is None and finished else runs.find(project, name)


def _row(found: Run) -> dict[str, Any]:
    report, notes = found.report(), found.notes()
    row: dict[str, Any] = {
        "run": found.name,
        "title": found.title,
        "state": found.status(),
        "resumable": found.resumable(),
        "architecture": _architecture(found),
        "pinned": notes.pinned,
        "note": notes.note,
    }
    if report is None:
        row["seconds_so_far"] = _so_far(found)
    else:
        row |= {
            "validation_accuracy": report.validation.accuracy,
            "validation_interval": list(report.validation.interval),
            "validation_images": report.validation.images,
            "test_accuracy": report.test.accuracy if report.test is not None else None,
            "test_interval": list(report.test.interval) if report.test is not None else None,
            "test_images": report.test.images if report.test is not None else None,
            "epochs_trained": report.epochs_trained,
            "wall_seconds": report.wall_seconds,
            "finished": report.finished,
        }
    return row


def _so_far(found: Run) -> float | None:
    """How long an unfinished run has been worked on: up to now, or on what its checkpoint holds; None: not known."""
    from trainer.events import Started

    if found.state() != "running":
        from trainer.learning import checkpoint

        kept = checkpoint.peek(found.checkpoint)
        return round(kept.seconds, 1) if kept is not None else None
    sittings = [event for event in found.events() if isinstance(event, Started) and event.at]
    if not sittings:
        return None
    since = datetime.now(UTC) - datetime.fromisoformat(sittings[-1].at)
    return round(sittings[-1].before + max(0.0, since.total_seconds()), 1)


def _best(rows: list[dict[str, Any]]) -> str | None:
    """The pinned run that is most accurate on validation: test is no place to choose by."""
    pinned = [row for row in rows if row["pinned"] and "validation_accuracy" in row]
    return max(pinned, key=lambda row: row["validation_accuracy"])["run"] if pinned else None


def _architecture(found: Run) -> str | None:
    from trainer.errors import ProjectError

    try:
        return found.config().architecture
    except ProjectError:
        return None


def show(result: dict[str, Any], console: Console) -> None:
    """Print a table; pinned runs have a star, the best of them is named below it."""
    from rich.table import Table
    from rich.text import Text

    from trainer.runs import readings
    from trainer.terminal import safe, say

    for row in result["failures"]:
        say(console, f"{row['title']} has failed in the background: {row['message']}")
    if not result["runs"]:
        console.print("This project has no trained model yet.")
        return
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False)
    table.add_column("run", overflow="fold")  # whole, for it is to be typed
    table.add_column("state", no_wrap=True)
    for heading in ("validation", "test", "time"):
        table.add_column(heading, justify="right", no_wrap=True)
    roomy = console.width >= _ROOMY
    for row in result["runs"]:
        table.add_row(_name(row), row["state"], *_figures(row, roomy=roomy), _time(row))
        if row["note"]:
            table.add_row(Text(f"  {safe(row['note'])}", style="dim"))
    console.print(table)
    if any(row.get("resumable") and row["state"] != "running" for row in result["runs"]):
        console.print("What is paused, failed or interrupted goes on with artclass-cli resume --run RUN.")
    if result["best_pinned"] is not None:
        console.print(f"Best pinned run, by the validation pictures: {result['best_pinned']}")
    if result["test_looks"]:
        console.print(readings.told(result["test_looks"]))


def _time(row: dict[str, Any]) -> str:
    """What the run took; of an unfinished one, what it has taken so far."""
    from trainer.commands.tables import duration

    if row.get("seconds_so_far") is not None:
        return f"{duration(row['seconds_so_far'])} so far"
    return duration(row.get("wall_seconds") or 0)


def _name(row: dict[str, Any]) -> Text:
    from rich.text import Text

    from trainer.terminal import safe

    name = row["title"] if row["title"] == row["run"] else f"{row['title']} ({row['run']})"
    return Text(f"{'★ ' if row['pinned'] else ''}{safe(name)}")


def _figures(row: dict[str, Any], *, roomy: bool) -> list[str]:
    """Validation and test, each with its interval and, where there is room, its pictures."""
    return [_figure(row, split, roomy=roomy) for split in ("validation", "test")]


def _figure(row: dict[str, Any], split: str, *, roomy: bool) -> str:
    from trainer.commands.tables import share

    accuracy = row.get(f"{split}_accuracy")
    if accuracy is None:
        return "–"
    low, high = row[f"{split}_interval"]
    words = f"{share(accuracy)} ({share(low)}–{share(high)})"
    return f"{words} of {row[f'{split}_images']:,}" if roomy else words
