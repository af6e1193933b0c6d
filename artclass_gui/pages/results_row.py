"""A run as a row of the list: its title, its accuracy, where it comes from, and a chip for what is special."""

from __future__ import annotations

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QLineEdit, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from artclass_gui.figures import run_accuracy, run_origin, run_title, state_word
from artclass_gui.project import RunState
from artclass_gui.theme import GAP, RADIUS, SMALL, TINY, Theme

_Index = QModelIndex | QPersistentModelIndex
STATE = Qt.ItemDataRole.UserRole
"""The role of the `RunState`."""
MARK = Qt.ItemDataRole.UserRole + 1
"""The role of what is said of a pinned run."""
_CHIPS: dict[str, tuple[str, str]] = {
    "running": ("accent", "accent_soft"),
    "stopped": ("warn", "warn_soft"),
    "interrupted": ("warn", "warn_soft"),
    "failed": ("bad", "bad_soft"),
}


class RunDelegate(QStyledItemDelegate):
    """Paints a run on three lines."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, _index: _Index) -> QSize:
        """Three lines and the room around them."""
        return QSize(200, 3 * option.fontMetrics.height() + 2 * GAP + 2 * TINY)

    def createEditor(self, parent: QWidget, _option: QStyleOptionViewItem, _index: _Index) -> QWidget:
        """A field for another title."""
        editor = QLineEdit(parent)
        editor.setAccessibleName(self.tr("Title of the run"))
        editor.setMaxLength(120)
        return editor

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: _Index) -> None:
        """Take the title that was typed."""
        assert isinstance(editor, QLineEdit)
        model.setData(index, editor.text(), Qt.ItemDataRole.EditRole)

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, _index: _Index) -> None:
        """Place the field over the title."""
        rect: QRect = option.rect
        editor.setGeometry(
            QRect(rect.left() + TINY, rect.top() + TINY, rect.width() - SMALL, editor.sizeHint().height())
        )

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Paint frame, chip and lines."""
        state: RunState = index.data(STATE)
        rect: QRect = option.rect
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_frame(painter, option)
        inner = rect.adjusted(GAP, GAP - 2, -GAP, -GAP)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        chip = self._paint_chip(painter, inner, state, index.data(MARK), selected=selected)
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
