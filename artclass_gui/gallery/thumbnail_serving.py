"""What the process beside the window does: it makes the thumbnails that it is asked for, and says what it made.

The two sides send each other pickles: the window its cache first and requests then, this side that it stands and
answers then. Nobody else can write into these pipes. The end of the window, however it comes, ends the process.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import signal
import threading
from typing import IO, Any

from PySide6.QtGui import QImage

from artclass_gui.gallery.thumbnail_makers import SHOWN, ThreadMakers

STANDS, BEGINS, ANSWER, LIVES = "stands", "begins", "answer", "lives"
"""The first word that is said; what each message after it is about. ``LIVES`` answers the same word."""

_LEAVE_MS = 1_000


def serve(requests: IO[bytes], answers: IO[bytes]) -> int:
    """Make thumbnails until the window ends; returns the process' exit status."""
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C in a terminal is the window's affair
    from PIL import Image  # noqa: PLC0415 - the window, which imports this module too, starts without it

    from trainer import pixels  # noqa: F401, PLC0415 - loaded now, not when somebody waits for the first thumbnail

    Image.init()
    out, there_are = _Out(answers), threading.Event()
    makers = ThreadMakers(
        receive(requests), there_are.set, begins=lambda key: out.send((BEGINS, key, threading.get_ident()))
    )
    out.send(STANDS)
    threading.Thread(target=_tell, args=(makers, there_are, out), daemon=True).start()
    while (call := receive(requests)) is not None:
        name, arguments = call
        if name == LIVES:
            out.send((LIVES, None))
        else:
            getattr(makers, name)(*arguments)
    makers.finish(_LEAVE_MS)  # what is being written is written to its end
    os._exit(0)  # but nobody waits for a disk that does not answer


class _Out:
    """A stream that several threads write to."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream, self._lock = stream, threading.Lock()

    def send(self, message: object) -> None:
        """Write a message; nothing where the window is gone, as this process will be in a moment."""
        with self._lock, contextlib.suppress(OSError):
            send(self._stream, message)


def _tell(makers: ThreadMakers, there_are: threading.Event, out: _Out) -> None:
    while there_are.wait():
        there_are.clear()
        for answer in makers.answers():
            out.send((ANSWER, answer.key, _packed(answer.image), answer.reason, answer.generation))


def send(stream: IO[bytes], message: object) -> None:
    """Write a message.

    Raises:
        OSError: The other side is gone.
    """
    pickle.dump(message, stream, pickle.HIGHEST_PROTOCOL)
    stream.flush()


def receive(stream: IO[bytes]) -> Any:
    """The next message; None when there will be no more."""
    try:
        return pickle.load(stream)  # noqa: S301 - from ourselves, see above
    except Exception:  # the other side is gone, in the middle of a message perhaps
        return None


def _packed(image: QImage | None) -> tuple[int, int, int, bytes] | None:
    if image is None:
        return None
    return image.width(), image.height(), image.bytesPerLine(), bytes(image.constBits())


def unpacked(packed: tuple[Any, ...] | None) -> QImage | None:
    """The image of an answer."""
    if packed is None:
        return None
    width, height, stride, data = packed
    return QImage(data, width, height, stride, SHOWN).copy()
