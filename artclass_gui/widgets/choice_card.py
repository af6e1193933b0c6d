"""A large button that explains itself: an icon, a name and a sentence on a card."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QLabel, QPushButton, QSizePolicy, QVBoxLayout

from artclass_gui.theme import GAP, RADIUS, ROOM, TINY, Theme
from artclass_gui.widgets.text import heading, muted

_ICON = 32


class ChoiceCard(QPushButton):
    """One of a few ways to go on; as wide as its layout lets it be."""

    def __init__(self, theme: Theme, icon: str, name: str, explanation: str) -> None:
        super().__init__()
        self._theme, self._name = theme, icon
        self.setAccessibleName(name.rstrip("…"))
        self.setAccessibleDescription(explanation)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._picture = QLabel()
        self._lay_out(heading(name), muted(explanation))
        theme.changed.connect(self._tint)
        self._tint()

    def sizeHint(self) -> QSize:
        """As large as the texts."""
        layout = self.layout()
        assert layout is not None
        return layout.sizeHint()

    def minimumSizeHint(self) -> QSize:
        """As narrow as the longest word."""
        layout = self.layout()
        assert layout is not None
        return layout.minimumSize()

    def hasHeightForWidth(self) -> bool:
        """The narrower, the more lines."""
        return True

    def heightForWidth(self, width: int) -> int:
        """The height of the texts in this width."""
        layout = self.layout()
        assert layout is not None
        return layout.heightForWidth(width)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the card; the labels draw themselves."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        lively = self.underMouse() or self.isDown()
        painter.setBrush(self._theme.colour("hover" if lively and self.isEnabled() else "surface"))
        painter.setPen(
            QPen(self._theme.colour("accent" if self.hasFocus() else "border"), 1.5 if self.hasFocus() else 1)
        )
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), RADIUS, RADIUS)
        painter.end()

    def _lay_out(self, name: QLabel, explanation: QLabel) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(ROOM, ROOM, ROOM, ROOM)
        column.setSpacing(TINY)
        column.addWidget(self._picture)
        column.addSpacing(GAP)
        for label in (name, explanation):
            column.addWidget(label)
        column.addStretch(1)
        for label in (self._picture, name, explanation):
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def _tint(self) -> None:
        self._picture.setPixmap(self._theme.pixmap(self._name, _ICON, "accent"))
