"""All architectures as a table: what each costs, and how accurate earlier runs of it were."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem, QWidget

from artclass_gui import estimate_words
from artclass_gui.figures import interval, percent
from artclass_gui.project import RunState
from trainer.architectures import ARCHITECTURES
from trainer.estimating.records import Estimate

_NAME = Qt.ItemDataRole.UserRole
_ORDER = Qt.ItemDataRole.UserRole + 1
_DISK = 4  # a column
_WIDE = 760  # pixels that all columns need
_LAST = float("inf")  # what is not known stands last


@dataclass(frozen=True)
class Best:
    """The best validation accuracy of the earlier runs of an architecture, with its 95 % interval."""

    accuracy: float
    interval: tuple[float, float]


class ArchitectureTable(QTableWidget):
    """A row for each architecture; sorted by the column whose head is clicked.

    Signals:
        chosen(str): The person has chosen another architecture.
    """

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(len(ARCHITECTURES), 6, parent)
        self.setHorizontalHeaderLabels(
            [
                self.tr("Network"),
                self.tr("Time in all"),
                self.tr("An epoch"),
                self.tr("Memory"),
                self.tr("Disk"),
                self.tr("Best so far"),
            ]
        )
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setAccessibleName(self.tr("Networks with what they cost"))
        self.verticalHeader().hide()
        self.horizontalHeader().setHighlightSections(False)
        self.setStyleSheet("QTableView::item { padding: 0 8px; }")
        self._fill()
        self.itemSelectionChanged.connect(self._tell)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where there is little room, do without what matters least."""
        super().resizeEvent(event)
        self.setColumnHidden(_DISK, event.size().width() < _WIDE)

    @property
    def current(self) -> str | None:
        """The chosen architecture's name."""
        items = self.selectedItems()
        return str(items[0].data(_NAME)) if items else None

    def choose(self, name: str) -> None:
        """Choose an architecture, without `chosen`."""
        with QSignalBlocker(self):
            self.selectRow(self._place(name))

    def show_figures(self, estimates: Mapping[str, Estimate | None], best: Mapping[str, Best]) -> None:
        """Show what is known."""
        self.setSortingEnabled(False)
        for row in range(self.rowCount()):
            name = self._name(row)
            self._show_estimate(row, estimates.get(name))
            self._show_best(row, best.get(name))
        self.setSortingEnabled(True)

    def _show_estimate(self, row: int, estimate: Estimate | None) -> None:
        if estimate is None:
            for column in range(1, 5):
                self._put(row, column, "–", _LAST)
            return
        self._put(row, 1, estimate_words.time_band(estimate), estimate.total_seconds)
        self._put(row, 2, estimate_words.time_per_epoch(estimate), estimate.seconds_per_epoch)
        self._put(row, 4, estimate_words.disk(estimate), estimate.disk_mb)
        self._put(row, 3, estimate_words.memory(estimate), estimate.peak_memory_mb, tip=estimate.warning or "")

    def _show_best(self, row: int, best: Best | None) -> None:
        words = "–" if best is None else f"{percent(best.accuracy)} ({interval(best.interval)})"
        tip = self.tr("Right on so many validation pictures in the best earlier run, with the 95 % interval")
        self._put(row, 5, words, _LAST if best is None else -best.accuracy, tip="" if best is None else tip)

    def _put(self, row: int, column: int, words: str, order: float, *, tip: str = "") -> None:
        item = self.item(row, column)
        assert item is not None
        item.setText(words)
        item.setData(_ORDER, order)
        item.setToolTip(tip)

    def _fill(self) -> None:
        for row, architecture in enumerate(ARCHITECTURES):
            for column in range(self.columnCount()):
                item = _Item("–" if column else architecture.title)
                item.setData(_NAME, architecture.name)
                item.setData(_ORDER, _LAST if column else row)
                self.setItem(row, column, item)
        head = self.horizontalHeader()
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        head.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        head.setStretchLastSection(True)
        self.setSortingEnabled(True)
        self.sortItems(0)
        self.setFixedHeight(self.rowHeight(0) * self.rowCount() + head.sizeHint().height() + 4)

    def _place(self, name: str) -> int:
        return next(row for row in range(self.rowCount()) if self._name(row) == name)

    def _name(self, row: int) -> str:
        item = self.item(row, 0)
        return "" if item is None else str(item.data(_NAME))

    def _tell(self) -> None:
        if self.current is not None:
            self.chosen.emit(self.current)


class _Item(QTableWidgetItem):
    """Sorted by a number, not by what is read."""

    def __lt__(self, other: QTableWidgetItem) -> bool:
        return bool(self.data(_ORDER) < other.data(_ORDER))


def best_so_far(runs: Sequence[RunState]) -> dict[str, Best]:
    """The best earlier run of each architecture, by its accuracy on the validation pictures."""
    best: dict[str, Best] = {}
    for state in runs:
        if state.report is None:
            continue
        figures = state.report.validation
        known = best.get(state.architecture)
        if known is None or figures.accuracy > known.accuracy:
            best[state.architecture] = Best(figures.accuracy, figures.interval)
    return best
