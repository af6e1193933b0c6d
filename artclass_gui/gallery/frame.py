"""The frame that is drawn around pictures with the mouse."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QAbstractScrollArea, QRubberBand

_DRAG = 8  # pixels that a press may move without becoming a frame


class Frame:
    """Begins where the mouse is pressed and scrolls with what is below it.

    Args:
        area: What it is drawn over.
    """

    def __init__(self, area: QAbstractScrollArea) -> None:
        self._area = area
        self._band = QRubberBand(QRubberBand.Shape.Rectangle, area.viewport())
        self._start: QPoint | None = None

    @property
    def begun(self) -> bool:
        """Whether the mouse was pressed."""
        return self._start is not None

    def begin(self, place: QPoint) -> None:
        """The mouse is pressed at a place of the viewport."""
        self._start = place + self._scrolled()

    def draw(self, place: QPoint) -> QRect | None:
        """The mouse has moved to a place of the viewport.

        Returns:
            The frame in the coordinates of the whole gallery; None while it is too small to be meant.
        """
        if self._start is None:
            return None
        start = self._start - self._scrolled()
        if not self._band.isVisible() and (place - start).manhattanLength() < _DRAG:
            return None
        frame = QRect(start, place).normalized()
        self._band.setGeometry(frame)
        self._band.show()
        return frame.translated(self._scrolled())

    def scroll_after(self, place: QPoint) -> None:
        """Scroll on where the mouse has left the viewport."""
        over = place.y() - max(0, min(self._area.viewport().height(), place.y()))
        bar = self._area.verticalScrollBar()
        bar.setValue(bar.value() + over)

    def end(self) -> None:
        """The mouse is let go."""
        self._start = None
        self._band.hide()

    def _scrolled(self) -> QPoint:
        return QPoint(0, self._area.verticalScrollBar().value())
