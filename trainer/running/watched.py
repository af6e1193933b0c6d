"""A command of our own in a child process, watched from a job: its requests are passed on, its memory is measured."""

from __future__ import annotations

import contextlib
import sys
import threading
from collections.abc import Callable, Sequence
from pathlib import Path

import psutil

from trainer.channel import Control, Request
from trainer.events import TERMINAL, Event, TerminalEvent
from trainer.project import Project
from trainer.running.child import ChildProcess

_EVERY = 0.25  # seconds between two looks


class Watched:
    """One child, run to its end.

    Args:
        arguments: What follows the program's name.
        control: Somebody's requests to the job that runs the child.
        project: The project the child works on.
        pass_on: Pass requests on to the child; else it is ended at once when somebody asks.
        command: The program; a test may put a scripted child here.
    """

    def __init__(
        self,
        arguments: Sequence[str],
        *,
        control: Control,
        project: Project | None = None,
        pass_on: bool = True,
        command: Sequence[str] | None = None,
    ) -> None:
        self._child = ChildProcess(arguments, command=command, project=project, polite=False)  # it takes our place
        self._control = control
        self._pass_on = pass_on
        self._over = threading.Event()
        self.peak_mb = 0.0
        """The most memory that the child has had, in MB."""

    def run(self, hear: Callable[[Event], None]) -> TerminalEvent:
        """Run the child; every event but the last is told, the last one is returned."""
        watcher = threading.Thread(target=self._watch, name="watcher", daemon=True)
        watcher.start()
        try:
            for event in self._child.events():
                if isinstance(event, TERMINAL):
                    return event
                hear(event)
        except BaseException:
            self._child.kill()
            self._child.wait()
            raise
        finally:
            self._over.set()
            watcher.join()
        raise AssertionError("a child without an ending")

    def _watch(self) -> None:
        told: Request | None = None
        while not self._over.wait(_EVERY):
            if self._child.pid is not None:
                self.peak_mb = max(self.peak_mb, _peak(self._child.pid))
            request = self._control.request
            if request is not None and request != told:
                told = request
                if self._pass_on:
                    self._child.ask(request)
                else:
                    self._child.kill()


def _peak(pid: int) -> float:
    """The most memory that a process has had so far, in MB, as far as the system remembers it; 0 once it is gone."""
    if sys.platform == "linux":
        with contextlib.suppress(OSError, ValueError, StopIteration):
            lines = Path(f"/proc/{pid}/status").read_text().splitlines()
            return int(next(line for line in lines if line.startswith("VmHWM")).split()[1]) * 1024 / 1e6
        return 0.0
    with contextlib.suppress(psutil.Error):
        info = psutil.Process(pid).memory_info()
        return float(getattr(info, "peak_wset", info.rss)) / 1e6
    return 0.0
