"""The threads that answer: they look files up, read them and ask the model, and are replaced where a disk does not answer."""

from __future__ import annotations

import contextlib
import logging
import os
import queue
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple, TypeVar

from trainer import parallel
from trainer.predicting.answer import unreadable
from trainer.predicting.asking import Asking, Look, Outcome
from trainer.predicting.queueing import Queue, Task

_PATIENCE = 10.0  # seconds for which a disk may be silent; one that has to wake up needs about as many
_MOST_STUCK = 32
_TOGETHER = 0.05  # seconds of looking, after which the model is asked
_AHEAD = 256  # outcomes that wait to be told; then the threads wait too

_Item = TypeVar("_Item")
_log = logging.getLogger(__name__)


class Done(NamedTuple):
    """What came of some files of one task."""

    outcomes: list[Outcome]
    generation: int


class Stalled(NamedTuple):
    """A disk does not answer: what was asked of it, and the place whose files wait until it does."""

    path: str
    place: str


class _Thread(threading.Thread):
    """One of the threads; never waited for, since a disk that does not answer cannot be interrupted."""

    def __init__(self, workers: Workers) -> None:
        super().__init__(name="answers", daemon=True)
        self._workers = workers
        self.touching: tuple[str, float] | None = None
        self.task: Task | None = None
        self.rest: deque[str] = deque()
        self.looks: deque[Outcome | Look] = deque()
        self.stalled: Stalled | None = None

    def run(self) -> None:
        self._workers.work(self)

    @contextlib.contextmanager
    def touch(self, path: str) -> Iterator[None]:
        """Note what the disk is asked for just now, and since when."""
        self.touching = (path, time.monotonic())
        try:
            yield
        finally:
            self.touching = None

    def paths(self, task: Task) -> Iterator[str]:
        """The paths of a task one by one, as long as nobody takes the rest away."""
        self.rest = deque(task.paths)
        yield from _popped(self.rest)

    def take_looks(self) -> list[Outcome | Look]:
        """What was looked at and has not been answered, unless somebody took it away."""
        return list(_popped(self.looks))

    def take_rest(self) -> list[str]:
        """What this thread will not get to, for its disk does not answer; what it has looked at is among it."""
        return [*map(_path_of, self.take_looks()), *_popped(self.rest)]


class Workers:
    """Threads that take work from a queue, as many as there are cores, whatever disks do.

    Args:
        asking: Answers.
        work: Where the work comes from.
        count: How many threads; by default one a core.
    """

    def __init__(self, asking: Asking, work: Queue, *, count: int | None = None) -> None:
        self.done: queue.Queue[Done] = queue.Queue(_AHEAD)
        self._asking = asking
        self._queue = work
        self._count = count or parallel.usable_cores()
        self._lock = threading.Lock()
        self._threads: set[_Thread] = set()
        self._back: queue.SimpleQueue[Stalled] = queue.SimpleQueue()

    def start(self) -> None:
        """Begin."""
        with self._lock:
            self._fill_up()

    def look_after(self, *, stalled: Callable[[Stalled], None], back: Callable[[Stalled], None]) -> None:
        """Put other threads in the place of those that wait for a disk in vain; to be called now and then.

        Args:
            stalled: Told of a disk that has stopped to answer.
            back: Told of one that answers again.
        """
        while not self._back.empty():
            found = self._back.get()
            self._queue.go_on(found.place)
            back(found)
        with self._lock:
            for found in self._newly_stalled():
                self._queue.wait_for(found.place)
                stalled(found)
            self._fill_up()

    def wait(self, seconds: float) -> None:
        """Wait for the threads after the queue was closed, except for those that a disk holds."""
        until = time.monotonic() + seconds
        for thread in list(self._threads):
            if thread.stalled is None:
                thread.join(max(0.0, until - time.monotonic()))

    def work(self, thread: _Thread) -> None:
        """What each thread does."""
        try:
            while thread.stalled is None:
                task = self._queue.take()
                if task is None:
                    return
                thread.task = task
                self._do(thread, task)
        finally:
            with self._lock:
                self._threads.discard(thread)
            if thread.stalled is not None:
                self._back.put(thread.stalled)

    def _do(self, thread: _Thread, task: Task) -> None:
        try:
            if task.read:
                self._read(thread, task)
            else:
                self._look_up(thread, task)
        except Exception:
            _log.exception("could not answer for %s", task.paths)
            self._give(task, [Outcome(unreadable(path, _FAULT)) for path in task.paths])

    def _read(self, thread: _Thread, task: Task) -> None:
        """Look at some files and then ask about them together, which is quicker; large ones are not waited for."""
        began = time.monotonic()
        for path in thread.paths(task):
            thread.looks.append(self._look(thread, path))
            if time.monotonic() - began > _TOGETHER:
                self._ask(thread, task)
                began = time.monotonic()
        self._ask(thread, task)

    def _look(self, thread: _Thread, path: str) -> Outcome | Look:
        try:
            return self._asking.look(path, thread.touch)
        except Exception:
            _log.exception("could not look at %s", path)
            return Outcome(unreadable(path, _FAULT))

    def _ask(self, thread: _Thread, task: Task) -> None:
        looks = thread.take_looks()
        try:
            outcomes = self._asking.answers(looks)
        except Exception:
            _log.exception("could not answer for %s", [*map(_path_of, looks)])
            outcomes = [Outcome(unreadable(_path_of(look), _FAULT)) for look in looks]
        if outcomes:
            self._give(task, outcomes)

    def _look_up(self, thread: _Thread, task: Task) -> None:
        try:
            outcomes, unknown = self._asking.look_up(thread.paths(task), thread.touch)
        finally:
            self._queue.looked_up()
        self._queue.unknown(task, unknown)
        if outcomes:
            self._give(task, outcomes)

    def _give(self, task: Task, outcomes: list[Outcome]) -> None:
        self.done.put(Done(outcomes, task.generation))

    def _newly_stalled(self) -> list[Stalled]:
        found = []
        now = time.monotonic()
        for thread in self._threads:
            touching = thread.touching
            if touching is None or thread.stalled is not None or now - touching[1] < _PATIENCE:
                continue
            thread.stalled = Stalled(touching[0], _place(touching[0]))
            if thread.task is not None:
                self._queue.give_back(thread.task, thread.take_rest())
            found.append(thread.stalled)
        return found

    def _fill_up(self) -> None:
        stuck = sum(thread.stalled is not None for thread in self._threads)
        wanted = self._count + min(stuck, _MOST_STUCK)
        for _ in range(wanted - len(self._threads)):
            thread = _Thread(self)
            self._threads.add(thread)
            thread.start()


_FAULT = "could not be classified, for ArtClass has met a fault of its own; the log tells more"


def _popped(line: deque[_Item]) -> Iterator[_Item]:
    """All that is in a line, each given to one thread only."""
    with contextlib.suppress(IndexError):
        while True:
            yield line.popleft()


def _path_of(look: Outcome | Look) -> str:
    return look.path if isinstance(look, Look) else look.prediction.path


def _place(path: str) -> str:
    """The disk that a path lies on, if it is one of its own, else the folder; found out without asking the disk."""
    import psutil  # noqa: PLC0415 - seldom needed

    folder = str(Path(path).parent)
    with contextlib.suppress(OSError):
        mounts = [part.mountpoint for part in psutil.disk_partitions(all=True)]
        inside = [mount for mount in mounts if Path(path).is_relative_to(mount) and mount != Path(path).anchor]
        return max(inside, key=len, default=folder) + os.sep
    return folder + os.sep
