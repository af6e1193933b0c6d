"""A table with a column for each run, as high as its rows, which scrolls sideways where there are many."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableWidget, QTableWidgetItem, QWidget

_LEAST = 150  # width of a run's column


class SideTable(QTableWidget):
    """Names at the left, a column a run."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setStyleSheet(
            "QTableWidget { border: none; background: transparent; } QTableWidget::item { padding: 4px; }"
            "QHeaderView::section { padding: 6px; }"
        )
        self.setShowGrid(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setWordWrap(True)
        self.verticalHeader().hide()
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setMinimumSectionSize(_LEAST)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)

    def set_table(self, columns: Sequence[str], rows: Sequence[tuple[str, Sequence[str]]]) -> None:
        """Show these rows: a name, and a value for each column."""
        self.clear()
        self.setColumnCount(len(columns) + 1)
        self.setRowCount(len(rows))
        for place, name in enumerate(("", *columns)):
            self.setHorizontalHeaderItem(place, _item(name))
        for row, (name, values) in enumerate(rows):
            for place, words in enumerate((name, *values)):
                item = _item(words)
                item.setToolTip(words)
                self.setItem(row, place, item)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Words that wrap need another height."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        self.resizeRowsToContents()
        rows = sum(self.rowHeight(row) for row in range(self.rowCount()))
        bar = self.horizontalScrollBar().sizeHint().height() if self._too_wide() else 0
        self.setFixedHeight(self.horizontalHeader().sizeHint().height() + rows + bar + 2)

    def _too_wide(self) -> bool:
        return _LEAST * self.columnCount() > self.viewport().width()


def _item(words: str) -> QTableWidgetItem:
    item = QTableWidgetItem(words)
    item.setTextAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    return item
