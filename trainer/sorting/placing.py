"""How a file gets a place without ever taking another one's: by the operating system's own refusal, not by looking first."""

from __future__ import annotations

import contextlib
import ctypes
import errno
import functools
import hashlib
import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from trainer.running import moments
from trainer.sorting.patterns import folded
from trainer.sorting.values import Stamp

_PIECE = 1 << 20  # bytes
_HERE = -100  # AT_FDCWD: paths are absolute anyway
_NOREPLACE, _EXCL = 1, 4  # RENAME_NOREPLACE of Linux, RENAME_EXCL of macOS
_UNKNOWN = {errno.EINVAL, errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP}
_NO_LINKS = {errno.EPERM, errno.EMLINK, errno.EACCES, *_UNKNOWN}

Rename = Callable[[bytes, bytes], int]


class ChangedMeanwhile(OSError):
    """A file was written to while it was copied."""


class Copied(NamedTuple):
    """A copy that lies on the disk: the sha256 of its contents, its stamp, and the stamp of what was copied."""

    sha256: str
    stamp: Stamp
    source: Stamp


def stamp(path: Path) -> Stamp:
    """The stamp of what is at ``path``, which may be a link.

    Raises:
        OSError: There is nothing, or it cannot be looked at.
    """
    return _stamp(path.lstat())


def _stamp(found: os.stat_result) -> Stamp:
    return Stamp(found.st_size, found.st_mtime_ns, found.st_dev, found.st_ino)


def is_there(path: Path) -> bool:
    """Whether something is at ``path``, and be it a broken link.

    Raises:
        OSError: That cannot be told.
    """
    try:
        path.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    return True


def same_entry(one: Path, other: Path) -> bool:
    """Whether two paths name one and the same entry of one folder, through whatever links and mounts.

    Deleting one would delete the other; two hard links of a file are different entries.

    Raises:
        OSError: That cannot be told.
    """
    if folded(one.name) != folded(other.name):
        return False
    try:
        return one.parent.samefile(other.parent)
    except (FileNotFoundError, NotADirectoryError):
        return False


def rename(source: Path, target: Path, *, linking: Callable[[], None]) -> None:
    """Give a file another name on the same disk.

    Where the disk knows no renaming that refuses to replace, the file gets a second name and then loses the first.

    Args:
        source: From where.
        target: To where.
        linking: Called before a file gets a second name.

    Raises:
        FileExistsError: Something is at ``target``.
        OSError: ``errno.EXDEV``: that takes another disk, or the disk knows neither way.
    """
    if _renamed(source, target):
        return
    linking()
    try:
        os.link(source, target, follow_symlinks=False)
    except OSError as error:
        if error.errno in _NO_LINKS and source.lstat():
            raise OSError(errno.EXDEV, os.strerror(errno.EXDEV), str(target)) from error
        raise
    moments.reached("sort-linked")
    sync_folder(target.parent)
    source.unlink()


def _renamed(source: Path, target: Path) -> bool:
    """Rename by a call that refuses to replace; False where there is none."""
    if os.name == "nt":
        source.rename(target)  # refuses by itself
        return True
    call = _exclusive_rename()
    if call is None:
        return False
    ctypes.set_errno(0)
    if call(os.fsencode(source), os.fsencode(target)) == 0:
        return True
    number = ctypes.get_errno()
    if number in _UNKNOWN:
        return False
    raise OSError(number, os.strerror(number), str(source), None, str(target))


@functools.cache
def _exclusive_rename() -> Rename | None:
    """The system's call; None where it has none."""
    library = ctypes.CDLL(None, use_errno=True)
    if sys.platform == "darwin" and hasattr(library, "renamex_np"):
        mac = library.renamex_np
        mac.argtypes = [ctypes.c_char_p, ctypes.c_char_p, ctypes.c_uint]
        return lambda source, target: int(mac(source, target, _EXCL))
    if hasattr(library, "renameat2"):
        linux = library.renameat2
        linux.argtypes = [ctypes.c_int, ctypes.c_char_p, ctypes.c_int, ctypes.c_char_p, ctypes.c_uint]
        return lambda source, target: int(linux(_HERE, source, _HERE, target, _NOREPLACE))
    return None


def copy(source: Path, partial: Path) -> Copied:
    """Copy a file's contents, times, permissions and attributes to a new file, down to the disk.

    Raises:
        FileExistsError: Something is at ``partial``.
        ChangedMeanwhile: Somebody has written to ``source`` while it was read.
        OSError: The disk is full, read-only or gone.
    """
    flags = os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_BINARY", 0)
    with source.open("rb") as reading:
        before = _stamp(os.fstat(reading.fileno()))
        with os.fdopen(os.open(partial, flags, 0o600), "wb", buffering=0) as writing:
            digest = hashlib.sha256()
            while piece := reading.read(_PIECE):
                digest.update(piece)
                _write_all(writing.fileno(), piece)
            moments.reached("sort-copied")
            _copy_looks(source, partial)
            os.fsync(writing.fileno())
            written = _stamp(os.fstat(writing.fileno()))
        if _stamp(os.fstat(reading.fileno())) != before or written.size != before.size:
            raise ChangedMeanwhile(errno.EBUSY, "was changed while it was copied", str(source))
    return Copied(digest.hexdigest(), written, before)


def _copy_looks(source: Path, partial: Path) -> None:
    """Times, permissions and attributes, as far as the other disk knows such things."""
    found = source.stat()
    with contextlib.suppress(OSError):
        shutil.copystat(source, partial)
    with contextlib.suppress(OSError):
        os.utime(partial, ns=(found.st_atime_ns, found.st_mtime_ns))


def _write_all(handle: int, piece: bytes) -> None:
    rest = memoryview(piece)
    while rest:
        rest = rest[os.write(handle, rest) :]


def place(partial: Path, target: Path) -> None:
    """Give a finished copy its name.

    Raises:
        FileExistsError: Something is at ``target``.
        OSError: It cannot be done.
    """
    try:
        rename(partial, target, linking=lambda: None)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))  # nobody else takes the name now
        partial.replace(target)
    sync_folder(target.parent)


def sha256(path: Path, *, from_disk: bool = False) -> str:
    """The sha256 of a file; ``from_disk``: what lies there, not what the system remembers of it.

    Raises:
        OSError: It cannot be read.
    """
    with path.open("rb") as stream:
        if from_disk and hasattr(os, "posix_fadvise"):
            os.posix_fadvise(stream.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        return hashlib.file_digest(stream, "sha256").hexdigest()


def is_copy(target: Path, source: Path, digest: str) -> bool:
    """Whether ``target`` holds these contents by itself: it is no link to ``source``, with which they would vanish.

    Raises:
        OSError: It cannot be read.
    """
    if target.is_symlink():
        return False
    one, other = stamp(target), stamp(source)
    return (one.device, one.inode) != (other.device, other.inode) and sha256(target) == digest


def sync_folder(folder: Path) -> None:
    """Let the names in a folder survive a power cut, where the system can be asked for that."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        with contextlib.suppress(OSError):  # some network disks refuse
            os.fsync(handle)
    finally:
        os.close(handle)
