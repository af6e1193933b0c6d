"""Watching a folder: pictures that arrive or change are told once they are whole, and those that go at once."""

from __future__ import annotations

import contextlib
import logging
import os
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from trainer import collect, files
from trainer.predicting.arrivals import Arrivals

_TICK = 200  # milliseconds between two looks at files that are being written
_POLL = 5_000  # milliseconds between two listings, where the system tells of no changes
_MANY = 2_000  # changes at once, after which the system may have dropped some
_LOOK = 25  # ticks between two looks whether the folder is still there
_EARLIER = 2.0  # seconds: the clocks of disks are coarse, and not all go right
_NETWORK = ("nfs", "cifs", "smb", "9p", "afp", "webdav", "davfs", "fuse.sshfs", "fuse.rclone", "ncpfs")

Paths = Callable[[Sequence[str]], None]

_log = logging.getLogger(__name__)


class Watching:
    """One folder at a time, and what is below it.

    The library (watchfiles) tells changes by the system's own means: inotify, FSEvents, ReadDirectoryChangesW. On
    network disks, whose changes elsewhere no system tells, and where the system's watches are used up, it lists the folder
    every few seconds. Whatever is called by name here is called from the thread that watches.

    Args:
        appeared: Told pictures that came or changed, and are whole by now.
        vanished: Told what is gone; a folder stands for all that was in it.
        known: Whether a path was asked for already; asked where changes may have been missed, as is
        known_below: All that was asked for in a folder.
        tell: Told in words what goes wrong.
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
        arrivals: Callable[[Callable[[str], None]], Arrivals] = Arrivals,
    ) -> None:
        self._appeared = appeared
        self._vanished = vanished
        self._known = known
        self._known_below = known_below
        self._tell = tell
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
            self._tell(f"This folder cannot be watched any longer: {folder}. Open it again to see what is new.")

    def _follow(self, folder: Path, stop: threading.Event) -> None:
        if files.is_gone(folder):
            self._tell(f"There is no such folder to watch: {folder}.")
            return
        arrivals, began = self._arrivals(self._tell), time.time()
        self._waiting = arrivals
        for tick, changes in enumerate(_changes(folder, stop, self._tell), start=1):
            if stop.is_set():
                return
            if tick == 1:
                self._catch_up(folder, began, arrivals)
            self._sort(folder, changes, arrivals)
            for whole in arrivals.whole():
                if stop.is_set():
                    return
                self._appeared(whole)
            if tick % _LOOK == 0 and files.is_gone(folder):
                self._vanished([str(folder)])
                self._tell(f"The folder that was watched is gone: {folder}.")
                return

    def _catch_up(self, folder: Path, began: float, arrivals: Arrivals) -> None:
        """It watches by now: what came and went while it was getting ready was told by nobody."""
        there = frozenset(map(str, _inside(folder)))
        arrivals.note(path for path in there if not self._known(path) and _changed_since(path, began - _EARLIER))
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


def _changes(folder: Path, stop: threading.Event, tell: Callable[[str], None]) -> Iterator[list[str]]:
    """Changed paths, again and again, also none: every `_TICK` there is something to look at.

    Raises:
        OSError: The folder cannot be watched at all.
    """
    polling = _is_far(folder)
    try:
        yield from _told(folder, stop, polling=polling)
    except OSError as error:
        if polling or isinstance(error, FileNotFoundError):
            raise
        tell(f"The system cannot tell what changes in this folder ({error}); it is listed every few seconds: {folder}.")
        yield from _told(folder, stop, polling=True)


def _told(folder: Path, stop: threading.Event, *, polling: bool) -> Iterator[list[str]]:
    from watchfiles import watch  # noqa: PLC0415 - only who watches needs it

    told = watch(
        folder,
        watch_filter=None,
        debounce=_TICK,
        step=50,
        rust_timeout=_TICK,
        yield_on_timeout=True,
        raise_interrupt=False,
        force_polling=polling or None,
        poll_delay_ms=_POLL,
        ignore_permission_denied=True,
        stop_event=stop,
    )
    for changes in told:
        yield sorted({path for _, path in changes})


def _is_far(folder: Path) -> bool:
    """Whether a folder lies on a network disk; found out without asking that disk."""
    import psutil  # noqa: PLC0415 - seldom needed

    with contextlib.suppress(OSError):
        above = [part for part in psutil.disk_partitions(all=True) if folder.is_relative_to(part.mountpoint)]
        kind = max(above, key=lambda part: len(part.mountpoint)).fstype if above else ""
        return kind.startswith(_NETWORK) or str(folder).startswith(os.sep * 2)
    return False
