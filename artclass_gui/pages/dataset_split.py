"""How the pictures are divided, and why, on a card."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QWidget

from artclass_gui.project import CatalogState
from artclass_gui.theme import GAP, TINY, Theme
from artclass_gui.widgets.bar_chart import split_colour
from artclass_gui.widgets.buttons import button
from artclass_gui.widgets.card import Card
from artclass_gui.widgets.text import muted, text
from artclass_gui.widgets.words import human_number, human_percent
from trainer.catalog.grouping import Grouping
from trainer.catalog.records import SPLITS, Split

_DOT = 10


class SplitCard(Card):
    """Numbers and shares of the three splits, each with what it is for.

    Signals:
        change_wanted(): The person wants to say which pictures stay together.
    """

    change_wanted = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self._theme = theme
        self.heading.setText(self.tr("How they are used"))
        self.heading.show()
        self.setAccessibleName(self.heading.text())
        self._dots = {split: QLabel() for split in SPLITS}
        self._counts = {split: text("", wrap=False) for split in SPLITS}
        self._shares = {split: text("", "muted", wrap=False) for split in SPLITS}
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(GAP)
        self._grid.setVerticalSpacing(2)
        self._grid.setColumnStretch(1, 1)
        for row, split in enumerate(SPLITS):
            self._add(split, 3 * row)
        self.body.addLayout(self._grid)
        self.together = muted("")
        self.change_button = button(self.tr("Change…"), self.change_wanted.emit)
        self.change_button.setAccessibleName(self.tr("Change how the pictures are divided"))
        last = QHBoxLayout()
        last.setSpacing(GAP)
        last.addWidget(self.together, 1)
        last.addWidget(self.change_button, 0, Qt.AlignmentFlag.AlignBottom)
        self.body.addLayout(last)
        theme.changed.connect(self._tint)
        self._tint()

    def show_state(self, state: CatalogState) -> None:
        """Show the numbers of a catalog."""
        for split in SPLITS:
            count = state.split(split)
            self._counts[split].setText(human_number(count))
            self._shares[split].setText(human_percent(count / state.pictures) if state.pictures else "–")
        self.together.setText(self._together(state.grouping))
        self.change_button.setEnabled(state.pictures > 0)
        parts = (f"{human_number(state.split(split))} {self._words(split)[0]}" for split in SPLITS)
        self.setAccessibleDescription(" · ".join(parts))

    def _together(self, grouping: Grouping) -> str:
        match grouping.by:
            case "folder":
                return self.tr("Pictures in one folder stay together.")
            case "pattern":
                return self.tr("Pictures that are named alike stay together.")
            case "creator":
                return self.tr("Pictures with the same creator stay together.")
            case "table":
                return self.tr("Pictures of one group in the table stay together.")
            case _:
                return self.tr("Copies of a picture stay together.")

    def _add(self, split: Split, row: int) -> None:
        name, why = self._words(split)
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        for label in (self._counts[split], self._shares[split]):
            label.setAlignment(right)
        self._grid.addWidget(self._dots[split], row, 0)
        self._grid.addWidget(text(name), row, 1)
        self._grid.addWidget(self._counts[split], row, 2)
        self._grid.addWidget(self._shares[split], row, 3)
        self._grid.addWidget(muted(why), row + 1, 1, 1, 3)
        if split != SPLITS[-1]:
            self._grid.setRowMinimumHeight(row + 2, TINY)

    def _words(self, split: Split) -> tuple[str, str]:
        match split:
            case "training":
                return self.tr("to learn from"), self.tr("The model sees these again and again.")
            case "validation":
                return self.tr("to choose by"), self.tr("While it learns, these show which version is best.")
            case "test":
                return self.tr("to test"), self.tr("Kept back until the end, for an honest result.")

    def _tint(self) -> None:
        for split, label in self._dots.items():
            dot = QPixmap(_DOT, _DOT)
            dot.fill(split_colour(self._theme, split))
            label.setPixmap(dot)
