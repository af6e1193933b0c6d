"""A job as the window sees it: a worker thread that watches a process, and signals in the GUI thread."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from typing import Protocol

from PySide6.QtCore import QObject, QThread, Signal

from trainer.channel import Request
from trainer.events import TERMINAL, Awake, Event, Progress, Stage, TerminalEvent
from trainer.running.child import ChildProcess


class Source(Protocol):
    """Where a job's events come from: a child of this process, or a run that goes on elsewhere."""

    on_log: Callable[[str], None]

    @property
    def pid(self) -> int | None:
        """The number of the process that does the job, once it runs."""

    def events(self) -> Iterator[Event]:
        """Give the events, the last of which is terminal, unless the process goes on alone; blocks."""

    def ask(self, request: Request) -> None:
        """Ask the job to stop, pause or cancel."""

    def detach(self) -> None:
        """Let it go on alone."""

    def kill(self) -> None:
        """End it at once, or turn away from what goes on elsewhere."""


class _Worker(QThread):
    """Blocks on a source of events and hands them over."""

    said = Signal(object)
    logged = Signal(str)

    def __init__(self, source: Source, parent: QObject) -> None:
        super().__init__(parent)
        self.setObjectName(
            "job"
        )  # a thread without a name asks for its class as it starts, without Python's lock (ADR 0010)
        self._source = source

    def run(self) -> None:
        """Read until the source is exhausted."""
        for event in self._source.events():
            self.said.emit(event)


class Job(QObject):
    """One running command of the trainer.

    Args:
        title: What the status bar calls it.
        kind: The command: "import", "train", "classify".
        source: Where its events come from.
        followed: It goes on in a process that is none of this window's.

    Signals (all in the GUI thread):
        said(Event): each event that is not terminal.
        logged(str): each line of the log.
        ended(TerminalEvent): once, last: Finished, Stopped or Failed.
        left(): once, last, in place of `ended`: it goes on alone, and is shown here no longer.
    """

    said = Signal(object)
    logged = Signal(str)
    ended = Signal(object)
    left = Signal()

    def __init__(
        self, title: str, kind: str, source: Source, *, followed: bool = False, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.title = title
        self.kind = kind
        self.followed = followed
        self.ending: TerminalEvent | None = None
        self.stage: Stage | None = None
        self.progress: Progress | None = None
        self.awake: Awake | None = None
        self._source = source
        source.on_log = self._log
        self._over = False
        self._worker = _Worker(source, self)
        self._worker.said.connect(self._hear)
        self._worker.logged.connect(self.logged)
        self._worker.finished.connect(self._end)

    def start(self) -> None:
        """Start watching, and the process where it is this window's child."""
        self._worker.start()

    @property
    def running(self) -> bool:
        """Whether the end has not been told yet."""
        return not self._over

    @property
    def pid(self) -> int | None:
        """The number of the process that does it, once it runs."""
        return self._source.pid

    @property
    def fraction(self) -> float | None:
        """How much of the whole job is done, 0 to 1; None while unknown."""
        within = None
        if self.progress is not None and self.progress.total:
            within = min(1.0, self.progress.done / self.progress.total)
        if self.stage is None:
            return within
        return (self.stage.index - 1 + (within or 0.0)) / max(1, self.stage.count)

    @property
    def busy(self) -> bool:
        """Whether a job that stays has been asked for something that it has not answered yet."""
        return self.progress is not None and self.progress.done != self.progress.total

    def ask(self, request: Request) -> None:
        """Ask the job to stop, pause or cancel."""
        self._source.ask(request)

    def say(self, line: str) -> None:
        """Put a question to the job's child, one line; what goes on elsewhere hears none."""
        if isinstance(self._source, ChildProcess):
            self._source.say(line)

    def detach(self) -> None:
        """Let it go on without this window; `left` follows as soon as it does."""
        self._source.detach()

    def kill(self) -> None:
        """End it at once; a followed job is only followed no longer."""
        self._source.kill()

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
            case Awake():
                self.awake = event
        if isinstance(event, TERMINAL):
            self.ending, self._over = event, True
        else:
            self.said.emit(event)

    def _end(self) -> None:
        self._worker.wait()  # it has said that it is done; its thread needs an instant to leave
        self._over = True
        if self.ending is None:
            self.left.emit()
        else:
            self.ended.emit(self.ending)
