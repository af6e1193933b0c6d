"""The gallery: a table view used as a grid of fixed cells, for a hundred thousand pictures."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
from PySide6.QtCore import QItemSelectionModel, QModelIndex, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QHideEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from artclass_gui.context import Context
from artclass_gui.gallery.delegate import Caption, CellDelegate
from artclass_gui.gallery.grid import target
from artclass_gui.gallery.grouping import GroupBy
from artclass_gui.gallery.images_model import ImagesModel
from artclass_gui.gallery.layout import LARGEST, SMALLEST, Layout
from artclass_gui.gallery.order import By
from artclass_gui.gallery.place import Places
from artclass_gui.gallery.pointer import Pointer
from artclass_gui.gallery.selection import Selection

STEP = 20  # device-independent pixels by which thumbnails become larger or smaller
_SETTLE_MS = 60
_SHIFT, _CTRL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier


class GalleryView(QTableView):
    """Shows an `ImagesModel`; selection and keyboard work on pictures, whatever the number of columns.

    Args:
        context: Services of the window.
        caption: What stands under a picture: "prediction" (name, class, confidence; “…” as long as they are awaited),
            "answer" (the same, where nothing is awaited), "name", "remark" (name, what is remarked of it), or "mistake"
            (name, true class → predicted class).

    Signals:
        opened(int): A row is to be shown large.
        selection_changed(): Other pictures are selected.
        side_changed(int): The thumbnails have another size.
        listed_changed(bool): It has become a list, or a grid again.
        sorted_by(By, bool): The person has sorted the list by a column, and whether the most come first.
        rested(): Scrolling has come to rest: other pictures may be in sight.
    """

    opened = Signal(int)
    selection_changed = Signal()
    side_changed = Signal(int)
    listed_changed = Signal(bool)
    sorted_by = Signal(str, bool)
    rested = Signal()

    def __init__(self, context: Context, caption: Caption = "prediction", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.images = ImagesModel(self)
        self.selection = Selection(self.images, self)
        self._delegate = CellDelegate(context, self, caption)
        self._layout = Layout(self, self.images, self._delegate, int(context.settings.value("gallery/size")))
        self.places = Places(self, self.images, self.selection, self._layout)
        self._pointer = Pointer(self, self._layout)
        self._settle = QTimer(self, singleShot=True, interval=_SETTLE_MS)
        self._paint_late = QTimer(self, singleShot=True, interval=0)
        self._set_up()
        self._connect()

    @property
    def side(self) -> int:
        """Side of the thumbnails' squares that the person chose, in device-independent pixels."""
        return self._layout.side

    @property
    def shown_side(self) -> int:
        """Side in which they are drawn: as many of about ``side`` as fit beside each other share the whole width."""
        return self._layout.shown_side

    def set_side(self, side: int) -> None:
        """Show thumbnails of another size, 80 to 320; it is remembered for all galleries."""
        side = max(SMALLEST, min(LARGEST, side))
        if side != self.side:
            self._context.settings.set("gallery/size", side)

    def larger(self) -> None:
        """Show larger thumbnails."""
        self.set_side(self.side + STEP)

    def smaller(self) -> None:
        """Show smaller thumbnails."""
        self.set_side(self.side - STEP)

    @property
    def listed(self) -> bool:
        """Whether it is a list with columns, not a grid."""
        return self._layout.listed

    def set_listed(self, listed: bool) -> None:
        """Show the pictures as a list with columns, or as a grid; what is selected and in sight stays."""
        if listed != self.listed:
            self.places.keep(self._layout.to_list if listed else self._layout.to_grid)
            self.listed_changed.emit(listed)

    def set_groups(self, by: GroupBy) -> None:
        """Put the pictures into groups; what is selected and in sight stays."""
        self.places.keep(lambda: self.images.set_groups(by))

    def set_order(self, by: By, descending: bool) -> None:
        """Sort the pictures; what is selected stays so, and in sight where it was."""
        self.places.keep_chosen(lambda: self.images.set_order(by, descending=descending))

    def selected_rows(self) -> list[int]:
        """The selected rows, in the order in which they are shown."""
        return self.selection.rows()

    def current_row(self) -> int:
        """The row that the keyboard is at, or -1."""
        return self.selection.current

    def rows_in_sight(self) -> list[int]:
        """The rows on the screen, from its top."""
        return [self.images.row_at(position) for position in self._layout.positions_in_sight()]

    def go_to(self, row: int) -> None:
        """Select a row and bring it into sight."""
        self.selection.go(self.images.position_of(row))

    def set_hidden(self, rows: Collection[int]) -> None:
        """Leave rows out and let others come back; from a picture that goes, the keyboard goes on to the next one."""
        before, current = self.images.visible_rows(), self.selection.current
        position = self.images.position_of(current)
        self.images.set_hidden(rows)
        if position >= 0 and self.images.shown and self.images.position_of(current) < 0:
            left = int(np.count_nonzero(~np.isin(before[:position], np.fromiter(rows, np.int32))))
            self.selection.go(min(left, self.images.shown - 1))

    @property
    def caption(self) -> Caption:
        """What stands under the pictures."""
        return self._delegate.caption

    def set_caption(self, caption: Caption) -> None:
        """Let something else stand under the pictures."""
        if caption != self._delegate.caption:
            self._delegate.caption = caption
            self.places.keep(self._layout.lay_out)

    def class_colour(self, label: str) -> QColor:
        """The colour of a class: that of its place among the classes."""
        classes = self.images.all_classes
        return self._context.theme.series(classes.index(label) if label in classes else len(classes))

    # Set up

    def _set_up(self) -> None:
        self.setModel(self.images)
        self.images.ask_selection(self.selection.has)
        self.setItemDelegate(self._delegate)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        self.setWordWrap(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.setAccessibleName(self.tr("Pictures"))
        for header in (self.horizontalHeader(), self.verticalHeader()):
            header.hide()
            header.setMinimumSectionSize(1)
            header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self._layout.lay_out()

    def _connect(self) -> None:
        self._context.thumbnails.ready.connect(self._thumbnail_ready)
        self._context.theme.changed.connect(self.viewport().update)
        self._context.settings.changed.connect(self._setting_changed)
        self.images.order_changed.connect(self._lines_changed)
        self.images.modelReset.connect(self._lines_reset)
        self.selection.changed.connect(self.viewport().update)
        self.selection.changed.connect(self.selection_changed)
        self.selection.moved.connect(self._show_current)
        self.verticalScrollBar().valueChanged.connect(lambda _value: self._settle.start())
        self.images.order_changed.connect(self._settle.start)
        self._layout.header.order_wanted.connect(self.set_order)
        self._layout.header.order_wanted.connect(self.sorted_by)
        self._settle.timeout.connect(self._ask_for_thumbnails)
        self._paint_late.timeout.connect(self._update_late)

    def _setting_changed(self, key: str) -> None:
        side = int(self._context.settings.value("gallery/size"))
        if key == "gallery/size" and side != self.side:
            self.places.keep(lambda: self._set_side(side))
            self.side_changed.emit(side)

    def _set_side(self, side: int) -> None:
        self._layout.side = side
        self._layout.lay_out()

    # Layout

    def _lines_changed(self) -> None:
        self._layout.lines_changed()
        self._set_current_cell()

    def _lines_reset(self) -> None:
        self._layout.lines_reset()
        self._follow_current()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay out anew; the picture at the top stays there."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.places.keep(self._layout.lay_out)
        self._settle.start()

    def sizeHintForColumn(self, column: int) -> int:
        """Never measured: all cells are alike."""
        return self.columnWidth(column)

    def sizeHintForRow(self, _row: int) -> int:
        """Never measured: all cells are alike."""
        return self._layout.line_height

    def minimumSizeHint(self) -> QSize:
        """Room for one picture."""
        return self._delegate.cell_size(SMALLEST)

    # Thumbnails

    def _ask_for_thumbnails(self) -> None:
        """Drop requests for what has left the screen; ask for what is on it first, then for the next screen."""
        if not self.isVisible():
            return
        seen = self._layout.positions_in_sight()
        ahead = range(seen.stop, min(seen.stop + len(seen), self.images.shown))
        paths = [self.images.path(self.images.row_at(position)) for position in (*seen, *ahead)]
        self._context.thumbnails.wanted(paths, owner=self)
        side = round(self.shown_side * self.devicePixelRatioF())
        for path in reversed(paths):  # the newest request is met first
            self._context.thumbnails.pixmap(path, side, owner=self)
        self.rested.emit()

    def _thumbnail_ready(self, path: str) -> None:
        if not self.isVisible():
            return
        row = self.images.find(path)
        if row is not None:
            self._update_line(self.images.position_of(row))

    def _update_line(self, position: int) -> None:
        if position in self._layout.positions_in_sight():
            self.update(self.images.cell(position))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint, and see to the thumbnails when painting has come to rest.

        What is new is painted for a few milliseconds, the rest of it when other events have had their turn.
        """
        self._delegate.begin()
        super().paintEvent(event)
        self._paint_late.start()
        if not self._settle.isActive() and event.rect() == self.viewport().rect():
            self._settle.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Give back what only the screen needs."""
        super().hideEvent(event)
        self._delegate.rest()

    def _update_late(self) -> None:
        for row in self._delegate.take_late():
            self._update_line(self.images.position_of(row))

    # The current picture

    def _follow_current(self) -> None:
        self._set_current_cell()
        self.viewport().update()

    def _show_current(self, _row: int) -> None:
        cell = self._set_current_cell()
        if cell.isValid():
            self.scrollTo(cell)
        self.viewport().update()

    def _set_current_cell(self) -> QModelIndex:
        """Let Qt know where the keyboard is, for screen readers."""
        cell = self.images.cell(self.images.position_of(self.selection.current))
        self.selectionModel().setCurrentIndex(cell, QItemSelectionModel.SelectionFlag.NoUpdate)
        return cell

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Coming by the keyboard, begin at the first picture."""
        super().focusInEvent(event)
        by_key = event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
        if by_key and self.selection.current < 0:
            self.selection.go(0, keep=True)

    # Keyboard

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows, Home, End, Page Up and Down move; Shift extends; Enter opens; Space selects; Ctrl+A selects all."""
        current = self.images.position_of(self.selection.current)
        with_ctrl = bool(event.modifiers() & _CTRL)
        if event.matches(QKeySequence.StandardKey.SelectAll):
            self.selection.select_all()
        elif (goal := self._goal(event.key(), current)) is not None:
            self.selection.go(goal, extend=bool(event.modifiers() & _SHIFT), keep=with_ctrl)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and current >= 0:
            self.opened.emit(self.selection.current)
        elif event.key() == Qt.Key.Key_Space and current >= 0:
            self.selection.toggle(current)
        elif event.key() == Qt.Key.Key_Escape and len(self.selection):
            self.selection.clear()
        elif event.text().strip() and not with_ctrl:
            self.keyboardSearch(event.text())
        else:
            event.ignore()  # to the page and its shortcuts

    def keyboardSearch(self, text: str) -> None:
        """Go to the next picture whose name begins with what is typed."""
        current = self.images.position_of(self.selection.current)
        self.selection.go(self.images.find_name(text, current + 1))

    def _goal(self, key: int, current: int) -> int | None:
        page = self.viewport().height() // self._layout.line_height
        return target(key, current, self.images.lines, page=page)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll; with Ctrl, change the size of the thumbnails."""
        if not event.modifiers() & _CTRL:
            super().wheelEvent(event)
        elif event.angleDelta().y():
            self.set_side(self.side + (STEP if event.angleDelta().y() > 0 else -STEP))
            event.accept()

    # Mouse

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Select; with Ctrl or Shift, several; from between the pictures, draw a frame around some."""
        self._pointer.press(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Draw the frame and select what it touches."""
        if not self._pointer.move(event):
            super().mouseMoveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End the frame."""
        super().mouseReleaseEvent(event)
        self._pointer.release()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Open the picture large."""
        self._pointer.double_click(event)
