"""A card that can be chosen among others: framed in the accent's colours while it is, with a tick."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFocusEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from artclass_gui.theme import GAP, RADIUS, ROOM, TINY, Theme
from artclass_gui.widgets.text import heading

_MARK = 18


class SelectableCard(QAbstractButton):
    """A name in the row ``top`` and whatever is added to ``body``; chosen with the mouse, Space or the arrow keys."""

    def __init__(self, name: str, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._mark = QLabel()
        self._by_keyboard = False
        self.body = QVBoxLayout(self)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setAccessibleName(name)
        self._lay_out(name)
        self.toggled.connect(self.tint)
        theme.changed.connect(self.tint)

    def sizeHint(self) -> QSize:
        """As the labels need."""
        return self.body.sizeHint()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Remember whether the keyboard brought the focus: only then is it drawn."""
        self._by_keyboard = event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
        super().focusInEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the frame: the chosen card in the accent's colours, the focus as a second line."""
        chosen, theme = self.isChecked(), self._theme
        surface = "accent_soft" if chosen else "hover" if self.underMouse() else "surface"
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(theme.colour(surface))
        painter.setPen(QPen(theme.colour("accent" if chosen else "border"), 2 if chosen else 1))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), RADIUS, RADIUS)
        if self.hasFocus() and self._by_keyboard:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.colour("text"), 1, Qt.PenStyle.DotLine))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(4.5, 4.5, -4.5, -4.5), RADIUS - 3, RADIUS - 3)
        painter.end()

    def tint(self) -> None:
        """Take the theme's colours."""
        mark = self._theme.pixmap("check", _MARK, "accent")
        self._mark.setPixmap(mark if self.isChecked() else self._theme.pixmap("", _MARK))
        self.update()

    def finish(self) -> None:
        """Let the mouse through to the card everywhere; call this when all is in it."""
        for label in self.findChildren(QLabel):
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.tint()

    def _lay_out(self, name: str) -> None:
        self.top = top = QHBoxLayout()
        top.addWidget(heading(name), 1)
        top.addWidget(self._mark, alignment=Qt.AlignmentFlag.AlignTop)
        self.body.setContentsMargins(ROOM, GAP, GAP, GAP)
        self.body.setSpacing(TINY)
        self.body.addLayout(top)
