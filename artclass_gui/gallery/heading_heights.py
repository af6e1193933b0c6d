"""Gives the headings of a gallery their height in the table's vertical header."""

from __future__ import annotations

import numpy as np
from PySide6.QtWidgets import QHeaderView

from artclass_gui.gallery.lines import Lines, Numbers


class HeadingHeights:
    """Remembers which lines are headings, so that only those that change are told to the header."""

    def __init__(self, header: QHeaderView) -> None:
        self._header = header
        self._known: Numbers = np.zeros(0, np.int64)

    def forget(self) -> None:
        """All lines have been made anew, with the usual height."""
        self._known = np.zeros(0, np.int64)

    def fit(self, lines: Lines, height: int) -> bool:
        """Give headings so many pixels and all other lines theirs; quick also for thousands of headings.

        Returns:
            Whether there is or was any heading.
        """
        headings, header = lines.headings, self._header
        if not len(headings) and not len(self._known):
            return False
        before = self._known[self._known < lines.total]
        blocked = header.blockSignals(True)
        header.setUpdatesEnabled(False)  # else each line is looked for from the top
        for line in np.setdiff1d(before, headings).tolist():
            header.resizeSection(line, header.defaultSectionSize())
        for line in np.setdiff1d(headings, before).tolist():
            header.resizeSection(line, height)
        header.setUpdatesEnabled(True)
        header.blockSignals(blocked)
        self._known = headings
        return True
