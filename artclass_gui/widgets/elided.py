"""A line of text that gives way where there is no room."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QComboBox, QLabel, QSizePolicy, QStyle, QStyleOptionComboBox, QStylePainter

from artclass_gui.theme import SMALL
from artclass_gui.widgets.text import Role


class ElidedLabel(QLabel):
    """A line that is shortened, by default in its middle, where there is no room; the tooltip has all of it."""

    def __init__(self, role: Role = "plain", elide: Qt.TextElideMode = Qt.TextElideMode.ElideMiddle) -> None:
        super().__init__()
        self._elide = elide
        self.setProperty("role", role)
        self._words = self._short = ""
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    @property
    def words(self) -> str:
        """What it would show if there were room."""
        return self._words

    def set_words(self, words: str, tip: str = "", *, short: str = "") -> None:
        """Show ``words``; where there is no room for them, rather ``short`` than a part of them."""
        self._words, self._short = words, short
        self.setToolTip(tip or words)
        self.setAccessibleName(tip or words)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Shorten anew."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        metrics = self.fontMetrics()
        fits = not self._short or metrics.horizontalAdvance(self._words) <= self.width()
        self.setText(metrics.elidedText(self._words if fits else self._short, self._elide, self.width()))


class ElidedCombo(QComboBox):
    """A choice whose text ends in dots where there is no room: styles cut it off."""

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint as styles do, with the text shortened."""
        if self.currentIndex() < 0:
            super().paintEvent(event)
            return
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        option.currentText = self.fontMetrics().elidedText(
            self.currentText(), Qt.TextElideMode.ElideRight, self._room(option)
        )
        painter = QStylePainter(self)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)

    def _room(self, option: QStyleOptionComboBox) -> int:
        field = self.style().subControlRect(
            QStyle.ComplexControl.CC_ComboBox, option, QStyle.SubControl.SC_ComboBoxEditField, self
        )
        icon = 0 if self.itemIcon(self.currentIndex()).isNull() else self.iconSize().width() + SMALL
        return field.width() - icon
