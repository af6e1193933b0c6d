"""Thumbnails for all pages: made in worker threads, newest request first, kept in memory and on the disk."""

from __future__ import annotations

import contextlib
import threading
import time
from collections import OrderedDict, deque
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QObject, QRunnable, Qt, QThread, QThreadPool, Signal
from PySide6.QtGui import QImage, QPixmap

from artclass_gui.gallery.decoding import decode
from artclass_gui.gallery.thumbnail_cache import Original, Refused, ThumbnailCache
from artclass_gui.gallery.thumbnail_files import OwnThumbnails
from artclass_gui.settings import Settings
from trainer.errors import PictureError

# Thumbnails are made in few sizes, so that the size slider costs no decoding for every pixel it moves.
SIDES = (128, 256, 512, 1024)
_MEGABYTE = 2**20
_MEMORY = 96 * _MEGABYTE
_QUEUE = 4_000  # requests beyond are forgotten, oldest first; whoever paints again asks again
_THREADS = 2
_SHOWN = QImage.Format.Format_RGB32  # what a pixmap takes as it is, in the window's own time
_PATIENCE_S = 5.0  # a thread that is at one file for longer waits for a disk, and another one takes its place
_WAITING = 8  # threads that may wait for disks
_UNWRITTEN = 96  # thumbnails that may wait to be written while others are wanted


class _Key(NamedTuple):
    path: str
    side: int


class _Answer(NamedTuple):
    key: _Key
    image: QImage | None
    reason: str | None
    generation: int


class _Made(NamedTuple):
    """What is to be written to the disk: a thumbnail, or why there is none."""

    original: Original
    side: int
    image: QImage | None
    reason: str = ""


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
        self._pixmaps: OrderedDict[_Key, QPixmap] = OrderedDict()
        self._reasons: dict[str, str] = {}
        self._generation = 0
        self._queue = _Queue()
        self._pool = QThreadPool()
        self._pool.setMaxThreadCount(_THREADS + _WAITING)
        self._pool.setThreadPriority(QThread.Priority.LowPriority)
        self._answered.connect(self._take, Qt.ConnectionType.QueuedConnection)
        settings.changed.connect(self._settings_changed)

    def pixmap(self, path: Path | str, side: int, *, owner: QObject | None = None) -> QPixmap | None:
        """The thumbnail of ``path`` that fills ``side`` physical pixels, or None where it has yet to be made.

        Args:
            path: The picture.
            side: Wanted length of its longer side; what is given may be larger, or smaller
                while the right one is being made.
            owner: Who asks; `wanted` of the same owner takes requests back.
        """
        key = _Key(str(path), _rounded(side))
        found = self._pixmaps.get(key)
        if found is not None:
            self._pixmaps.move_to_end(key)
            return found
        if key.path not in self._reasons:
            self._request(key, owner)
        return self._other_size(key)

    def reason(self, path: Path | str) -> str | None:
        """Why there is no thumbnail of ``path``, as in “is damaged”; None while nothing speaks against one."""
        return self._reasons.get(str(path))

    def wanted(self, paths: Iterable[Path | str], owner: QObject | None = None) -> None:
        """Drop the requests of ``owner`` for all but ``paths``: they have left the screen."""
        self._queue.keep({str(path) for path in paths}, id(owner))

    def forget(self) -> None:
        """Forget everything in memory, as files may have changed; answers under way are dropped."""
        self._generation += 1
        self._queue.clear()
        self._pixmaps.clear()
        self._reasons.clear()
        self._used = 0

    def finish(self, milliseconds: int) -> bool:
        """Drop all requests and wait for the threads; for the end of the program only."""
        self._queue.close()
        return self._pool.waitForDone(milliseconds)

    def _request(self, key: _Key, owner: QObject | None) -> None:
        if self._queue.push(key, id(owner), self._generation):
            self._pool.start(_Maker(self._queue, self._cache, self))

    def _other_size(self, key: _Key) -> QPixmap | None:
        for side in reversed(SIDES):
            pixmap = self._pixmaps.get(_Key(key.path, side))
            if pixmap is not None:
                return pixmap
        return None

    def _take(self) -> None:
        for answer in self._queue.answers():
            if answer.generation == self._generation:
                self._keep(answer)
            self.ready.emit(answer.key.path)  # a stale answer is dropped, but whoever shows it may ask anew

    def _keep(self, answer: _Answer) -> None:
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
            self._cache.set_limit(self._disk_limit())

    def _tell(self) -> None:
        """Called from worker threads."""
        with contextlib.suppress(RuntimeError):  # the window is gone
            self._answered.emit()


