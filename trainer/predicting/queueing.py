"""What a predictor has been asked for and has not answered yet: visible pictures first, known ones before new ones."""

from __future__ import annotations

import os
import threading
from collections import deque
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from trainer import parallel

_HANDFUL = 64  # files that are looked up together
_TOGETHER = 8  # files that are read and put to the model together, where nobody waits for one of them
_VISIBLE = (
    4_096  # pictures that can go first: more are on no screen, and the list is gone through for every piece of work
)


class Task(NamedTuple):
    """Work for one thread.

    Attributes:
        paths: What it is about.
        read: Read the files and ask the model; else look up which of them are known.
        generation: Of the queue when it was given out; see `Queue.forget`.
    """

    paths: tuple[str, ...]
    read: bool
    generation: int


class Tally(NamedTuple):
    """How far a queue is: ``total`` since it was last empty, of which ``answered`` are done."""

    answered: int
    total: int


class _Line:
    """Paths that wait in the order in which they came; those that are wanted first may be taken out of the middle."""

    def __init__(self) -> None:
        self._waiting: set[str] = set()
        self._order: deque[str] = deque()

    def __len__(self) -> int:
        return len(self._waiting)

    def __contains__(self, path: str) -> bool:
        return path in self._waiting

    def add(self, path: str) -> bool:
        """Append; False where it waits already."""
        if path in self._waiting:
            return False
        self._waiting.add(path)
        self._order.append(path)
        return True

    def take(self, count: int) -> list[str]:
        taken: list[str] = []
        while self._waiting and len(taken) < count:
            path = self._order.popleft()
            if path in self._waiting:  # else it was taken out of turn
                self._waiting.discard(path)
                taken.append(path)
        return taken

    def take_of(self, wanted: Iterable[str], count: int) -> list[str]:
        """Those of ``wanted`` that wait, in the order in which they are wanted."""
        taken: list[str] = []
        for path in wanted:
            if len(taken) == count:
                break
            if path in self._waiting:
                self._waiting.discard(path)
                taken.append(path)
        return taken

    def clear(self) -> None:
        self._waiting.clear()
        self._order.clear()


