"""Files that are there completely or not at all."""

from __future__ import annotations

import contextlib
import hashlib
import os
import secrets
import tempfile
from collections.abc import Iterator
from pathlib import Path

from trainer.errors import DiskError, disk_error
from trainer.running import moments

_NAMED = 80  # bytes of a name that its partial file shows: some encrypted disks allow only 143


@contextlib.contextmanager
def atomic(path: Path) -> Iterator[Path]:
    """Give a temporary path beside ``path`` to write to; it takes ``path``'s place when the block succeeds.

    The file is flushed to the disk before the rename and the folder after it, so that a power
    cut leaves either the old file or the new one. Its folder must be there: one that has
    vanished is never made anew (see `make_folders`).

    Raises:
        DiskError: The disk is full, read-only or gone, or there is no such folder.
    """
    partial = path.with_name(f".{_shortened(path.name)}.{secrets.token_hex(4)}.part")
    try:
        yield partial
        moments.reached("before-fsync")
        with partial.open("rb+") as written:
            os.fsync(written.fileno())
        moments.reached("before-rename")
        partial.replace(path)
        moments.reached("after-rename")
        _sync_folder(path.parent)
    except OSError as error:
        if is_gone(path.parent):
            raise _no_folder(path.parent) from error
        raise disk_error(error, path) from error
    finally:
        with contextlib.suppress(OSError):
            partial.unlink(missing_ok=True)


def _shortened(name: str) -> str:
    """The beginning of a name, so short that its partial file can be named in every file system, in any script."""
    return os.fsencode(name)[:_NAMED].decode("utf-8", "ignore")


def write(path: Path, data: bytes) -> None:
    """Write ``data`` to ``path``, completely or not at all.

    Raises:
        DiskError: The disk is full, read-only or gone.
    """
    with atomic(path) as partial:
        partial.write_bytes(data)


def see_that_it_takes_files(folder: Path) -> None:
    """See that a folder can be written to, by a file without a name or one that is gone at once.

    Permissions do not tell all: disks and networks refuse as well.

    Raises:
        DiskError: It cannot.
    """
    try:
        with tempfile.TemporaryFile(dir=folder):
            return
    except OSError as error:
        raise disk_error(error, folder) from error


def make_folders(folder: Path, *, within: Path) -> None:
    """Make ``folder`` and what is missing of the folders around it, up to ``within``, which must be there.

    Raises:
        DiskError: ``within`` has vanished, or the disk is full or read-only.
    """
    place = within
    try:
        for part in folder.relative_to(within).parts:
            place /= part
            place.mkdir(exist_ok=True)
    except OSError as error:
        if is_gone(within):
            raise _no_folder(within) from error
        raise disk_error(error, place) from error


def is_gone(path: Path) -> bool:
    """Whether nothing is at ``path`` any more; what cannot be told for want of access counts as there."""
    try:
        return not path.exists()
    except OSError:
        return False


def _no_folder(folder: Path) -> DiskError:
    return DiskError(
        "This folder is not there", path=folder, remedy="Connect its disk or make the folder, and try once more."
    )


def _sync_folder(folder: Path) -> None:
    if os.name != "posix":
        return  # Windows has no handle on a folder to flush
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def folder_size(folder: Path) -> int:
    """Bytes in all files below ``folder``; files that vanish meanwhile count as none."""
    total = 0
    for parent, _, names in os.walk(folder):
        for name in names:
            with contextlib.suppress(OSError):
                total += Path(parent, name).lstat().st_size
    return total


def sha256_of(path: Path) -> str:
    """The sha256 of a file's contents, in hex.

    Raises:
        DiskError: It cannot be read.
    """
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise disk_error(error, path) from error
