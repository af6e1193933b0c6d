"""What the person has to say of a run: a text that is kept beside it as it is typed."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtWidgets import QPlainTextEdit, QVBoxLayout, QWidget

from artclass_gui.theme import GAP, ROOM, SMALL
from artclass_gui.widgets.text import muted

_WAIT = 600  # milliseconds after the last key


class NotesView(QWidget):
    """One text field.

    Signals:
        changed(str, str): A run's folder name, and the text that is to be kept.
    """

    changed = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.field = QPlainTextEdit()
        self.field.setAccessibleName(self.tr("Notes on this run"))
        self.field.setPlaceholderText(self.tr("What was tried, and what came of it"))
        self.field.setTabChangesFocus(True)
        self.field.installEventFilter(self)
        self._run, self._kept = "", ""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_WAIT)
        self._timer.timeout.connect(self.keep)
        self._lay_out()
        self.field.textChanged.connect(self._timer.start)

    def show_note(self, run: str, note: str) -> None:
        """Show a run's note; what was typed for another one is kept first, and what is being typed stays."""
        if run == self._run and (note == self._kept or self._timer.isActive()):
            return
        self.keep()
        self._run, self._kept = run, note
        if self.field.toPlainText() != note:
            self.field.blockSignals(True)
            self.field.setPlainText(note)
            self.field.blockSignals(False)

    def keep(self) -> None:
        """Tell what was typed, at once."""
        self._timer.stop()
        words = self.field.toPlainText().strip()
        if self._run and words != self._kept:
            self._kept = words
            self.changed.emit(self._run, words)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep the text when the person goes elsewhere."""
        if watched is self.field and event.type() == QEvent.Type.FocusOut:
            self.keep()
        return super().eventFilter(watched, event)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, GAP, ROOM, ROOM)
        column.setSpacing(SMALL)
        column.addWidget(muted(self.tr("Kept beside the run as you type.")))
        column.addWidget(self.field, 1)
