"""Failures of trainings that nobody listened to: kept until somebody is told, and where a run lies that had learnt nothing. Light."""

from __future__ import annotations

import contextlib
import shutil
import time
from collections.abc import Iterator
from typing import NamedTuple

from trainer import holding
from trainer.events import Detached, Failed, Finished, Started, Stopped
from trainer.project import Project
from trainer.runs.folders import list_runs
from trainer.runs.run import PUT_BY, Run

_TOLD = ".told"
_DAY = 24 * 3600.0  # seconds
_KEPT, _WAITING = _DAY, 30 * _DAY


class Untold(NamedTuple):
    """A training in the background that has failed, and how."""

    run: Run
    failed: Failed


def put_by(run: Run) -> None:
    """Put the folder of a run that has failed, and had learnt nothing, out of the way of the runs.

    Whoever follows the run finds its last word there. To move a folder takes no room, so that a full disk is told, too.
    """
    if isinstance(run.last_event(), Failed):
        with contextlib.suppress(OSError):
            run.put_by.parent.mkdir(exist_ok=True)
            run.folder.rename(run.put_by)
            return
        if _failed_alone(run) is not None:
            return  # it cannot be moved: better in the way than gone without a word
    shutil.rmtree(run.folder, ignore_errors=True)


def failure(run: Run) -> Failed | None:
    """How a run has failed that was put by; None where it was not."""
    ending = Run(run.put_by).last_event()
    return ending if isinstance(ending, Failed) else None


def untold(project: Project) -> list[Untold]:
    """The trainings that failed in the background and of which nobody was told yet; the records of all that ended so are read."""
    ended = [run for run in list_runs(project) if not run.report_path.exists()]
    found = {run.name: run for run in (*ended, *_all_put_by(project))}  # in this order: one may be put by meanwhile
    return [
        Untold(run, failed)
        for run in found.values()
        if not _is_told(run) and (failed := _failed_alone(run)) is not None and not holding.is_held(run.folder)
    ]


def told(run: Run) -> None:
    """Note that somebody was told of a run's failure, wherever its folder lies by now."""
    for folder in (run.folder, run.put_by):
        with contextlib.suppress(OSError):
            if folder.is_dir():
                (folder / _TOLD).touch()


def clear(project: Project) -> None:
    """Delete the folders that were put by and have served: a day after the failure, since who follows a run may be slow.

    Those of which nobody was told wait for a month.
    """
    for run in _all_put_by(project):
        waits = _failed_alone(run) is not None and not _is_told(run)
        with contextlib.suppress(OSError):
            if time.time() - run.events_path.stat().st_mtime > (_WAITING if waits else _KEPT):
                shutil.rmtree(run.folder, ignore_errors=True)
    with contextlib.suppress(OSError):  # there is something in it still, or nothing was ever put by
        (project.folder / PUT_BY).rmdir()


def _all_put_by(project: Project) -> Iterator[Run]:
    with contextlib.suppress(OSError):
        for folder in sorted((project.folder / PUT_BY).iterdir(), reverse=True):
            run = Run(folder)
            if run.events_path.exists():
                yield run


def _failed_alone(run: Run) -> Failed | None:
    """How its last sitting failed, after whoever had begun it had left; None where it ended otherwise, or was listened to."""
    alone, ending = False, None
    for event in run.events():
        match event:
            case Started():
                alone, ending = False, None
            case Detached():
                alone = True
            case Failed():
                ending = event
            case Finished() | Stopped():
                ending = None
    return ending if alone else None


def _is_told(run: Run) -> bool:
    """Whether somebody was told since the run said its last word."""
    with contextlib.suppress(OSError):
        return (run.folder / _TOLD).stat().st_mtime_ns >= run.events_path.stat().st_mtime_ns
    return False
