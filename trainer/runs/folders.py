"""The run folders of a project: made, listed, found, deleted and restored."""

from __future__ import annotations

import contextlib
import re
import shutil
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from trainer import config as configs
from trainer import files
from trainer.config import TrainConfig
from trainer.errors import ProjectError, UsageError, disk_error
from trainer.project import Project, relying_on
from trainer.runs.run import Run

_NAMED = 5  # runs in a sentence


def create(project: Project, config: TrainConfig) -> Run:
    """Make a new run folder, named by the time and the architecture, with its ``config.json``.

    Raises:
        ProjectError: The project's folder has vanished.
        DiskError: The project cannot be written to.
    """
    with relying_on(project.folder):
        files.make_folders(project.runs, within=project.folder)
    stem = f"{datetime.now():%Y-%m-%d-%H%M}-{config.architecture}"
    for number in range(1, 1_000):
        folder = project.runs / (stem if number == 1 else f"{stem}-{number}")
        if Run(folder).put_by.exists():
            continue  # who looks for one that failed in this minute is not to find this one
        try:
            folder.mkdir()
        except FileExistsError:
            continue
        except OSError as error:
            raise disk_error(error, folder) from error
        run = Run(folder)
        files.write(run.config_path, configs.encode(config))
        return run
    raise ProjectError("There are too many runs of this minute", path=project.runs)


def list_runs(project: Project) -> list[Run]:
    """All runs, newest first."""
    with contextlib.suppress(OSError):
        return [
            Run(folder)
            for folder in sorted(project.runs.iterdir(), reverse=True, key=_by_time)
            if (folder / "config.json").exists()
        ]
    return []


def _by_time(folder: Path) -> tuple[str, int, int, str]:
    """The minute that the name tells; within it, when the settings were written."""
    written = 0
    with contextlib.suppress(OSError):
        written = (folder / "config.json").stat().st_mtime_ns
    number = re.search(r"-(\d{1,3})$", folder.name[15:])
    return folder.name[:15], written, int(number[1]) if number else 1, folder.name


def find(project: Project, name: str | None = None, *, finished: bool = False) -> Run:
    """The run called ``name`` (its folder or its title), or the newest one.

    Args:
        project: Where to look.
        name: Folder name or title; None for the newest.
        finished: Only runs that have a model.

    Raises:
        ProjectError: There is no run yet.
        UsageError: There is no such run.
    """
    runs = [run for run in list_runs(project) if not finished or run.package_path.exists()]
    chosen = [run for run in runs if name in (None, run.name)] or [run for run in runs if run.title == name]
    if chosen:
        return chosen[0]
    if name is None:
        remedy = "Train a model first."
        raise ProjectError("This project has no trained model yet", path=project.folder, remedy=remedy)
    kind = "finished run" if finished else "run"
    raise UsageError(f"This project has no {kind} called “{name}”", remedy=_instead(runs))


def to_use(project: Project, name: str | None = None) -> Run:
    """The finished run called ``name``, or the one that a person would take.

    That is the pinned one that is best on validation; else the newest that is no rung of a ladder; else the newest.

    Raises:
        ProjectError: There is none yet.
        UsageError: There is no such run.
    """
    if name is not None:
        return find(project, name, finished=True)
    pinned = [(_validated(run), run) for run in _finished(project) if run.notes().pinned]
    return max(pinned, key=lambda one: one[0])[1] if pinned else _latest(project)


def only(project: Project, *, why: str) -> Run:
    """The one finished run that there is: where a choice costs something, none is made for the person.

    Args:
        project: Where to look.
        why: What is to be said before the choice, as a sentence without its full stop.

    Raises:
        ProjectError: There is none yet.
        UsageError: There are several.
    """
    newest, finished = find(project, finished=True), _finished(project)
    if len(finished) > 1:
        remedy = f"Name one of the {len(finished):,} finished runs with --run: {_named(finished)}."
        raise UsageError(why, remedy=f"{remedy} artclass-cli runs shows their figures.")
    return newest


def _latest(project: Project) -> Run:
    """The newest finished run that is no rung of a ladder; where there is none, the newest.

    Raises:
        ProjectError: There is none yet.
    """
    newest = find(project, finished=True)
    return next((run for run in _finished(project) if run.notes().experiment is None), newest)


def _finished(project: Project) -> list[Run]:
    return [run for run in list_runs(project) if run.package_path.exists()]


def _validated(run: Run) -> float:
    report = run.report()
    return report.validation.accuracy if report is not None else 0.0


def _instead(runs: Sequence[Run]) -> str:
    if not runs:
        return "Train a model first."
    names = ", ".join(run.name for run in runs[:_NAMED])
    return f"Choose one of {names} …" if len(runs) > _NAMED else f"Choose one of {names}."


def _named(runs: Sequence[Run]) -> str:
    """Some runs, by what is to be typed and what the person calls them."""
    names = [run.name if run.title == run.name else f"{run.name} (“{run.title}”)" for run in runs[:_NAMED]]
    return ", ".join(names) + (f" and {len(runs) - _NAMED:,} more" if len(runs) > _NAMED else "")


def delete(project: Project, run: Run) -> Path:
    """Move a run out of sight, into the project's trash; returns where it lies now.

    Raises:
        ProjectError: It is being trained.
        DiskError: It cannot be moved.
    """
    if run.state() == "running":
        raise ProjectError("This run is being trained", path=run.folder, remedy="Stop it first.")
    with run.held():  # by another computer too, of whose processes nothing is known here
        pass
    place = project.trash / run.name
    with contextlib.suppress(OSError):
        shutil.rmtree(place)
    try:
        project.trash.mkdir(exist_ok=True)
        run.folder.rename(place)
    except OSError as error:
        raise disk_error(error, run.folder) from error
    return place


def restore(project: Project, name: str) -> Run:
    """Take a deleted run out of the trash again.

    Raises:
        DiskError: It is gone or cannot be moved.
    """
    run = Run(project.runs / name)
    try:
        (project.trash / name).rename(run.folder)
    except OSError as error:
        raise disk_error(error, project.trash / name) from error
    return run
