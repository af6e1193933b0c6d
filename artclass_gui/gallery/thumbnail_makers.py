"""Makes thumbnails on threads of its own, newest request first; used in the window's process, or in one beside it."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple, Protocol

from PySide6.QtCore import QRunnable, QThread, QThreadPool
from PySide6.QtGui import QImage

from artclass_gui.gallery.decoding import decode
from artclass_gui.gallery.thumbnail_cache import Original, Refused, ThumbnailCache
from trainer.errors import PictureError

SHOWN = QImage.Format.Format_RGB32
"""What a pixmap takes as it is, in the window's own time."""

MOST_REQUESTS = 4_000  # those beyond are forgotten, oldest first; whoever paints again asks again
_THREADS = 2
_PATIENCE_S = 5.0  # a thread that is at one file for longer waits for a disk, and another one takes its place
_WAITING = 8  # threads that may wait for disks
_UNWRITTEN = 96  # thumbnails that may wait to be written while others are wanted


class Key(NamedTuple):
    """A thumbnail: of which picture, and the pixels of its longest side."""

    path: str
    side: int


class Request(NamedTuple):
    """Who wants a thumbnail (any number that tells one from another), and since which `Thumbnails.forget`."""

    owner: int
    generation: int


class Answer(NamedTuple):
    """A thumbnail (in the format `SHOWN`), or the reason why there is none."""

    key: Key
    image: QImage | None
    reason: str | None
    generation: int


class Makers(Protocol):
    """Who makes thumbnails. All is called from one thread and returns at once, but for `finish`."""

    def ask(self, wanted: Sequence[tuple[Key, Request]]) -> None:
        """Want thumbnails, each before all that were wanted earlier: the last one comes first."""

    def keep(self, paths: set[str], owner: int) -> None:
        """Drop the owner's requests for other paths."""

    def clear(self) -> None:
        """Drop all requests."""

    def answers(self) -> list[Answer]:
        """Take what was made since."""

    def set_limit(self, limit: int) -> None:
        """How many bytes the cache may take, where it is the program's own."""

    def finish(self, milliseconds: int) -> bool:
        """Drop all requests and wait for those under way; returns whether that was long enough. The end."""


class _Made(NamedTuple):
    """What is to be written to the disk: a thumbnail, or why there is none."""

    original: Original
    side: int
    image: QImage | None
    reason: str = ""


class ThreadMakers:
    """`Makers` on threads of this process.

    Args:
        cache: Where thumbnails are kept.
        tell: Called from any thread when there are answers, once until they are taken.
        begins: Called from any thread before each picture is read.
    """

    def __init__(
        self,
        cache: ThumbnailCache,
        tell: Callable[[], None],
        *,
        begins: Callable[[Key], None] = lambda _key: None,
    ) -> None:
        self._cache, self._tell, self._begins = cache, tell, begins
        self._queue = _Queue()
        self._pool = QThreadPool()
        self._pool.setMaxThreadCount(_THREADS + _WAITING)
        self._pool.setThreadPriority(QThread.Priority.LowPriority)

    def ask(self, wanted: Sequence[tuple[Key, Request]]) -> None:
        """Want thumbnails, each before all that were wanted earlier: the last one comes first."""
        for key, request in wanted:
            if self._queue.push(key, request):
                self._pool.start(_Maker(self._queue, self._cache, self._tell, self._begins))

    def keep(self, paths: set[str], owner: int) -> None:
        """Drop the owner's requests for other paths."""
        self._queue.keep(paths, owner)

    def clear(self) -> None:
        """Drop all requests."""
        self._queue.clear()

    def answers(self) -> list[Answer]:
        """Take what was made since."""
        return self._queue.answers()

    def set_limit(self, limit: int) -> None:
        """How many bytes the cache may take, where it is the program's own."""
        self._cache.set_limit(limit)

    def finish(self, milliseconds: int) -> bool:
        """Drop all requests and wait for those under way; returns whether that was long enough."""
        self._queue.close()
        return self._pool.waitForDone(milliseconds)


class _Queue:
    """Requests and answers between the GUI thread and the makers, behind one lock."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._requests: OrderedDict[Key, Request] = OrderedDict()
        self._making: dict[Key, float] = {}
        self._answers: list[Answer] = []
        self._unwritten: deque[_Made] = deque()
        self._makers = 0
        self._closed = False

    def push(self, key: Key, request: Request) -> bool:
        """Put a request on top; returns whether another maker has to be started."""
        with self._lock:
            if self._closed or key in self._making:
                return False
            self._requests[key] = request
            self._requests.move_to_end(key)
            if len(self._requests) > MOST_REQUESTS:
                self._requests.popitem(last=False)
            if self._makers - min(self._waiting(), _WAITING) >= _THREADS:
                return False
            self._makers += 1
            return True

    def write_later(self, made: _Made) -> None:
        """Have something written to the disk when nobody waits for thumbnails."""
        with self._lock:
            self._unwritten.append(made)

    def pop(self) -> tuple[Key, int] | _Made | None:
        """The newest request with its generation, or else what has to be written; None ends the maker that asks."""
        with self._lock:
            if self._unwritten and (not self._requests or len(self._unwritten) > _UNWRITTEN):
                return self._unwritten.popleft()
            if not self._requests:
                self._makers -= 1
                return None
            key, request = self._requests.popitem(last=True)
            self._making[key] = time.monotonic()
            return key, request.generation

    def answer(self, answer: Answer) -> bool:
        """Leave an answer; returns whether the GUI thread has to be told."""
        with self._lock:
            self._answers.append(answer)
            return len(self._answers) == 1

    def answers(self) -> list[Answer]:
        """Take all answers."""
        with self._lock:
            taken, self._answers = self._answers, []
            for answer in taken:
                self._making.pop(answer.key, None)
            return taken

    def keep(self, paths: set[str], owner: int) -> None:
        """Drop the owner's requests for other paths."""
        with self._lock:
            for key in [
                key for key, request in self._requests.items() if request.owner == owner and key.path not in paths
            ]:
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

    def __init__(
        self, queue: _Queue, cache: ThumbnailCache, tell: Callable[[], None], begins: Callable[[Key], None]
    ) -> None:
        super().__init__()
        self._queue, self._cache, self._tell, self._begins = queue, cache, tell, begins

    def run(self) -> None:
        """Answer requests, newest first; what is on somebody's screen comes before what is kept for later."""
        while (task := self._queue.pop()) is not None:
            if isinstance(task, _Made):
                self._write(task)
                continue
            key, generation = task
            self._begins(key)
            image, reason = self._make(key)
            if self._queue.answer(Answer(key, image, reason, generation)):
                self._tell()

    def _make(self, key: Key) -> tuple[QImage | None, str | None]:
        from trainer.pixels import why_unreadable  # noqa: PLC0415 - Pillow is loaded here, off the GUI thread

        try:
            original = Original.of(key.path)
        except PictureError as error:
            return None, error.what
        except (OSError, ValueError) as error:
            return None, why_unreadable(error)
        kept = self._cache.find(original, key.side)
        if isinstance(kept, Refused):
            return None, kept.reason
        if kept is not None:
            return kept.convertToFormat(SHOWN), None
        try:
            image = decode(Path(key.path), key.side).convertToFormat(SHOWN)
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
