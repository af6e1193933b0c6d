"""How long something takes on this machine when nothing else is at work, measured while other programs may be."""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Callable
from typing import NamedTuple

import psutil

from trainer import parallel

BUSY = 0.15
"""Share of all cores that others may take before a measurement is no longer taken as it is."""
_SHORT = 0.05  # seconds: so short a thing does not keep all cores busy
_BOTH = 0.9  # of the cores: how far long computations keep them all at work


class _Now(NamedTuple):
    """Seconds by the clock, of the work of this process and its children that have ended, and of all processes' work."""

    wall: float
    own: float
    everybody: float


class Load:
    """How much of the processor others take, from the moment this is made."""

    def __init__(self) -> None:
        self._began = _now()

    def others(self) -> float:
        """Share of all cores that other processes have taken so far, 0 to 1; a child counts among them until it has ended."""
        return _others(self._began, _now())


def timed(work: Callable[[], object], *, least: int = 2, most: int = 12, seconds: float = 0.6) -> float:
    """Seconds that ``work`` takes, by doing it a few times; it should have been done once before.

    Where others are at work meanwhile, what a quiet machine would need is told: the quickest time, or the work that
    was done if that is less, divided by the cores for long things, which keep all of them busy.

    Args:
        work: What to do.
        least: How often at least.
        most: How often at most.
        seconds: After how much time it is enough.
    """
    began = _now()
    walls: list[float] = []
    while len(walls) < least or (len(walls) < most and time.monotonic() - began.wall < seconds):
        before = time.monotonic()
        work()
        walls.append(time.monotonic() - before)
    ended = _now()
    if _others(began, ended) < BUSY:
        return statistics.median(walls)
    work_alone = (ended.own - began.own) / len(walls)
    return min(*walls, work_alone if min(walls) < _SHORT else work_alone / _cores())


def once(work: Callable[[], object]) -> float:
    """Seconds of something that can be done only once and keeps one core at work, such as building a network."""
    began = _now()
    work()
    ended = _now()
    wall, own = ended.wall - began.wall, ended.own - began.own
    return wall if _others(began, ended) < BUSY else min(wall, own)


def together(work: Callable[[], object]) -> float:
    """Seconds of something that is done once and keeps all cores at work, such as decoding many pictures."""
    began = _now()
    work()
    ended = _now()
    wall, own = ended.wall - began.wall, ended.own - began.own
    return wall if _others(began, ended) < BUSY else min(wall, own / _cores())


def _cores() -> float:
    """As many cores as long computations keep at work on the average."""
    return max(1.0, parallel.usable_cores() * _BOTH)


def _now() -> _Now:
    times = psutil.cpu_times()
    idle = times.idle + getattr(times, "iowait", 0.0)
    guests = getattr(times, "guest", 0.0) + getattr(times, "guest_nice", 0.0)  # counted in user and nice already
    children = os.times()  # of them this tells in whole ticks, of which this process' own work needs parts
    own = time.process_time() + children.children_user + children.children_system
    return _Now(time.monotonic(), own, sum(times) - idle - guests)


def _others(began: _Now, ended: _Now) -> float:
    room = (ended.wall - began.wall) * (psutil.cpu_count() or 1)
    return max(0.0, (ended.everybody - began.everybody - (ended.own - began.own)) / room) if room > 0 else 0.0
