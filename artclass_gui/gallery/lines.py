"""How the positions of a gallery lie in lines: so many side by side, and a heading above each group."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from artclass_gui.gallery.store import Rows

Numbers = npt.NDArray[np.int64]


class Lines:
    """Lines are counted from 0 at the top, headings among them. Positions run through the groups without a gap.

    Args:
        count: Number of positions.
        columns: Positions side by side.
        starts: The first position of each group, ascending from 0; None: one group without a heading.
    """

    def __init__(self, count: int, columns: int, starts: Rows | None = None) -> None:
        self.count, self.columns = count, columns
        self._headed = int(starts is not None)
        first = np.zeros(min(count, 1), np.int64) if starts is None else starts.astype(np.int64)
        self._starts = first
        sizes = np.diff(first, append=count)
        lines = -(-sizes // columns) + self._headed
        self._tops: Numbers = np.cumsum(lines) - lines  # the line at which each group begins
        self.total = int(lines.sum())

    @property
    def headings(self) -> Numbers:
        """The lines that are headings."""
        return self._tops[: len(self._tops) * self._headed]

    @property
    def groups(self) -> int:
        """Number of groups."""
        return len(self._starts)

    def group(self, line: int) -> int:
        """The number of the group that a line heads, or -1 for a line of pictures."""
        number = self._group_of_line(line)
        return number if self._headed and number >= 0 and self._tops[number] == line else -1

    def members(self, group: int) -> range:
        """The positions of a group."""
        return range(int(self._starts[group]), self._end(group))

    def position(self, line: int, column: int) -> int:
        """The position in a line and column, or -1."""
        number = self._group_of_line(line)
        if number < 0 or not 0 <= column < self.columns:
            return -1
        below = line - int(self._tops[number]) - self._headed
        position = int(self._starts[number]) + below * self.columns + column
        return position if below >= 0 and position < self._end(number) else -1

    def place(self, position: int) -> tuple[int, int]:
        """The line and column of a position that there is."""
        number = int(np.searchsorted(self._starts, position, "right")) - 1
        line, column = divmod(position - int(self._starts[number]), self.columns)
        return int(self._tops[number]) + self._headed + line, column

    def between(self, first: int, last: int) -> range:
        """The positions in the lines from ``first`` to ``last``."""
        return range(self._from(first), self._from(last + 1))

    def touched(self, first: int, last: int, left: int, right: int) -> Numbers:
        """The positions in the lines from ``first`` to ``last`` and the columns from ``left`` to ``right``."""
        positions = np.arange(self._from(first), self._from(last + 1))
        numbers = np.searchsorted(self._starts, positions, "right") - 1
        columns = (positions - self._starts[numbers]) % self.columns
        return positions[(columns >= left) & (columns <= right)]

    def moved(self, position: int, by: int) -> int:
        """The position so many lines of pictures further down, in the same column as far as its line has one."""
        line, column = self.place(position)
        goal = self._without_headings(line) + by
        line = self._with_headings(max(0, min(self.total - len(self.headings) - 1, goal)))
        return max(self.between(line, line).start, min(self.between(line, line).stop - 1, self._from(line) + column))

    def top(self, line: int, height: int, heading: int) -> int:
        """Where a line begins, in pixels from the top; lines are ``height`` pixels high, headings ``heading``."""
        headings = int(np.searchsorted(self.headings, line))
        return headings * heading + (line - headings) * height

    def line_at(self, y: int, height: int, heading: int) -> int:
        """The line at so many pixels from the top; beyond the end, one behind the last."""
        if not self._headed or not self.groups:
            return max(0, min(self.total, y // height))
        tops = np.arange(self.groups) * heading + (self._tops - np.arange(self.groups)) * height
        number = max(0, int(np.searchsorted(tops, y, "right")) - 1)
        below = y - int(tops[number]) - heading
        line = int(self._tops[number]) + (0 if below < 0 else 1 + below // height)
        return max(0, min(self.total, line))

    def _from(self, line: int) -> int:
        """The first position in a line or below it."""
        number = self._group_of_line(line)
        if number < 0:
            return 0
        below = max(0, line - int(self._tops[number]) - self._headed)
        return min(int(self._starts[number]) + below * self.columns, self._end(number))

    def _group_of_line(self, line: int) -> int:
        return int(self._tops.searchsorted(line, "right")) - 1

    def _end(self, group: int) -> int:
        return int(self._starts[group + 1]) if group + 1 < len(self._starts) else self.count

    def _without_headings(self, line: int) -> int:
        return line - int(np.searchsorted(self.headings, line, "right"))

    def _with_headings(self, number: int) -> int:
        """The line that is the picture line of this number."""
        if not self._headed:
            return number
        before = self._tops - np.arange(self.groups)  # picture lines above each group
        return number + int(np.searchsorted(before, number, "right"))
