"""What changes in a folder: as the system tells it, or found by listing the folder again and again where it does not."""

from __future__ import annotations

import contextlib
import logging
import os
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from trainer.names import readable

TICK = 200  # milliseconds between two looks at files that are being written
_POLL = 5_000  # milliseconds between two listings
_RESTARTS = 10  # of the library, before the folder is listed instead: reading a file counts as a change of it, too
_SHARE = 0.1  # of the time may go into listing
_NETWORK = ("nfs", "cifs", "smb", "9p", "afp", "webdav", "davfs", "fuse.sshfs", "fuse.rclone", "ncpfs")

Inside = Callable[[], Iterable[Path]]

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Missed:
    """Nobody told what changed from this moment (seconds since 1970) until now; what changes from now on is told."""

    since: float


class _Deaf(Exception):
    """The library cannot go on.

    Attributes:
        since: Seconds since 1970: what changed from then on was told by nobody.
    """

    def __init__(self, error: Exception, since: float) -> None:
        super().__init__(str(error))
        self.since = since


def changes(
    folder: Path, inside: Inside, stop: threading.Event, tell: Callable[[str], None]
) -> Iterator[Sequence[str] | Missed]:
    """Changed paths, again and again, also none: every `TICK` there is something to look at.

    Args:
        folder: The folder.
        inside: Lists the files in it that count.
        stop: Set once nobody wants to hear more.
        tell: Told in words where the folder is listed because the system tells of no changes.

    Raises:
        OSError: The folder cannot be watched at all.
    """
    began = time.time()
    if _is_far(folder):
        yield from _listed(inside, stop, began)
        return
    try:
        yield from _told_again(folder, stop)
        return
    except FileNotFoundError:
        raise
    except (OSError, ValueError) as error:  # ValueError: the folder's own name is no valid Unicode
        why, since = str(error), began
    except _Deaf as error:
        why, since = str(error), error.since
    tell(
        f"The system cannot tell what changes in this folder ({readable(why)}); "
        f"it is listed every few seconds: {folder}."
    )
    yield from _listed(inside, stop, since)


def _told_again(folder: Path, stop: threading.Event) -> Iterator[Sequence[str] | Missed]:
    """What the system tells; the library fails for good at a name that it cannot decode, so it is started anew."""
    heard, missed, failures = time.time(), False, 0
    while True:
        try:
            for told in _told(folder, stop):
                if missed:
                    yield Missed(heard)
                heard, missed = time.time(), False
                yield told
            return
        except RuntimeError as error:  # WatchfilesRustInternalError
            _log.info("watching %r anew: %s", folder, error)
            missed, failures = True, failures + 1
            if failures > _RESTARTS:
                raise _Deaf(error, heard) from error


def _told(folder: Path, stop: threading.Event) -> Iterator[Sequence[str]]:
    from watchfiles import watch  # noqa: PLC0415 - only who watches needs it

    told = watch(
        folder,
        watch_filter=None,
        debounce=TICK,
        step=50,
        rust_timeout=TICK,
        yield_on_timeout=True,
        raise_interrupt=False,
        poll_delay_ms=_POLL,
        ignore_permission_denied=True,
        stop_event=stop,
    )
    for found in told:
        yield sorted({path for _, path in found})


def _listed(inside: Inside, stop: threading.Event, since: float) -> Iterator[Sequence[str] | Missed]:
    before, due = _stamps(inside)
    yield Missed(since)
    while not stop.wait(TICK / 1_000):
        if time.monotonic() < due:
            yield ()
            continue
        now, due = _stamps(inside)
        yield sorted(path for path in before.keys() | now.keys() if before.get(path) != now.get(path))
        before = now


def _stamps(inside: Inside) -> tuple[dict[str, tuple[int, int, int]], float]:
    """Of each file what changes when the file does, and when (by the monotonic clock) it is time to look again."""
    found, began = {}, time.monotonic()
    for path in inside():
        with contextlib.suppress(OSError):  # it went in this moment
            status = path.stat()
            found[str(path)] = (status.st_ino, status.st_size, status.st_mtime_ns)
    now = time.monotonic()
    return found, now + max(_POLL / 1_000, (now - began) / _SHARE)


def _is_far(folder: Path) -> bool:
    """Whether a folder lies on a network disk; found out without asking that disk."""
    import psutil  # noqa: PLC0415 - seldom needed

    with contextlib.suppress(OSError):
        above = [part for part in psutil.disk_partitions(all=True) if folder.is_relative_to(part.mountpoint)]
        kind = max(above, key=lambda part: len(part.mountpoint)).fstype if above else ""
        return kind.startswith(_NETWORK) or str(folder).startswith(os.sep * 2)
    return False
