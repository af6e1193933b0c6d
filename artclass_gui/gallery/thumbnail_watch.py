"""Notices that the process beside the window no longer answers: stopped, or caught by a picture, and not ended."""

from __future__ import annotations

import threading
from collections.abc import Callable

TICK_S = 5.0
_TICKS = (
    4  # without an answer; each is waited for by itself, so that time for which the computer slept counts once at most
)


class Watch:
    """Asks a process for a sign of life from time to time, as long as something is wanted of it.

    What makes thumbnails may wait for a disk as long as that takes: the sign comes from another thread of the process.

    Args:
        ask: Asks for the sign; returns at once.
        wanted: Whether anything is wanted of the process.
        give_up: Called once where it has given none for 20 seconds, from a thread of the watch.
    """

    def __init__(self, ask: Callable[[], None], wanted: Callable[[], bool], give_up: Callable[[], None]) -> None:
        self._ask, self._still_wanted, self._give_up = ask, wanted, give_up
        self._wanted, self._heard, self._ended = threading.Event(), threading.Event(), threading.Event()
        threading.Thread(target=self._run, name="thumbnails watched", daemon=True).start()

    def want(self) -> None:
        """Something is wanted of the process."""
        self._wanted.set()

    def hear(self) -> None:
        """It has said something, whatever it was."""
        self._heard.set()

    def end(self) -> None:
        """The process has ended, or is to."""
        self._ended.set()
        self._heard.set()
        self._wanted.set()

    def _run(self) -> None:
        while self._wanted.wait() and not self._ended.is_set():
            self._wanted.clear()
            self._heard.clear()
            self._ask()
            if not any(self._heard.wait(TICK_S) for _ in range(_TICKS)):
                self._give_up()
                return
            self._ended.wait(TICK_S)
            if self._still_wanted():
                self._wanted.set()
