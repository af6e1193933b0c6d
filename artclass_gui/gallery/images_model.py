"""The gallery's model: a table whose cells are pictures, read lazily through an array of row numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from PySide6.QtCore import QObject, Qt, Signal

from artclass_gui.gallery.arranged_images import ArrangedImages, Index
from artclass_gui.gallery.image_words import heading_words, remarks
from artclass_gui.gallery.rows import ImageRow, Listing, row_of
from artclass_gui.gallery.store import ImageStore
from artclass_gui.widgets.words import pictures
from trainer.events import Classified, Prediction

_MANY = 64  # so many changed cells are told as one change of everything
_REACHABLE = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren


class ImagesModel(ArrangedImages):
    """Takes pictures and what is said of them, and tells views and screen readers.

    Signals:
        own_changed(list): The person has given other classes to these rows; nothing has left its place for it yet.
    """

    own_changed = Signal(list)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._is_selected: Callable[[int], bool] = lambda _row: False

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

    def expect(self, paths: Iterable[str]) -> None:
        """Let pictures wait for their predictions again, for their files are others now; unknown paths are passed over."""
        rows = [row for path in paths if (row := self._store.row_of(path)) is not None]
        for row in rows:
            self._store.forget(row)
        if rows:
            self._tell_changed(rows)
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
            self.own_changed.emit(changed)
            self._tell_changed(changed)
            self.counts_changed.emit()

    # What it says

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

    def ask_selection(self, is_selected: Callable[[int], bool]) -> None:
        """Let screen readers hear what is selected, which is kept outside of the model."""
        self._is_selected = is_selected

    # Inside

    def _heading_data(self, index: Index, role: int) -> Any:
        group = self.lines.group(index.row()) if index.isValid() and index.column() == 0 else -1
        if group < 0 or role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return None
        heading, count = self.heading(group)
        return f"{heading_words(heading)}, {pictures(count)}"

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
