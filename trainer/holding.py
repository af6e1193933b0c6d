"""Who works in a folder: a lock that dies with its process, and a note beside it that others read without touching the lock."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import filelock
import msgspec

from trainer.errors import ProjectError, disk_error

_LOCK, _NOTE = ".lock", ".holder"
_PATIENCE = 1.0  # seconds: a process that was killed may take a moment to let go
_TOLERANCE = 0.05  # between two readings of when the same process began


class Holder(msgspec.Struct, frozen=True):
    """What the note says: a process, when it began, since its number will be given to others, and which folder it holds.

    The folder is named by its inode: a copy of it brings the note along and is held by nobody. None in notes of before.
    """

    pid: int
    began: float
    folder: int | None = None


@contextlib.contextmanager
def held(folder: Path, *, busy: str) -> Iterator[None]:
    """Hold ``folder`` as long as the block lasts.

    The lock decides; the note only tells, so that nobody has to try the lock in order to look.

    Args:
        folder: Must be there; it is never made anew.
        busy: What to say where another process holds it, as a sentence without its full stop.

    Raises:
        ProjectError: Another process holds it.
        DiskError: It cannot be written to.
    """
    lock, note = filelock.FileLock(folder / _LOCK), folder / _NOTE
    try:
        folder.stat()  # the lock would make the folder
        lock.acquire(timeout=_PATIENCE)
    except filelock.Timeout as error:
        raise ProjectError(busy, path=folder, remedy="Wait until it has ended.") from error
    except OSError as error:
        raise disk_error(error, folder) from error
    try:
        _write(note)
        yield
    finally:
        with contextlib.suppress(OSError):  # Windows deletes nothing that somebody reads just now: empty it first
            note.write_bytes(b"")
            note.unlink()
        lock.release()


def is_held(folder: Path) -> bool:
    """Whether a process that lives holds ``folder``; looking takes no lock and disturbs nobody."""
    return holder(folder) is not None


def holder(folder: Path) -> Holder | None:
    """The process that holds ``folder``, if it lives; looking takes no lock and disturbs nobody."""
    try:
        noted = msgspec.json.decode((folder / _NOTE).read_bytes(), type=Holder)
    except (OSError, msgspec.DecodeError):
        return None
    if noted.folder is not None and noted.folder != _inode(folder):
        return None
    began = _began(noted.pid)
    lives = began is not None and abs(began - noted.began) < _TOLERANCE
    return noted if lives else None


def mark(folder: Path) -> None:
    """Note that this process works in ``folder``, where no other wants to: without a lock, which some disks do not know.

    Raises:
        DiskError: It cannot be written to.
    """
    _write(folder / _NOTE)


def _write(note: Path) -> None:
    pid = os.getpid()
    try:  # in place: Windows replaces no file that somebody reads just now
        note.write_bytes(msgspec.json.encode(Holder(pid, _began(pid) or 0.0, _inode(note.parent))))
    except OSError as error:
        raise disk_error(error, note) from error


def _inode(folder: Path) -> int | None:
    try:
        return folder.stat().st_ino
    except OSError:
        return None


def _began(pid: int) -> float | None:
    """When a process began, by a clock that nobody sets; None where it has ended."""
    return _began_linux(pid) if sys.platform == "linux" else _began_elsewhere(pid)


def _began_linux(pid: int) -> float | None:
    """In ticks since the computer was started (proc(5)); psutil adds the time of day, which may be set meanwhile."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_bytes().rpartition(b")")[2].split()
    except OSError:
        return None
    ended = fields[0] in (b"Z", b"X")  # killed, and not yet asked after by its parent
    return None if ended else float(fields[19])


def _began_elsewhere(pid: int) -> float | None:
    import psutil  # noqa: PLC0415 - seldom needed

    try:
        process = psutil.Process(pid)
        ended = os.name == "posix" and process.status() == psutil.STATUS_ZOMBIE
        return None if ended else process.create_time()
    except psutil.Error:
        return None
