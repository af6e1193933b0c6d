"""Where somebody is in a gallery, by the picture that stands there: it outlives filters, orders and layouts."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from PySide6.QtWidgets import QAbstractItemView, QTableView

from artclass_gui.gallery.images_model import ImagesModel
from artclass_gui.gallery.layout import Layout
from artclass_gui.gallery.selection import Selection


class Place(NamedTuple):
    """A row, and how many device-independent pixels its cell begins below the top of the view."""

    row: int
    below: int


class Places:
    """Knows where a gallery is, and brings it back there.

    Args:
        view: The gallery.
        images: Its model.
        selection: What is selected in it.
        layout: How it is laid out.
    """

    def __init__(self, view: QTableView, images: ImagesModel, selection: Selection, layout: Layout) -> None:
        self._view, self._images, self._selection, self._layout = view, images, selection, layout

    def now(self) -> Place | None:
        """The current picture's place if it is in sight, else that of the picture at the top left; None at the top of all."""
        row = self._landmark()
        return self._place_of(row) if row >= 0 else None

    def keep_chosen(self, change: Callable[[], None]) -> None:
        """Change the order: what is chosen and in sight stays where it stood; else the gallery is seen from its top."""
        place = self._chosen_in_sight()
        change()
        self.go_back(place)

    def go_back(self, place: Place | None) -> None:
        """Scroll until a picture stands where it stood; a picture that is not shown leaves everything where it is."""
        if place is None:
            self._view.scrollToTop()
            return
        cell = self._images.cell(self._images.position_of(place.row))
        if cell.isValid():
            bar = self._view.verticalScrollBar()
            bar.setValue(bar.value() + self._view.visualRect(cell).top() - place.below)

    def keep(self, change: Callable[[], None]) -> None:
        """Change the layout and scroll to what stood at the top left, or to the current picture if it was in sight."""
        row = self._landmark()
        change()
        position = self._images.position_of(row)
        if position >= 0:
            hint = QAbstractItemView.ScrollHint.EnsureVisible
            if row != self._selection.current:
                hint = QAbstractItemView.ScrollHint.PositionAtTop
            self._view.scrollTo(self._images.cell(position), hint)

    def _chosen_in_sight(self) -> Place | None:
        """The current picture's place, or else that of the first selected one."""
        rows = [self._images.row_at(position) for position in self._layout.positions_in_sight()]
        chosen = [row for row in rows if self._selection.has(row)]
        row = self._selection.current if self._selection.current in rows else next(iter(chosen), -1)
        return self._place_of(row) if row >= 0 else None

    def _place_of(self, row: int) -> Place:
        return Place(row, self._view.visualRect(self._images.cell(self._images.position_of(row))).top())

    def _landmark(self) -> int:
        visible = self._layout.positions_in_sight()
        if self._images.position_of(self._selection.current) in visible:
            return self._selection.current
        return self._images.row_at(visible.start) if self._view.verticalScrollBar().value() > 0 else -1
