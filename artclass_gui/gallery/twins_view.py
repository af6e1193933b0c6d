"""Groups of near-duplicates below each other, the pictures of each side by side, for keyboard and mouse."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QPointF, QRect, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolTip,
    QWidget,
)

from artclass_gui.context import Context
from artclass_gui.doctor_state import GroupKey
from artclass_gui.gallery.painting import chip_width, draw_chip, draw_missing, draw_rounded
from artclass_gui.gallery.twin_words import facts_of, likeness_of, quarrel_of, split_of, tip_of
from artclass_gui.gallery.twins_model import TwinsModel
from artclass_gui.theme import GAP, SMALL, TINY, Theme
from artclass_gui.widgets.rows import paint_ground
from artclass_gui.widgets.words import human_number
from trainer.catalog.records import Item, TwinGroup

_Index = QModelIndex | QPersistentModelIndex
_SIDE = 116  # of a thumbnail
_CELL = 206
_SETTLE_MS = 60
_ALIGN = Qt.AlignmentFlag


class TwinsView(QListView):
    """A row for each group; one group, and one picture in it, is where the keyboard is.

    Signals:
        moved(): The keyboard is elsewhere.
        keep_wanted(), best_wanted(), apart_wanted(), leave_wanted(), compare_wanted(): A key was pressed for the
            current group.
    """

    moved = Signal()
    keep_wanted = Signal()
    best_wanted = Signal()
    apart_wanted = Signal()
    leave_wanted = Signal()
    compare_wanted = Signal()

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._place = 0
        self._classes: tuple[str, ...] = ()
        self._settle = QTimer(self, singleShot=True, interval=_SETTLE_MS)
        self.groups = TwinsModel(self)
        self.setModel(self.groups)
        self._delegate = _GroupDelegate(context, self)
        self.setItemDelegate(self._delegate)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(self.tr("Groups of near-duplicates"))
        self.verticalScrollBar().setSingleStep(_SIDE // 3)
        context.theme.changed.connect(self.viewport().update)
        context.thumbnails.ready.connect(self._thumbnail_ready)
        self.selectionModel().currentChanged.connect(self._group_changed)
        self.verticalScrollBar().valueChanged.connect(lambda _value: self._settle.start())
        self._settle.timeout.connect(self._drop_requests)

    @property
    def group(self) -> TwinGroup | None:
        """The current group."""
        return self.groups.group(self.currentIndex().row())

    @property
    def place(self) -> int:
        """The place of the current picture in its group."""
        group = self.group
        return min(self._place, len(group.items) - 1) if group is not None else 0

    @property
    def item(self) -> Item | None:
        """The current picture."""
        group = self.group
        return group.items[self.place] if group is not None else None

    @property
    def key(self) -> GroupKey | None:
        """What the current group is known by."""
        found: GroupKey | None = self.groups.key(self.currentIndex().row())
        return found

    def set_groups(self, groups: Mapping[GroupKey, TwinGroup], without: Collection[GroupKey]) -> None:
        """Show these groups but for some; the current one stays so, or the one that has taken its place."""
        self._keep_place(lambda: self.groups.replace(groups, without))

    def set_classes(self, classes: Sequence[str]) -> None:
        """Give the classes in their order: a class keeps its colour by its place."""
        self._classes = tuple(classes)

    def class_colour(self, label: str) -> QColor:
        """The colour of a class."""
        place = self._classes.index(label) if label in self._classes else len(self._classes)
        return self._context.theme.series(place)

    def take_out(self, keys: Collection[GroupKey]) -> None:
        """Let groups leave the list; the keyboard goes on to the next one."""
        self._keep_place(lambda: self.groups.take_out(keys))

    def go_to_picture(self, place: int) -> None:
        """Make another picture of the current group the current one."""
        if self.group is not None and 0 <= place < len(self.group.items):
            self._place = place
            self.viewport().update()
            self.moved.emit()

    def step(self, by: int) -> None:
        """Go to the group so many places further on."""
        row = self.currentIndex().row() + by
        if 0 <= row < self.groups.rowCount():
            self.setCurrentIndex(self.groups.index(row))

    def first_shown(self, row: int) -> int:
        """The place of the first picture of a group that is painted: a long group moves with its current picture."""
        group, room = self.groups.group(row), self.room()
        if group is None or row != self.currentIndex().row() or len(group.items) <= room:
            return 0
        return max(0, min(self.place - room + 1, len(group.items) - room))

    def room(self) -> int:
        """How many pictures fit side by side."""
        return max(1, (self.viewport().width() - 2 * SMALL) // _CELL)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows go to pictures and groups; Enter, K, B, N, L and Space do what the buttons do."""
        keys = Qt.Key
        acts: dict[Qt.Key, Callable[[], object]] = {
            keys.Key_Left: lambda: self.go_to_picture(self.place - 1),
            keys.Key_Right: lambda: self.go_to_picture(self.place + 1),
            keys.Key_Return: self.keep_wanted.emit,
            keys.Key_Enter: self.keep_wanted.emit,
            keys.Key_K: self.keep_wanted.emit,
            keys.Key_B: self.best_wanted.emit,
            keys.Key_N: self.apart_wanted.emit,
            keys.Key_L: self.leave_wanted.emit,
            keys.Key_Space: self.compare_wanted.emit,
        }
        act = acts.get(keys(event.key()))
        if act is not None and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            act()
        else:
            super().keyPressEvent(event)

    def keyboardSearch(self, _text: str) -> None:
        """Letters are commands here."""

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the picture under the mouse."""
        super().mousePressEvent(event)
        place = self._place_under(event.position().toPoint())
        if place is not None:
            self.go_to_picture(place)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Look closer."""
        if self._place_under(event.position().toPoint()) is not None:
            self.compare_wanted.emit()

    def picture_at(self, place: QPoint) -> Item | None:
        """The picture under a point of the viewport."""
        group, number = self.groups.group(self.indexAt(place).row()), self._place_under(place)
        return group.items[number] if group is not None and number is not None else None

    def _place_under(self, place: QPoint) -> int | None:
        index = self.indexAt(place)
        group = self.groups.group(index.row())
        if group is None:
            return None
        cell = (place.x() - self.visualRect(index).left() - SMALL) // _CELL
        number = self.first_shown(index.row()) + cell
        return number if 0 <= cell < self.room() and number < len(group.items) else None

    def _keep_place(self, change: Callable[[], None]) -> None:
        key, row, place = self.key, self.currentIndex().row(), self._place
        change()
        again = self.groups.row_of(key) if key is not None else -1
        self._place = place if again >= 0 else 0
        row = again if again >= 0 else min(max(0, row), self.groups.rowCount() - 1)
        if row >= 0:
            self.selectionModel().blockSignals(True)
            self.setCurrentIndex(self.groups.index(row))
            self.selectionModel().blockSignals(False)
            self.scrollTo(self.groups.index(row))
        self.viewport().update()
        self.moved.emit()

    def _group_changed(self) -> None:
        self._place = 0
        self.viewport().update()
        self.moved.emit()

    def _drop_requests(self) -> None:
        """Thumbnails of groups that have left the screen are not wanted any more."""
        top, bottom = (
            self.indexAt(QPoint(SMALL, SMALL)).row(),
            self.indexAt(QPoint(SMALL, self.viewport().height() - 1)).row(),
        )
        bottom = self.groups.rowCount() - 1 if bottom < 0 else bottom
        seen = (self.groups.group(row) for row in range(max(0, top), bottom + 1))
        paths = [item.path for group in seen if group is not None for item in group.items]
        self._context.thumbnails.wanted(paths, owner=self)
        self.viewport().update()

    def _thumbnail_ready(self, _path: str) -> None:
        if self.isVisible():
            self.viewport().update()


