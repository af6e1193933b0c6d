"""The mouse over the gallery: it selects pictures and groups, draws frames around some, and opens one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QMouseEvent

from artclass_gui.gallery.frame import Frame
from artclass_gui.gallery.layout import Layout

if TYPE_CHECKING:
    from artclass_gui.gallery.view import GalleryView

_SHIFT, _CTRL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier


class Pointer:
    """Does what the mouse asks for; the view hands its events on."""

    def __init__(self, view: GalleryView, layout: Layout) -> None:
        self._view, self._layout = view, layout
        self._images, self._selection = view.images, view.selection
        self._frame = Frame(view)

    def press(self, event: QMouseEvent) -> None:
        """Select; with Ctrl or Shift, several; from between the pictures, begin a frame around some."""
        place = event.position().toPoint()
        position = self._position_under(place)
        if event.button() == Qt.MouseButton.RightButton:
            if position >= 0 and not self._selection.has(self._images.row_at(position)):
                self._selection.go(position)
        elif event.button() == Qt.MouseButton.LeftButton:
            self._frame.begin(place)
            if position >= 0 and event.modifiers() & _CTRL:
                self._selection.toggle(position)
            elif position >= 0:
                self._selection.go(position, extend=bool(event.modifiers() & _SHIFT))
            elif (group := self._images.lines.group(self._view.rowAt(place.y()))) >= 0:
                self._select_group(group, add=bool(event.modifiers() & (_CTRL | _SHIFT)))
            elif not event.modifiers() & (_CTRL | _SHIFT):
                self._selection.clear()

    def move(self, event: QMouseEvent) -> bool:
        """Draw the frame and select what it touches; returns whether there is one."""
        if not self._frame.begun or not event.buttons() & Qt.MouseButton.LeftButton:
            return False
        place = event.position().toPoint()
        frame = self._frame.draw(place)
        if frame is not None:
            self._select_touched(frame)
            self._frame.scroll_after(place)
        return True

    def release(self) -> None:
        """End the frame."""
        self._frame.end()

    def double_click(self, event: QMouseEvent) -> None:
        """Open the picture large."""
        row = self._images.row_at(self._position_under(event.position().toPoint()))
        if row >= 0 and event.button() == Qt.MouseButton.LeftButton:
            self._view.opened.emit(row)

    def _select_group(self, group: int, *, add: bool) -> None:
        members = self._images.lines.members(group)
        if not add:
            self._selection.go(members.start)
        self._selection.select_rows(self._images.visible_rows()[members.start : members.stop], add=add)

    def _position_under(self, place: QPoint) -> int:
        return self._images.position_at(self._view.indexAt(place))

    def _select_touched(self, frame: QRect) -> None:
        """Select the pictures that a frame touches, given in the coordinates of the whole grid."""
        lines, width = self._images.lines, self._layout.column_width
        left, right = (0, 0) if self._layout.listed else (max(0, frame.left() // width), frame.right() // width)
        first, last = self._layout.line_at(max(0, frame.top())), self._layout.line_at(frame.bottom())
        self._selection.select_rows(self._images.visible_rows()[lines.touched(first, last, left, right)])
