"""The trainings of an experiment as a table."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem, QWidget

from artclass_gui.estimate_words import per_epoch
from artclass_gui.figures import duration, interval, percent
from artclass_gui.widgets.words import human_number, human_size
from trainer.experiments import Experiment, Question, Rung

_NARROWEST = 96


class LadderTable(QTableWidget):
    """A row for each training: its number, how it went, and what it cost."""

    def __init__(self, question: Question, parent: QWidget | None = None) -> None:
        super().__init__(0, 6, parent)
        first = self.tr("Blocks") if question == "blocks" else self.tr("Batch size")
        self.setHorizontalHeaderLabels(
            [
                first,
                self.tr("Validation accuracy"),
                self.tr("With preparing"),
                self.tr("An epoch"),
                self.tr("Memory"),
                self.tr("State"),
            ]
        )
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setAccessibleName(self.tr("Trainings of the experiment"))
        self.verticalHeader().hide()
        self.horizontalHeader().setHighlightSections(False)
        self.setStyleSheet("QTableView::item { padding: 0 8px; }")
        head = self.horizontalHeader()
        head.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        head.setMinimumSectionSize(_NARROWEST)
        head.setSectionResizeMode(5, QHeaderView.ResizeMode.Stretch)

    def show_experiment(self, experiment: Experiment | None) -> None:
        """Show its trainings."""
        rungs = experiment.rungs if experiment is not None else ()
        self.setRowCount(len(rungs))
        for row, rung in enumerate(rungs):
            for column, words in enumerate(self._words(rung)):
                item = QTableWidgetItem(words)
                item.setToolTip(rung.reason or "")
                self.setItem(row, column, item)
        height = self.horizontalHeader().sizeHint().height() + sum(self.rowHeight(row) for row in range(len(rungs)))
        self.setFixedHeight(height + 4)

    def _words(self, rung: Rung) -> tuple[str, ...]:
        accuracy = percent(rung.validation_accuracy)
        if rung.interval is not None:
            accuracy += f" ({interval(rung.interval)})"
        memory = rung.peak_memory_mb
        return (
            human_number(rung.value),
            accuracy,
            "–" if rung.seconds is None else duration(rung.seconds),
            "–" if rung.seconds_per_epoch is None else per_epoch(rung.seconds_per_epoch),
            "–" if memory is None else human_size(round(memory * 1e6)),
            self._state(rung),
        )

    def _state(self, rung: Rung) -> str:
        match rung.state:
            case "waiting":
                return self.tr("Waits")
            case "running":
                return self.tr("Training now")
            case "paused":
                return self.tr("Paused")
            case "done":
                return self.tr("Done")
            case "failed":
                return self.tr("Failed: {0}").format(rung.reason or self.tr("the log says why"))
