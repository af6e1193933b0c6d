"""Earlier sorts, the newest first: each can be undone, and gone on with where it was broken off."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QDateTime, Qt, Signal, SignalInstance
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from artclass_gui.theme import GAP, SMALL, Theme
from artclass_gui.widgets.buttons import button
from artclass_gui.widgets.text import text
from artclass_gui.widgets.words import human_moment, pictures
from trainer.sorting.journal import Summary


def _tr(words: str) -> str:
    return QCoreApplication.translate("SortEarlier", words)


class SortEarlier(QWidget):
    """A table with a row for each sort.

    Signals:
        undo_wanted(str), resume_wanted(str): The person wants this of the sort of this name.
    """

    undo_wanted = Signal(str)
    resume_wanted = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sorts: list[Summary] = []
        self.words = text("")
        self.table = QTableWidget(0, 4)
        self.undo_button = button(self.tr("Undo it"), lambda: self._want(self.undo_wanted), theme=theme, icon="undo")
        self.resume_button = button(
            self.tr("Go on with it"), lambda: self._want(self.resume_wanted), theme=theme, icon="play"
        )
        self._lay_out()
        self.table.itemSelectionChanged.connect(self._follow)
        self.show_sorts(())

    @property
    def chosen(self) -> Summary | None:
        """The sort that is chosen."""
        row = self.table.currentRow()
        return self._sorts[row] if 0 <= row < len(self._sorts) else None

    def show_sorts(self, sorts: Sequence[Summary]) -> None:
        """Show these."""
        self._sorts = list(sorts)
        self.words.setText(
            self.tr(
                "What was sorted into folders so far, the newest first. It can be undone, also after ArtClass was closed."
            )
            if sorts
            else self.tr("Nothing has been sorted into folders yet.")
        )
        self.table.setVisible(bool(sorts))
        self.table.setRowCount(len(self._sorts))
        for place, row in enumerate(self._sorts):
            when = human_moment(QDateTime.fromString(row.at, Qt.DateFormat.ISODate).toLocalTime())
            for column, words in enumerate((when, _what(row), row.target, _state(row))):
                item = QTableWidgetItem(words)
                item.setToolTip(words)
                self.table.setItem(place, column, item)
        if self._sorts:
            self.table.selectRow(0)
        self._follow()

    def _follow(self) -> None:
        row = self.chosen
        self.undo_button.setEnabled(row is not None and row.state != "undone")
        self.resume_button.setEnabled(row is not None and row.state == "unfinished")

    def _want(self, signal: SignalInstance) -> None:
        if self.chosen is not None:
            signal.emit(self.chosen.name)

    def _lay_out(self) -> None:
        self.table.setHorizontalHeaderLabels([self.tr("When"), self.tr("What"), self.tr("Into"), self.tr("State")])
        self.table.setAccessibleName(self.tr("Earlier sorts"))
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.verticalHeader().hide()
        self.table.setShowGrid(False)
        self.table.setTabKeyNavigation(False)
        self.table.setWordWrap(False)
        self.table.setStyleSheet("QTableView::item { padding: 0 8px; border: none; }")
        header = self.table.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(2, QHeaderView.ResizeMode.Stretch)
        for place, width in ((0, 140), (1, 170), (3, 140)):
            header.resizeSection(place, width)
        row = QHBoxLayout()
        row.setSpacing(SMALL)
        row.addStretch(1)
        row.addWidget(self.resume_button)
        row.addWidget(self.undo_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        column.addWidget(self.words)
        column.addWidget(self.table, 1)
        column.addLayout(row)


def _what(row: Summary) -> str:
    words = {
        "copy": _tr("{0} copied"),
        "move": _tr("{0} moved"),
        "hardlink": _tr("{0} linked"),
        "symlink": _tr("{0} linked"),
    }
    return words[row.how].format(pictures(row.pictures))


def _state(row: Summary) -> str:
    words = {
        "unfinished": _tr("broken off"),
        "done": _tr("done"),
        "undoing": _tr("partly undone"),
        "undone": _tr("undone"),
    }
    return words[row.state]
