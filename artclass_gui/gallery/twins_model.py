"""Groups of near-duplicates as a list, without those that were decided a moment ago."""

from __future__ import annotations

from PySide6.QtCore import QObject

from artclass_gui.gallery.twin_words import likeness_of, quarrel_of, uses_of
from artclass_gui.widgets.keyed_list import KeyedList
from trainer.catalog.records import TwinGroup


class TwinsModel(KeyedList):
    """One row a group."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(_words, parent)

    def group(self, row: int) -> TwinGroup | None:
        """The group of a row, if there is one."""
        found: TwinGroup | None = self.at(row)
        return found

    def groups(self) -> list[TwinGroup]:
        """All groups that are shown."""
        return self.things()


def _words(group: TwinGroup) -> str:
    """How alike its pictures are, and what each is."""
    pictures = "; ".join(f"{item.name}, {uses_of(item)}" for item in group.items[:9])
    return ". ".join(part for part in (likeness_of(group), quarrel_of(group), pictures) if part)
