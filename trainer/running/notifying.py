"""A notification of the desktop at the end of a job that goes on alone, where the desktop has a program for it. Light."""

from __future__ import annotations

import contextlib
import logging
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from trainer.errors import ArtClassError
from trainer.events import Failed, Stopped, TerminalEvent
from trainer.project import Project
from trainer.terminal import measured

_PATIENCE = 10.0  # seconds; a desktop that does not answer keeps nobody
_APPLE = ("on run argv", "display notification (item 2 of argv) with title (item 1 of argv)", "end run")
_log = logging.getLogger(__name__)


def tell(folder: Path, ending: TerminalEvent) -> None:
    """Tell how a job in the background has ended, unless a window has its project open: that tells it by itself.

    Nothing that the desktop does or refuses is a failure of the job.

    Args:
        folder: Of the job's project.
        ending: The job's last event.
    """
    project = Project(folder.absolute())
    command = _command(f"ArtClass: {project.name}", sentence(ending))
    discarded = isinstance(ending, Stopped) and ending.result is None and not ending.resumable
    if command is None or discarded or _watched(project):
        return
    try:
        subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, timeout=_PATIENCE, check=True)
    except (OSError, subprocess.SubprocessError):
        _log.info("the desktop could not be told", exc_info=True)


def sentence(ending: TerminalEvent) -> str:
    """How a job has ended, in words."""
    match ending:
        case Failed():
            return ending.sentence()
        case Stopped(result=None):
            return "It is paused and can go on from where it was."
    result = ending.result or {}
    return _of_queue(result) if "failed" in result else _of_training(result)


def _of_training(result: dict[str, Any]) -> str:
    if result.get("validation_accuracy") is None:
        return "The training is done."
    interval: Sequence[float] | None = result.get("validation_interval")
    told = measured(result["validation_accuracy"], interval)
    return f"The training is done: right on {told} of {result['validation_images']:,} validation pictures."


def _of_queue(result: dict[str, Any]) -> str:
    failed = f", {result['failed']} failed" if result["failed"] else ""
    return f"The queue is done: {result['finished']} finished{failed}."


def _command(title: str, words: str) -> list[str] | None:
    """The program that shows a notification here; None where there is none."""
    if (program := shutil.which("notify-send")) is not None:
        return [program, "--app-name=ArtClass", "--", title, words]
    if (program := shutil.which("osascript")) is not None:
        script = [word for line in _APPLE for word in ("-e", line)]
        return [program, *script, title, words]
    return None


def _watched(project: Project) -> bool:
    """Whether a window has it open."""
    with contextlib.suppress(ArtClassError), project.claimed("window"):
        return False
    return True
