"""Thumbnails kept on the disk between two starts: small JPEG files in a capped folder that may be deleted at any time."""

from __future__ import annotations

import contextlib
import hashlib
import os
import secrets
import zlib
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtGui import QImage

from artclass_gui.gallery.thumbnail_cache import Original, Refused, read_image

_JPEG_QUALITY = 88
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


class OwnThumbnails:
    """The program's own folder of thumbnails, for platforms whose programs share none (a `ThumbnailCache`).

    Args:
        folder: Where the files lie; made when the first one is written.
        limit: Bytes that the folder may hold.
    """

    def __init__(self, folder: Path, *, limit: int) -> None:
        self._files = ThumbnailFiles(folder, limit=limit)

    def find(self, original: Original, side: int) -> QImage | Refused | None:
        """What is kept of a picture."""
        data = self._files.read(key_of(original, side))
        return read_image(data, "jpg") if data else None

    def keep(self, original: Original, side: int, image: QImage) -> None:
        """Keep a thumbnail."""
        self._files.write(key_of(original, side), _encoded(image))

    def refuse(self, original: Original, reason: str) -> None:
        """Reasons are found again as quickly as they would be read."""

    def set_limit(self, limit: int) -> None:
        """Bytes that the folder may hold from now on."""
        self._files.limit = limit


def _encoded(image: QImage) -> bytes:
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "JPG", _JPEG_QUALITY)  # type: ignore[call-overload]
    return bytes(data.data())


def key_of(original: Original, side: int) -> str:
    """The name under which the thumbnail of a picture is kept: another one as soon as the file changes."""
    parts = f"{original.path}\0{original.mtime_ns}\0{original.size}\0{side}"
    return hashlib.sha1(parts.encode("utf-8", "surrogateescape"), usedforsecurity=False).hexdigest()
