"""Which pictures of a gallery are selected: one flag a row, so that it survives sorting and costs nothing for all."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QObject, Signal

from artclass_gui.gallery.images_model import ImagesModel
from artclass_gui.gallery.store import Rows


class Chosen(NamedTuple):
    """What is selected at one time, hidden rows among it, and the current row (-1: none); of which pictures, by number."""

    rows: Rows
    current: int
    of: int


class Selection(QObject):
    """Selected rows, the current one, and the anchor from which Shift extends.

    Only pictures that the filter shows count as selected; the flags of hidden ones are kept.

    Signals:
        changed(): Other rows are selected.
        renewed(): What was selected no longer counts: others were selected in its place, or nothing.
        moved(int): Another row is the current one; -1 for none.
    """

    changed = Signal()
    renewed = Signal()
    moved = Signal(int)

    def __init__(self, images: ImagesModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._images = images
        self._flags = np.zeros(0, np.bool_)
        self._current = -1
        self._anchor = -1
        self._listing = 0
        images.replaced.connect(self._begin_anew)

    @property
    def current(self) -> int:
        """The row that the keyboard is at, or -1."""
        return self._current

    def has(self, row: int) -> bool:
        """Whether a row is selected."""
        return row < len(self._flags) and bool(self._flags[row])

    def rows(self) -> list[int]:
        """The selected rows, in the order in which they are shown."""
        rows: list[int] = self._shown().tolist()
        return rows

    def flagged(self) -> list[int]:
        """The selected rows with those that the filter hides, in the order of arrival."""
        rows: list[int] = np.flatnonzero(self._flags).tolist()
        return rows

    def __len__(self) -> int:
        return len(self._shown())

    def go(self, position: int, *, extend: bool = False, keep: bool = False) -> None:
        """Move to a position and select it.

        Args:
            position: Where to.
            extend: Select everything from the anchor to here.
            keep: Move only; what is selected stays.
        """
        row = self._images.row_at(position)
        if row < 0:
            return
        if extend:
            self._select_between(self._images.position_of(self._anchor), position)
        elif not keep:
            self._select(self._images.visible_rows()[position : position + 1])
        if not extend:
            self._anchor = row
        self._move(row)

    def toggle(self, position: int) -> None:
        """Select the picture at a position, or not any more; the others stay as they are."""
        row = self._images.row_at(position)
        if row < 0:
            return
        flags = self._room()
        flags[row] = not flags[row]
        self._anchor = row
        self._move(row)
        self.changed.emit()

    def select_all(self) -> None:
        """Select every picture that is shown."""
        self._select(self._images.visible_rows())

    def select_rows(self, rows: Rows, *, add: bool = False) -> None:
        """Select these rows; with ``add``, beside those that are selected already."""
        self._select(rows, add=add)

    def take_up(self, rows: Rows, current: int) -> None:
        """Select these rows beside the others; ``current`` (-1: none) becomes the current one and the anchor."""
        self._select(rows, add=True)
        if current >= 0:
            self._anchor = current
            self._move(current)

    def now(self) -> Chosen:
        """What is selected, for `bring_back`."""
        return Chosen(np.flatnonzero(self._flags).astype(np.int32), self._current, self._listing)

    def bring_back(self, chosen: Chosen) -> None:
        """Select what was selected before, unless all rows are new since."""
        if chosen.of != self._listing:
            return
        self._select(chosen.rows)
        if self._images.position_of(chosen.current) >= 0:
            self._anchor = chosen.current
            self._move(chosen.current)

    def clear(self) -> None:
        """Select nothing."""
        self._select(np.zeros(0, np.int32))

    def _select_between(self, first: int, last: int) -> None:
        first = last if first < 0 else first
        self._select(self._images.visible_rows()[min(first, last) : max(first, last) + 1])

    def _select(self, rows: Rows, *, add: bool = False) -> None:
        flags = self._room()
        if not add:
            flags[:] = False
        flags[rows] = True
        if not add:
            self.renewed.emit()
        self.changed.emit()

    def _move(self, row: int) -> None:
        if row != self._current:
            self._current = row
            self.moved.emit(row)

    def _shown(self) -> Rows:
        visible = self._images.visible_rows()
        return visible[self._room()[visible]]

    def _room(self) -> npt.NDArray[np.bool_]:
        missing = self._images.total - len(self._flags)
        if missing > 0:
            self._flags = np.concatenate([self._flags, np.zeros(max(missing, len(self._flags)), np.bool_)])
        return self._flags

    def _begin_anew(self) -> None:
        self._flags = np.zeros(0, np.bool_)
        self._anchor = -1
        self._listing += 1
        self._move(-1)
        self.changed.emit()
