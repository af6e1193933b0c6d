"""The confusion matrix: which classes are taken for which, painted, with every cell in words."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QColor,
    QFocusEvent,
    QFont,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from artclass_gui.figures import cell_sentence, percent
from artclass_gui.theme import GAP, SMALL, TINY, Theme
from artclass_gui.widgets.words import human_number
from trainer.measuring.metrics import Evaluation

Cell = tuple[int, int]
_NARROW, _WIDE, _LOW = 34, 84, 40
_LONGEST_NAME = 150
_ROOM_FOR_TITLE = 24
_MOVES = {
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
}


class ConfusionMatrix(QWidget):
    """Rows are true classes, columns what the model called them; the darker, the larger the share of the row.

    Signals:
        cell_chosen(int, int): The person chose row and column.
        moved(QRect): The keyboard is at another cell, which is painted there.
    """

    cell_chosen = Signal(int, int)
    moved = Signal(QRect)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._evaluation: Evaluation | None = None
        self._cursor: Cell = (0, 0)
        self._hovered: Cell | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Confusion matrix"))
        theme.changed.connect(self.update)

    def set_evaluation(self, evaluation: Evaluation) -> None:
        """Show the confusion of this evaluation."""
        self._evaluation = evaluation
        self._cursor, self._hovered = (0, 0), None
        self.setMinimumWidth(self._names_width() + _NARROW * self._size)
        self.updateGeometry()
        self.update()
        self._describe()

    def words(self, cell: Cell) -> str:
        """A cell as a sentence."""
        if self._evaluation is None:
            return ""
        row, column = cell
        names = self._evaluation.classes
        count = self._evaluation.confusion[row][column]
        sentence = cell_sentence(count, names[row], names[column])
        return self.tr("{0} ({1} of its pictures)").format(sentence, percent(self._share(cell)))

    def cell_rect(self, cell: Cell) -> QRect:
        """Where a cell is painted."""
        row, column = cell
        left, top, width = self._names_width(), self._names_height(), self._cell_width()
        return QRect(left + column * width, top + row * _LOW, width, _LOW)

    def sizeHint(self) -> QSize:
        """Room for cells of a comfortable width."""
        return QSize(self._names_width() + _WIDE * self._size, self._names_height() + _LOW * self._size + TINY)

    def heightForWidth(self, width: int) -> int:
        """The names above need more height where the cells are narrow."""
        return self._names_height(width) + _LOW * self._size + TINY

    def hasHeightForWidth(self) -> bool:
        """See `heightForWidth`."""
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrow keys go from cell to cell; Return and Space choose one."""
        key = Qt.Key(event.key())
        if key in _MOVES and self._size:
            self._move(*_MOVES[key])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and self._size:
            self.cell_chosen.emit(*self._cursor)
        else:
            super().keyPressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Mark the cell below the mouse."""
        cell = self._cell_at(event.position())
        if cell != self._hovered:
            self._hovered = cell
            self.setCursor(Qt.CursorShape.ArrowCursor if cell is None else Qt.CursorShape.PointingHandCursor)
            self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the cell below the mouse."""
        cell = self._cell_at(event.position())
        if cell is not None and event.button() == Qt.MouseButton.LeftButton:
            self._cursor = cell
            self.update()
            self.cell_chosen.emit(*cell)

    def leaveEvent(self, event: QEvent) -> None:
        """Forget the mouse."""
        self._hovered = None
        self.update()
        super().leaveEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show where the keyboard is."""
        super().focusInEvent(event)
        self._describe()
        self.update()

    def event(self, event: QEvent) -> bool:
        """Explain the cell below the mouse."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            cell = self._cell_at(QPointF(event.pos()))
            QToolTip.showText(event.globalPos(), "" if cell is None else self.words(cell), self)
            return True
        return super().event(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint names and cells."""
        if self._evaluation is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_titles(painter)
        for number, name in enumerate(self._evaluation.classes):
            self._paint_names(painter, number, name)
        for row in range(self._size):
            for column in range(self._size):
                self._paint_cell(painter, (row, column))
        painter.end()

    # How

    @property
    def _size(self) -> int:
        return len(self._evaluation.classes) if self._evaluation is not None else 0

    def _share(self, cell: Cell) -> float:
        assert self._evaluation is not None
        row = self._evaluation.confusion[cell[0]]
        return row[cell[1]] / (sum(row) or 1)

    def _move(self, down: int, right: int) -> None:
        row, column = self._cursor[0] + down, self._cursor[1] + right
        self._cursor = (min(max(row, 0), self._size - 1), min(max(column, 0), self._size - 1))
        self._describe()
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, self.words(self._cursor)))
        self.moved.emit(self.cell_rect(self._cursor))
        self.update()

    def _describe(self) -> None:
        self.setAccessibleDescription(self.words(self._cursor))

    def _cell_at(self, point: QPointF) -> Cell | None:
        column = (point.x() - self._names_width()) // max(1, self._cell_width())
        row = (point.y() - self._names_height()) // _LOW
        if 0 <= row < self._size and 0 <= column < self._size:
            return int(row), int(column)
        return None

    def _names_width(self) -> int:
        if self._evaluation is None:
            return 0
        metrics = self.fontMetrics()
        longest = max((metrics.horizontalAdvance(name) for name in self._evaluation.classes), default=0)
        return min(_LONGEST_NAME, longest + TINY) + _ROOM_FOR_TITLE + GAP

    def _cell_width(self, width: int | None = None) -> int:
        room = (self.width() if width is None else width) - self._names_width() - 2
        return min(_WIDE, max(_NARROW, room // max(1, self._size)))

    def _slanted(self, width: int | None = None) -> bool:
        assert self._evaluation is not None
        metrics, room = self.fontMetrics(), self._cell_width(width) - TINY
        return any(metrics.horizontalAdvance(name) > room for name in self._evaluation.classes)

    def _names_height(self, width: int | None = None) -> int:
        if self._evaluation is None:
            return 0
        line = self.fontMetrics().height()
        if not self._slanted(width):
            return _ROOM_FOR_TITLE + line + SMALL
        longest = max(self.fontMetrics().horizontalAdvance(name) for name in self._evaluation.classes)
        return _ROOM_FOR_TITLE + min(_LONGEST_NAME, longest) + SMALL

    def _paint_titles(self, painter: QPainter) -> None:
        painter.setPen(self._theme.colour("muted"))
        left, top = self._names_width(), self._names_height()
        across = QRect(left, 0, self._cell_width() * self._size, _ROOM_FOR_TITLE)
        painter.drawText(across, Qt.AlignmentFlag.AlignCenter, self.tr("Called by the model"))
        painter.save()
        painter.translate(0, top + _LOW * self._size)
        painter.rotate(-90)
        down = QRect(0, 0, _LOW * self._size, _ROOM_FOR_TITLE)
        painter.drawText(down, Qt.AlignmentFlag.AlignCenter, self.tr("True class"))
        painter.restore()

    def _paint_names(self, painter: QPainter, number: int, name: str) -> None:
        painter.setPen(self._theme.colour("text"))
        metrics = painter.fontMetrics()
        beside = QRect(
            _ROOM_FOR_TITLE, self.cell_rect((number, 0)).top(), self._names_width() - _ROOM_FOR_TITLE - GAP, _LOW
        )
        elided = metrics.elidedText(name, Qt.TextElideMode.ElideRight, beside.width())
        painter.drawText(beside, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, elided)
        above = self.cell_rect((0, number))
        if not self._slanted():
            place = QRect(above.left(), above.top() - metrics.height() - SMALL, above.width(), metrics.height() + TINY)
            painter.drawText(place, Qt.AlignmentFlag.AlignCenter, name)
            return
        painter.save()
        painter.translate(above.center().x() + metrics.ascent() / 2, above.top() - TINY)
        painter.rotate(-90)
        painter.drawText(QPointF(0, 0), metrics.elidedText(name, Qt.TextElideMode.ElideRight, _LONGEST_NAME))
        painter.restore()

    def _paint_cell(self, painter: QPainter, cell: Cell) -> None:
        assert self._evaluation is not None
        rect = QRectF(self.cell_rect(cell)).adjusted(1.5, 1.5, -1.5, -1.5)
        fill = self._fill(cell)
        painter.setPen(self._frame(cell))
        painter.setBrush(fill)
        painter.drawRoundedRect(rect, 4, 4)
        count = self._evaluation.confusion[cell[0]][cell[1]]
        font = QFont(self.font())
        font.setBold(cell[0] == cell[1])
        painter.setFont(font)
        painter.setPen(self._ink(fill) if count else self._theme.colour("muted"))
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, human_number(count))
        painter.setFont(self.font())

    def _frame(self, cell: Cell) -> QPen:
        if cell == self._cursor and self.hasFocus():
            return QPen(self._theme.colour("text"), 2)
        if cell == self._hovered:
            return QPen(self._theme.colour("muted"), 1)
        return QPen(Qt.PenStyle.NoPen)

    def _fill(self, cell: Cell) -> QColor:
        strong = self._theme.colour("good" if cell[0] == cell[1] else "bad")
        share = self._share(cell)
        weight = 0.0 if share == 0 else 0.12 + 0.78 * share
        return _mixed(self._theme.colour("hover"), strong, weight)

    def _ink(self, fill: QColor) -> QColor:
        choices = (self._theme.colour("text"), self._theme.colour("surface"))
        return max(choices, key=lambda ink: abs(_luminance(ink) - _luminance(fill)))


def _mixed(one: QColor, other: QColor, weight: float) -> QColor:
    """A colour between two: ``weight`` 0 is the first, 1 the second."""
    return QColor(
        round(one.red() + (other.red() - one.red()) * weight),
        round(one.green() + (other.green() - one.green()) * weight),
        round(one.blue() + (other.blue() - one.blue()) * weight),
    )


def _luminance(colour: QColor) -> float:
    return 0.299 * colour.redF() + 0.587 * colour.greenF() + 0.114 * colour.blueF()
