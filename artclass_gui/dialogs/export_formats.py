"""The formats to choose from, each with what it is for."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from artclass_gui.theme import GAP, TINY, WIDE
from artclass_gui.widgets.text import heading, muted
from trainer.exporting.formats import FORMATS

_AT_FIRST = "litert"


class FormatChoices(QWidget):
    """A box to tick for each format; int8 is never ticked by itself, for it costs accuracy.

    Signals:
        changed(): Others are ticked.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.boxes: dict[str, QCheckBox] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        column.addWidget(heading(self.tr("Formats")))
        for row in FORMATS:
            column.addLayout(self._row(row.name, row.title, row.blurb))
        column.addStretch(1)

    @property
    def chosen(self) -> list[str]:
        """The names of the ticked formats."""
        return [name for name, box in self.boxes.items() if box.isChecked()]

    def _row(self, name: str, title: str, blurb: str) -> QVBoxLayout:
        box = QCheckBox(title)
        box.setAccessibleName(title)
        box.setAccessibleDescription(blurb)
        box.setChecked(name == _AT_FIRST)
        box.toggled.connect(lambda _: self.changed.emit())
        self.boxes[name] = box
        below = muted(blurb)
        below.setContentsMargins(WIDE, 0, 0, 0)
        column = QVBoxLayout()
        column.setSpacing(TINY)
        column.addWidget(box)
        column.addWidget(below)
        return column
