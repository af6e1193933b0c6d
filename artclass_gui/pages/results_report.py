"""The report of a finished run: its figures, its confusion matrix, and how well each class is told."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QScrollArea,
    QSizePolicy,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from artclass_gui.context import Context
from artclass_gui.figures import percent, with_interval
from artclass_gui.pages.results_audit import AuditView
from artclass_gui.pages.results_confusion import ConfusionMatrix
from artclass_gui.pages.results_figures import FiguresCard
from artclass_gui.theme import GAP, ROOM, SMALL
from artclass_gui.widgets.card import Card
from artclass_gui.widgets.text import muted
from artclass_gui.widgets.words import human_number
from trainer.measuring.metrics import ClassFigures, Evaluation
from trainer.runs import HeldOut, Report
from trainer.runs.readings import Reading

_MOST_ROWS = 12
_NARROW = 360


class ReportView(QScrollArea):
    """Everything that a report says.

    Signals:
        cell_chosen(str, str): The person chose a cell of the confusion matrix: true class, predicted class.
    """

    cell_chosen = Signal(str, str)

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        theme = context.theme
        self._classes: tuple[str, ...] = ()
        self._content = QWidget()
        self.figures = FiguresCard(theme)
        self.matrix = ConfusionMatrix(theme)
        self._sideways = _Sideways(self.matrix)
        self.classes = ClassTable()
        self.audit = AuditView(context)
        self._lay_out()
        self.matrix.cell_chosen.connect(self._tell)
        self.matrix.moved.connect(self._bring_into_sight)

    def set_report(self, report: Report, *, test_pictures: int | None = None, looks: Sequence[Reading] = ()) -> None:
        """Show this report; see `FiguresCard.set_report`. The matrix follows by `set_evaluation`."""
        self._classes = report.classes
        self.figures.set_report(report, test_pictures=test_pictures, looks=looks)

    def set_evaluation(self, evaluation: Evaluation, split: HeldOut) -> None:
        """Show what is taken for what, and each class, on the pictures of a split."""
        self._confusion.heading.setText(
            self.tr("What is taken for what: validation pictures")
            if split == "validation"
            else self.tr("What is taken for what: test pictures")
        )
        self.matrix.set_evaluation(evaluation)
        self._sideways.fit()
        self.classes.set_evaluation(evaluation)

    def _tell(self, row: int, column: int) -> None:
        self.cell_chosen.emit(self._classes[row], self._classes[column])

    def _bring_into_sight(self, rect: QRect) -> None:
        self._sideways.ensureVisible(rect.center().x(), rect.center().y(), rect.width(), 0)
        place = self.matrix.mapTo(self._content, rect.center())
        self.ensureVisible(place.x(), place.y(), rect.width(), rect.height())

    def _lay_out(self) -> None:
        column = QVBoxLayout(self._content)
        column.setContentsMargins(0, GAP, ROOM, ROOM)
        column.setSpacing(ROOM)
        column.addWidget(self.figures)
        self._confusion = confusion = Card(self.tr("What is taken for what"))
        confusion.body.addWidget(
            muted(
                self.tr(
                    "Each row is a true class. Choose a cell to see its pictures; the arrow keys go from cell to cell."
                )
            )
        )
        confusion.body.addWidget(self._sideways)
        column.addWidget(confusion)
        by_class = Card(self.tr("Class by class"))
        by_class.body.addWidget(self.classes)
        column.addWidget(by_class)
        column.addWidget(self.audit)
        column.addStretch(1)
        self.setWidget(self._content)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)


class _Sideways(QScrollArea):
    """As high as what it holds, which scrolls sideways where it is too wide: the rest of the page stays put."""

    def __init__(self, content: QWidget) -> None:
        super().__init__()
        self._held = content
        self.setWidget(content)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def fit(self) -> None:
        """Take the height that the content needs at this width."""
        content, room = self._held, self.viewport().width()
        bar = self.horizontalScrollBar().sizeHint().height() if content.minimumWidth() > room else 0
        self.setFixedHeight(content.heightForWidth(max(room, content.minimumWidth())) + bar)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width may need another height."""
        super().resizeEvent(event)
        self.fit()


class ClassTable(QTableWidget):
    """One row a class: how many pictures it has, and how well they are told; the tooltips give the intervals."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(0, 5, parent)
        columns = (
            (self.tr("Class"), self.tr("The class' name")),
            (self.tr("Pictures"), self.tr("Number of pictures of this class (support)")),
            (self.tr("Precision"), self.tr("Of the pictures called by this name, the share that really is")),
            (self.tr("Recall"), self.tr("Of the pictures of this class, the share that was recognised")),
            (self.tr("F1"), self.tr("One figure for precision and recall together: their harmonic mean")),
        )
        for number, (name, tip) in enumerate(columns):
            item = QTableWidgetItem(name)
            item.setToolTip(tip)
            item.setTextAlignment(_alignment(number))
            self.setHorizontalHeaderItem(number, item)
        self.setAccessibleName(self.tr("Class by class"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setStyleSheet(
            "QTableWidget { border: none; background: transparent; } QTableWidget::item { padding: 0 4px; }"
            "QHeaderView::section { padding: 6px 6px; }"
        )
        self.setShowGrid(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.verticalHeader().hide()
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where there is little room, F1 gives way to the names."""
        super().resizeEvent(event)
        self.setColumnHidden(4, event.size().width() < _NARROW)

    def set_evaluation(self, evaluation: Evaluation) -> None:
        """Show the classes of this evaluation."""
        self.setRowCount(len(evaluation.per_class))
        for row, figures in enumerate(evaluation.per_class):
            for column, words in enumerate(_cells(figures)):
                item = QTableWidgetItem(words)
                item.setTextAlignment(_alignment(column))
                item.setToolTip(_tip(figures, column))
                self.setItem(row, column, item)
        shown = min(_MOST_ROWS, max(1, self.rowCount()))
        header = self.horizontalHeader().sizeHint().height()
        self.setFixedHeight(header + shown * self.verticalHeader().defaultSectionSize() + SMALL)


def _cells(figures: ClassFigures) -> tuple[str, ...]:
    return (
        figures.name,
        human_number(figures.support),
        percent(figures.precision),
        percent(figures.recall),
        percent(figures.f1),
    )


def _tip(figures: ClassFigures, column: int) -> str:
    """What a cell says in full: the name, or a figure with its 95 % interval."""
    match column:
        case 0:
            return figures.name
        case 2:
            return with_interval(figures.precision, figures.precision_interval)
        case 3:
            return with_interval(figures.recall, figures.recall_interval)
        case _:
            return ""


def _alignment(column: int) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignLeft if column == 0 else Qt.AlignmentFlag.AlignRight
    return side | Qt.AlignmentFlag.AlignVCenter
