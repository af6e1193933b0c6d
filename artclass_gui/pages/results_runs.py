"""The list of runs: title, state, accuracy with its interval, architecture and date."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractItemModel,
    QAbstractListModel,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from artclass_gui.figures import best_pinned, run_accuracy, run_origin, run_title, state_word
from artclass_gui.project import RunState
from artclass_gui.theme import GAP, RADIUS, SMALL, TINY, Theme

_Index = QModelIndex | QPersistentModelIndex
_ROLE = Qt.ItemDataRole.UserRole
_MARK = Qt.ItemDataRole.UserRole + 1
_CHIPS: dict[str, tuple[str, str]] = {
    "running": ("accent", "accent_soft"),
    "stopped": ("warn", "warn_soft"),
    "interrupted": ("warn", "warn_soft"),
    "failed": ("bad", "bad_soft"),
}


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
        self.setItemDelegate(_Delegate(theme, self))
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
            case _ if role == _ROLE:
                return state
            case _ if role == _MARK:
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


class _Delegate(QStyledItemDelegate):
    """Paints a run on three lines."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, _index: _Index) -> QSize:
        return QSize(200, 3 * option.fontMetrics.height() + 2 * GAP + 2 * TINY)

    def createEditor(self, parent: QWidget, _option: QStyleOptionViewItem, _index: _Index) -> QWidget:
        editor = QLineEdit(parent)
        editor.setAccessibleName(self.tr("Title of the run"))
        editor.setMaxLength(120)
        return editor

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: _Index) -> None:
        assert isinstance(editor, QLineEdit)
        model.setData(index, editor.text(), Qt.ItemDataRole.EditRole)

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, _index: _Index) -> None:
        rect: QRect = option.rect
        editor.setGeometry(
            QRect(rect.left() + TINY, rect.top() + TINY, rect.width() - SMALL, editor.sizeHint().height())
        )

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        state: RunState = index.data(_ROLE)
        rect: QRect = option.rect
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_frame(painter, option)
        inner = rect.adjusted(GAP, GAP - 2, -GAP, -GAP)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        chip = self._paint_chip(painter, inner, state, index.data(_MARK), selected=selected)
        self._paint_lines(painter, inner, state, chip)
        painter.restore()

    def _paint_frame(self, painter: QPainter, option: QStyleOptionViewItem) -> None:
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        hovered = bool(option.state & QStyle.StateFlag.State_MouseOver)
        focused = bool(option.state & QStyle.StateFlag.State_HasFocus)
        if not selected and not hovered:
            return
        painter.setBrush(self._theme.colour("accent_soft" if selected else "hover"))
        painter.setPen(QPen(self._theme.colour("accent")) if focused else Qt.PenStyle.NoPen)
        rect: QRect = option.rect
        painter.drawRoundedRect(QRectF(rect).adjusted(1, 1, -1, -1), RADIUS, RADIUS)

    def _paint_chip(self, painter: QPainter, inner: QRect, state: RunState, mark: str, *, selected: bool) -> QRect:
        """Say how a run ended, unless it ended as all should, or that it is pinned; returns what has to be left free."""
        if state.state == "finished" and not mark:
            return QRect(inner.right() + SMALL, inner.top(), 0, 0)
        ink, ground = ("accent", "accent_soft") if mark else _CHIPS[state.state]
        word, metrics = mark or state_word(state), painter.fontMetrics()
        width = metrics.horizontalAdvance(word) + 2 * SMALL
        top = inner.top() if mark else inner.top() + metrics.height() + TINY  # an accuracy needs its whole line
        chip = QRect(inner.right() - width, top, width, metrics.height() + 2)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.colour("surface" if selected else ground))
        painter.drawRoundedRect(chip, chip.height() / 2, chip.height() / 2)
        painter.setPen(self._theme.colour(ink))
        painter.drawText(chip, Qt.AlignmentFlag.AlignCenter, word)
        return chip

    def _paint_lines(self, painter: QPainter, inner: QRect, state: RunState, chip: QRect) -> None:
        font = QFont(painter.font())
        font.setBold(True)
        line, muted = painter.fontMetrics().height() + TINY, self._theme.colour("muted")
        plain, room = QFont(painter.font()), chip.left() - inner.left() - SMALL
        beside = room if chip.top() == inner.top() else inner.width()
        texts = (
            (font, self._theme.colour("text"), run_title(state), beside),
            (
                plain,
                self._theme.colour("text" if state.report else "muted"),
                run_accuracy(state),
                room if beside == inner.width() else inner.width(),
            ),
            (plain, muted, run_origin(state), inner.width()),
        )
        for number, (face, colour, words, width) in enumerate(texts):
            self._paint_line(painter, inner.translated(0, number * line), words, width=width, font=face, colour=colour)

    def _paint_line(
        self, painter: QPainter, place: QRect, words: str, *, width: int, font: QFont, colour: QColor
    ) -> None:
        painter.setFont(font)
        painter.setPen(colour)
        metrics = QFontMetrics(font)
        shown = metrics.elidedText(words, Qt.TextElideMode.ElideRight, width)
        painter.drawText(
            QRect(place.left(), place.top(), width, metrics.height() + 2), Qt.AlignmentFlag.AlignVCenter, shown
        )
