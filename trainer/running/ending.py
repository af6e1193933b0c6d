"""A training that goes on somewhere, told to end and waited for: what ``artclass-cli pause`` and ``stop`` do. Light."""

from __future__ import annotations

import time
from typing import Any

from trainer import holding, runs
from trainer.channel import Control, Emit, Request
from trainer.errors import ProjectError
from trainer.events import Failed, Finished, Notice, Stopped, TerminalEvent
from trainer.project import Project
from trainer.running import following, steering
from trainer.runs import Run

_CLEARING = 10.0  # seconds
_WORDS = {
    "pause": "Asked to pause; waiting until what it has learnt is kept.",
    "stop": "Asked to stop; waiting until its best epoch is kept.",
    "cancel": "Asked to end; waiting until its folder is gone.",
}


def end(project: Project, name: str | None, request: Request, *, emit: Emit, control: Control) -> Finished | Stopped:
    """Ask a running training to end, wait until it has, and tell what came of it.

    Args:
        project: Whose run it is.
        name: The run; None for the one that is being trained.
        request: How it is to end.
        emit: Told that it is waited for.
        control: When it is asked anything, the waiting ends; the request stays.

    Raises:
        ProjectError: No training is running, several are, or it is not this one.
        DiskError: The run's folder cannot be written to.
    """
    run = chosen(project, name)
    began = time.monotonic()
    steering.ask(run.folder, request)
    emit(Notice(message=f"{run.name}: {_WORDS[request]}"))
    if not steering.until_ended(run.folder, waiting=lambda: control.request is None):
        return Stopped(resumable=True)
    _until_cleared(run)
    came = outcome(run)
    if came["state"] == "failed":
        runs.news.told(run)
    if came["state"] == "discarded" and request != "cancel":
        came["message"] = "It had not finished an epoch, so there was nothing to keep."
    return Finished(result={**came, "seconds": round(time.monotonic() - began, 1)})


def chosen(project: Project, name: str | None) -> Run:
    """The running training called ``name``, or the only one.

    Raises:
        ProjectError: No training is running, several are, or it is not this one.
    """
    if name is not None:
        run = runs.find(project, name)
        if not holding.is_held(run.folder):
            raise ProjectError("This training is not running", path=run.folder, remedy=_at_rest(run))
        return run
    running = following.running(project)
    if not running:
        resting = next((run for run in runs.list_runs(project) if run.resumable()), None)
        remedy = "" if resting is None else f"{resting.name}: {_at_rest(resting)}"
        raise ProjectError("No training of this project is running", path=project.folder, remedy=remedy)
    if len(running) > 1:
        names = ", ".join(run.name for run in running)
        raise ProjectError(f"Several trainings of this project are running ({names})", remedy="Name one with --run.")
    return running[0]


def _at_rest(run: Run) -> str:
    """Where a run stands that nobody works on, and what can be done with it."""
    words = {"paused": "It is paused.", "failed": "It has failed.", "interrupted": "It was interrupted."}.get(
        run.status()
    )
    if words is None:
        return "It is finished." if run.report_path.exists() else ""
    if not run.resumable():
        return words
    named = f"--run {run.name}"
    return (
        f"{words} artclass-cli resume {named} goes on with it; artclass-cli stop {named} keeps its best epoch as it is."
    )


def _until_cleared(run: Run) -> None:
    """What keeps nothing lets go of its folder first, and deletes it then, its record somewhere in between."""
    deadline = time.monotonic() + _CLEARING
    while run.folder.exists() and time.monotonic() < deadline:
        ending = run.last_event()
        if isinstance(ending, Failed) or (ending is not None and (ending.result is not None or _goes_on(ending))):
            return
        time.sleep(0.05)


def _goes_on(ending: TerminalEvent) -> bool:
    return isinstance(ending, Stopped) and ending.resumable


def outcome(run: Run) -> dict[str, Any]:
    """What became of a run that has ended."""
    ending = run.last_event() or runs.news.failure(run)  # in this order: its folder may be put by meanwhile
    if isinstance(ending, Failed) and not run.report_path.exists():
        told = ending.sentence()
        return {"run": run.name, "state": "failed", "resumable": run.resumable(), "message": told}
    if not run.folder.exists():
        return {"run": run.name, "state": "discarded", "resumable": False}
    found: dict[str, Any] = {"run": run.name, "state": run.status(), "resumable": run.resumable()}
    if isinstance(ending, Finished | Stopped) and ending.result is not None:
        found["result"] = ending.result
    return found


def sentence(outcome: dict[str, Any]) -> str:
    """What became of it, in words."""
    run = outcome["run"]
    match outcome["state"]:
        case "discarded":
            return f"{run} is discarded. {outcome.get('message', '')}".rstrip()
        case "failed":
            return f"{run} failed meanwhile: {outcome.get('message', '')}"
        case "finished":
            return f"{run} is finished; its best epoch is kept."
    if outcome["resumable"]:
        return f"{run} is paused. artclass-cli resume --run {run} goes on with it."
    return f"{run} has ended; it had learnt nothing yet that could be kept."