class Queue:
    """Paths on their way through two steps: looked up by their stamps, and read where they are not known.

    Looking up goes before reading, but takes one thread only as long as there is something to read, so that a slow
    disk with many files does not keep the model waiting. All methods may be called from any thread.

    Args:
        threads: How many will take work from it; by default one a core.
    """

    def __init__(self, threads: int | None = None) -> None:
        self._threads = threads or parallel.usable_cores()
        self._changed = threading.Condition()
        self._unknown = _Line()
        self._unread = _Line()
        self._first: tuple[str, ...] = ()
        self._stalled: dict[str, list[tuple[_Line, str]]] = {}  # by place: what waits for its disk
        self._asked: set[str] = set()
        self._looking = 0
        self._out = 0
        self._answered = 0
        self._held = False
        self._closed = False
        self._generation = 0

    def add(self, paths: Iterable[str]) -> None:
        """Ask for pictures, after all others; what waits already is not asked twice."""
        with self._changed:
            for path in paths:
                self._asked.add(path)
                if path not in self._unread:
                    self._unknown.add(path)
            self._changed.notify_all()

    def first(self, paths: Sequence[str]) -> None:
        """These are wanted before all others, in this order; what was never asked for is asked for now."""
        with self._changed:
            self._first = tuple(paths[:_VISIBLE])
            new = [path for path in paths if path not in self._asked]
        self.add(new)

    def forget(self) -> None:
        """Drop everything; what is being answered just now is of an older generation from here on."""
        with self._changed:
            self._unknown.clear()
            self._unread.clear()
            self._asked.clear()
            self._stalled = {place: [] for place in self._stalled}
            self._first = ()
            self._out = self._answered = 0
            self._generation += 1

    def drop(self, paths: Iterable[str]) -> None:
        """What was asked for is gone: should it come again, it is asked for anew."""
        with self._changed:
            self._asked.difference_update(paths)

    def ahead(self, path: str) -> None:
        """Somebody waits for this one: it goes before the visible ones."""
        with self._changed:
            self._first = (path, *self._first)
        self.add([path])

    def has(self, path: str) -> bool:
        """Whether a picture was asked for and is not known to be gone."""
        return path in self._asked

    def asked_below(self, folder: str) -> list[str]:
        """What was asked for so far that lies in a folder."""
        with self._changed:
            return sorted(path for path in self._asked if path.startswith(folder + os.sep))

    def hold(self, held: bool) -> None:
        """Read no more pictures until further notice; known ones are still told."""
        with self._changed:
            self._held = held
            self._changed.notify_all()

    def wait_for(self, place: str) -> None:
        """Give out nothing whose path begins with ``place``: its disk does not answer."""
        with self._changed:
            self._stalled.setdefault(place, [])

    def go_on(self, place: str) -> None:
        """A disk answers again."""
        with self._changed:
            for line, path in self._stalled.pop(place, []):
                line.add(path)
            self._changed.notify_all()

    @property
    def held(self) -> bool:
        """Whether nothing is read until further notice."""
        return self._held

    def close(self) -> None:
        """Give out no more work."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def take(self) -> Task | None:
        """The next piece of work; waits for one. None once the queue is closed."""
        with self._changed:
            while not self._closed:
                task = self._next()
                if task is not None:
                    self._out += len(task.paths)
                    self._looking += not task.read
                    return task
                self._changed.wait()
        return None

    def unknown(self, task: Task, paths: Sequence[str]) -> None:
        """Of what was looked up, these have to be read."""
        with self._changed:
            if task.generation != self._generation:
                return
            self._out -= len(paths)
            for path in paths:
                self._unread.add(path)
            self._changed.notify_all()

    def give_back(self, task: Task, paths: Sequence[str]) -> None:
        """Look these up in another thread, and read them: the one that was to do it is stuck."""
        with self._changed:
            if task.generation != self._generation:
                return
            self._out -= len(paths)
            for path in paths:
                self._unknown.add(path)
            self._changed.notify_all()

    def looked_up(self) -> None:
        """A thread has ended a piece of looking up."""
        with self._changed:
            self._looking -= 1
            self._changed.notify_all()

    def answered(self, generation: int, count: int) -> Tally | None:
        """So many are answered and told; None where they were forgotten meanwhile.

        The counting starts anew once everything is answered.
        """
        with self._changed:
            if generation != self._generation:
                return None
            self._out -= count
            self._answered += count
            waiting = self._waiting()
            tally = Tally(self._answered, self._answered + waiting)
            if not waiting:
                self._answered = 0
            return tally

    @property
    def waiting(self) -> int:
        """How many are asked for and not `answered`."""
        with self._changed:
            return self._waiting()

    @property
    def generation(self) -> int:
        """Grows with every `forget`."""
        return self._generation

    def _waiting(self) -> int:
        stalled = sum(map(len, self._stalled.values()))
        return len(self._unknown) + len(self._unread) + stalled + self._out

    def _next(self) -> Task | None:
        if paths := self._reachable(self._unknown, _HANDFUL, self._first):
            return self._task(paths, read=False)
        if not self._held and (paths := self._reachable(self._unread, 1, self._first)):
            return self._task(paths, read=True)
        readable = not self._held and len(self._unread) > 0
        looked_after = self._looking > 0 and readable
        if not looked_after and (paths := self._reachable(self._unknown, _HANDFUL)):
            return self._task(paths, read=False)
        if not self._held and (paths := self._reachable(self._unread, self._handful())):
            return self._task(paths, read=True)
        return None

    def _handful(self) -> int:
        """How many are read together: one until there is an answer, and fewer towards the end; nothing waits for others then."""
        if not self._answered:
            return 1
        return max(1, min(_TOGETHER, len(self._unread) // (2 * self._threads)))

    def _reachable(self, line: _Line, count: int, wanted: Sequence[str] | None = None) -> list[str]:
        """The next ones of a line, or of those that are wanted; without those whose disk does not answer."""
        taken: list[str] = []
        while len(taken) < count:
            left = count - len(taken)
            paths = line.take(left) if wanted is None else line.take_of(wanted, left)
            if not paths:
                break
            taken.extend(path for path in paths if not self._waits_for_disk(line, path))
        return taken

    def _waits_for_disk(self, line: _Line, path: str) -> bool:
        place = next((place for place in self._stalled if path.startswith(place)), None)
        if place is not None:
            self._stalled[place].append((line, path))
        return place is not None

    def _task(self, paths: list[str], *, read: bool) -> Task:
        return Task(tuple(paths), read, self._generation)
