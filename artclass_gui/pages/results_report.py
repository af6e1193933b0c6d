"""The report of a finished run: its figures, its confusion matrix, and how well each class is told."""

from __future__ import annotations

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

from artclass_gui.figures import duration, interval, percent
from artclass_gui.pages.results_confusion import ConfusionMatrix
from artclass_gui.theme import GAP, ROOM, SMALL, TINY, WIDE, Theme
from artclass_gui.widgets.card import Card
from artclass_gui.widgets.flow_layout import FlowLayout
from artclass_gui.widgets.text import figure, heading, muted, text
from artclass_gui.widgets.words import human_number, pictures
from trainer.measuring.metrics import ClassFigures, Evaluation, Makers
from trainer.runs import Report

_MOST_ROWS = 12
_NARROW = 360


class ReportView(QScrollArea):
    """Everything that a report says.

    Signals:
        cell_chosen(str, str): The person chose a cell of the confusion matrix: true class, predicted class.
    """

    cell_chosen = Signal(str, str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._classes: tuple[str, ...] = ()
        self._content = QWidget()
        self.figures = _Figures()
        self.matrix = ConfusionMatrix(theme)
        self._sideways = _Sideways(self.matrix)
        self.classes = ClassTable()
        self._lay_out()
        self.matrix.cell_chosen.connect(self._tell)
        self.matrix.moved.connect(self._bring_into_sight)

    def set_report(self, report: Report) -> None:
        """Show this report."""
        self._classes = report.classes
        self.figures.set_report(report)
        self.matrix.set_evaluation(report.best_known)
        self._sideways.fit()
        self.classes.set_evaluation(report.best_known)

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
        confusion = Card(self.tr("What is taken for what"))
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


class _Figures(Card):
    """Test accuracy large, with all that belongs to it; the other figures small."""

    def __init__(self) -> None:
        super().__init__("")
        self.accuracy, self.sure, self.makers = figure("–"), text(""), text("")
        self.accuracy.setAccessibleName(self.tr("Test accuracy"))
        self._flow = FlowLayout(spacing=WIDE)
        self.balanced = self._add(
            self.tr("Balanced"), self.tr("The mean over the classes, so that small classes count as much as large ones")
        )
        self.validation = self._add(
            self.tr("Validation"), self.tr("On the pictures that chose the best epoch; usually a little flattering")
        )
        self.time = self._add(self.tr("Time"), self.tr("From the start of the training to its report"))
        self.epochs = self._add(self.tr("Epochs"), self.tr("Epochs trained, and which of them was kept"))
        self.device = self._add(self.tr("Trained on"), self.tr("The part of the computer that did the work"))
        self._lay_out()

    def set_report(self, report: Report) -> None:
        """Show these figures."""
        test = report.best_known
        self.accuracy.setText(percent(test.accuracy))
        self.sure.setText(
            self.tr("of {0} that it had never seen; 95 % interval {1}").format(
                pictures(test.images), interval(test.interval)
            )
        )
        self.makers.setText(self._about_makers(report.makers))
        self.makers.setVisible(bool(self.makers.text()))
        self.balanced.setText(percent(test.balanced_accuracy))
        self.validation.setText(percent(report.validation.accuracy))
        self.time.setText(duration(report.wall_seconds))
        kept = self.tr("{0}, kept {1}").format(human_number(report.epochs_trained), human_number(report.best_epoch))
        self.epochs.setText(kept)
        self.device.setText(report.device)
        self.setAccessibleName(f"{self.tr('Test accuracy')} {self.accuracy.text()} {self.sure.text()}")

    def _about_makers(self, makers: Makers | None) -> str:
        """The figures for known and for new artists or series, where these are told apart."""
        if makers is None:
            return ""
        told = (
            (self.tr("New pictures of known artists or series: {0} of {1}, 95 % interval {2}"), makers.known),
            (self.tr("New artists or series: {0} of {1}, 95 % interval {2}"), makers.new),
        )
        return "\n".join(
            words.format(percent(part.accuracy), pictures(part.images), interval(part.interval))
            for words, part in told
            if part is not None
        )

    def _lay_out(self) -> None:
        first = QWidget()
        column = QVBoxLayout(first)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(TINY)
        column.addWidget(muted(self.tr("Test accuracy")))
        column.addWidget(self.accuracy)
        column.addWidget(self.sure)
        column.addWidget(self.makers)
        self.body.addWidget(first)
        self.body.addSpacing(SMALL)
        place = QWidget()
        place.setLayout(self._flow)
        self.body.addWidget(place)

    def _add(self, name: str, tip: str) -> _Value:
        value = _Value(name, tip)
        self._flow.addWidget(value)
        return value


class _Value(QWidget):
    """A small figure below its name."""

    def __init__(self, name: str, tip: str) -> None:
        super().__init__()
        self._label = heading("–")
        self._label.setWordWrap(False)
        self._label.setAccessibleName(name)
        caption = muted(name)
        caption.setWordWrap(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(TINY)
        column.addWidget(caption)
        column.addWidget(self._label)
        self.setToolTip(tip)

    def text(self) -> str:
        """What it shows."""
        return self._label.text()

    def setText(self, words: str) -> None:
        """Show this."""
        self._label.setText(words)
        self.updateGeometry()


class ClassTable(QTableWidget):
    """One row a class: how many test pictures it has, and how well they are told."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(0, 5, parent)
        columns = (
            (self.tr("Class"), self.tr("The class' name")),
            (self.tr("Pictures"), self.tr("Number of test pictures of this class (support)")),
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
                item.setToolTip(figures.name if column == 0 else "")
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


def _alignment(column: int) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignLeft if column == 0 else Qt.AlignmentFlag.AlignRight
    return side | Qt.AlignmentFlag.AlignVCenter
