"""A job as the window sees it: a worker thread that supervises a child, and signals in the GUI thread."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence

from PySide6.QtCore import QObject, QThread, Signal

from trainer.channel import Request
from trainer.events import TERMINAL, Event, Progress, Stage, TerminalEvent
from trainer.project import Project
from trainer.running.child import ChildProcess


class _Worker(QThread):
    """Blocks on the child's pipe and hands its events over."""

    said = Signal(object)
    logged = Signal(str)

    def __init__(self, child: ChildProcess, parent: QObject) -> None:
        super().__init__(parent)
        self._child = child

    def run(self) -> None:
        """Read until the child is gone."""
        for event in self._child.events():
            self.said.emit(event)


class Job(QObject):
    """One running command of the trainer.

    Signals (all in the GUI thread):
        said(Event): each event that is not terminal.
        logged(str): each line of the log.
        ended(TerminalEvent): once, last: Finished, Stopped or Failed.
    """

    said = Signal(object)
    logged = Signal(str)
    ended = Signal(object)

    def __init__(
        self,
        title: str,
        arguments: Sequence[str],
        *,
        command: Sequence[str] | None = None,
        project: Project | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.title = title
        self.kind = arguments[0] if arguments else ""
        self.ending: TerminalEvent | None = None
        self.stage: Stage | None = None
        self.progress: Progress | None = None
        self._child = ChildProcess(arguments, command=command, project=project, on_log=self._log)
        self._worker = _Worker(self._child, self)
        self._worker.said.connect(self._hear)
        self._worker.logged.connect(self.logged)
        self._worker.finished.connect(self._end)

    def start(self) -> None:
        """Start the child."""
        self._worker.start()

    @property
    def running(self) -> bool:
        """Whether the end has not been told yet."""
        return self.ending is None

    @property
    def pid(self) -> int | None:
        """The child's process number, once it runs."""
        return self._child.pid

    @property
    def fraction(self) -> float | None:
        """How much of the whole job is done, 0 to 1; None while unknown."""
        if self.stage is None:
            return None
        within = 0.0
        if self.progress is not None and self.progress.total:
            within = min(1.0, self.progress.done / self.progress.total)
        return (self.stage.index - 1 + within) / max(1, self.stage.count)

    def ask(self, request: Request) -> None:
        """Ask the job to stop, pause or cancel."""
        self._child.ask(request)

    def kill(self) -> None:
        """End it at once."""
        self._child.kill()

    def wait(self, milliseconds: int) -> bool:
        """Block until the worker has ended; for the end of the program only."""
        return self._worker.wait(milliseconds)

    def _log(self, line: str) -> None:
        with contextlib.suppress(RuntimeError):  # the window may be gone before the child
            self._worker.logged.emit(line)

    def _hear(self, event: Event) -> None:
        match event:
            case Stage():
                self.stage, self.progress = event, None
            case Progress():
                self.progress = event
        if isinstance(event, TERMINAL):
            self.ending = event
        else:
            self.said.emit(event)

    def _end(self) -> None:
        self._worker.wait()  # it has said that it is done; its thread needs an instant to leave
        assert self.ending is not None
        self.ended.emit(self.ending)
