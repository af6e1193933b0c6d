"""Asking a model what pictures show: one resident child that keeps the model loaded and answers as it goes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from artclass_gui.context import Context
from artclass_gui.jobs.job import Job
from trainer import questions
from trainer.events import Event, TerminalEvent

KIND = "predictor"
_PIECE = 1_000  # paths in one question: the child hears others in between


class Predictor(QObject):
    """One child with one model, from the first question until `leave`.

    Questions may be put at once: they wait for the child. Putting one never blocks.

    Args:
        context: Services of the window.
        title: What the status bar calls it while it has something to do.
        arguments: How the command line is told which model: ``--model FILE``, or ``--project P --run NAME``.

    Signals:
        said(Event): What the child says, until it is left.
        ended(TerminalEvent): It ended by itself, which nobody asked it to.
    """

    said = Signal(object)
    ended = Signal(object)

    def __init__(self, context: Context, title: str, arguments: Sequence[str], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs = context.jobs
        self._job: Job | None = self._jobs.start(title, [KIND, *arguments])
        self._job.said.connect(self._hear)
        self._job.ended.connect(self._end)

    @property
    def job(self) -> Job | None:
        """The job, as long as it runs and is not left."""
        return self._job

    def rename(self, title: str) -> None:
        """Call it otherwise from now on."""
        if self._job is not None and title != self._job.title:
            self._job.title = title
            self._jobs.changed.emit()

    def classify(self, paths: Sequence[str]) -> None:
        """Ask for these after all others."""
        for piece in _pieces(paths):
            self._ask({"do": "classify", "paths": piece})

    def first(self, paths: Sequence[str]) -> None:
        """Ask for these before all others, in place of those that were first until now."""
        self._ask({"do": "first", "paths": paths})

    def forget(self) -> None:
        """Ask for nothing any more; another folder follows."""
        self._ask({"do": "forget"})
        if self._job is not None:
            self._job.progress = None

    def hold(self, held: bool) -> None:
        """Let it pause, or go on; what it knows already it tells even while it pauses."""
        self._ask({"do": "hold" if held else "go"})

    def watch(self, folder: Path | None) -> None:
        """Let it classify what comes into a folder, in place of the one before; None: no folder."""
        self._ask({"do": "unwatch"} if folder is None else {"do": "watch", "folder": str(folder)})

    def similar(self, path: str, count: int) -> None:
        """Ask for the pictures that are most like one; `Neighbours` follow, or a `Problem`."""
        self._ask({"do": "similar", "path": path, "count": count})

    def ask(self, question: Mapping[str, Any]) -> None:
        """Put another question that the child knows."""
        self._ask(question)

    def leave(self) -> None:
        """Let the child go; it is heard no more."""
        job, self._job = self._job, None
        if job is not None:
            job.said.disconnect(self._hear)
            job.ended.disconnect(self._end)
            job.ask("cancel")

    def _ask(self, question: Mapping[str, Any]) -> None:
        if self._job is not None:
            self._job.say(questions.encode(question))

    def _hear(self, event: Event) -> None:
        if self._job is not None:
            self.said.emit(event)

    def _end(self, ending: TerminalEvent) -> None:
        if self._job is not None:
            self._job = None
            self.ended.emit(ending)


def _pieces(paths: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(paths), _PIECE):
        yield paths[start : start + _PIECE]
