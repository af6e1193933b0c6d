"""The gallery's model: a table whose cells are pictures, read lazily through an array of row numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, QTimer, Signal

from artclass_gui.gallery.arrangement import Arrangement
from artclass_gui.gallery.grouping import GroupBy, Groups, Heading
from artclass_gui.gallery.image_words import heading_words, remarks
from artclass_gui.gallery.lines import Lines
from artclass_gui.gallery.order import By, Filter, Order, visible_rows
from artclass_gui.gallery.rows import STATUSES, ImageRow, Listing, Status, row_of
from artclass_gui.gallery.shown import Shown
from artclass_gui.gallery.store import Answered, ImageStore, Rows
from artclass_gui.widgets.words import pictures
from trainer.events import Classified, Prediction

Index = QModelIndex | QPersistentModelIndex
_MANY = 64  # so many changed cells are told as one change of everything
_RESORT_MS = 200
_NOTHING = QModelIndex()
_REACHABLE = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren


class ImagesModel(QAbstractTableModel):
    """Pictures in a grid of `columns` columns, or in a list of one a line; with headings above groups, if wanted.

    A *row* is the identity of a picture, from 0 in the order of arrival; a *position* is its
    place among the shown ones. Selections and signals speak of rows, so they survive sorting.

    Signals:
        counts_changed(): Pictures came or were classified; `total` and the counts are new.
        order_changed(): Positions are new, though the rows are the same.
        replaced(): All rows are new.
    """

    counts_changed = Signal()
    order_changed = Signal()
    replaced = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._store = ImageStore()
        self._columns = 1
        self._arrangement = Arrangement()
        self._fields: tuple[str, ...] = ()
        self._titles: tuple[str, ...] = ()
        self._shown = Shown(np.zeros(0, np.int32), None, 1)
        self._is_selected: Callable[[int], bool] = lambda _row: False
        self._resort = QTimer(self, singleShot=True, interval=_RESORT_MS)
        self._resort.timeout.connect(self._arrange)

    # What is in it

    @property
    def total(self) -> int:
        """Number of pictures, shown or not."""
        return len(self._store)

    @property
    def shown(self) -> int:
        """Number of pictures that the filter lets through."""
        return len(self._shown)

    @property
    def columns(self) -> int:
        """Pictures side by side."""
        return self._columns

    @property
    def classes(self) -> tuple[str, ...]:
        """The classes in their order; a class keeps its colour by its place here."""
        return tuple(self._store.labels.names)

    @property
    def all_classes(self) -> tuple[str, ...]:
        """The classes, and behind them those that only the person has given."""
        return tuple(dict.fromkeys((*self._store.labels.names, *self._store.owns.names)))

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

    @property
    def fields(self) -> tuple[str, ...]:
        """What the columns of the list say; empty for the grid."""
        return self._fields

    def heading(self, group: int) -> tuple[Heading, int]:
        """What stands above a group, and how many pictures are in it."""
        assert self._shown.groups is not None
        return self._shown.groups.headings[group], len(self.lines.members(group))

    def second(self, row: int) -> tuple[str, float] | None:
        """The class that the model holds for the second most probable, and its probability; None where there is none."""
        return self._store.second_of(row)

    def counts(self) -> dict[str, int]:
        """Number of pictures of each class, in the order of the classes."""
        return self._store.counts()

    def with_status(self, status: Status) -> int:
        """Number of pictures with this status."""
        return self._store.with_status(status)

    def answered(self) -> Answered:
        """What the model says of the pictures that it could read, in the order of arrival."""
        return self._store.answered()

    @property
    def listable(self) -> int:
        """Number of pictures of which there is something to say: an answer, or the person's own label."""
        return int(self._store.listable.sum())

    def rows_with(self, status: Status) -> list[int]:
        """The rows of this status, shown or not, in the order of arrival."""
        rows: list[int] = np.flatnonzero(self._store.status == STATUSES.index(status)).tolist()
        return rows

    def row(self, row: int) -> ImageRow:
        """All that is known of a picture."""
        return self._store.read(row)

    def snapshot(self) -> ImageStore:
        """A copy of everything, for another thread."""
        return self._store.snapshot()

    def paths(self) -> list[str]:
        """Where all pictures can be opened, in the order of arrival; a copy, for another thread."""
        return self._store.paths.copy()

    def path(self, row: int) -> str:
        """Where a picture can be opened."""
        return self._store.paths[row]

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

    def find(self, path: str) -> int | None:
        """The row of a picture by its path."""
        return self._store.row_of(path)

    def find_name(self, start: str, after: int) -> int:
        """The next position after ``after`` (round the end) whose name begins with ``start``; -1 if there is none."""
        start, count = start.casefold(), self.shown
        for step in range(count):
            position = (after + step) % count
            if self._store.folded[self.row_at(position)].startswith(start):
                return position
        return -1

    # Filling it

    def set_pictures(self, images: Sequence[ImageRow], classes: Sequence[str] = ()) -> None:
        """Show other pictures; ``classes`` gives their order, by default that of their appearance.

        For more than a few thousand, make the `ImageStore` on another thread and call `set_store`.
        """
        self.set_store(ImageStore.of(images, classes))

    def set_store(self, store: ImageStore) -> None:
        """Show the pictures of a store that was made elsewhere; it is the model's from now on."""
        self._store = store
        self._begin_anew()

    def clear(self) -> None:
        """Show nothing."""
        self.set_pictures(())

    def add(self, listing: Listing) -> None:
        """Add pictures that wait for their predictions."""
        if not listing.paths:
            return
        self._store.add(listing)
        if self._arrangement.is_plain:
            self._show(np.arange(len(self._store), dtype=np.int32))
        else:
            self._resort.start()
        self.counts_changed.emit()

    def forget_predictions(self, classes: Sequence[str] = ()) -> None:
        """Let every picture wait for its prediction again."""
        self._store.set_classes(classes)
        self._arrange()
        self.counts_changed.emit()

    def take(self, event: Classified) -> None:
        """Write predictions to their pictures; those of unknown pictures are added."""
        if tuple(self._store.labels.names[: len(event.classes)]) != event.classes:
            self._store.set_classes(event.classes)
        self._add_unknown(event.predictions)
        rows = [self._store.row_of(prediction.path) for prediction in event.predictions]
        changed = [row for row in rows if row is not None]
        for row, prediction in zip(changed, event.predictions, strict=True):
            self._store.write(row, row_of(prediction))
        self._tell_changed(changed)
        self.counts_changed.emit()

    def set_own(self, labels: Mapping[str, str | None]) -> None:
        """Write the classes that the person has given to pictures, by path; None takes one away. Unknown paths are passed over."""
        changed = []
        for path, label in labels.items():
            row = self._store.row_of(path)
            if row is not None and self._store.own_of(row) != label:
                self._store.set_own(row, label)
                changed.append(row)
        if changed:
            self._tell_changed(changed)
            self.counts_changed.emit()

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
    ) -> None:
        """Show only pictures that meet all conditions; without any, all of them (see `Filter`)."""
        self._arrangement.filter = Filter(label, text, status, least, most, novel, seen, disagrees, labelled)
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

    def ask_selection(self, is_selected: Callable[[int], bool]) -> None:
        """Let screen readers hear what is selected, which is kept outside of the model."""
        self._is_selected = is_selected

    # The table

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

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Cells behind the last picture, and headings, cannot be reached."""
        if self.position_at(index) < 0:
            return Qt.ItemFlag.NoItemFlags
        return _REACHABLE

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The titles of the list's columns."""
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole and self._fields:
            return self._titles[section]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The name, the tooltip and what a screen reader says; the delegate reads rows itself."""
        row = self.row_at(self.position_at(index))
        if row < 0:
            return self._heading_data(index, role)
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self._store.names[row]
            case Qt.ItemDataRole.ToolTipRole:
                return "\n".join([self._store.paths[row], *remarks(self.row(row))])
            case Qt.ItemDataRole.AccessibleTextRole:
                selected = [self.tr("selected")] if self._is_selected(row) else []
                return ", ".join([self._store.names[row], *remarks(self.row(row)), *selected])
        return None

    def _heading_data(self, index: Index, role: int) -> Any:
        group = self.lines.group(index.row()) if index.isValid() and index.column() == 0 else -1
        if group < 0 or role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return None
        heading, count = self.heading(group)
        return f"{heading_words(heading)}, {pictures(count)}"

    def _begin_anew(self) -> None:
        self._resort.stop()
        self.beginResetModel()
        self._arrangement.forget_rows()
        self._shown = Shown(*self._arrangement.of(self._store), self._columns)
        self.endResetModel()
        self.replaced.emit()
        self.counts_changed.emit()

    def _arrange(self) -> None:
        self._resort.stop()
        self._show(*self._arrangement.of(self._store))

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

    def _add_unknown(self, predictions: Iterable[Prediction]) -> None:
        paths = [item.path for item in predictions if self._store.row_of(item.path) is None]
        if paths:
            self.add(Listing.of(dict.fromkeys(paths)))

    def _tell_changed(self, rows: Sequence[int]) -> None:
        if self._arrangement.by_prediction:
            if not self._resort.isActive():
                self._resort.start()
        elif len(rows) > _MANY and self.shown:
            self.dataChanged.emit(self.index(0, 0), self.index(self.rowCount() - 1, self.columnCount() - 1))
        else:
            for position in map(self.position_of, rows):
                if position >= 0:
                    cell = self.cell(position)
                    self.dataChanged.emit(cell, cell.siblingAtColumn(self.columnCount() - 1) if self._fields else cell)
