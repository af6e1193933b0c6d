"""Which rows of a gallery are shown, at which positions, and in which lines."""

from __future__ import annotations

import numpy as np

from artclass_gui.gallery.grouping import Groups
from artclass_gui.gallery.lines import Lines
from artclass_gui.gallery.store import Rows


class Shown:
    """Never changes: another order, filter or number of columns makes another one.

    Args:
        visible: The rows by position.
        groups: Into which groups they fall, if any.
        columns: How many lie side by side.
    """

    def __init__(self, visible: Rows, groups: Groups | None, columns: int) -> None:
        self.visible, self.groups = visible, groups
        self.lines = Lines(len(visible), columns, None if groups is None else groups.starts)
        self._positions: Rows | None = None

    def __len__(self) -> int:
        return len(self.visible)

    def with_columns(self, columns: int) -> Shown:
        """The same in other lines."""
        return Shown(self.visible, self.groups, columns)

    def row_at(self, position: int) -> int:
        """The row at a position, or -1 beyond the last one."""
        return int(self.visible[position]) if 0 <= position < len(self.visible) else -1

    def position_of(self, row: int) -> int:
        """The position of a row, or -1 where it is not shown."""
        if self._positions is None:
            self._positions = np.full(int(self.visible.max(initial=-1)) + 1, -1, np.int32)
            self._positions[self.visible] = np.arange(len(self.visible), dtype=np.int32)
        return int(self._positions[row]) if 0 <= row < len(self._positions) else -1

    def first_change(self, after: Shown) -> int:
        """The first line that shows something else in what comes after this."""
        if len(self.lines.headings) or len(after.lines.headings):
            return 0
        kept = min(len(self), len(after))
        return _first_difference(self.visible[:kept], after.visible[:kept]) // after.lines.columns


def _first_difference(before: Rows, after: Rows) -> int:
    different = np.flatnonzero(before != after)
    return int(different[0]) if len(different) else len(before)
