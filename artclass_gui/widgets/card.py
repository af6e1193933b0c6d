"""A quiet frame around things that belong together."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from artclass_gui.theme import GAP, ROOM
from artclass_gui.widgets.text import heading


class Card(QFrame):
    """A frame with a surface of its own; what it holds is added to ``body``, below the heading if there is one."""

    def __init__(self, words: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("card", "true")
        self.setAccessibleName(words)
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(ROOM, ROOM, ROOM, ROOM)
        self.body.setSpacing(GAP)
        self.heading = heading(words)
        self.heading.setVisible(bool(words))
        self.body.addWidget(self.heading)
