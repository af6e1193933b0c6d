"""Groups of near-duplicates as a list, without those that were decided a moment ago."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from artclass_gui.gallery.twin_words import likeness_of, quarrel_of, uses_of
from artclass_gui.widgets.keyed_list import KeyedList
from trainer.catalog.records import TwinGroup

Key = frozenset[int]


def key_of(group: TwinGroup) -> Key:
    """What a group is known by: the numbers of its pictures."""
    return frozenset(item.id for item in group.items)


class TwinsModel(KeyedList):
    """One row a group."""

    def words(self, group: TwinGroup) -> str:
        """How alike its pictures are, and what each is."""
        pictures = "; ".join(f"{item.name}, {uses_of(item)}" for item in group.items[:9])
        return ". ".join(part for part in (likeness_of(group), quarrel_of(group), pictures) if part)

    def set_groups(self, groups: Sequence[TwinGroup], without: Collection[Key]) -> None:
        """Show these groups but for some."""
        self.replace({key_of(group): group for group in groups}, without)

    def group(self, row: int) -> TwinGroup | None:
        """The group of a row, if there is one."""
        found: TwinGroup | None = self.at(row)
        return found

    def groups(self) -> list[TwinGroup]:
        """All groups that are shown."""
        return self.things()
