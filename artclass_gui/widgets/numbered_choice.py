"""A button for one of a few answers: its digit on a key, the answer, and why it might be the right one."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QPushButton, QSizePolicy

from artclass_gui.theme import GAP, RADIUS, SMALL, TINY, Theme

_KEY = 22
_NARROWEST, _WIDEST = 96, 300
_SPARE = 4  # pixels, for the width of words is rounded


class NumberedChoice(QPushButton):
    """As wide as its words, within limits; they are shortened where there is no room. Without a reason it is lower."""

    def __init__(self, theme: Theme, key: str, name: str, reason: str) -> None:
        super().__init__()
        self._theme, self._key, self._name, self._reason = theme, key, name, reason
        self.setAccessibleName(f"{name}, {reason}" if reason else name)
        self.setToolTip(f"{name}\n{reason}".strip())
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)

    @property
    def name(self) -> str:
        """The answer."""
        return self._name

    @property
    def reason(self) -> str:
        """Why it might be the right one."""
        return self._reason

    def sizeHint(self) -> QSize:
        """Room for the words."""
        metrics = self.fontMetrics()
        words = max(metrics.horizontalAdvance(self._name), metrics.horizontalAdvance(self._reason))
        width = words + _KEY + 3 * GAP + _SPARE
        height = 2 * metrics.height() + TINY + 2 * SMALL if self._reason else max(metrics.height(), _KEY) + SMALL
        return QSize(max(_NARROWEST, min(_WIDEST, width)), height)

    def minimumSizeHint(self) -> QSize:
        """As narrow as the digit and a few letters."""
        return QSize(_NARROWEST, self.sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw ground, digit and words."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        lively = self.isEnabled() and (self.underMouse() or self.isDown())
        painter.setBrush(self._theme.colour("hover" if lively else "surface"))
        painter.setPen(QPen(self._theme.colour("accent" if self.hasFocus() else "border"), 1))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), RADIUS, RADIUS)
        area = self.rect().adjusted(GAP, SMALL if self._reason else 0, -GAP, -SMALL if self._reason else 0)
        key = QRectF(area.left(), self.rect().center().y() - _KEY / 2 + 0.5, _KEY, _KEY)
        painter.setPen(QPen(self._theme.colour("muted"), 1))
        painter.setBrush(self._theme.colour("raised"))
        painter.drawRoundedRect(key, 4, 4)
        painter.setPen(self._theme.colour("text"))
        painter.drawText(key, Qt.AlignmentFlag.AlignCenter, self._key)
        self._words(painter, QRectF(key.right() + GAP, area.top(), area.right() - key.right() - GAP, area.height()))

    def _words(self, painter: QPainter, area: QRectF) -> None:
        metrics, elide = painter.fontMetrics(), Qt.TextElideMode.ElideRight
        upper, lower = QRectF(area), QRectF(area)
        upper.setHeight(area.height() / 2)
        lower.setTop(upper.bottom())
        middle = Qt.AlignmentFlag.AlignVCenter
        name = metrics.elidedText(self._name, elide, int(area.width()))
        painter.drawText(upper if self._reason else area, middle, name)
        painter.setPen(self._theme.colour("muted"))
        painter.drawText(lower, middle, metrics.elidedText(self._reason, elide, int(area.width())))
