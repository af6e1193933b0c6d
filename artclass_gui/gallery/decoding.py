"""Pictures as `QImage`, decoded by the trainer's own opener; for worker threads only."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

from trainer.errors import ArtClassError, PictureError

if TYPE_CHECKING:
    from PIL.Image import Image

MOST_DETAIL = 6_000  # pixels of the longest side that is decoded, for zooming
_log = logging.getLogger(__name__)


def decode(path: Path, side: int) -> QImage:
    """The picture scaled to fit into a square of ``side`` pixels, never enlarged.

    Raises:
        PictureError: It cannot be read; ``what`` is the reason, as in “is damaged”.
    """
    from trainer.pixels import thumbnail  # noqa: PLC0415 - Pillow is loaded here, off the GUI thread

    try:
        return to_qimage(thumbnail(path, side))
    except ArtClassError:
        raise
    except Exception as error:  # a damaged file can make any library fail in any way
        _log.exception("%s", path)
        raise PictureError("cannot be read", path=path) from error


def to_qimage(picture: Image) -> QImage:
    """A Pillow picture as a `QImage` with pixels of its own."""
    rgb = picture if picture.mode == "RGB" else picture.convert("RGB")
    width, height = rgb.size
    return QImage(rgb.tobytes(), width, height, 3 * width, QImage.Format.Format_RGB888).copy()


@dataclass(frozen=True)
class Loaded:
    """A decoded picture: what of it is in memory, and its own size."""

    image: QImage
    size: QSize
    side: int


def open_large(path: Path, side: int) -> Loaded:
    """Decode a picture for a screen of ``side`` pixels.

    Raises:
        PictureError: It cannot be read.
    """
    from trainer.pixels import examine  # noqa: PLC0415 - Pillow is loaded here, off the GUI thread

    image = decode(path, side).convertToFormat(QImage.Format.Format_RGB32)
    facts = examine(path) if max(image.width(), image.height()) >= side else None
    size = QSize(facts.width, facts.height) if facts is not None else image.size()
    return Loaded(image, size, side)


def screen_side(widget: QWidget) -> int:
    """Enough pixels for a whole widget, in steps so that resizing does not decode again and again."""
    longest = max(widget.width(), widget.height()) * widget.devicePixelRatioF()
    return min(MOST_DETAIL, -(-round(longest) // 512) * 512)
