"""A line of text that gives way where there is no room."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy

from artclass_gui.widgets.text import Role


class ElidedLabel(QLabel):
    """A line that is shortened, by default in its middle, where there is no room; the tooltip has all of it."""

    def __init__(self, role: Role = "plain", elide: Qt.TextElideMode = Qt.TextElideMode.ElideMiddle) -> None:
        super().__init__()
        self._elide = elide
        self.setProperty("role", role)
        self._words = ""
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    @property
    def words(self) -> str:
        """What it would show if there were room."""
        return self._words

    def set_words(self, words: str, tip: str = "") -> None:
        """Show ``words``."""
        self._words = words
        self.setToolTip(tip or words)
        self.setAccessibleName(tip or words)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Shorten anew."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        self.setText(self.fontMetrics().elidedText(self._words, self._elide, self.width()))
