"""Short jobs off the GUI thread: the only maker of pools and threads besides the jobs' workers."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Callable
from typing import Any, TypeVar

from PySide6.QtCore import QObject, QRunnable, QThreadPool, Signal, Slot

from trainer.errors import ArtClassError

T = TypeVar("T")
_log = logging.getLogger(__name__)


class Relay(QObject):
    """Brings one result into the GUI thread; it dies with its owner, and the result with it.

    The callbacks are attributes, not connections: a connection would keep their owner alive from
    inside its own child, and the two would be destroyed in each other's destructors.
    """

    done = Signal(object)
    failed = Signal(object)

    def __init__(self, owner: QObject, done: Callable[[Any], None], failed: Callable[[Exception], None] | None) -> None:
        super().__init__(owner)
        self._callbacks: tuple[Callable[[Any], None], Callable[[Exception], None]] | None
        self._callbacks = (done, failed or (lambda error: _log.warning("%s", error)))
        self.done.connect(self._succeed)
        self.failed.connect(self._fail)

    def drop(self) -> None:
        """Forget the result: it is not wanted any more."""
        self._callbacks = None

    @Slot(object)
    def _succeed(self, result: object) -> None:
        callbacks, self._callbacks = self._callbacks, None
        self.deleteLater()
        if callbacks is not None:
            callbacks[0](result)

    @Slot(object)
    def _fail(self, error: Exception) -> None:
        callbacks, self._callbacks = self._callbacks, None
        self.deleteLater()
        if callbacks is not None:
            callbacks[1](error)


class _Runnable(QRunnable):
    def __init__(self, work: Callable[[], Any], relay: Relay) -> None:
        super().__init__()
        self._work = work
        self._relay = relay

    def run(self) -> None:
        """Do the work and tell the relay, if it is still there."""
        try:
            result, signal = self._work(), "done"
        except Exception as error:
            result, signal = error, "failed"
            if not isinstance(error, ArtClassError):
                _log.exception("a task failed")
        with contextlib.suppress(RuntimeError):  # the owner is gone
            getattr(self._relay, signal).emit(result)


class Tasks:
    """Runs functions on a pool of threads and answers in the GUI thread."""

    def __init__(self, threads: int = 2) -> None:
        self._pool = QThreadPool()
        self._pool.setMaxThreadCount(threads)

    def run(
        self,
        owner: QObject,
        work: Callable[[], T],
        done: Callable[[T], None],
        failed: Callable[[Exception], None] | None = None,
    ) -> Relay:
        """Do ``work`` on another thread, then call ``done`` with its result in the GUI thread.

        Args:
            owner: When it is destroyed, nothing is called any more.
            work: Must touch no widget.
            done: Called in the GUI thread.
            failed: Called in the GUI thread with what ``work`` raised; by default it is logged.
        """
        relay = Relay(owner, done, failed)
        self._pool.start(_Runnable(work, relay))
        return relay

    def finish(self, milliseconds: int) -> bool:
        """Drop what has not begun and wait for the rest; for the end of the program only."""
        self._pool.clear()
        return self._pool.waitForDone(milliseconds)
