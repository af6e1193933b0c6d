"""A row of tabs with counts, whose words become shorter where there is no room for all of them."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QTabBar, QWidget

from artclass_gui.widgets.words import human_number


@dataclass(frozen=True)
class _Tab:
    words: str
    short: str
    count: int = 0


class TabRow(QTabBar):
    """Tabs that say how many things they hold; in a narrow window by shorter words, then without the numbers.

    The tooltip always has all of it.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tabs: list[_Tab] = []
        self.setExpanding(False)
        self.setDrawBase(False)
        self.setElideMode(Qt.TextElideMode.ElideNone)

    def add(self, words: str, short: str = "") -> int:
        """Add a tab; returns its place."""
        self._tabs.append(_Tab(words, short or words))
        return self.addTab(words)

    def set_count(self, place: int, count: int) -> None:
        """Say how many things a tab holds."""
        tab = self._tabs[place]
        self._tabs[place] = _Tab(tab.words, tab.short, count)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Choose the words anew."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._fit()

    def _fit(self) -> None:
        for form in range(3):
            for place, tab in enumerate(self._tabs):
                self.setTabText(place, self._said(tab, form))
                self.setTabToolTip(place, self._said(tab, 0) if form else "")
            if sum(self.tabSizeHint(place).width() for place in range(self.count())) <= self.width():
                return

    def _said(self, tab: _Tab, form: int) -> str:
        words = tab.words if form == 0 else tab.short
        return self.tr("{0} ({1})").format(words, human_number(tab.count)) if tab.count and form < 2 else words
