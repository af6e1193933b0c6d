"""A list of things known by keys, from which some can leave at once."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Mapping
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

Index = QModelIndex | QPersistentModelIndex
_NOTHING = QModelIndex()


class KeyedList(QAbstractListModel):
    """One row a thing; thousands of them cost nothing, for only what is in sight is painted.

    Args:
        words: What a screen reader says of a thing.
    """

    def __init__(self, words: Callable[[Any], str], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._words = words
        self._all: Mapping[Hashable, Any] = {}
        self._shown: list[Any] = []

    def replace(self, things: Mapping[Any, Any], without: Collection[Any] = ()) -> None:
        """Show these things but for some; where the same ones are shown in the same order, only what they hold is new."""
        shown = [key for key in things if key not in without]
        if shown == self._shown:
            self._all = things
            return
        self.beginResetModel()
        self._all, self._shown = things, shown
        self.endResetModel()

    def take_out(self, keys: Collection[Any]) -> None:
        """Let things leave the list."""
        row = self.row_of(next(iter(keys))) if len(keys) == 1 else -1
        if row >= 0:
            self.beginRemoveRows(_NOTHING, row, row)
            del self._shown[row]
            self.endRemoveRows()
        elif len(keys) > 1:
            self.beginResetModel()
            self._shown = [key for key in self._shown if key not in keys]
            self.endResetModel()

    def at(self, row: int) -> Any:
        """The thing of a row; None where there is none."""
        return self._all[self._shown[row]] if 0 <= row < len(self._shown) else None

    def key(self, row: int) -> Any:
        """What the thing of a row is known by; None where there is none."""
        return self._shown[row] if 0 <= row < len(self._shown) else None

    def keys(self) -> list[Any]:
        """What all things that are shown are known by; not to be changed."""
        return self._shown

    def things(self) -> list[Any]:
        """All things that are shown."""
        return [self._all[key] for key in self._shown]

    def row_of(self, key: Hashable | None) -> int:
        """The row of a thing, or -1."""
        try:
            return self._shown.index(key)
        except ValueError:
            return -1

    def rowCount(self, parent: Index = _NOTHING) -> int:
        """One row a thing."""
        return 0 if parent.isValid() else len(self._shown)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """What a screen reader says; delegates read the things themselves."""
        thing = self.at(index.row())
        if thing is not None and role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self._words(thing)
        return None
