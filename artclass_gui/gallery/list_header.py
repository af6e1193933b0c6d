"""The header of the gallery's list: its columns, and sorting by a click."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHeaderView

from artclass_gui.gallery.images_model import ImagesModel
from artclass_gui.gallery.list_columns import COLUMNS, column_of


class ListHeader:
    """Makes the horizontal header of a table that of a list, and hides it again for a grid."""

    def __init__(self, header: QHeaderView, images: ImagesModel) -> None:
        self._header, self._images = header, images
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.sectionClicked.connect(self._sort_by)

    def show(self, width: int) -> None:
        """Show the columns; they share ``width`` pixels."""
        self._header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        self._header.setSectionsClickable(True)
        self._header.setSortIndicatorShown(True)
        for place, column in enumerate(COLUMNS):
            self._header.resizeSection(place, round(width * column.share))
        self._header.setStretchLastSection(True)
        self._header.show()
        self.show_order()

    def hide(self) -> None:
        """Cells of a grid have no titles."""
        self._header.setStretchLastSection(False)
        self._header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self._header.hide()

    def show_order(self) -> None:
        """Say by which column the list is sorted."""
        order = self._images.order
        down = Qt.SortOrder.DescendingOrder if order.descending else Qt.SortOrder.AscendingOrder
        self._header.setSortIndicator(column_of(order.by), down)

    def _sort_by(self, place: int) -> None:
        by, order = COLUMNS[place].by, self._images.order
        self._images.set_order(by, descending=not order.descending if order.by == by else by == "confidence")
