"""The reliability diagram: how often the model is right at each confidence, painted, with every bar in words."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QHelpEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from artclass_gui.figures import interval, percent
from artclass_gui.theme import TINY, Theme
from artclass_gui.widgets.words import human_percent, pictures
from trainer.measuring.reliability import Bin, Reliability

_HEIGHT = 264
_LEFT, _RIGHT, _BELOW, _ABOVE = 48, 24, 40, 8
_TICKS = (0.0, 0.25, 0.5, 0.75, 1.0)


class ReliabilityDiagram(QWidget):
    """A bar for each tenth of confidence, as high as the share told rightly; on the dashed line both agree."""

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._bins: tuple[Bin, ...] = ()
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(name)
        theme.changed.connect(self.update)

    def set_reliability(self, reliability: Reliability) -> None:
        """Show this diagram."""
        self._bins = reliability.bins
        self.setAccessibleDescription("\n".join(self.words(found) for found in self._bins if found.images))
        self.update()

    def words(self, found: Bin) -> str:
        """A bar as a sentence."""
        place = self.tr("{0} to {1} sure").format(human_percent(found.low), human_percent(found.high))
        if found.accuracy is None or found.interval is None:
            return self.tr("{0}: no pictures").format(place)
        return self.tr("{0}: right on {1} of {2} (95 % interval {3})").format(
            place, percent(found.accuracy), pictures(found.images), interval(found.interval)
        )

    def sizeHint(self) -> QSize:
        """Room for ten bars."""
        return QSize(340, _HEIGHT)

    def minimumSizeHint(self) -> QSize:
        """As little as can be read."""
        return QSize(240, _HEIGHT)

    def event(self, event: QEvent) -> bool:
        """Explain the bar below the mouse."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            found = self._bin_at(event.pos().x())
            QToolTip.showText(event.globalPos(), "" if found is None else self.words(found), self)
            return True
        return super().event(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint axes, bars, intervals and the line of agreement."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        small = QFont(self.font())
        small.setPointSizeF(max(7.0, small.pointSizeF() * 0.85))
        painter.setFont(small)
        self._paint_axes(painter)
        for found in self._bins:
            if found.accuracy is not None:
                self._paint_bar(painter, found)
        self._paint_agreement(painter)
        painter.end()

    # How

    @property
    def _area(self) -> QRectF:
        return QRectF(_LEFT, _ABOVE, self.width() - _LEFT - _RIGHT, _HEIGHT - _ABOVE - _BELOW)

    def _x(self, share: float) -> float:
        return self._area.left() + share * self._area.width()

    def _y(self, share: float) -> float:
        return self._area.bottom() - share * self._area.height()

    def _bin_at(self, x: int) -> Bin | None:
        return next((found for found in self._bins if self._x(found.low) <= x < self._x(found.high)), None)

    def _paint_axes(self, painter: QPainter) -> None:
        for tick in _TICKS:
            painter.setPen(QPen(self._theme.colour("border"), 1))
            painter.drawLine(QPointF(self._x(0), self._y(tick)), QPointF(self._x(1), self._y(tick)))
            painter.setPen(self._theme.colour("muted"))
            beside = QRectF(0, self._y(tick) - 9, _LEFT - TINY, 18)
            painter.drawText(beside, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, human_percent(tick))
            below = QRectF(self._x(tick) - 24, self._area.bottom() + 2, 48, 16)
            painter.drawText(below, Qt.AlignmentFlag.AlignCenter, human_percent(tick))
        name = QRectF(self._area.left(), _HEIGHT - 20, self._area.width(), 18)
        painter.drawText(name, Qt.AlignmentFlag.AlignCenter, self.tr("Confidence; the bars: how often it is right"))

    def _paint_bar(self, painter: QPainter, found: Bin) -> None:
        assert found.accuracy is not None
        assert found.interval is not None
        left, right = self._x(found.low) + 2, self._x(found.high) - 2
        colour = self._theme.series(1)
        fill = QColor(colour)
        fill.setAlphaF(0.55)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(fill)
        top = self._y(found.accuracy)
        painter.drawRect(QRectF(left, top, right - left, self._area.bottom() - top))
        painter.setPen(QPen(self._theme.colour("text"), 1))
        middle = (left + right) / 2
        low, high = found.interval
        painter.drawLine(QPointF(middle, self._y(low)), QPointF(middle, self._y(high)))
        for end in (low, high):
            painter.drawLine(QPointF(middle - 3, self._y(end)), QPointF(middle + 3, self._y(end)))

    def _paint_agreement(self, painter: QPainter) -> None:
        pen = QPen(self._theme.colour("accent"), 1.5)
        pen.setDashPattern([3.0, 2.5])
        painter.setPen(pen)
        painter.drawLine(QPointF(self._x(0), self._y(0)), QPointF(self._x(1), self._y(1)))
