"""Thumbnails kept on the disk between two starts: small JPEG files in a capped folder that may be deleted at any time."""

from __future__ import annotations

import contextlib
import hashlib
import os
import secrets
import zlib
from pathlib import Path

_CRC_BYTES = 4
_TRIM_EVERY = 400  # writes between two looks at the folder's size
_TRIM_TO = 0.9


class ThumbnailFiles:
    """A folder of encoded thumbnails, found by what they were made of; used from worker threads, never from the window's.

    Entries are written under a temporary name and carry a checksum, so that a damaged one is
    nothing but a miss. Nothing here ever raises: without a disk cache there is only more work.

    Args:
        folder: Where the files lie; made when the first one is written.
        limit: Bytes that the folder may hold.
    """

    def __init__(self, folder: Path, *, limit: int) -> None:
        self._folder = folder
        self.limit = limit
        self._writes = 0

    def read(self, key: str) -> bytes | None:
        """The encoded thumbnail called ``key``; None where there is none or it is damaged."""
        path = self._path(key)
        try:
            data = path.read_bytes()
        except OSError:
            return None
        body = data[_CRC_BYTES:]
        if zlib.crc32(body) != int.from_bytes(data[:_CRC_BYTES], "big"):
            with contextlib.suppress(OSError):
                path.unlink()
            return None
        with contextlib.suppress(OSError):
            os.utime(path)  # the oldest use goes first when space is made
        return body

    def write(self, key: str, body: bytes) -> None:
        """Keep an encoded thumbnail; now and then, make space."""
        path = self._path(key)
        partial = path.with_name(f"{path.name}.{secrets.token_hex(4)}.part")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            partial.write_bytes(zlib.crc32(body).to_bytes(_CRC_BYTES, "big") + body)
            partial.replace(path)
        except OSError:
            with contextlib.suppress(OSError):
                partial.unlink(missing_ok=True)
        self._writes += 1
        if self._writes % _TRIM_EVERY == 1:
            self.trim()

    def trim(self) -> None:
        """Delete what was not used for longest until the folder is well within its limit."""
        entries = self._entries()
        size = sum(entry[1] for entry in entries)
        if size <= self.limit:
            return
        for _, length, path in sorted(entries):
            if size <= self.limit * _TRIM_TO:
                break
            with contextlib.suppress(OSError):
                path.unlink()
                size -= length

    def _entries(self) -> list[tuple[float, int, Path]]:
        found = []
        for parent, _, names in os.walk(self._folder):
            for name in names:
                path = Path(parent) / name
                with contextlib.suppress(OSError):
                    status = path.stat()
                    found.append((status.st_mtime, status.st_size, path))
        return found

    def _path(self, key: str) -> Path:
        return self._folder / key[:2] / f"{key[2:]}.thumb"


def key_of(path: str, side: int) -> str:
    """The name under which the thumbnail of a picture is kept: another one as soon as the file changes.

    Raises:
        OSError: The file is gone.
    """
    status = Path(path).stat()
    parts = f"{path}\0{status.st_mtime_ns}\0{status.st_size}\0{side}"
    return hashlib.sha1(parts.encode("utf-8", "surrogateescape"), usedforsecurity=False).hexdigest()
