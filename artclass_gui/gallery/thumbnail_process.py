"""Thumbnails made in a process beside the window's: its threads hold up neither Python's lock nor, being of low priority, a core.

The two sides send each other pickles: the window its cache first and requests then, the process that it stands and
answers then. Nobody else can write into these pipes. The end of the window, however it comes, ends the process.
"""

from __future__ import annotations

import contextlib
import logging
import os
import pickle
import signal
import subprocess
import sys
import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from queue import SimpleQueue
from typing import IO, Any

from PySide6.QtGui import QImage

from artclass_gui import MAKE_THUMBNAILS
from artclass_gui.gallery.thumbnail_cache import ThumbnailCache
from artclass_gui.gallery.thumbnail_makers import MOST_REQUESTS, SHOWN, Answer, Key, Makers, Request, ThreadMakers

_NICE = 10  # of 19, as all children
_WINDOWS_FLAGS = getattr(subprocess, "CREATE_NO_WINDOW", 0) | getattr(subprocess, "BELOW_NORMAL_PRIORITY_CLASS", 0)
_STANDS = "stands"
_log = logging.getLogger(__name__)


def serving_command() -> list[str]:
    """Starts a process that does `serve`: the window's own program, frozen or not."""
    if getattr(sys, "frozen", False):
        return [sys.executable, MAKE_THUMBNAILS]
    return [sys.executable, "-m", "artclass_gui", MAKE_THUMBNAILS]


def serve(requests: IO[bytes], answers: IO[bytes]) -> int:
    """Make thumbnails until the window ends; returns the process' exit status."""
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C in a terminal is the window's affair
    if hasattr(os, "nice"):
        os.nice(_NICE)
    from PIL import Image  # noqa: PLC0415 - the window, which imports this module too, starts without it

    from trainer import pixels  # noqa: F401, PLC0415 - loaded now, not when somebody waits for the first thumbnail

    Image.init()
    there_are = threading.Event()
    makers = ThreadMakers(_receive(requests), there_are.set)
    _send(answers, _STANDS)
    threading.Thread(target=_tell, args=(makers, there_are, answers), daemon=True).start()
    while (call := _receive(requests)) is not None:
        name, arguments = call
        getattr(makers, name)(*arguments)
    os._exit(0)  # no thread is waited for: one may wait for a disk that does not answer


def _tell(makers: ThreadMakers, there_are: threading.Event, stream: IO[bytes]) -> None:
    with contextlib.suppress(OSError):  # the window is gone, and so is this process in a moment
        while there_are.wait():
            there_are.clear()
            for answer in makers.answers():
                _send(stream, (answer.key, _packed(answer.image), answer.reason, answer.generation))


