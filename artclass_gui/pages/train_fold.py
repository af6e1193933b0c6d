"""A fold-out: a heading that shows and hides what lies below it."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from artclass_gui.theme import SMALL, Theme


class FoldOut(QWidget):
    """A button with what it opens; closed at first.

    Signals:
        toggled(bool): It was opened or closed.
    """

    toggled = Signal(bool)

    def __init__(self, theme: Theme, words: str, content: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._content = theme, content
        self.button = QToolButton()
        self.button.setText(words)
        self.button.setCheckable(True)
        self.button.setProperty("kind", "quiet")
        self.button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.button.setIconSize(QSize(16, 16))
        self.button.setAccessibleName(words)
        self.button.toggled.connect(self._show)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SMALL)
        top = QHBoxLayout()
        top.addWidget(self.button)
        top.addStretch(1)
        column.addLayout(top)
        column.addWidget(content)
        content.hide()
        theme.changed.connect(self._tint)
        self._tint()

    @property
    def is_open(self) -> bool:
        """Whether its content is shown."""
        return self.button.isChecked()

    def set_open(self, is_open: bool) -> None:
        """Open or close it."""
        self.button.setChecked(is_open)

    def _show(self, is_open: bool) -> None:
        self._content.setVisible(is_open)
        self._tint()
        self.toggled.emit(is_open)

    def _tint(self) -> None:
        self.button.setIcon(self._theme.icon("chevron-down" if self.is_open else "chevron-right", "muted"))
