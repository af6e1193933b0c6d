"""Previews of groups, computed in the background one at a time; only the one that was asked for last is told."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

from artclass_gui.splitting import Clues, Preview, preview
from artclass_gui.tasks import Tasks
from trainer.catalog.grouping import Grouping

_PAUSE_MS = 250  # somebody is typing


class _DroppedError(Exception):
    """Another preview is wanted."""


class _Asked:
    """One question, which may be dropped while it is being answered."""

    def __init__(self, clues: Clues, grouping: Grouping) -> None:
        self.grouping, self.dropped = grouping, False
        self._clues = clues

    def answer(self) -> Preview | None:
        """Compute it; None where it is not wanted any more. For a worker thread."""
        try:
            return preview(self._clues, self.grouping, check=self._check)
        except _DroppedError:
            return None

    def _check(self) -> None:
        if self.dropped:
            raise _DroppedError


class Previews(QObject):
    """Answers what groupings would give.

    Signals:
        ready(Grouping, Preview): What was asked for last.
        refused(Grouping, str): It cannot be used; a sentence.
    """

    ready = Signal(object, object)
    refused = Signal(object, str)

    def __init__(self, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._wanted: _Asked | None = None
        self._current: _Asked | None = None
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.timeout.connect(self._next)

    def ask(self, clues: Clues, grouping: Grouping, *, at_once: bool) -> None:
        """Compute a preview, after a pause for more typing or ``at_once``."""
        self.drop()
        self._wanted = _Asked(clues, grouping)
        self._pause.start(0 if at_once else _PAUSE_MS)

    def drop(self) -> None:
        """Forget what was asked for."""
        self._wanted = None
        self._pause.stop()
        if self._current is not None:
            self._current.dropped = True

    def _next(self) -> None:
        if self._current is None and self._wanted is not None:
            asked, self._wanted = self._wanted, None
            self._current = asked
            self._tasks.run(
                self, asked.answer, lambda found: self._succeed(asked, found), lambda error: self._fail(asked, error)
            )

    def _succeed(self, asked: _Asked, found: Preview | None) -> None:
        self._current = None
        if not asked.dropped and found is not None:
            self.ready.emit(asked.grouping, found)
        self._go_on()

    def _fail(self, asked: _Asked, error: Exception) -> None:
        self._current = None
        if not asked.dropped:
            self.refused.emit(asked.grouping, str(error))
        self._go_on()

    def _go_on(self) -> None:
        if not self._pause.isActive():
            self._next()
