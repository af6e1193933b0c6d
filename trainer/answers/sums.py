"""The sums of files that were read before, so that looking again at what a sort would do reads only what has changed."""

from __future__ import annotations

import contextlib
import hashlib
import os
from pathlib import Path

import msgspec

from trainer import files
from trainer.errors import DiskError

_Stamp = tuple[int, int, int, int, int]


class Sums:
    """The sha256 of files, from the disk or, where nothing about a file has changed, as it was read before.

    For dry runs, which touch nothing: neither size nor times prove what a file holds, so that whoever touches files gives no
    ``kept`` and has each of them read. The time of change of an inode, which programs cannot set, is compared, too.

    Args:
        kept: A file for what is read, which must be safe from others; None: everything is read.
    """

    def __init__(self, kept: Path | None = None) -> None:
        self._kept = kept
        self._known = _read(kept) if kept is not None else {}

    def of(self, path: Path) -> str:
        """The sha256 of a file in hex; safe to call from several threads.

        Raises:
            OSError: It cannot be read.
        """
        stamp, name = _stamp(path), os.fsencode(path)
        before = self._known.get(name)
        if before is not None and before[0] == stamp:
            return before[1]
        with path.open("rb") as stream:
            read = hashlib.file_digest(stream, "sha256").hexdigest()
        if self._kept is not None:
            self._known[name] = (stamp, read)
        return read

    def keep(self) -> None:
        """Write down what is known, for the next time; where there is no room for it, that one reads again."""
        if self._kept is not None:
            with contextlib.suppress(DiskError):
                files.write(self._kept, msgspec.msgpack.encode(self._known))


def _stamp(path: Path) -> _Stamp:
    found = path.stat()
    return found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_dev, found.st_ino


def _read(kept: Path) -> dict[bytes, tuple[_Stamp, str]]:
    try:
        return msgspec.msgpack.decode(kept.read_bytes(), type=dict[bytes, tuple[_Stamp, str]])
    except (OSError, msgspec.MsgspecError):
        return {}  # none yet, or cut off: everything is read
