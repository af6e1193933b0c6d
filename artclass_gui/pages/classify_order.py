"""The choice by what the Classify page sorts its pictures; what the list's header sorts by is shown in it as well."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import Qt

from artclass_gui.gallery.list_columns import column_of, titles
from artclass_gui.gallery.order import By
from artclass_gui.widgets.elided import ElidedCombo

Wanted = tuple[By | Literal["useful"], bool]
"""By what, and whether the most come first."""

USEFUL: Literal["useful"] = "useful"


class OrderBox(ElidedCombo):
    """Offers the orders that have a name; that of a column of the list has a line of its own while it applies."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(self.tr("Sort the pictures"))
        for words, by, descending in self._orders():
            self.addItem(words, (by, descending))
        self._named = self.count()
        self.setItemData(self._place_of((USEFUL, False)), self._about_useful(), Qt.ItemDataRole.ToolTipRole)
        self.activated.connect(self._forget_column)

    @property
    def wanted(self) -> Wanted:
        """The order that is chosen."""
        by, descending = self.currentData()
        return by, descending

    @property
    def is_chosen(self) -> bool:
        """Whether the person wants another order than that of the folder."""
        return self.wanted != ("arrival", False)

    def choose(self, wanted: Wanted) -> None:
        """Show an order as the chosen one."""
        self._forget_column()
        if self._place_of(wanted) < 0:
            self.addItem(self._of_column(*wanted), wanted)
        self.setCurrentIndex(self._place_of(wanted))
        self._forget_column()

    def _place_of(self, wanted: Wanted) -> int:
        return next((place for place in range(self.count()) if tuple(self.itemData(place)) == wanted), -1)

    def _forget_column(self) -> None:
        """Leave a column's order out once another one is chosen."""
        for place in reversed(range(self._named, self.count())):
            if place != self.currentIndex():
                self.removeItem(place)

    def _of_column(self, by: By | Literal["useful"], descending: bool) -> str:
        title = titles()[column_of(by)] if by != USEFUL else ""
        return self.tr("{0}, reversed").format(title) if descending else title

    def _orders(self) -> tuple[tuple[str, By | Literal["useful"], bool], ...]:
        return (
            (self.tr("As in the folder"), "arrival", False),
            (self.tr("Least sure first"), "confidence", False),
            (self.tr("Most sure first"), "confidence", True),
            (self.tr("By name"), "name", False),
            (self.tr("By class"), "class", False),
            (self.tr("Most useful first"), USEFUL, False),
        )

    def _about_useful(self) -> str:
        return self.tr(
            "Those that the model is least sure between two classes of, and that are unlike each other and those that you "
            "have labelled (margin sampling, spread over the features)"
        )
