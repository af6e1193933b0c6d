"""Small parts of cells that are painted again and again, kept as pixmaps: drawing them costs next to nothing."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPixmap

from artclass_gui.gallery.painting import draw_rounded

_MOST = 16 * 2**20  # bytes
_REMEMBERED = 2_000  # things that were drawn once


class Painted:
    """Pixmaps by what they show; the least recently drawn leave first.

    Args:
        most: Bytes that they may take together.
    """

    def __init__(self, most: int = _MOST) -> None:
        self._most = most
        self._used = 0
        self._pixmaps: OrderedDict[Hashable, QPixmap] = OrderedDict()
        self._once: set[Hashable] = set()

    def clear(self) -> None:
        """Forget all, as colours or fonts are others now."""
        self._pixmaps.clear()
        self._once.clear()
        self._used = 0

    def draw(self, painter: QPainter, place: QRect, key: Hashable, paint: Callable[[QPainter, QRect], None]) -> None:
        """Draw what ``paint`` paints into a place; what is drawn for the second time is kept in memory.

        Whoever scrolls through sees most things once, and keeping them would take longer than painting them.

        Args:
            painter: Draws on a device of any pixel ratio.
            place: Where, in the painter's coordinates.
            key: Tells what is shown, but for its size.
            paint: Paints it into a rectangle of the place's size, on a transparent ground.
        """
        ratio = painter.device().devicePixelRatio()
        whole = (key, place.width(), place.height(), ratio)
        pixmap = self._pixmaps.get(whole)
        if pixmap is None and self._is_first(whole):
            paint(painter, place)
            return
        if pixmap is None:
            pixmap = _painted(painter, place.size(), ratio, paint)
            self._keep(whole, pixmap)
        else:
            self._pixmaps.move_to_end(whole)
        painter.drawPixmap(place.topLeft(), pixmap)

    def draw_rounded(self, painter: QPainter, box: QRect, pixmap: QPixmap) -> None:
        """`painting.draw_rounded`, from memory where the same was drawn before."""
        self.draw(painter, box, pixmap.cacheKey(), lambda inner, place: draw_rounded(inner, place, pixmap))

    def _is_first(self, key: Hashable) -> bool:
        if key in self._once:
            self._once.discard(key)
            return False
        if len(self._once) > _REMEMBERED:
            self._once.clear()
        self._once.add(key)
        return True

    def _keep(self, key: Hashable, pixmap: QPixmap) -> None:
        self._pixmaps[key] = pixmap
        self._used += _bytes(pixmap)
        while self._used > self._most and len(self._pixmaps) > 1:
            _, oldest = self._pixmaps.popitem(last=False)
            self._used -= _bytes(oldest)


def _painted(like: QPainter, size: QSize, ratio: float, paint: Callable[[QPainter, QRect], None]) -> QPixmap:
    pixmap = QPixmap(size * ratio)
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHints(like.renderHints())
    painter.setFont(like.font())
    paint(painter, QRect(0, 0, size.width(), size.height()))
    painter.end()
    return pixmap


def _bytes(pixmap: QPixmap) -> int:
    return pixmap.width() * pixmap.height() * 4
