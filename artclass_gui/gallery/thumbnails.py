"""Thumbnails for all pages: made in worker threads, newest request first, kept in memory and on the disk."""

from __future__ import annotations

import contextlib
import time
from collections import OrderedDict, deque
from collections.abc import Iterable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QPixmap

from artclass_gui.gallery.thumbnail_cache import ThumbnailCache
from artclass_gui.gallery.thumbnail_files import OwnThumbnails
from artclass_gui.gallery.thumbnail_makers import Answer, Key, Makers, Request, ThreadMakers
from artclass_gui.gallery.thumbnail_process import ProcessMakers
from artclass_gui.settings import Settings

# Thumbnails are made in few sizes, so that the size slider costs no decoding for every pixel it moves.
SIDES = (128, 256, 512, 1024)
_MEGABYTE = 2**20
_MEMORY = 96 * _MEGABYTE
_TAKE_S = 0.004  # for what has come, in one turn of the event loop


class Thumbnails(QObject):
    """Gives thumbnails that are there, and makes the others in the background.

    The GUI thread never decodes: it turns finished `QImage` into `QPixmap` in a queued slot.

    Args:
        cache: The thumbnails kept on the disk, or the folder of the program's own.
        settings: ``gallery/cache_mb`` caps that folder.
        memory: Bytes of pixmaps kept in memory, the least recently shown leave first.

    Signals:
        ready(str): A thumbnail of this path, or the reason why there is none, has come.
    """

    ready = Signal(str)
    _answered = Signal()

    def __init__(
        self, cache: ThumbnailCache | Path, settings: Settings, parent: QObject | None = None, *, memory: int = _MEMORY
    ) -> None:
        super().__init__(parent)
        self._settings = settings
        self._cache = OwnThumbnails(cache, limit=self._disk_limit()) if isinstance(cache, Path) else cache
        self._memory = memory
        self._used = 0
        self._pixmaps: OrderedDict[Key, QPixmap] = OrderedDict()
        self._reasons: dict[str, str] = {}
        self._generation = 0
        self._makers: Makers = ThreadMakers(self._cache, self._tell)
        self._asked: dict[Key, Request] = {}
        self._untaken: deque[Answer] = deque()
        self._ask_soon = QTimer(self, singleShot=True, interval=0)
        self._ask_soon.timeout.connect(self._ask)
        self._answered.connect(self._take, Qt.ConnectionType.QueuedConnection)
        settings.changed.connect(self._settings_changed)

    def move_out(self, command: Sequence[str] | None = None) -> None:
        """Have them made in a process of its own from now on, so that the window shares no Python with it.

        Args:
            command: Starts what `thumbnail_serving.serve` does; by default the program itself.
        """
        self._makers = ProcessMakers(self._makers, self._cache, self._tell, command=command)

    def pixmap(self, path: Path | str, side: int, *, owner: QObject | None = None) -> QPixmap | None:
        """The thumbnail of ``path`` that fills ``side`` physical pixels, or None where it has yet to be made.

        Args:
            path: The picture.
            side: Wanted length of its longer side; what is given may be larger, or smaller
                while the right one is being made.
            owner: Who asks; `wanted` of the same owner takes requests back.
        """
        key = Key(str(path), _rounded(side))
        found = self._pixmaps.get(key)
        if found is not None:
            self._pixmaps.move_to_end(key)
            return found
        if key.path not in self._reasons:
            self._ask_later(key, Request(id(owner), self._generation))
        return self._other_size(key)

    def reason(self, path: Path | str) -> str | None:
        """Why there is no thumbnail of ``path``, as in “is damaged”; None while nothing speaks against one."""
        return self._reasons.get(str(path))

    def wanted(self, paths: Iterable[Path | str], owner: QObject | None = None) -> None:
        """Drop the requests of ``owner`` for all but ``paths``: they have left the screen."""
        self._ask()
        self._makers.keep({str(path) for path in paths}, id(owner))

    def forget(self) -> None:
        """Forget everything in memory, as files may have changed; answers under way are dropped."""
        self._generation += 1
        self._asked.clear()
        self._makers.clear()
        self._pixmaps.clear()
        self._reasons.clear()
        self._used = 0

    def forget_files(self, paths: Iterable[Path | str]) -> None:
        """These files have changed: they are looked at anew."""
        for path in map(str, paths):
            self._reasons.pop(path, None)
            for side in SIDES:
                pixmap = self._pixmaps.pop(Key(path, side), None)
                self._used -= _bytes(pixmap) if pixmap is not None else 0
            self.ready.emit(path)

    def finish(self, milliseconds: int) -> bool:
        """Drop all requests and wait for those under way; for the end of the program only."""
        self._asked.clear()
        return self._makers.finish(milliseconds)

    def _ask_later(self, key: Key, request: Request) -> None:
        """Ask when this turn of the event loop is over, all at once: whoever is asked wants Python's lock for it."""
        if not self._asked:
            self._ask_soon.start()
        self._asked.pop(key, None)  # the newest is the last
        self._asked[key] = request

    def _ask(self) -> None:
        if self._asked:
            asked, self._asked = self._asked, {}
            self._makers.ask(list(asked.items()))

    def _other_size(self, key: Key) -> QPixmap | None:
        for side in reversed(SIDES):
            pixmap = self._pixmaps.get(Key(key.path, side))
            if pixmap is not None:
                return pixmap
        return None

    def _take(self) -> None:
        """Take answers for a few milliseconds; those that are left wait until other events have had their turn."""
        self._untaken.extend(self._makers.answers())
        until = time.perf_counter() + _TAKE_S
        while self._untaken:
            answer = self._untaken.popleft()
            if answer.generation == self._generation:
                self._keep(answer)
            self.ready.emit(answer.key.path)  # a stale answer is dropped, but whoever shows it may ask anew
            if self._untaken and time.perf_counter() > until:
                self._answered.emit()
                return

    def _keep(self, answer: Answer) -> None:
        if answer.image is None:
            self._reasons[answer.key.path] = answer.reason or ""
            return
        pixmap = QPixmap.fromImage(answer.image)
        before = self._pixmaps.pop(answer.key, None)
        self._used += _bytes(pixmap) - (_bytes(before) if before is not None else 0)
        self._pixmaps[answer.key] = pixmap
        while self._used > self._memory and len(self._pixmaps) > 1:
            _, oldest = self._pixmaps.popitem(last=False)
            self._used -= _bytes(oldest)

    def _disk_limit(self) -> int:
        return int(self._settings.value("gallery/cache_mb")) * _MEGABYTE

    def _settings_changed(self, key: str) -> None:
        if key == "gallery/cache_mb":
            self._makers.set_limit(self._disk_limit())

    def _tell(self) -> None:
        """Called from worker threads."""
        with contextlib.suppress(RuntimeError):  # the window is gone
            self._answered.emit()


def _rounded(side: int) -> int:
    return next((size for size in SIDES if size >= side), SIDES[-1])


def _bytes(pixmap: QPixmap) -> int:
    return pixmap.width() * pixmap.height() * 4
