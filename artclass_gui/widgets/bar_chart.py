"""Classes as horizontal bars, stacked by split, with their counts; a row can be chosen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

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
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPainterPath, QPixmap
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
_ICON = 16
_ROLE = Qt.ItemDataRole.UserRole
_SHARE_OF_NAMES = 0.55


def split_colour(theme: Theme, split: Split) -> QColor:
    """The colour in which a split is drawn everywhere."""
    return theme.colour("accent") if split == "training" else theme.series(1 if split == "validation" else 4)


@dataclass(frozen=True)
class OtherPictures:
    """A row below the classes, for pictures that are in none: ``key`` tells rows apart, ``words`` is shown."""

    key: str
    words: str
    icon: str
    pictures: int


class ClassBars(QListView):
    """A bar for each class, and below them rows for other pictures; the keyboard and the mouse choose one.

    Signals:
        chosen(str): The person chose a class, or `choose` did.
        other_chosen(str): The person chose a row of other pictures, or `choose_other` did; its key.
    """

    chosen = Signal(str)
    other_chosen = Signal(str)

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
        row = self._row()
        return row.name if isinstance(row, ClassCount) else None

    @property
    def current_other(self) -> str | None:
        """The key of the chosen row of other pictures."""
        row = self._row()
        return row.key if isinstance(row, OtherPictures) else None

    def set_classes(self, classes: Sequence[ClassCount], others: Sequence[OtherPictures] = ()) -> None:
        """Show these rows; the chosen one stays chosen if it is still there, and no signal is emitted."""
        before = self._row()
        self.selectionModel().blockSignals(True)
        self._classes.replace(classes, others)
        row = self._classes.row_like(before)
        if row is not None:
            self.setCurrentIndex(self._classes.index(row))
        self.selectionModel().blockSignals(False)
        shown: list[ClassCount | OtherPictures] = [*classes[:50], *others]
        self.setAccessibleDescription("; ".join(map(_sentence, shown)))
        self.updateGeometry()
        self.viewport().update()

    def choose(self, name: str) -> None:
        """Choose a class; one that is not there changes nothing."""
        row = self._classes.row_of(name)
        if row is not None:
            self.setCurrentIndex(self._classes.index(row))

    def choose_other(self, key: str) -> None:
        """Choose a row of other pictures; one that is not there changes nothing."""
        row = self._classes.row_of_other(key)
        if row is not None:
            self.setCurrentIndex(self._classes.index(row))

    def choose_nothing(self) -> None:
        """Choose no row: what is shown beside is no class."""
        self.selectionModel().clear()

    def sizeHint(self) -> QSize:
        """High enough for all classes, up to the given number of rows."""
        rows = max(1, min(self._rows, self._classes.rowCount()))
        return QSize(320, rows * _ROW)

    def minimumSizeHint(self) -> QSize:
        """At least three rows, where there are so many."""
        return QSize(150, max(1, min(3, self._classes.rowCount())) * _ROW)

    def _row(self) -> _Row | None:
        index = self.currentIndex()
        return index.data(_ROLE) if index.isValid() else None

    def _tell(self, current: QModelIndex, _previous: QModelIndex) -> None:
        row: _Row | None = current.data(_ROLE) if current.isValid() else None
        if isinstance(row, ClassCount):
            self.chosen.emit(row.name)
        elif row is not None:
            self.other_chosen.emit(row.key)


_Row = ClassCount | OtherPictures


class _Classes(QAbstractListModel):
    """The classes in the order given, then the other pictures."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._list: tuple[_Row, ...] = ()
        self.largest = 1

    def replace(self, classes: Sequence[ClassCount], others: Sequence[OtherPictures]) -> None:
        self.beginResetModel()
        self._list = (*classes, *others)
        self.largest = max((row.pictures for row in classes), default=0) or 1
        self.endResetModel()

    def row_of(self, name: str) -> int | None:
        return next((n for n, row in enumerate(self._list) if isinstance(row, ClassCount) and row.name == name), None)

    def row_of_other(self, key: str) -> int | None:
        return next((n for n, row in enumerate(self._list) if isinstance(row, OtherPictures) and row.key == key), None)

    def row_like(self, row: _Row | None) -> int | None:
        if row is None:
            return None
        return self.row_of(row.name) if isinstance(row, ClassCount) else self.row_of_other(row.key)

    def widest(self, metrics: QFontMetrics) -> tuple[int, int]:
        """Pixels of the widest of the first names, and of the largest number."""
        names = (metrics.horizontalAdvance(_words(row)) for row in self._list[:200])
        return max(names, default=0), metrics.horizontalAdvance(
            human_number(max((row.pictures for row in self._list), default=0))
        )

    def rowCount(self, parent: _Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._list)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row = self._list[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return _words(row)
            case Qt.ItemDataRole.ToolTipRole | Qt.ItemDataRole.AccessibleTextRole:
                return _sentence(row)
            case _ if role == _ROLE:
                return row
        return None


class _Bar(QStyledItemDelegate):
    """Paints one row: its name, its bar if it is a class, its count."""

    def __init__(self, theme: Theme, view: ClassBars) -> None:
        super().__init__(view)
        self._theme = theme
        self._view = view

    def sizeHint(self, _option: QStyleOptionViewItem, _index: _Index) -> QSize:
        return QSize(200, _ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        row: _Row = index.data(_ROLE)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_ground(painter, option, self._theme, focused=self._view.hasFocus())
        name, bar, count = self._places(option)
        metrics = QFontMetrics(option.font)
        painter.setPen(self._theme.colour("text"))
        middle = Qt.AlignmentFlag.AlignVCenter
        if isinstance(row, OtherPictures):
            painter.drawPixmap(name.left(), name.center().y() - _ICON // 2, self._icon(row))
            name.setLeft(name.left() + _ICON + SMALL)
            name.setRight(bar.right())
        painter.drawText(name, middle, metrics.elidedText(_words(row), Qt.TextElideMode.ElideRight, name.width()))
        painter.drawText(count, middle | Qt.AlignmentFlag.AlignRight, human_number(row.pictures))
        if isinstance(row, ClassCount):
            self._bar(painter, bar, row)
        painter.restore()

    def _icon(self, row: OtherPictures) -> QPixmap:
        return self._theme.pixmap(row.icon, _ICON, "muted")

    def _places(self, option: QStyleOptionViewItem) -> tuple[QRect, QRect, QRect]:
        metrics = QFontMetrics(option.font)
        area: QRect = option.rect.adjusted(SMALL, 0, -SMALL, 0)
        names, numbers = self._view._classes.widest(metrics)
        left = min(names + 1, round(area.width() * _SHARE_OF_NAMES))
        right = numbers + TINY
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


def _words(row: _Row) -> str:
    return row.name if isinstance(row, ClassCount) else row.words


def _sentence(row: _Row) -> str:
    if isinstance(row, OtherPictures):
        return f"{row.words}: {pictures(row.pictures)}"
    words = QCoreApplication.translate(
        "ClassBars", "{0}: {1}, of them {2} for training, {3} for validation, {4} for testing"
    )
    splits = (human_number(number) for number in (row.training, row.validation, row.test))
    return words.format(row.name, pictures(row.pictures), *splits)
