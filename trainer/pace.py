"""How fast a stage goes: progress events a few times a second, with the time that is left."""

from __future__ import annotations

import time

from trainer import events
from trainer.channel import Control, Emit, Request

_BETWEEN = 0.1  # seconds from one event to the next


class Interrupted(Exception):
    """Somebody asked the job to end; ``request`` says how."""

    def __init__(self, request: Request) -> None:
        super().__init__(request)
        self.request = request


def check(control: Control) -> None:
    """Look whether the job is to end.

    Raises:
        Interrupted: It is.
    """
    if control.request is not None:
        raise Interrupted(control.request)


class Pace:
    """Emits a stage's progress, at most ten times a second.

    Args:
        emit: Where the events go.
        unit: What is counted, in the plural.
        total: How many there are.
        done: How many were done before, which do not count for the speed.
    """

    def __init__(self, emit: Emit, unit: str, *, total: int, done: int = 0) -> None:
        self._emit = emit
        self._unit = unit
        self._total = total
        self._before = done
        self._began = time.monotonic()
        self._told = 0.0
        self._done = done
        self.at(done)

    def advance(self, by: int) -> None:
        """Say that ``by`` more are done."""
        self.at(self._done + by)

    def at(self, done: int, *, loss: float | None = None, accuracy: float | None = None) -> None:
        """Say that ``done`` are done; the last one is always told."""
        self._done = done
        now = time.monotonic()
        if now - self._told < _BETWEEN and done < self._total:
            return
        self._told = now
        self._emit(
            events.Progress(
                done=done,
                total=self._total,
                unit=self._unit,
                seconds_left=self._left(done, now),
                loss=loss,
                accuracy=accuracy,
            )
        )

    def _left(self, done: int, now: float) -> float | None:
        fresh = done - self._before
        if fresh <= 0 or now - self._began < 0.5:
            return None
        return round((now - self._began) / fresh * (self._total - done), 1)
