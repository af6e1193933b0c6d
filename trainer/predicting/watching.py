"""Watching a folder: pictures that arrive or change are told once they are whole, and those that go at once."""

from __future__ import annotations

import contextlib
import logging
import threading
import time
from collections.abc import Callable, Container, Iterator, Sequence
from pathlib import Path

from trainer import collect, files
from trainer.events import Unwatched
from trainer.predicting import noticing
from trainer.predicting.arrivals import Arrivals
from trainer.predicting.noticing import Missed

_MANY = 2_000  # changes at once, after which the system may have dropped some
_LOOK = 25  # ticks between two looks whether the folder is still there
_EARLIER = 2.0  # seconds: the clocks of disks are coarse, and not all go right
_AGAIN = "Watch it again to go on, and to see what came meanwhile."

Paths = Callable[[Sequence[str]], None]

_log = logging.getLogger(__name__)


class Watching:
    """One folder at a time, and what is below it.

    The library (watchfiles) tells changes by the system's own means: inotify, FSEvents, ReadDirectoryChangesW. It fails
    for good at a name that is no valid Unicode: it is started anew then, and the folder is listed for what was missed.
    Where such names keep coming, on network disks, whose changes elsewhere no system tells, and where the system's
    watches are used up, the folder is listed every few seconds. Whatever is called by name here is called from the
    thread that watches.

    Args:
        appeared: Told pictures that came or changed, and are whole by now.
        vanished: Told what is gone; a folder stands for all that was in it.
        known: Whether a path was asked for already; asked where changes may have been missed, as is
        known_below: All that was asked for in a folder.
        tell: Told in words what goes wrong.
        ended: Told why a folder is watched no longer, though nobody has asked for that; never of one whose place another
            has taken.
        arrivals: Makes what waits for half-written files, given ``tell``.
    """

    def __init__(
        self,
        *,
        appeared: Paths,
        vanished: Paths,
        known: Callable[[str], bool],
        known_below: Callable[[str], Sequence[str]],
        tell: Callable[[str], None],
        ended: Callable[[Unwatched], None],
        arrivals: Callable[[Callable[[str], None]], Arrivals] = Arrivals,
    ) -> None:
        self._appeared = appeared
        self._vanished = vanished
        self._known = known
        self._known_below = known_below
        self._tell = tell
        self._ended = ended
        self._arrivals = arrivals
        self._stop = threading.Event()
        self._waiting: Arrivals | None = None

    @property
    def waited_for(self) -> list[str]:
        """Files that were being written when they were looked at the last time."""
        return [] if self._waiting is None else self._waiting.paths()

    def watch(self, folder: Path) -> None:
        """Watch a folder in the place of the one before; returns at once."""
        self.stop()
        self._stop = threading.Event()
        threading.Thread(target=self._run, args=(folder, self._stop), name="watching", daemon=True).start()

    def stop(self) -> None:
        """Watch nothing; the thread leaves as soon as its disk lets it."""
        self._stop.set()

    def _run(self, folder: Path, stop: threading.Event) -> None:
        try:
            self._follow(folder, stop)
        except Exception:
            _log.exception("watching %s", folder)
            self._end(
                Unwatched(folder=str(folder), reason="This folder cannot be watched any longer", remedy=_AGAIN), stop
            )

    def _end(self, why: Unwatched, stop: threading.Event) -> None:
        if not stop.is_set():
            self._ended(why)

    def _follow(self, folder: Path, stop: threading.Event) -> None:
        if files.is_gone(folder):
            self._end(Unwatched(folder=str(folder), reason="There is no such folder to watch"), stop)
            return
        arrivals, began = self._arrivals(self._tell), time.time()
        self._waiting = arrivals
        for tick, changes in enumerate(self._changes(folder, stop), start=1):
            if stop.is_set():
                return
            if tick == 1:
                self._catch_up(folder, began, arrivals)
            elif isinstance(changes, Missed):
                self._look_anew(folder, changes.since, arrivals)
            if not isinstance(changes, Missed):
                self._sort(folder, changes, arrivals)
            for whole in arrivals.whole():
                if stop.is_set():
                    return
                self._appeared(whole)
            if tick % _LOOK == 0 and files.is_gone(folder):
                self._vanished([str(folder)])
                self._end(Unwatched(folder=str(folder), reason="The folder that was watched is gone"), stop)
                return

    def _changes(self, folder: Path, stop: threading.Event) -> Iterator[Sequence[str] | Missed]:
        return noticing.changes(folder, lambda: _inside(folder), stop, self._tell)

    def _catch_up(self, folder: Path, began: float, arrivals: Arrivals) -> None:
        """It watches by now: what came and went while it was getting ready was told by nobody."""
        there = frozenset(map(str, _inside(folder)))
        arrivals.note(path for path in there if not self._known(path) and _changed_since(path, began - _EARLIER))
        self._miss(folder, there)

    def _look_anew(self, folder: Path, since: float, arrivals: Arrivals) -> None:
        """Nobody told what came, changed and went for a while; what was moved here may have old times."""
        there = frozenset(map(str, _inside(folder)))
        arrivals.note(path for path in there if not self._known(path) or _changed_since(path, since - _EARLIER))
        self._miss(folder, there)

    def _miss(self, folder: Path, there: Container[str]) -> None:
        missing = (path for path in self._known_below(str(folder)) if path not in there)
        if gone := [path for path in missing if files.is_gone(Path(path))]:
            self._vanished(gone)

    def _sort(self, folder: Path, changes: Sequence[str], arrivals: Arrivals) -> None:
        gone: list[str] = []
        for path in _visible(folder, changes):
            if files.is_gone(path):
                arrivals.forget(str(path))
                gone.append(str(path))
            elif path.is_dir():  # moved here with all that is in it
                arrivals.note(map(str, _inside(path)))
            elif is_arriving(path):
                arrivals.note([str(path)])
        if gone:
            self._vanished(gone)
        if len(changes) >= _MANY:
            arrivals.note(self._unknown(folder))

    def _unknown(self, folder: Path) -> Iterator[str]:
        return (str(path) for path in _inside(folder) if not self._known(str(path)))


def is_arriving(path: Path) -> bool:
    """Whether a file is to be waited for: a picture, and not what a program downloads or copies under another name."""
    return path.suffix.lower() not in _PARTIAL and collect.is_picture(path)


_PARTIAL = frozenset({".part", ".partial", ".crdownload", ".download", ".tmp", ".temp", ".filepart", ".opdownload"})


def _inside(folder: Path) -> Iterator[Path]:
    with contextlib.suppress(Exception):  # gone again, or refused: nothing arrives there
        yield from (path for path in collect.inside(folder) if is_arriving(path))


def _changed_since(path: str, moment: float) -> bool:
    """Also what was moved here, or copied with its old time."""
    with contextlib.suppress(OSError):
        status = Path(path).stat()
        return max(status.st_ctime, status.st_mtime) >= moment
    return False


def _visible(folder: Path, changes: Sequence[str]) -> Iterator[Path]:
    """Without hidden files, and those in hidden folders, below the folder; by the name under which that is watched.

    macOS tells changes by real paths, whatever links lead to the folder.
    """
    places = (folder, folder.resolve()) if changes else ()
    for path in map(Path, changes):
        place = next((place for place in places if path.is_relative_to(place)), None)
        below = path.relative_to(place) if place is not None else Path(".hidden")
        if not any(part.startswith(".") for part in below.parts):
            yield folder / below
