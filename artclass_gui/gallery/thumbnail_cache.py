"""What thumbnails kept on the disk have in common, wherever they are kept."""

from __future__ import annotations

import stat
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtGui import QImage, QImageReader

from trainer.errors import PictureError


@dataclass(frozen=True)
class Original:
    """A picture's file as it was when somebody looked: what is made of it is kept only for this state of it."""

    path: str
    mtime_ns: int
    size: int

    @classmethod
    def of(cls, path: str) -> Original:
        """Look at a file.

        Raises:
            OSError: It is gone, or its disk does not answer.
            PictureError: It is no file but a pipe or the like, which would wait for ever when it is opened.
        """
        status = Path(path).stat()
        if not (stat.S_ISREG(status.st_mode) or stat.S_ISDIR(status.st_mode)):
            raise PictureError("is no file that can be read (a pipe or a device)", path=path)
        return cls(str(Path(path).absolute()), status.st_mtime_ns, status.st_size)


@dataclass(frozen=True)
class Refused:
    """There is no thumbnail of a picture; ``reason`` as in “is damaged”."""

    reason: str


def read_image(data: bytes, kind: str) -> QImage | None:
    """A kept thumbnail, read as what it was written as, "png" or "jpg"; None where it is none.

    No other format is tried: to find out whether something is an SVG, Qt connects signals, for which it takes a lock while
    this thread has Python's; a window that disconnects some at that moment waits the other way round, for ever.
    """
    buffer = QBuffer()
    buffer.setData(data)
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer, QByteArray(kind.encode()))
    reader.setAutoDetectImageFormat(False)
    image = reader.read()
    return None if image.isNull() else image


class ThumbnailCache(Protocol):
    """Keeps thumbnails on the disk; used from worker threads, and never raises: without it there is only more work."""

    def find(self, original: Original, side: int) -> QImage | Refused | None:
        """What is kept of a picture: its thumbnail with a longest side of ``side`` pixels, a refusal, or nothing."""

    def keep(self, original: Original, side: int, image: QImage) -> None:
        """Keep a thumbnail."""

    def refuse(self, original: Original, reason: str) -> None:
        """Remember that the picture cannot be read, and why, until its file changes."""

    def set_limit(self, limit: int) -> None:
        """How many bytes it may take, where it is the program's own."""
