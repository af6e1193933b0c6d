"""The list of files that were not taken, with a chip for each kind, to copy and to find on the disk."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QAction, QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QButtonGroup,
    QHBoxLayout,
    QHeaderView,
    QMenu,
    QStackedWidget,
    QTableView,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from artclass_gui.context import Context
from artclass_gui.pages.dataset_problem_model import KINDS, ProblemModel
from artclass_gui.project import CatalogState
from artclass_gui.theme import GAP, ROOM, SMALL
from artclass_gui.widgets.buttons import button
from artclass_gui.widgets.empty_state import EmptyState
from artclass_gui.widgets.flow_layout import FlowLayout
from artclass_gui.widgets.reveal import reveal
from artclass_gui.widgets.text import muted
from artclass_gui.widgets.words import human_number

_KIND_WIDTH = 140
_ROW = 32


class ProblemsPart(QWidget):
    """The second tab of the Dataset page.

    Signals:
        counted(int): How many problems there are.
    """

    counted = Signal(int)

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = ProblemModel(context.theme, self)
        self.table = self._make_table()
        self.chips: dict[str | None, QToolButton] = {}
        self._group = QButtonGroup(self)
        self._chip_row = QWidget()
        self._flow = FlowLayout(self._chip_row)
        self._stack = QStackedWidget()
        self._empty = EmptyState(
            context.theme,
            "check",
            self.tr("Every file was taken"),
            self.tr("All pictures could be read, and none of them is there twice."),
        )
        self.copy_button = button(self.tr("Copy"), self.copy, theme=context.theme, icon="list")
        self.reveal_button = button(self.tr("Show in file manager"), self.reveal, theme=context.theme, icon="reveal")
        self._make_actions()
        self._lay_out()
        self.table.selectionModel().selectionChanged.connect(lambda *_: self._enable())
        self.model.modelReset.connect(self._enable)

    def show_state(self, state: CatalogState) -> None:
        """Show the problems of a catalog."""
        self.model.set_problems(state.problems)
        self._make_chips()
        self._stack.setCurrentIndex(0 if self.model.total else 1)
        self.counted.emit(self.model.total)

    def show_kind(self, kind: str | None) -> None:
        """Show one kind of problem, or all."""
        self.model.show_kind(kind)
        if kind in self.chips:
            self.chips[kind].setChecked(True)

    def copy(self) -> None:
        """Copy the chosen rows, or all that are shown, as a table with tabs."""
        rows = self._rows() or range(self.model.rowCount())
        problems = [self.model.problem(row) for row in rows]
        lines = [f"{problem.path}\t{problem.kind}\t{problem.reason}" for problem in problems]
        QGuiApplication.clipboard().setText("\n".join(lines))

    def reveal(self) -> None:
        """Show the chosen file in the file manager."""
        rows = self._rows()
        if rows:
            reveal(Path(self.model.problem(rows[0]).path))

    def _rows(self) -> list[int]:
        return sorted(index.row() for index in self.table.selectionModel().selectedRows())

    def _enable(self) -> None:
        self.reveal_button.setEnabled(bool(self._rows()))

    def _make_chips(self) -> None:
        for chip in self.chips.values():
            self._flow.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
        everything = self.tr("All {0}").format(human_number(self.model.total))
        self.chips = {None: self._chip(None, everything)}
        counts = self.model.counts()
        for kind in KINDS:
            if kind in counts and len(counts) > 1:
                self.chips[kind] = self._chip(kind, self.model.kind_words(kind, counts[kind]))
        if len(counts) == 1:
            ((kind, count),) = counts.items()
            self.chips[None].setText(self.model.kind_words(kind, count))
        self.chips[self.model.kind if self.model.kind in self.chips else None].setChecked(True)

    def _chip(self, kind: str | None, words: str) -> QToolButton:
        chip = QToolButton(self._chip_row)
        chip.setText(words)
        chip.setAccessibleName(words)
        chip.setCheckable(True)
        chip.clicked.connect(lambda _=False: self.show_kind(kind))
        self._group.addButton(chip)
        self._flow.addWidget(chip)
        return chip

    def _make_table(self) -> QTableView:
        table = _Table()
        table.copied.connect(self.copy)
        table.setModel(self.model)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setShowGrid(False)
        table.setTabKeyNavigation(False)
        table.setWordWrap(False)
        table.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        table.setIconSize(QSize(16, 16))
        table.setAccessibleName(self.tr("Files that were not taken"))
        table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        table.customContextMenuRequested.connect(self._menu)
        table.doubleClicked.connect(lambda _: self.reveal())
        table.setStyleSheet("QTableView::item { padding: 0 8px; border: none; }")
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(_ROW)
        table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header = table.horizontalHeader()
        header.setHighlightSections(False)
        header.resizeSection(0, _KIND_WIDTH)
        for column in (1, 2):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)
        return table

    def _make_actions(self) -> None:
        self._copy_action = QAction(self.tr("Copy"), self.table)
        self._copy_action.triggered.connect(self.copy)
        self._reveal_action = QAction(self.tr("Show in file manager"), self.table)
        self._reveal_action.triggered.connect(self.reveal)
        self.table.addActions([self._copy_action, self._reveal_action])

    def _menu(self, place: QPoint) -> None:
        menu = QMenu(self.table)
        menu.addActions([self._copy_action, self._reveal_action])
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self.table.viewport().mapToGlobal(place))

    def _lay_out(self) -> None:
        full = QWidget()
        column = QVBoxLayout(full)
        column.setContentsMargins(0, ROOM, 0, 0)
        column.setSpacing(GAP)
        column.addWidget(muted(self.tr("These files are not used to learn. They stay where they are, unchanged.")))
        column.addWidget(self._chip_row)
        column.addWidget(self.table, 1)
        row = QHBoxLayout()
        row.setSpacing(SMALL)
        row.addStretch(1)
        row.addWidget(self.copy_button)
        row.addWidget(self.reveal_button)
        column.addLayout(row)
        self._stack.addWidget(full)
        self._stack.addWidget(self._empty)
        self._stack.setCurrentIndex(1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._stack)
        self._enable()


class _Table(QTableView):
    """A table that leaves copying to its page: Qt's own copies one cell.

    Signals:
        copied(): The keys for copying were pressed.
    """

    copied = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Pass the keys for copying on."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copied.emit()
        else:
            super().keyPressEvent(event)
