"""The list of runs: title, state, accuracy with its interval, architecture and date."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    Qt,
    Signal,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QWidget,
)

from artclass_gui.figures import best_pinned, run_accuracy, run_origin, run_title, state_word
from artclass_gui.pages.results_row import MARK, STATE, RunDelegate
from artclass_gui.project import RunState
from artclass_gui.theme import Theme

_Index = QModelIndex | QPersistentModelIndex


class RunList(QListView):
    """The runs of the project, newest first; one is chosen, or several to be compared.

    Signals:
        chosen(RunState | None): Another run is chosen.
        several_chosen(): More than one is chosen, or others than before (`selected`).
        rename_wanted(RunState, str): The person typed a new title.
        delete_wanted(): The person pressed Delete.
        menu_wanted(QPoint): The person wants the chosen run's menu, at this place of the screen.
    """

    chosen = Signal(object)
    several_chosen = Signal()
    rename_wanted = Signal(object, str)
    delete_wanted = Signal()
    menu_wanted = Signal(QPoint)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._runs = _Runs(self)
        self.setModel(self._runs)
        self.setItemDelegate(RunDelegate(theme, self))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setStyleSheet("QListView { background: transparent; border: none; outline: none; }")
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.EditKeyPressed | QAbstractItemView.EditTrigger.SelectedClicked
        )
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setUniformItemSizes(True)
        self.setSpacing(2)
        self.setMouseTracking(True)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.setAccessibleName(self.tr("Runs"))
        self.customContextMenuRequested.connect(self._menu)
        self.selectionModel().selectionChanged.connect(self._tell)
        self._runs.renamed.connect(self.rename_wanted)
        theme.changed.connect(self.viewport().update)

    @property
    def current(self) -> RunState | None:
        """The chosen run; of several, the one that the keyboard is at."""
        chosen = self.selected
        return chosen[0] if len(chosen) == 1 else self._runs.state(self.currentIndex())

    @property
    def selected(self) -> tuple[RunState, ...]:
        """All chosen runs in the order of the list."""
        rows = sorted(index.row() for index in self.selectedIndexes())
        return tuple(self._runs.states[row] for row in rows)

    def set_runs(self, states: Sequence[RunState]) -> None:
        """Show these runs. The chosen one stays chosen if it is still there; a new finished one on top is chosen."""
        before, row = self.current, max(0, self.currentIndex().row())
        known = {state.run.name for state in self._runs.states}
        several = {state.run.name for state in self.selected} if len(self.selected) > 1 else set()
        self.selectionModel().blockSignals(True)
        self._runs.replace(states)
        names = [state.run.name for state in states]
        if before is not None and before.run.name in names and not (names and known and names[0] not in known):
            row = names.index(before.run.name)
        elif not known or (names and names[0] not in known):
            row = 0
        index = self._runs.index(min(row, len(states) - 1)) if states else QModelIndex()
        self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        if len(several & set(names)) > 1 and names[row] in several:
            self._select(several)
        self.selectionModel().blockSignals(False)
        self.viewport().update()
        self._tell()

    def _select(self, names: Collection[str]) -> None:
        for place, state in enumerate(self._runs.states):
            if state.run.name in names:
                self.selectionModel().select(self._runs.index(place), QItemSelectionModel.SelectionFlag.Select)

    def choose(self, name: str) -> None:
        """Choose the run with this folder name; one that is not there changes nothing."""
        for row, state in enumerate(self._runs.states):
            if state.run.name == name:
                self.setCurrentIndex(self._runs.index(row))

    def edit_title(self) -> None:
        """Let the person type a new title for the chosen run."""
        if self.currentIndex().isValid():
            self.setFocus()
            self.edit(self.currentIndex())

    def keyPressEvent(self, event: Any) -> None:
        """Delete deletes the chosen run."""
        if event.key() == Qt.Key.Key_Delete:
            self.delete_wanted.emit()
        else:
            super().keyPressEvent(event)

    def _menu(self, place: QPoint) -> None:
        index = self.indexAt(place)
        if index.isValid():
            self.setCurrentIndex(index)
            self.menu_wanted.emit(self.viewport().mapToGlobal(place))

    def _tell(self) -> None:
        if len(self.selectedIndexes()) > 1:
            self.several_chosen.emit()
        else:
            self.chosen.emit(self.current)


class _Runs(QAbstractListModel):
    """The runs in the order given."""

    renamed = Signal(object, str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.states: tuple[RunState, ...] = ()
        self.best: RunState | None = None

    def replace(self, states: Sequence[RunState]) -> None:
        self.beginResetModel()
        self.states = tuple(states)
        self.best = best_pinned(states)
        self.endResetModel()

    def state(self, index: _Index) -> RunState | None:
        return self.states[index.row()] if index.isValid() else None

    def rowCount(self, parent: _Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.states)

    def flags(self, index: _Index) -> Qt.ItemFlag:
        return super().flags(index) | Qt.ItemFlag.ItemIsEditable

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        state = self.state(index)
        if state is None:
            return None
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.EditRole:
                return run_title(state)
            case Qt.ItemDataRole.ToolTipRole | Qt.ItemDataRole.AccessibleTextRole:
                parts = (
                    run_title(state),
                    state_word(state),
                    self._mark(state),
                    run_accuracy(state),
                    run_origin(state),
                    state.note,
                    state.run.name,
                )
                return ". ".join(filter(None, parts))
            case _ if role == STATE:
                return state
            case _ if role == MARK:
                return self._mark(state)
        return None

    def _mark(self, state: RunState) -> str:
        """Whether it is pinned, and the best of those that are."""
        if not state.pinned:
            return ""
        return self.tr("Best pinned") if state is self.best else self.tr("Pinned")

    def setData(self, index: _Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        state = self.state(index)
        if state is None or role != Qt.ItemDataRole.EditRole or str(value).strip() == run_title(state):
            return False
        self.renamed.emit(state, str(value).strip())
        return True