class ProcessMakers:
    """`Makers` in a process of their own; until it stands, and if it should end, those of this process do the work.

    Args:
        here: Makers of this process; `finish` ends them, too.
        cache: Where thumbnails are kept.
        tell: Called from any thread when there are answers.
        command: Starts the process.
    """

    def __init__(
        self, here: Makers, cache: ThumbnailCache, tell: Callable[[], None], *, command: Sequence[str] | None = None
    ) -> None:
        self._here, self._tell = here, tell
        self._command = list(command) if command is not None else serving_command()
        self._outbox: SimpleQueue[Any] = SimpleQueue()
        self._lock = threading.Lock()
        self._answers: list[Answer] = []
        self._asked: OrderedDict[Key, Request] = OrderedDict()
        self._stands, self._ended = False, False
        self._process: subprocess.Popen[bytes] | None = None
        self._outbox.put(cache)
        self._writer = threading.Thread(target=self._run, name="thumbnails", daemon=True)
        self._writer.start()

    def ask(self, key: Key, request: Request) -> None:
        """Want a thumbnail, before all that were wanted earlier."""
        with self._lock:
            if self._stands:
                self._asked[key] = request
                self._asked.move_to_end(key)
                if len(self._asked) > MOST_REQUESTS:
                    self._asked.popitem(last=False)
                self._outbox.put(("ask", (key, request)))
                return
        self._here.ask(key, request)

    def keep(self, paths: set[str], owner: int) -> None:
        """Drop the owner's requests for other paths."""
        with self._lock:
            for key in [key for key, who in self._asked.items() if who.owner == owner and key.path not in paths]:
                del self._asked[key]
            if self._stands:
                self._outbox.put(("keep", (paths, owner)))
        self._here.keep(paths, owner)

    def clear(self) -> None:
        """Drop all requests."""
        with self._lock:
            self._asked.clear()
            if self._stands:
                self._outbox.put(("clear", ()))
        self._here.clear()

    def answers(self) -> list[Answer]:
        """Take what was made since."""
        with self._lock:
            taken, self._answers = self._answers, []
        return [*taken, *self._here.answers()]

    def set_limit(self, limit: int) -> None:
        """How many bytes the cache may take, where it is the program's own."""
        self._outbox.put(("set_limit", (limit,)))
        self._here.set_limit(limit)

    def finish(self, milliseconds: int) -> bool:
        """Drop all requests and end the process; returns whether its makers here ended in time, too."""
        with self._lock:
            self._stands, self._ended = False, True
            self._asked.clear()
        self._outbox.put(None)
        self._writer.join(milliseconds / 1000)
        if self._writer.is_alive() and self._process is not None:
            self._process.kill()
            self._writer.join(milliseconds / 1000)
        return self._here.finish(milliseconds)

    # On threads of its own

    def _run(self) -> None:
        """Start the process and pass on what is wanted until the end."""
        try:
            self._process = subprocess.Popen(
                self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, creationflags=_WINDOWS_FLAGS
            )
        except OSError:
            _log.warning("thumbnails have no process of their own", exc_info=True)
            return
        requests, answers = self._process.stdin, self._process.stdout
        assert requests is not None
        assert answers is not None
        reader = threading.Thread(target=self._listen, args=(answers,), name="thumbnails made", daemon=True)
        reader.start()
        with contextlib.suppress(OSError):
            while (message := self._outbox.get()) is not None:
                _send(requests, message)
        with contextlib.suppress(OSError):
            requests.close()
        reader.join()
        answers.close()
        self._process.wait()

    def _listen(self, stream: IO[bytes]) -> None:
        if _receive(stream) == _STANDS:
            with self._lock:
                self._stands = not self._ended
            while (message := _receive(stream)) is not None:
                self._take(*message)
        self._do_without()

    def _take(self, key: Key, packed: tuple[Any, ...] | None, reason: str | None, generation: int) -> None:
        answer = Answer(key, _unpacked(packed), reason, generation)
        with self._lock:
            self._asked.pop(key, None)
            self._answers.append(answer)
            first = len(self._answers) == 1
        if first:
            self._tell()

    def _do_without(self) -> None:
        """The process has ended: what was asked of it is made here."""
        with self._lock:
            self._stands = False
            asked = list(self._asked.items())
            self._asked.clear()
            ended = self._ended
        self._outbox.put(None)
        if not ended:
            _log.warning("the process that makes thumbnails has ended; they are made in the window's own from now on")
            for key, request in asked:
                self._here.ask(key, request)


def _send(stream: IO[bytes], message: object) -> None:
    pickle.dump(message, stream, pickle.HIGHEST_PROTOCOL)
    stream.flush()


def _receive(stream: IO[bytes]) -> Any:
    """The next message; None when there will be no more."""
    try:
        return pickle.load(stream)  # noqa: S301 - from ourselves, see above
    except (EOFError, OSError, ValueError, pickle.UnpicklingError):
        return None


def _packed(image: QImage | None) -> tuple[int, int, int, bytes] | None:
    if image is None:
        return None
    return image.width(), image.height(), image.bytesPerLine(), bytes(image.constBits())


def _unpacked(packed: tuple[Any, ...] | None) -> QImage | None:
    if packed is None:
        return None
    width, height, stride, data = packed
    return QImage(data, width, height, stride, SHOWN).copy()
