"""Classes as horizontal bars, stacked by split, with their counts; a row can be chosen."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import (
    QAbstractListModel,
    QCoreApplication,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPainterPath
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from artclass_gui.theme import GAP, SMALL, TINY, Theme
from artclass_gui.widgets.rows import paint_ground
from artclass_gui.widgets.words import human_number, pictures
from trainer.catalog.records import SPLITS, ClassCount, Split

_Index = QModelIndex | QPersistentModelIndex
_ROW = 34
_BAR = 12
_ROLE = Qt.ItemDataRole.UserRole
_SHARE_OF_NAMES = 0.55


def split_colour(theme: Theme, split: Split) -> QColor:
    """The colour in which a split is drawn everywhere."""
    return theme.colour("accent") if split == "training" else theme.series(1 if split == "validation" else 4)


class ClassBars(QListView):
    """A bar for each class; the keyboard and the mouse choose one.

    Signals:
        chosen(str): The person chose a class, or `choose` did.
    """

    chosen = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None, *, rows: int = 10) -> None:
        super().__init__(parent)
        self._rows = rows
        self._classes = _Classes(self)
        self.setModel(self._classes)
        self.setItemDelegate(_Bar(theme, self))
        self.setUniformItemSizes(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setMouseTracking(True)
        self.setStyleSheet("QListView { background: transparent; border: none; outline: none; }")
        self.setAccessibleName(self.tr("Pictures in each class"))
        theme.changed.connect(self.viewport().update)
        self.selectionModel().currentChanged.connect(self._tell)

    @property
    def current(self) -> str | None:
        """The chosen class."""
        index = self.currentIndex()
        return str(index.data(Qt.ItemDataRole.DisplayRole)) if index.isValid() else None

    def set_classes(self, classes: Sequence[ClassCount]) -> None:
        """Show these classes; the chosen one stays chosen if it is still there, and `chosen` is not emitted."""
        before = self.current
        self.selectionModel().blockSignals(True)
        self._classes.replace(classes)
        row = self._classes.row_of(before)
        if row is not None:
            self.setCurrentIndex(self._classes.index(row))
        self.selectionModel().blockSignals(False)
        self.setAccessibleDescription("; ".join(_sentence(row) for row in classes[:50]))
        self.updateGeometry()
        self.viewport().update()

    def choose(self, name: str) -> None:
        """Choose a class; one that is not there changes nothing."""
        row = self._classes.row_of(name)
        if row is not None:
            self.setCurrentIndex(self._classes.index(row))

    def sizeHint(self) -> QSize:
        """High enough for all classes, up to the given number of rows."""
        rows = max(1, min(self._rows, self._classes.rowCount()))
        return QSize(320, rows * _ROW)

    def minimumSizeHint(self) -> QSize:
        """At least three rows, where there are so many."""
        return QSize(150, max(1, min(3, self._classes.rowCount())) * _ROW)

    def _tell(self, current: QModelIndex, _previous: QModelIndex) -> None:
        if current.isValid():
            self.chosen.emit(current.data(Qt.ItemDataRole.DisplayRole))


class _Classes(QAbstractListModel):
    """The classes in the order given."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._list: tuple[ClassCount, ...] = ()
        self.largest = 1

    def replace(self, classes: Sequence[ClassCount]) -> None:
        self.beginResetModel()
        self._list = tuple(classes)
        self.largest = max((row.pictures for row in classes), default=0) or 1
        self.endResetModel()

    def row_of(self, name: str | None) -> int | None:
        return next((number for number, row in enumerate(self._list) if row.name == name), None)

    def rowCount(self, parent: _Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._list)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row = self._list[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return row.name
            case Qt.ItemDataRole.ToolTipRole | Qt.ItemDataRole.AccessibleTextRole:
                return _sentence(row)
            case _ if role == _ROLE:
                return row
        return None


class _Bar(QStyledItemDelegate):
    """Paints one class: its name, its bar, its count."""

    def __init__(self, theme: Theme, view: ClassBars) -> None:
        super().__init__(view)
        self._theme = theme
        self._view = view

    def sizeHint(self, _option: QStyleOptionViewItem, _index: _Index) -> QSize:
        return QSize(200, _ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        row: ClassCount = index.data(_ROLE)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_ground(painter, option, self._theme, focused=self._view.hasFocus())
        name, bar, count = self._places(option)
        metrics = QFontMetrics(option.font)
        painter.setPen(self._theme.colour("text"))
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(name, middle, metrics.elidedText(row.name, Qt.TextElideMode.ElideRight, name.width()))
        painter.drawText(count, middle | Qt.AlignmentFlag.AlignRight, human_number(row.pictures))
        self._bar(painter, bar, row)
        painter.restore()

    def _places(self, option: QStyleOptionViewItem) -> tuple[QRect, QRect, QRect]:
        metrics = QFontMetrics(option.font)
        area: QRect = option.rect.adjusted(SMALL, 0, -SMALL, 0)
        model = self._view._classes
        names = max((metrics.horizontalAdvance(row.name) for row in model._list[:200]), default=0)
        left = min(names + 1, round(area.width() * _SHARE_OF_NAMES))
        right = metrics.horizontalAdvance(human_number(model.largest)) + TINY
        name = QRect(area.left(), area.top(), left, area.height())
        count = QRect(area.right() - right, area.top(), right, area.height())
        bar = QRect(name.right() + GAP, area.center().y() - _BAR // 2, 0, _BAR)
        bar.setRight(count.left() - GAP)
        return name, bar, count

    def _bar(self, painter: QPainter, place: QRect, row: ClassCount) -> None:
        width = max(float(_BAR), place.width() * row.pictures / self._view._classes.largest)
        whole = QPainterPath()
        whole.addRoundedRect(QRectF(place.left(), place.top(), width, _BAR), 3, 3)
        painter.setClipPath(whole)
        left = float(place.left())
        for split in SPLITS:
            part = width * getattr(row, split) / max(1, row.pictures)
            painter.fillRect(QRectF(left, place.top(), part, _BAR), split_colour(self._theme, split))
            left += part


def _sentence(row: ClassCount) -> str:
    words = QCoreApplication.translate(
        "ClassBars", "{0}: {1}, of them {2} for training, {3} for validation, {4} for testing"
    )
    splits = (human_number(number) for number in (row.training, row.validation, row.test))
    return words.format(row.name, pictures(row.pictures), *splits)
