"""Which pictures of a gallery are shown, in which order and groups, and in which cells of a table they lie."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QTimer, Signal

from artclass_gui.gallery.arrangement import Arrangement
from artclass_gui.gallery.grouping import GroupBy, Groups, Heading
from artclass_gui.gallery.known_images import KnownImages
from artclass_gui.gallery.lines import Lines
from artclass_gui.gallery.order import By, Filter, Order, visible_rows
from artclass_gui.gallery.rows import Status
from artclass_gui.gallery.shown import Shown
from artclass_gui.gallery.store import Rows

Index = QModelIndex | QPersistentModelIndex
_NOTHING = QModelIndex()
_RESORT_MS = 200


class ArrangedImages(KnownImages):
    """Pictures in a grid of `columns` columns, or in a list of one a line; with headings above groups, if wanted.

    A *position* is a picture's place among the shown ones. Selections and signals speak of rows, so they survive sorting.

    Signals:
        order_changed(): Positions are new, though the rows are the same.
        replaced(): All rows are new.
    """

    order_changed = Signal()
    replaced = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._columns = 1
        self._arrangement = Arrangement()
        self._fields: tuple[str, ...] = ()
        self._titles: tuple[str, ...] = ()
        self._shown = Shown(np.zeros(0, np.int32), None, 1)
        self._resort = QTimer(self, singleShot=True, interval=_RESORT_MS)
        self._resort.timeout.connect(self._arrange_changed)

    # What is shown where

    @property
    def shown(self) -> int:
        """Number of pictures that the filter lets through."""
        return len(self._shown)

    @property
    def columns(self) -> int:
        """Pictures side by side."""
        return self._columns

    @property
    def fields(self) -> tuple[str, ...]:
        """What the columns of the list say; empty for the grid."""
        return self._fields

    @property
    def filter(self) -> Filter:
        """What is shown."""
        return self._arrangement.filter

    @property
    def order(self) -> Order:
        """By what it is sorted."""
        return self._arrangement.order

    @property
    def group_by(self) -> GroupBy:
        """By what it is grouped."""
        return self._arrangement.group_by

    @property
    def arranges_soon(self) -> bool:
        """Whether pictures or answers have come that are not in their places yet; `order_changed` follows."""
        return self._resort.isActive()

    @property
    def lines(self) -> Lines:
        """How the shown pictures lie in lines."""
        return self._shown.lines

    def heading(self, group: int) -> tuple[Heading, int]:
        """What stands above a group, and how many pictures are in it."""
        assert self._shown.groups is not None
        return self._shown.groups.headings[group], len(self.lines.members(group))

    def rows(self, *, all_rows: bool = False) -> list[int]:
        """Rows in the order in which they are shown, or all in the order of their names."""
        rows: list[int] = (
            visible_rows(self._store, Filter(), Order("name")) if all_rows else self.visible_rows()
        ).tolist()
        return rows

    def visible_rows(self) -> Rows:
        """The shown rows by position; not to be changed."""
        return self._shown.visible

    def row_at(self, position: int) -> int:
        """The row at a position, or -1 beyond the last one."""
        return self._shown.row_at(position)

    def position_of(self, row: int) -> int:
        """The position of a row, or -1 where the filter hides it."""
        return self._shown.position_of(row)

    def find_name(self, start: str, after: int) -> int:
        """The next position after ``after`` (round the end) whose name begins with ``start``; -1 if there is none."""
        start, count = start.casefold(), self.shown
        for step in range(count):
            position = (after + step) % count
            if self._store.folded[self.row_at(position)].startswith(start):
                return position
        return -1

    # How it is shown

    def set_filter(
        self,
        *,
        label: str | None = None,
        text: str = "",
        status: Status | None = None,
        least: float | None = None,
        most: float | None = None,
        novel: bool | None = None,
        seen: bool | None = None,
        disagrees: bool | None = None,
        labelled: bool | None = None,
        said: str | None = None,
        gone: bool | None = None,
    ) -> None:
        """Show only pictures that meet all conditions; without any, all of them (see `Filter`)."""
        self._arrangement.filter = Filter(
            label, text, status, least, most, novel, seen, disagrees, labelled, said, gone
        )
        self._arrange()

    def set_order(self, by: By, *, descending: bool = False) -> None:
        """Sort the pictures."""
        self._arrangement.order = Order(by, descending)
        self._arrange()

    def set_given(self, rows: Sequence[int] | None, *, only: bool = False) -> None:
        """Show these rows first, in the order in which they are given; the filter applies to them too.

        Args:
            rows: Without repetition; None: back to what `set_order` says.
            only: Leave all others out; else they follow in their order.
        """
        self._arrangement.given = None if rows is None else np.fromiter(rows, np.int32, len(rows))
        self._arrangement.given_only = only
        self._arrange()

    @property
    def given(self) -> Rows | None:
        """The rows of `set_given`; not to be changed."""
        return self._arrangement.given

    def set_hidden(self, rows: Iterable[int]) -> None:
        """Leave these rows out, whatever the filter; those that were hidden before and are not named come back."""
        self._arrangement.hidden = np.fromiter(rows, np.int32)
        self._arrange()

    @property
    def hidden(self) -> Rows:
        """The rows that `set_hidden` leaves out; not to be changed."""
        return self._arrangement.hidden

    def set_groups(self, by: GroupBy) -> None:
        """Put the pictures into groups with headings; what `set_given` gives is not grouped."""
        self._arrangement.group_by = by
        self._arrange()

    def set_columns(self, columns: int) -> None:
        """Lay the pictures out as a grid of so many columns."""
        if columns != self._columns or self._fields:
            self._lay_out(columns, ())

    def set_fields(self, fields: Sequence[str], titles: Sequence[str]) -> None:
        """Lay the pictures out as a list of one a line; each column is known by a field and has a title."""
        self._titles = tuple(titles)
        self._lay_out(1, tuple(fields))

    def _lay_out(self, columns: int, fields: tuple[str, ...]) -> None:
        self.beginResetModel()
        self._columns, self._fields = max(1, columns), fields
        self._shown = self._shown.with_columns(self._columns)
        self.endResetModel()

    # Cells

    def rowCount(self, parent: Index = _NOTHING) -> int:
        """Lines, headings among them."""
        return 0 if parent.isValid() else self.lines.total

    def columnCount(self, parent: Index = _NOTHING) -> int:
        """Columns of the grid, or of the list."""
        return 0 if parent.isValid() else len(self._fields) or self._columns

    def position_at(self, index: Index) -> int:
        """The position that a cell shows, or -1."""
        return self.lines.position(index.row(), 0 if self._fields else index.column()) if index.isValid() else -1

    def cell(self, position: int) -> QModelIndex:
        """The (first) cell of a position; invalid for -1."""
        return self.index(*self.lines.place(position)) if position >= 0 else QModelIndex()

    # Inside

    def _begin_anew(self) -> None:
        self._resort.stop()
        self.beginResetModel()
        self._arrangement.forget_rows()
        self._shown = Shown(*self._arrangement.of(self._store), self._columns)
        self.endResetModel()
        self.replaced.emit()
        self.counts_changed.emit()

    def _arrange(self) -> None:
        if self._resort.isActive():
            self._arrange_changed()
        else:
            self._show(*self._arrangement.of(self._store))

    def _arrange_changed(self) -> None:
        """Something else is known of some pictures: they are drawn anew, also those that stay in their places."""
        self._resort.stop()
        self._show(*self._arrangement.of(self._store))
        if self.shown:
            self.dataChanged.emit(self.index(0, 0), self.index(self.rowCount() - 1, self.columnCount() - 1))

    def _show(self, visible: Rows, groups: Groups | None = None) -> None:
        """Show other rows: the grid grows or shrinks at its end, and its cells are new."""
        shown = Shown(visible, groups, self._columns)
        before, after = self.lines.total, shown.lines.total
        first = self._shown.first_change(shown)
        if after > before:
            self.beginInsertRows(_NOTHING, before, after - 1)
        elif after < before:
            self.beginRemoveRows(_NOTHING, after, before - 1)
        self._shown = shown
        if after > before:
            self.endInsertRows()
        elif after < before:
            self.endRemoveRows()
        if first < min(before, after):
            self.dataChanged.emit(self.index(first, 0), self.index(min(before, after) - 1, self.columnCount() - 1))
        self.order_changed.emit()
