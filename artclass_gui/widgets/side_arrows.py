"""Arrows at the ends of a row that can be scrolled sideways: what is cut off there is seen to go on."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRect, QSize, Qt
from PySide6.QtGui import QColor, QLinearGradient, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QScrollArea

from artclass_gui.theme import Theme

WIDTH = 40
"""Pixels of the row that an arrow lies over."""
_ICON = 16
_FADE = 0.4  # of an arrow's width


class Arrow(QAbstractButton):
    """An arrow over the end of a row, which fades out below it; for the mouse, since the keyboard has the row itself."""

    def __init__(self, theme: Theme, area: QScrollArea, words: str, *, forth: bool) -> None:
        super().__init__(area)
        self._theme, self._forth = theme, forth
        self.setToolTip(words)
        self.setAccessibleName(words)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.hide()

    def sizeHint(self) -> QSize:
        """As wide as what it covers."""
        return QSize(WIDTH, _ICON)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The ground of the window over the row, and the arrow on it."""
        painter = QPainter(self)
        solid = self._theme.colour("window")
        clear = QColor(solid)
        clear.setAlpha(0)
        inner, outer = (0, self.width()) if self._forth else (self.width(), 0)
        fade = QLinearGradient(inner, 0, outer, 0)
        fade.setColorAt(0, clear)
        fade.setColorAt(_FADE, solid)
        painter.fillRect(self.rect(), fade)
        left = self.width() - _ICON - 2 if self._forth else 2
        place = QRect(left, (self.height() - _ICON) // 2, _ICON, _ICON)
        name = "chevron-right" if self._forth else "chevron-left"
        painter.drawPixmap(place, self._theme.pixmap(name, _ICON, "text" if self.underMouse() else "muted"))


class SideArrows(QObject):
    """Shows an arrow at each end beyond which a row goes on; a click shows what comes next there.

    Args:
        theme: For the colours.
        area: Holds the row; without a scroll bar of its own below.
    """

    def __init__(self, theme: Theme, area: QScrollArea) -> None:
        super().__init__(area)
        self._area, self._bar = area, area.horizontalScrollBar()
        self.back = Arrow(theme, area, self.tr("More to the left"), forth=False)
        self.forth = Arrow(theme, area, self.tr("More to the right"), forth=True)
        self.back.clicked.connect(lambda: self._go(-1))
        self.forth.clicked.connect(lambda: self._go(1))
        self._bar.rangeChanged.connect(self._follow)
        self._bar.valueChanged.connect(self._follow)
        theme.changed.connect(self._repaint)
        area.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """The arrows stay at the ends."""
        if event.type() == QEvent.Type.Resize:
            self._place()
        return False

    def _go(self, by: int) -> None:
        """On by what is seen between the arrows."""
        self._bar.setValue(self._bar.value() + by * max(WIDTH, self._area.viewport().width() - 2 * WIDTH))

    def _follow(self) -> None:
        self.back.setVisible(self._bar.value() > self._bar.minimum())
        self.forth.setVisible(self._bar.value() < self._bar.maximum())

    def _place(self) -> None:
        width, height = self._area.width(), self._area.height()
        self.back.setGeometry(0, 0, WIDTH, height)
        self.forth.setGeometry(width - WIDTH, 0, WIDTH, height)

    def _repaint(self) -> None:
        self.back.update()
        self.forth.update()
