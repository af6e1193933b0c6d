"""Short jobs off the GUI thread: the only maker of pools and threads besides the jobs' workers and the thumbnails' makers."""

from __future__ import annotations

import contextlib
import logging
import time
from collections.abc import Callable
from typing import Any, TypeVar

from PySide6.QtCore import SIGNAL, SLOT, QObject, QRunnable, QThreadPool, QTimer, Signal, Slot

from trainer.errors import ArtClassError

T = TypeVar("T")
_log = logging.getLogger(__name__)
_LONG = 8  # tasks that may wait, each in a thread of its own, before the others have to


class Relay(QObject):
    """Brings one result into the GUI thread; once its owner is destroyed, nobody wants that any more.

    Where another thread tells it the result, it has another home than its owner: with that it would be destroyed in the
    middle of being told, which ends the program. The callbacks are attributes, not connections: these would keep their
    owner alive, and of what is said by name, Python keeps nothing.
    """

    done = Signal(object)
    failed = Signal(object)

    def __init__(
        self,
        owner: QObject,
        done: Callable[[Any], None],
        failed: Callable[[Exception], None] | None,
        *,
        home: QObject | None = None,
    ) -> None:
        super().__init__(home or owner)
        self.begun = False  # that what it waits for is being done
        self._callbacks: tuple[Callable[[Any], None], Callable[[Exception], None]] | None
        self._callbacks = (done, failed or (lambda error: _log.warning("%s", error)))
        self.done.connect(self._succeed)
        self.failed.connect(self._fail)
        if home is not None:
            QObject.connect(owner, SIGNAL("destroyed()"), self, SLOT("drop()"))

    @Slot()
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
    def __init__(self, work: Callable[[], Any], relay: Relay, begun: dict[int, float]) -> None:
        super().__init__()
        self._work = work
        self._relay = relay
        self._begun = begun

    def run(self) -> None:
        """Do the work and tell the relay, if it is still there."""
        self._begun[id(self)] = time.monotonic()
        self._relay.begun = True
        try:
            self._do()
        finally:
            self._begun.pop(id(self), None)

    def _do(self) -> None:
        try:
            result, signal = self._work(), "done"
        except (KeyboardInterrupt, SystemExit):
            raise
        except BaseException as error:
            result, signal = _exception(error), "failed"
            if not isinstance(error, ArtClassError):
                _log.exception("a task failed")
        with contextlib.suppress(RuntimeError):  # the program ends
            getattr(self._relay, signal).emit(result)


def _exception(error: BaseException) -> Exception:
    """What a callback is told: a library in Rust that panics raises what is no `Exception`."""
    if isinstance(error, Exception):
        return error
    told = RuntimeError(f"{type(error).__name__}: {error}")
    told.__cause__ = error
    return told


class Tasks:
    """Runs functions on a pool of threads and answers in the GUI thread.

    A task that takes long, as one that waits for a network folder, holds up no other: another thread takes its place.

    Args:
        threads: Tasks that are done at a time.
        patience: Seconds after which a task counts as a long one.
    """

    def __init__(self, threads: int = 2, *, patience: float = 5.0) -> None:
        self._threads, self._patience = threads, patience
        self._begun: dict[int, float] = {}
        self._home = QObject()
        self._pool = QThreadPool()
        self._pool.setMaxThreadCount(threads)
        self._look = QTimer(singleShot=True, interval=round(patience * 1000) + 50)
        self._look.timeout.connect(self._make_room)

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
        relay = Relay(owner, done, failed, home=self._home)
        self._make_room()
        self._pool.start(_Runnable(work, relay, self._begun))
        return relay

    def finish(self, milliseconds: int) -> bool:
        """Drop what has not begun and wait for the rest; for the end of the program only."""
        self._look.stop()
        self._pool.clear()
        done = self._pool.waitForDone(milliseconds)
        for relay in self._home.findChildren(Relay):
            if not relay.begun:  # nobody tells it anything
                relay.drop()
                relay.deleteLater()
        return done

    def _make_room(self) -> None:
        """As many threads as tasks wait for something else, beside the usual ones; look again while all are busy."""
        late = time.monotonic() - self._patience
        long = sum(begun < late for begun in tuple(self._begun.values()))
        self._pool.setMaxThreadCount(self._threads + min(long, _LONG))
        if self._pool.activeThreadCount() >= self._threads and not self._look.isActive():
            self._look.start()
