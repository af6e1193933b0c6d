"""Cells that were painted are kept as pixmaps, and a repaint takes no longer than a person is willing to wait."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import NamedTuple

from PySide6.QtCore import QRect, QRectF, QSize
from PySide6.QtGui import QColor, QPainter, QPixmap

_LEAST = 16 * 2**20  # bytes that may be kept, however small the window is
_SCREENS = 2  # that are kept of a larger one
_REPAINT_S = 0.006  # for what is new in one repaint: with the rest of a turn, well below two frames of a screen
_MARGIN = 2  # device-independent pixels around a cell where nothing is to be seen: round corners of the view stay round
_AT_LEAST = 4  # new cells that each repaint paints, however slow the computer is: it always goes on

Paint = Callable[[QPainter, QRect], None]


class _Look(NamedTuple):
    key: Hashable
    width: int
    height: int
    ratio: float


class Painted:
    """Opaque pixmaps of cells by what they show; the least recently drawn leave first.

    Opaque, because words on a transparent ground are drawn another way, and would change before people's eyes.

    Args:
        ground: Tells the colour that cells are painted on.
        patience: Seconds that the new cells of one repaint may take before the others are left for the next.
        clock: Seconds from any start.
    """

    def __init__(
        self,
        ground: Callable[[], QColor],
        *,
        patience: float = _REPAINT_S,
        clock: Callable[[], float] = time.perf_counter,
    ) -> None:
        self._ground, self._patience, self._clock = ground, patience, clock
        self._used, self._most = 0, _LEAST
        self._pixmaps: OrderedDict[_Look, QPixmap] = OrderedDict()
        self._latest: dict[Hashable, _Look] = {}
        self._began, self._new = clock(), 0

    def clear(self) -> None:
        """Forget all, as colours, fonts or pictures are others now."""
        self._pixmaps.clear()
        self._latest.clear()
        self._used = 0

    def begin(self, pixels: int) -> None:
        """A repaint of a window with so many physical pixels begins: it has its time from now on."""
        self._most = max(_LEAST, 4 * pixels * _SCREENS)
        self._began, self._new = self._clock(), 0

    def draw(self, painter: QPainter, place: QRect, name: Hashable, key: Hashable, paint: Paint) -> bool:
        """Draw a cell; returns False where it is new and the repaint has had its time: then it is drawn as it was before.

        Args:
            painter: Draws on a device of any pixel ratio.
            place: Where, in the painter's coordinates.
            name: Tells which cell it is.
            key: Tells all that is to be seen in it, but for its size.
            paint: Paints it into a rectangle of the place's size.
        """
        look = _Look(key, place.width(), place.height(), painter.device().devicePixelRatio())
        pixmap = self._pixmaps.get(look)
        late = pixmap is None and self._is_late()
        if late:
            look = self._latest.get(name, look)
            pixmap = self._pixmaps.get(look)
        elif pixmap is None:
            pixmap = self._painted(place.size(), look.ratio, paint)
            self._keep(name, look, pixmap)
        else:
            self._pixmaps.move_to_end(look)
        if pixmap is not None:
            painter.drawPixmap(_inner(QRectF(place), 1), pixmap, _inner(QRectF(pixmap.rect()), look.ratio))
        return not late

    def _is_late(self) -> bool:
        self._new += 1
        return self._new > _AT_LEAST and self._clock() - self._began > self._patience

    def _keep(self, name: Hashable, look: _Look, pixmap: QPixmap) -> None:
        self._pixmaps[look] = pixmap
        self._latest[name] = look
        self._used += _bytes(pixmap)
        while self._used > self._most and len(self._pixmaps) > 1:
            _, oldest = self._pixmaps.popitem(last=False)
            self._used -= _bytes(oldest)
        if len(self._latest) > 2 * len(self._pixmaps):
            self._latest = {name: look for name, look in self._latest.items() if look in self._pixmaps}

    def _painted(self, size: QSize, ratio: float, paint: Paint) -> QPixmap:
        pixmap = QPixmap(size * ratio)
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(self._ground())
        painter = QPainter(pixmap)
        paint(painter, QRect(0, 0, size.width(), size.height()))
        painter.end()
        return pixmap


def _inner(cell: QRectF, ratio: float) -> QRectF:
    margin = _MARGIN * ratio
    return cell.adjusted(margin, margin, -margin, -margin)


def _bytes(pixmap: QPixmap) -> int:
    return pixmap.width() * pixmap.height() * 4
