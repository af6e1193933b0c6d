"""Pictures as `QImage`, decoded by the trainer's own opener; for worker threads only."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtGui import QImage

from trainer.errors import ArtClassError, PictureError

if TYPE_CHECKING:
    from PIL.Image import Image

_log = logging.getLogger(__name__)


def decode(path: Path, side: int) -> QImage:
    """The picture scaled to fit into a square of ``side`` pixels, never enlarged.

    Raises:
        PictureError: It cannot be read; ``what`` is the reason, as in “is damaged”.
    """
    from trainer.pixels import open_picture  # noqa: PLC0415 - Pillow is loaded here, off the GUI thread

    try:
        picture = open_picture(path, at_least=side)
        if max(picture.size) > side:
            picture.thumbnail((side, side))
        return to_qimage(picture)
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
