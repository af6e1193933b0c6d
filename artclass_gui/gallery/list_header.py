"""The header of the gallery's list: its columns, which keep their shares of the width, and sorting by a click."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QHeaderView

from artclass_gui.gallery.images_model import ImagesModel
from artclass_gui.gallery.list_columns import COLUMNS, column_of

_ALL_BUT_LAST = 0.95  # of the width, at the most: the last column is always in sight


class ListHeader(QObject):
    """Makes the horizontal header of a table that of a list, and hides it again for a grid.

    Signals:
        order_wanted(By, bool): By what the person wants the pictures sorted, and whether the most come first.
    """

    order_wanted = Signal(str, bool)

    def __init__(self, header: QHeaderView, images: ImagesModel) -> None:
        super().__init__(header)
        self._header, self._images = header, images
        self._shares = [column.share for column in COLUMNS]
        self._fitting = False
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.sectionClicked.connect(self._sort_by)
        header.sectionResized.connect(self._drawn)
        header.installEventFilter(self)

    @property
    def _shown(self) -> bool:
        return not self._header.isHidden()

    def show(self, width: int) -> None:
        """Show the columns; they share ``width`` pixels."""
        self._header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        self._header.setSectionsClickable(True)
        self._header.setSortIndicatorShown(True)
        self._fit(width)
        self._header.setStretchLastSection(True)
        self._header.show()
        self.show_order()

    def hide(self) -> None:
        """Cells of a grid have no titles."""
        self._header.hide()
        self._header.setStretchLastSection(False)
        self._header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)

    def show_order(self) -> None:
        """Say by which column the list is sorted."""
        order = self._images.order
        down = Qt.SortOrder.DescendingOrder if order.descending else Qt.SortOrder.AscendingOrder
        self._header.setSortIndicator(column_of(order.by), down)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The window has another size: every column keeps its share of it."""
        if watched is self._header and event.type() == QEvent.Type.Resize and self._shown:
            self._fit(self._header.width())
        return False

    def _fit(self, width: int) -> None:
        scale = min(1.0, _ALL_BUT_LAST / sum(self._shares[:-1]))
        self._fitting = True
        widths = [round(width * share * scale) for share in self._shares[:-1]]
        for place, taken in enumerate([*widths, width - sum(widths)]):
            self._header.resizeSection(place, taken)
        self._fitting = False

    def _drawn(self, place: int, _before: int, now: int) -> None:
        """Somebody has drawn a column to another width."""
        if self._shown and not self._fitting and place < len(self._shares) - 1:  # the last one takes what is left
            self._shares[place] = now / max(1, self._header.width())

    def _sort_by(self, place: int) -> None:
        by, order = COLUMNS[place].by, self._images.order
        self.order_wanted.emit(by, not order.descending if order.by == by else by == "confidence")
