"""The list of runs: title, state, accuracy with its interval, architecture and date."""

from __future__ import annotations

from collections.abc import Sequence
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

from artclass_gui.figures import run_accuracy, run_origin, run_title, state_word
from artclass_gui.project import RunState
from artclass_gui.theme import GAP, RADIUS, SMALL, TINY, Theme

_Index = QModelIndex | QPersistentModelIndex
_ROLE = Qt.ItemDataRole.UserRole
_CHIPS: dict[str, tuple[str, str]] = {
    "running": ("accent", "accent_soft"),
    "stopped": ("warn", "warn_soft"),
    "interrupted": ("warn", "warn_soft"),
    "failed": ("bad", "bad_soft"),
}


class RunList(QListView):
    """The runs of the project, newest first; one is chosen.

    Signals:
        chosen(RunState | None): Another run is chosen.
        rename_wanted(RunState, str): The person typed a new title.
        delete_wanted(): The person pressed Delete.
        menu_wanted(QPoint): The person wants the chosen run's menu, at this place of the screen.
    """

    chosen = Signal(object)
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
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
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
        self.selectionModel().currentChanged.connect(self._tell)
        self._runs.renamed.connect(self.rename_wanted)
        theme.changed.connect(self.viewport().update)

    @property
    def current(self) -> RunState | None:
        """The chosen run."""
        return self._runs.state(self.currentIndex())

    def set_runs(self, states: Sequence[RunState]) -> None:
        """Show these runs. The chosen one stays chosen if it is still there; a new finished one on top is chosen."""
        before, row = self.current, max(0, self.currentIndex().row())
        known = {state.run.name for state in self._runs.states}
        self.selectionModel().blockSignals(True)
        self._runs.replace(states)
        names = [state.run.name for state in states]
        if before is not None and before.run.name in names and not (names and known and names[0] not in known):
            row = names.index(before.run.name)
        elif not known or (names and names[0] not in known):
            row = 0
        index = self._runs.index(min(row, len(states) - 1)) if states else QModelIndex()
        self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        self.selectionModel().blockSignals(False)
        self.viewport().update()
        self.chosen.emit(self.current)

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

    def _tell(self, current: QModelIndex) -> None:
        self.chosen.emit(self._runs.state(current))


class _Runs(QAbstractListModel):
    """The runs in the order given."""

    renamed = Signal(object, str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.states: tuple[RunState, ...] = ()

    def replace(self, states: Sequence[RunState]) -> None:
        self.beginResetModel()
        self.states = tuple(states)
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
                    run_accuracy(state),
                    run_origin(state),
                    state.run.name,
                )
                return ". ".join(parts)
            case _ if role == _ROLE:
                return state
        return None

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
        chip = self._paint_chip(painter, inner, state, selected=bool(option.state & QStyle.StateFlag.State_Selected))
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

    def _paint_chip(self, painter: QPainter, inner: QRect, state: RunState, *, selected: bool) -> QRect:
        """Say how a run ended, unless it ended as all should; returns what its accuracy has to leave free."""
        if state.state == "finished":
            return QRect(inner.right() + SMALL, inner.top(), 0, 0)
        ink, ground = _CHIPS[state.state]
        word, metrics = state_word(state), painter.fontMetrics()
        width = metrics.horizontalAdvance(word) + 2 * SMALL
        chip = QRect(inner.right() - width, inner.top() + metrics.height() + TINY, width, metrics.height() + 2)
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
        texts = (
            (font, self._theme.colour("text"), run_title(state), inner.width()),
            (plain, self._theme.colour("text" if state.report else "muted"), run_accuracy(state), room),
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
