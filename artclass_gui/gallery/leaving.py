"""A picture that gets another class than the one that is shown leaves the gallery; the keyboard goes on to the next one."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from PySide6.QtCore import QObject

from artclass_gui.gallery.order import Filter
from artclass_gui.gallery.store import Rows
from artclass_gui.gallery.view import GalleryView


class _Labelled(NamedTuple):
    """The current row when it was labelled, and what was shown up to it, under which filter."""

    row: int
    before: Rows
    filter: Filter


class Leaving(QObject):
    """Sees to it for one gallery: without it, the next arrow key would begin at the first picture again.

    Pictures that leave because a model has answered move nobody, for they leave at any time.
    """

    def __init__(self, view: GalleryView) -> None:
        super().__init__(view)
        self._view = view
        self._labelled: _Labelled | None = None
        view.images.own_changed.connect(self._note)
        view.images.order_changed.connect(self._go_on)
        view.images.replaced.connect(self._forget)

    def _note(self, rows: list[int]) -> None:
        images, current = self._view.images, self._view.current_row()
        position = images.position_of(current)
        if position >= 0 and current in rows:
            self._labelled = _Labelled(current, images.visible_rows()[:position], images.filter)

    def _go_on(self) -> None:
        images, labelled = self._view.images, self._labelled
        self._forget()
        if labelled is None or labelled.row != self._view.current_row() or labelled.filter != images.filter:
            return
        if images.shown and images.position_of(labelled.row) < 0:
            left = int(np.count_nonzero(np.isin(labelled.before, images.visible_rows())))
            self._view.selection.go(min(left, images.shown - 1))

    def _forget(self) -> None:
        self._labelled = None
