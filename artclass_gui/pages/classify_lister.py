"""Listing a folder for the Classify page: one at a time, on a worker thread, in batches that the window can keep up with."""

from __future__ import annotations

import contextlib
import threading
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from artclass_gui.context import Context
from artclass_gui.gallery.rows import Listing
from artclass_gui.pages.classify_listing import list_folder
from artclass_gui.tasks import Relay

_AHEAD = 2  # batches that may wait for the GUI thread


class Lister(QObject):
    """Lists one folder at a time on a worker thread, which the GUI thread is never flooded by.

    Signals:
        found(Listing): Some more pictures, in the order of the listing.
        ended(): All were found; or failed(Exception): the folder could not be read.
    """

    found = Signal(object)
    ended = Signal()
    failed = Signal(object)
    _batch = Signal(object, int)

    def __init__(self, context: Context, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._relay: Relay | None = None
        self._left_off = threading.Event()
        self._room = threading.Semaphore(_AHEAD)
        self._number = 0
        self._batch.connect(self._take)

    @property
    def running(self) -> bool:
        """Whether a folder is being listed."""
        return self._relay is not None

    def start(self, folder: Path) -> None:
        """List a folder, and no longer the one before."""
        self.leave_off()
        self._left_off = left_off = threading.Event()
        self.destroyed.connect(left_off.set)
        room = self._room = threading.Semaphore(_AHEAD)
        number = self._number

        def work() -> None:
            for listing in list_folder(folder, left_off):
                while not room.acquire(timeout=0.2):  # released by the GUI thread
                    if left_off.is_set():
                        return
                with contextlib.suppress(RuntimeError):  # the page is gone
                    self._batch.emit(listing, number)

        self._relay = self._context.tasks.run(self, work, self._end, self._fail)

    def leave_off(self) -> None:
        """List no further; what was found on the way is not told."""
        self._left_off.set()
        self._number += 1
        if self._relay is not None:
            self._relay.drop()
            self._relay = None

    def _take(self, listing: Listing, number: int) -> None:
        if number == self._number:
            self.found.emit(listing)
            QTimer.singleShot(0, self._room.release)  # once the window has seen to everything else

    def _end(self, _nothing: None) -> None:
        self._relay = None
        self.ended.emit()

    def _fail(self, error: Exception) -> None:
        self._relay = None
        self.failed.emit(error)