class _GroupDelegate(QStyledItemDelegate):
    """Paints a group: how alike its pictures are, and each with its size, format, bytes, class and split."""

    def __init__(self, context: Context, view: TwinsView) -> None:
        super().__init__(view)
        self._theme: Theme = context.theme
        self._thumbnails = context.thumbnails
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, _index: _Index) -> QSize:
        """The same for all."""
        line, small = QFontMetrics(option.font).height(), QFontMetrics(_small(option.font)).height()
        return QSize(_CELL, GAP + line + SMALL + _SIDE + SMALL + 2 * small + TINY + GAP)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Paint from what is in memory; thumbnails that are not there yet are asked for."""
        group = self._view.groups.group(index.row())
        if group is None:
            return
        painter.save()
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        paint_ground(painter, option, self._theme, focused=self._view.hasFocus())
        area: QRect = option.rect.adjusted(SMALL, GAP, -SMALL, -GAP)
        painter.setFont(option.font)
        first = self._view.first_shown(index.row())
        room = self._view.room()
        self._head(painter, QRect(area.left() + SMALL, area.top(), area.width() - 2 * SMALL, 0), group)
        top = area.top() + painter.fontMetrics().height() + SMALL
        current = self._view.place if index.row() == self._view.currentIndex().row() else -1
        painter.setFont(_small(option.font))
        for cell, place in enumerate(range(first, min(first + room, len(group.items)))):
            box = QRect(area.left() + cell * _CELL, top, _CELL, area.bottom() - top)
            self._picture(painter, box, group.items[place], best=place == 0, current=place == current)
        painter.restore()

    def helpEvent(
        self, event: QHelpEvent, view: QAbstractItemView, _option: QStyleOptionViewItem, _index: _Index
    ) -> bool:
        """Say where the picture under the mouse lies."""
        item = self._view.picture_at(event.pos())
        QToolTip.showText(event.globalPos(), tip_of(item) if item is not None else "", view)
        return True

    def _head(self, painter: QPainter, line: QRect, group: TwinGroup) -> None:
        metrics = painter.fontMetrics()
        line.setHeight(metrics.height())
        words, quarrel = likeness_of(group), quarrel_of(group)
        hidden = len(group.items) - self._view.room()
        if hidden > 0:
            words += self.tr(", {0} of them beyond the edge (→)").format(human_number(hidden))
        painter.setPen(self._theme.colour("muted"))
        painter.drawText(
            line, _ALIGN.AlignVCenter, metrics.elidedText(words, Qt.TextElideMode.ElideRight, line.width())
        )
        if quarrel:
            left = line.left() + metrics.horizontalAdvance(words) + GAP
            painter.drawPixmap(left, line.center().y() - 7, self._theme.pixmap("warning", 15, "warn"))
            painter.setPen(self._theme.colour("warn"))
            rest = line.adjusted(left + 15 + TINY - line.left(), 0, 0, 0)
            shown = metrics.elidedText(quarrel, Qt.TextElideMode.ElideRight, max(0, rest.width()))
            painter.drawText(rest, _ALIGN.AlignVCenter, shown)

    def _picture(self, painter: QPainter, box: QRect, item: Item, *, best: bool, current: bool) -> None:
        if current:
            painter.setPen(QPen(self._theme.colour("accent"), 2))
            painter.setBrush(self._theme.colour("surface"))
            painter.drawRoundedRect(QRectF(box).adjusted(1, -TINY, -1, TINY), 8, 8)
        place = QRect(box.left() + (box.width() - _SIDE) // 2, box.top() + TINY, _SIDE, _SIDE - TINY)
        side = round(_SIDE * self._view.devicePixelRatioF())
        pixmap = self._thumbnails.pixmap(item.path, side, owner=self._view)
        if pixmap is not None:
            draw_rounded(painter, place, pixmap)
        else:
            draw_missing(painter, place, self._theme, broken=self._thumbnails.reason(item.path) is not None)
        if best:
            self._badge(painter, QPointF(box.left() + SMALL, box.top() + TINY))
        line = QRect(
            box.left() + SMALL, place.bottom() + SMALL, box.width() - 2 * SMALL, painter.fontMetrics().height()
        )
        self._words(painter, line, item)

    def _badge(self, painter: QPainter, corner: QPointF) -> None:
        words, metrics = self.tr("Best"), painter.fontMetrics()
        ground = QRectF(
            corner.x(), corner.y(), metrics.horizontalAdvance(words) + 14 + 3 * TINY, metrics.height() + TINY
        )
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.colour("accent"))
        painter.drawRoundedRect(ground, ground.height() / 2, ground.height() / 2)
        painter.drawPixmap(
            QPointF(ground.left() + TINY, ground.center().y() - 7), self._theme.pixmap("star", 14, "on_accent")
        )
        painter.setPen(self._theme.colour("on_accent"))
        painter.drawText(ground.adjusted(14 + 1.5 * TINY, 0, 0, 0), _ALIGN.AlignVCenter, words)

    def _words(self, painter: QPainter, line: QRect, item: Item) -> None:
        metrics = painter.fontMetrics()
        painter.setPen(self._theme.colour("text"))
        facts = metrics.elidedText(facts_of(item), Qt.TextElideMode.ElideRight, line.width())
        painter.drawText(line, _ALIGN.AlignHCenter, facts)
        second = line.translated(0, line.height() + TINY)
        label, split = item.label or self.tr("unlabelled"), split_of(item)
        taken = metrics.horizontalAdvance(split) + TINY if split else 0
        chip = min(chip_width(metrics, label), second.width() - taken)
        left = second.left() + (second.width() - chip - taken) // 2
        colour = self._theme.colour("muted") if item.label is None else self._view.class_colour(item.label)
        draw_chip(painter, QRect(left, second.top(), chip, second.height()), label, colour, self._theme)
        painter.setPen(self._theme.colour("muted"))
        painter.drawText(second.adjusted(left + chip + TINY - second.left(), 0, 0, 0), _ALIGN.AlignVCenter, split)


def _small(font: QFont) -> QFont:
    small = QFont(font)
    small.setPointSizeF(font.pointSizeF() * 0.92)
    return small
