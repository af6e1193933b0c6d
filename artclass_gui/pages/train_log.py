"""The last lines that a training has written to its log."""

from __future__ import annotations

from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QPlainTextEdit, QVBoxLayout

from artclass_gui.theme import SMALL
from artclass_gui.training import History
from artclass_gui.widgets.buttons import button

_LINES = 2_000
_HEIGHT = 200


class LogView(QFrame):
    """Lines in a fixed width, to be read and copied."""

    def __init__(self) -> None:
        super().__init__()
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setMaximumBlockCount(_LINES)
        self.text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.text.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.text.setMinimumHeight(_HEIGHT)
        self.text.setTabChangesFocus(True)
        self.text.setPlaceholderText(self.tr("Nothing has been written yet."))
        self.text.setAccessibleName(self.tr("Log of the training"))
        copy = button(self.tr("Copy the log"), self._copy, "quiet", tip=self.tr("Copy all lines to the clipboard"))
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(copy)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SMALL)
        column.addWidget(self.text)
        column.addLayout(row)

    def show_lines(self, history: History | None) -> None:
        """Show the log of this training from its beginning."""
        self.text.setPlainText("\n".join(history.log) if history is not None else "")

    def add(self, line: str) -> None:
        """Add one line."""
        self.text.appendPlainText(line)

    def _copy(self) -> None:
        QApplication.clipboard().setText(self.text.toPlainText())
