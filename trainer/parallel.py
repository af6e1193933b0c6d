"""Work on many things at once with a few threads, handing the results out in order and never far ahead."""

from __future__ import annotations

import contextlib
import os
from collections import deque
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

_Item = TypeVar("_Item")
_Result = TypeVar("_Result")


_NICE = 10  # of 19: whoever asks for a part of the cores wants the computer for other things as well

CORES = "ARTCLASS_CORES"
"""The environment's variable that says how many cores to use; 0 or nothing: all."""


def usable_cores() -> int:
    """How many threads are to run at once: all cores that this process may use, or fewer if `CORES` says so."""
    asked = os.environ.get(CORES, "")
    return min(int(asked), _cores()) if asked.isdecimal() and int(asked) > 0 else _cores()


def _cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return max(1, len(os.sched_getaffinity(0)))
    return os.cpu_count() or 1


def step_back() -> None:
    """Let this process and its children wait where others want the same core."""
    import psutil  # noqa: PLC0415 - seldom needed

    with contextlib.suppress(psutil.Error, OSError):
        psutil.Process().nice(psutil.BELOW_NORMAL_PRIORITY_CLASS if os.name == "nt" else _NICE)


def in_order(
    function: Callable[[_Item], _Result], items: Iterable[_Item], *, workers: int | None = None, ahead: int = 4
) -> Generator[_Result, None, None]:
    """Apply ``function`` in threads; the results come in the order of ``items``.

    Args:
        function: Must be safe to run in several threads at once.
        items: Read one by one, only as far ahead as ``ahead`` allows.
        workers: Number of threads; by default one a core.
        ahead: How many results a worker may be ahead of the reader, which bounds the memory.

    Raises:
        Exception: What ``function`` raised for the item in turn; later items are given up.
    """
    workers = workers or usable_cores()
    pool = ThreadPoolExecutor(workers, thread_name_prefix="worker")
    waiting: deque[Future[_Result]] = deque()
    try:
        for item in items:
            waiting.append(pool.submit(function, item))
            if len(waiting) >= workers * ahead:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    finally:
        pool.shutdown(wait=True, cancel_futures=True)