class _Queue:
    """Requests and answers between the GUI thread and the makers, behind one lock."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._requests: OrderedDict[_Key, tuple[int, int]] = OrderedDict()
        self._making: dict[_Key, float] = {}
        self._answers: list[_Answer] = []
        self._unwritten: deque[_Made] = deque()
        self._makers = 0
        self._closed = False

    def push(self, key: _Key, owner: int, generation: int) -> bool:
        """Put a request on top; returns whether another maker has to be started."""
        with self._lock:
            if self._closed or key in self._making:
                return False
            self._requests[key] = (owner, generation)
            self._requests.move_to_end(key)
            if len(self._requests) > _QUEUE:
                self._requests.popitem(last=False)
            if self._makers - min(self._waiting(), _WAITING) >= _THREADS:
                return False
            self._makers += 1
            return True

    def write_later(self, made: _Made) -> None:
        """Have something written to the disk when nobody waits for thumbnails."""
        with self._lock:
            self._unwritten.append(made)

    def pop(self) -> tuple[_Key, int] | _Made | None:
        """The newest request with its generation, or else what has to be written; None ends the maker that asks."""
        with self._lock:
            if self._unwritten and (not self._requests or len(self._unwritten) > _UNWRITTEN):
                return self._unwritten.popleft()
            if not self._requests:
                self._makers -= 1
                return None
            key, (_, generation) = self._requests.popitem(last=True)
            self._making[key] = time.monotonic()
            return key, generation

    def answer(self, answer: _Answer) -> bool:
        """Leave an answer; returns whether the GUI thread has to be told."""
        with self._lock:
            self._answers.append(answer)
            return len(self._answers) == 1

    def answers(self) -> list[_Answer]:
        """Take all answers."""
        with self._lock:
            taken, self._answers = self._answers, []
            for answer in taken:
                self._making.pop(answer.key, None)
            return taken

    def keep(self, paths: set[str], owner: int) -> None:
        """Drop the owner's requests for other paths."""
        with self._lock:
            for key in [key for key, (who, _) in self._requests.items() if who == owner and key.path not in paths]:
                del self._requests[key]

    def clear(self) -> None:
        """Drop all requests."""
        with self._lock:
            self._requests.clear()

    def close(self) -> None:
        """Take no requests any more, and write nothing more."""
        self._closed = True
        self.clear()
        with self._lock:
            self._unwritten.clear()

    def _waiting(self) -> int:
        """Number of makers that wait for a disk which does not answer."""
        late = time.monotonic() - _PATIENCE_S
        return sum(begun < late for begun in self._making.values())


class _Maker(QRunnable):
    """Makes thumbnails until nobody wants any, then writes to the disk what was made."""

    def __init__(self, queue: _Queue, cache: ThumbnailCache, thumbnails: Thumbnails) -> None:
        super().__init__()
        self._queue = queue
        self._cache = cache
        self._thumbnails = thumbnails

    def run(self) -> None:
        """Answer requests, newest first; what is on somebody's screen comes before what is kept for later."""
        while (task := self._queue.pop()) is not None:
            if isinstance(task, _Made):
                self._write(task)
                continue
            key, generation = task
            image, reason = self._make(key)
            if self._queue.answer(_Answer(key, image, reason, generation)):
                self._thumbnails._tell()

    def _make(self, key: _Key) -> tuple[QImage | None, str | None]:
        from trainer.pixels import why_unreadable  # noqa: PLC0415 - Pillow is loaded here, off the GUI thread

        try:
            original = Original.of(key.path)
        except (OSError, ValueError) as error:
            return None, why_unreadable(error)
        kept = self._cache.find(original, key.side)
        if isinstance(kept, Refused):
            return None, kept.reason
        if kept is not None:
            return kept.convertToFormat(_SHOWN), None
        try:
            image = decode(Path(key.path), key.side).convertToFormat(_SHOWN)
        except PictureError as error:
            if _will_stay(error):
                self._queue.write_later(_Made(original, key.side, None, error.what))
            return None, error.what
        self._queue.write_later(_Made(original, key.side, image))
        return image, None

    def _write(self, made: _Made) -> None:
        if made.image is None:
            self._cache.refuse(made.original, made.reason)
        else:
            self._cache.keep(made.original, made.side, made.image)


def _will_stay(error: PictureError) -> bool:
    """Whether a picture will be unreadable the next time as well: not for want of memory, or because of its disk."""
    cause = error.__cause__
    return not isinstance(cause, MemoryError) and getattr(cause, "errno", None) is None


def _rounded(side: int) -> int:
    return next((size for size in SIDES if size >= side), SIDES[-1])


def _bytes(pixmap: QPixmap) -> int:
    return pixmap.width() * pixmap.height() * 4
