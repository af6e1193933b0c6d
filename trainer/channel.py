"""The child's end of the pipe: events out on stdout, requests in on stdin."""

from __future__ import annotations

import contextlib
import os
import queue
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO, Literal

from trainer import events

Request = Literal["stop", "pause", "cancel"]
Emit = Callable[[events.Event], None]
_PATIENCE = 1.0  # seconds
_PIECE = 1 << 16  # bytes


class Control:
    """What somebody has asked of the running job; jobs look at it between two batches.

    ``stop``: end soon, keep the best. ``pause``: checkpoint and leave. ``cancel``: leave nothing.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._request: Request | None = None
        self._detached = False
        self._word_came = threading.Event()
        self.questions: queue.SimpleQueue[bytes] = queue.SimpleQueue()
        """Lines of stdin that ask for something else: what they mean is the job's affair."""

    @property
    def detached(self) -> bool:
        """Whether the job goes on without whoever started it."""
        return self._detached

    def detach(self) -> None:
        """Go on even if nobody listens any more."""
        self._detached = True
        self._word_came.set()

    def wait_for_word(self, seconds: float) -> None:
        """Wait until anything at all was asked, but not for long."""
        self._word_came.wait(seconds)

    def abandon(self) -> None:
        """Nobody listens any more: pause, unless the job is detached."""
        if not self._detached:
            self.ask("pause")

    @property
    def request(self) -> Request | None:
        """What was asked, or None."""
        return self._request

    def ask(self, request: Request) -> None:
        """Ask; a later request only counts if it is the stronger one (stop < pause < cancel)."""
        order = {"stop": 0, "pause": 1, "cancel": 2}
        with self._lock:
            if self._request is None or order[request] > order[self._request]:
                self._request = request
        self._word_came.set()


def take_stdout() -> BinaryIO:
    """Keep fd 1 for events alone: what anybody prints from now on goes to stderr.

    TensorFlow's C++ half writes to fd 1 directly, which is why the descriptor itself is moved.
    """
    if sys.stdout is not None:
        sys.stdout.flush()
    stream = os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(2, 1)
    sys.stdout = sys.stderr
    return stream


class EventStream:
    """Writes events as lines; when nobody reads any more, asks the job to pause.

    Args:
        stream: Where the lines go.
        control: The job's control.
    """

    def __init__(self, stream: BinaryIO, control: Control) -> None:
        self._stream = stream
        self._control = control
        self._lock = threading.Lock()
        self._alone = False

    def __call__(self, event: events.Event) -> None:
        """Write one event."""
        try:
            with self._lock:
                _write_all(self._stream, events.encode(event))
        except OSError:  # the parent is gone
            self._abandon()

    def fall_silent(self) -> None:
        """Let go of whoever reads: from now on the lines go nowhere."""
        with self._lock, contextlib.suppress(OSError), Path(os.devnull).open("wb") as nowhere:
            os.dup2(nowhere.fileno(), self._stream.fileno())

    def _abandon(self) -> None:
        """Its last word may have been that the job is to go on: who listens to stdin needs a moment to hear it."""
        if not self._alone:
            self._alone = True
            self._control.wait_for_word(_PATIENCE)
            self._control.abandon()


def _write_all(stream: BinaryIO, data: bytes) -> None:
    """An unbuffered stream may take only a part at once, for instance when a signal comes in between."""
    rest = memoryview(data)
    while rest:
        rest = rest[stream.write(rest) :]


def _lines(stream: BinaryIO) -> Iterator[bytes]:
    """The lines of an unbuffered stream, read in pieces: its own ``readline`` asks the system for one byte at a time."""
    rest: list[bytes] = []
    while piece := stream.read(_PIECE):
        *whole, last = piece.split(b"\n")
        for line in whole:
            yield b"".join((*rest, line))
            rest = []
        rest.append(last)
    if any(rest):
        yield b"".join(rest)


def listen(stream: BinaryIO, control: Control, *, on_detach: Callable[[], None] = lambda: None) -> threading.Thread:
    """Hear requests, one word a line; the end of the stream means that the parent is gone: pause, unless detached.

    Args:
        stream: Usually fd 0 opened raw: a buffered reader would hold its lock at exit.
        control: Told what was asked.
        on_detach: Called once the job is told to go on alone.

    Returns:
        The daemon thread that listens.
    """

    def hear() -> None:
        for line in _lines(stream):
            match line.strip():
                case b"stop":
                    control.ask("stop")
                case b"pause":
                    control.ask("pause")
                case b"cancel":
                    control.ask("cancel")
                case b"detach":
                    control.detach()
                    on_detach()
                case question:
                    control.questions.put(question)
        control.abandon()

    thread = threading.Thread(target=hear, name="requests", daemon=True)
    thread.start()
    return thread
