"""The projects opened lately: a name and, smaller, the folder it lies in; a click or Enter opens one."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFont, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QFrame,
    QListWidget,
    QListWidgetItem,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from artclass_gui.theme import GAP, Theme
from artclass_gui.widgets.rows import paint_ground
from trainer.project import Project

_Index = QModelIndex | QPersistentModelIndex
_ROW = 48
_ICON = 20
_FOLDER = Qt.ItemDataRole.UserRole


class RecentList(QListWidget):
    """Project folders, newest first.

    Signals:
        chosen(Path): A project is to be opened.
    """

    chosen = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setItemDelegate(_Row(theme, self))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setUniformItemSizes(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setStyleSheet("QListView { background: transparent; border: none; outline: none; }")
        self.setAccessibleName(self.tr("Recent projects"))
        self.itemClicked.connect(self._choose)
        theme.changed.connect(self.viewport().update)

    def set_folders(self, folders: Sequence[Path]) -> None:
        """Show these project folders."""
        self.clear()
        for folder in folders:
            item = QListWidgetItem(Project(folder).name)
            item.setData(_FOLDER, str(folder))
            item.setToolTip(str(folder))
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{item.text()}, {folder.parent}")
            self.addItem(item)

    def folders(self) -> list[Path]:
        """The folders as they are shown."""
        return [Path(self.item(row).data(_FOLDER)) for row in range(self.count())]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens the chosen project."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentItem() is not None:
            self._choose(self.currentItem())
        else:
            super().keyPressEvent(event)

    def _choose(self, item: QListWidgetItem) -> None:
        self.chosen.emit(Path(item.data(_FOLDER)))


class _Row(QStyledItemDelegate):
    """Paints one project."""

    def __init__(self, theme: Theme, view: RecentList) -> None:
        super().__init__(view)
        self._theme, self._view = theme, view

    def sizeHint(self, _option: QStyleOptionViewItem, _index: _Index) -> QSize:
        return QSize(200, _ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_ground(painter, option, self._theme, focused=self._view.hasFocus())
        area = option.rect.adjusted(GAP, 0, -GAP, 0)
        painter.setFont(option.font)
        painter.setPen(self._theme.colour("text"))
        icon = self._theme.pixmap("open-folder", _ICON, "muted")
        painter.drawPixmap(area.left(), area.center().y() - _ICON // 2, icon)
        area.setLeft(area.left() + _ICON + GAP)
        upper, lower = QRect(area), QRect(area)
        upper.setBottom(area.center().y() - 1)
        lower.setTop(area.center().y() + 2)
        _line(painter, upper, str(index.data()), Qt.AlignmentFlag.AlignBottom)
        font = QFont(option.font)
        font.setPointSizeF(font.pointSizeF() * 0.92)
        painter.setFont(font)
        painter.setPen(self._theme.colour("muted"))
        _line(painter, lower, str(Path(index.data(_FOLDER)).parent), Qt.AlignmentFlag.AlignTop)
        painter.restore()


def _line(painter: QPainter, area: QRect, words: str, place: Qt.AlignmentFlag) -> None:
    shown = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideMiddle, area.width())
    painter.drawText(area, place, shown)
