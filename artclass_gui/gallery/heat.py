"""A heat map drawn over a picture of the window."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage, QPainter

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

_TALLEST = 64  # pixels to which a map is enlarged smoothly before it is stretched over the picture


def over(picture: QImage, heat: Sequence[Sequence[float]]) -> QImage:
    """The picture in grey, dimmed where nothing speaks for the class and coloured where something does.

    Args:
        picture: As it was decoded.
        heat: Rows of numbers from 0 to 1.
    """
    import numpy as np  # noqa: PLC0415 - when a heat map is first shown

    from trainer.explaining import heat as heats  # noqa: PLC0415

    numbers = np.asarray(heat, np.float32)
    scale = max(1, _TALLEST // max(numbers.shape))
    large = heats.enlarged(numbers, (numbers.shape[1] * scale, numbers.shape[0] * scale))
    grey = picture.convertToFormat(QImage.Format.Format_Grayscale8).convertToFormat(QImage.Format.Format_RGB32)
    painter = QPainter(grey)
    painter.drawImage(grey.rect(), _stretched(heats.veil(large), grey.size()))
    painter.end()
    return grey


def _stretched(veil: npt.NDArray[np.uint8], size: QSize) -> QImage:
    height, width = veil.shape[:2]
    image = QImage(veil.tobytes(), width, height, 4 * width, QImage.Format.Format_RGBA8888).copy()
    return image.scaled(size, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation)
