"""A gallery whose pictures are listed anew, as when a folder is opened again: what was chosen and in sight becomes so again."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from PySide6.QtCore import QEvent, QObject

from artclass_gui.gallery.grouping import GroupBy
from artclass_gui.gallery.order import Filter, Order
from artclass_gui.gallery.place import Place
from artclass_gui.gallery.view import GalleryView

_POINTS = (QEvent.Type.Wheel, QEvent.Type.MouseButtonPress)  # over the gallery, or at its scroll bar


class _Noted(NamedTuple):
    """By paths, for rows are others after each listing: what was selected, current and in sight, and how it was arranged."""

    chosen: frozenset[str]
    current: str | None
    landmark: str | None
    below: int
    arranged: tuple[Filter, Order, GroupBy]


class Returning(QObject):
    """Brings one gallery back to where it was, a listed piece at a time.

    `note` goes before the pictures are cleared. The picture that stood in sight stays where it stood while others are
    listed and answered, until the person scrolls, moves, points, filters or sorts, or until `end`; what was chosen is
    chosen again, until the person chooses something else in its place. Pictures that are no longer there are passed over.
    """

    def __init__(self, view: GalleryView) -> None:
        super().__init__(view)
        self._view = view
        self._coming: _Noted | None = None
        self._noted: _Noted | None = None
        self._seen, self._ends, self._moves = 0, False, False
        images = view.images
        images.replaced.connect(self._begin)
        images.counts_changed.connect(self._follow)
        images.order_changed.connect(self._scroll)
        view.selection.renewed.connect(self._chosen_anew)
        view.selection.moved.connect(self._moved)
        for watched in (view, view.viewport(), view.verticalScrollBar()):
            watched.installEventFilter(self)

    def note(self) -> None:
        """The pictures are about to be listed anew."""
        images, place = self._view.images, self._view.places.now()
        if self._noted is not None and not images.total:
            self._coming = self._noted  # they could not be listed the last time
            return
        current = self._view.current_row()
        self._coming = _Noted(
            frozenset(map(images.path, self._view.selection.flagged())),
            images.path(current) if current >= 0 else None,
            images.path(place.row) if place is not None else None,
            place.below if place is not None else 0,
            self._arranged(),
        )

    def end(self) -> None:
        """All has come; from now on the gallery is as the person leaves it."""
        self._ends = True
        self._leave_off()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """The person looks elsewhere, or points at what is in sight, which must not go on under the mouse."""
        if self._noted is not None and event.type() in _POINTS:
            self._noted = self._noted._replace(landmark=None)
        return False

    def _chosen_anew(self) -> None:
        """The person goes on from here."""
        self._noted = None

    def _moved(self, row: int) -> None:
        """Without choosing anew, as by Ctrl and an arrow key: what was chosen still comes back."""
        if self._noted is not None and row >= 0 and not self._moves:
            self._noted = self._noted._replace(current=None, landmark=None)

    def _begin(self) -> None:
        self._noted, self._coming = self._coming, None
        self._seen, self._ends = 0, False
        self._view.scrollToTop()

    def _follow(self) -> None:
        """More pictures may be there."""
        noted, images = self._noted, self._view.images
        if noted is None:
            return
        new, self._seen = range(self._seen, images.total), images.total
        chosen = [row for row in new if images.path(row) in noted.chosen]
        current = images.find(noted.current) if noted.current is not None else None
        bar = self._view.verticalScrollBar()
        scrolled = bar.value()
        if chosen or (current is not None and current in new):
            self._moves = True
            self._view.selection.take_up(np.array(chosen, np.int32), -1 if current is None else current)
            self._moves = False
            bar.setValue(scrolled)  # what is chosen may be elsewhere
        self._scroll()

    def _scroll(self) -> None:
        noted, images = self._noted, self._view.images
        if noted is None or noted.landmark is None:
            return
        row = images.find(noted.landmark)
        if self._arranged() != noted.arranged:
            self._noted = noted._replace(landmark=None)
        elif row is not None and images.position_of(row) >= 0:
            self._view.places.go_back(Place(row, noted.below))
        self._leave_off()

    def _leave_off(self) -> None:
        images = self._view.images
        if self._ends and images.total and not images.arranges_soon:
            self._noted = None

    def _arranged(self) -> tuple[Filter, Order, GroupBy]:
        images = self._view.images
        return images.filter, images.order, images.group_by
