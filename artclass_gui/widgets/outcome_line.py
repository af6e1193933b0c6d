"""How far something is, and then what came of it: a bar and a sentence, each there only while it has something to say."""

from __future__ import annotations

from PySide6.QtWidgets import QProgressBar, QVBoxLayout, QWidget

from artclass_gui.theme import GAP
from artclass_gui.widgets.text import Role, set_role, text
from trainer.events import Event, Progress


class OutcomeLine(QWidget):
    """The lower part of a dialog that has something done."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.said = text("")
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(self.tr("How far it is"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        column.addWidget(self.said)
        column.addWidget(self.bar)
        self.say("")
        self.set_busy(False)

    def say(self, words: str, role: Role = "plain") -> None:
        """Say a sentence; an empty one takes no room."""
        self.said.setText(words)
        set_role(self.said, role)
        self.said.setVisible(bool(words))

    def set_busy(self, busy: bool) -> None:
        """Show the bar, or hide it and begin anew the next time."""
        self.bar.setVisible(busy)
        if not busy:
            self.bar.setRange(0, 0)

    def hear(self, event: Event) -> None:
        """Follow a job by what it says."""
        if isinstance(event, Progress) and event.total:
            self.follow(event.done, event.total)

    def follow(self, done: int, total: int) -> None:
        """Show that so many of so many are done."""
        self.bar.setRange(0, total)
        self.bar.setValue(done)
