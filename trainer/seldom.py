"""When progress is worth a line that stays for good: about ten times in a long stage, and never in a short one."""

from __future__ import annotations

import time
from collections.abc import Callable

from trainer.events import Progress

_BETWEEN = 30.0  # seconds from one line to the next, at least
_LINES = 10


class Seldom:
    """Follows one stage after the other.

    Args:
        clock: Seconds that only go on.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self.begin()

    def begin(self) -> None:
        """A stage begins."""
        self._last: Progress | None = None
        self._began, self._before = self._clock(), 0
        self.put_off()

    def put_off(self) -> None:
        """Something else was told just now."""
        self._told = self._clock()

    def due(self, progress: Progress) -> bool:
        """Whether this progress is to be told; if so, the next one is not for a while."""
        now = self._clock()
        if self._last is None or progress.done < self._last.done or progress.unit != self._last.unit:
            self._began, self._before = now, progress.done  # what was done before does not count for the speed
            self._told = now
        self._last = progress
        whole = now - self._began + (progress.seconds_left or 0.0)
        if progress.done == progress.total or now - self._told < max(_BETWEEN, whole / _LINES):
            return False
        self._told = now
        return True

    def rate(self) -> float:
        """How many a second were done, of what was counted last."""
        spent = self._clock() - self._began
        return (self._last.done - self._before) / spent if self._last is not None and spent > 0 else 0.0
