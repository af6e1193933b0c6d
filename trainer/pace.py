"""How fast a stage goes: progress events a few times a second, with the time that is left."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass

from trainer import events
from trainer.channel import Control, Emit, Request

_BETWEEN = 0.1  # seconds from one event to the next
_TOO_SOON = 0.5  # seconds of work, of which no speed can be told


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
    """Emits a stage's progress, at most ten times a second, with the time that is left at the speed so far.

    Args:
        emit: Where the events go.
        unit: What is counted, in the plural.
        total: How many there are.
        done: How many were done before, which do not count for the speed.
        clock: Seconds that only go on.
    """

    def __init__(
        self, emit: Emit, unit: str, *, total: int, done: int = 0, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._emit = emit
        self._unit = unit
        self._total = total
        self._clock = clock
        self._told = -math.inf
        self._done = done
        self._moment = clock()  # of the last progress
        self._worked, self._known = _Share(), _Share()
        self.at(done)

    def advance(self, by: int, *, known: int = 0) -> None:
        """Say that ``by`` more are done, of which ``known`` had only to be looked up: these do not make the rest quicker."""
        self._count(by, known)
        self._tell()

    def at(self, done: int, *, known: int = 0, loss: float | None = None, accuracy: float | None = None) -> None:
        """Say that ``done`` are done, of which ``known`` had only to be looked up; the last one is always told."""
        self._count(done - self._done, max(0, known - self._known.count))
        self._tell(loss=loss, accuracy=accuracy)

    def _count(self, by: int, known: int) -> None:
        self._done += by
        if by <= 0:
            return
        now = self._clock()
        share = self._worked if by > known else self._known
        share.seconds += now - self._moment
        self._worked.count += by - known
        self._known.count += known
        self._moment = now

    def _tell(self, *, loss: float | None = None, accuracy: float | None = None) -> None:
        now = self._clock()
        if now - self._told < _BETWEEN and self._done < self._total:
            return
        self._told = now
        self._emit(
            events.Progress(
                done=self._done,
                total=self._total,
                unit=self._unit,
                seconds_left=self._left(),
                loss=loss,
                accuracy=accuracy,
            )
        )

    def _left(self) -> float | None:
        """Seconds; None as long as nothing can be said."""
        share = self._worked if self._worked.count else self._known
        if not share.count or share.seconds < _TOO_SOON:
            return None
        return round(share.seconds / share.count * (self._total - self._done), 1)


@dataclass
class _Share:
    """A part of what was done, and how long it took."""

    count: int = 0
    seconds: float = 0.0
