"""How the gallery's table is laid out: as a grid whose cells share its width, or as a list; and what of it is in sight."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QTableView

from artclass_gui.gallery.heading_heights import HeadingHeights
from artclass_gui.gallery.images_model import ImagesModel
from artclass_gui.gallery.list_columns import COLUMNS, LINE, titles
from artclass_gui.gallery.list_header import ListHeader
from artclass_gui.theme import SMALL

SMALLEST, LARGEST = 80, 320
"""What side thumbnails may have, in device-independent pixels."""


class Sizes(Protocol):
    """Who knows how much room is needed, in device-independent pixels."""

    def cell_size(self, side: int) -> QSize:
        """Of a cell whose thumbnail has this side."""

    def heading_height(self) -> int:
        """Of the heading of a group."""


class Layout:
    """Gives the table's sections their sizes.

    Args:
        table: What is laid out.
        images: Its model, which is told how many columns there are.
        sizes: How much room cells and headings need.
        side: Side of the thumbnails' squares that the person chose.

    Attributes:
        header: That of the list.
    """

    def __init__(self, table: QTableView, images: ImagesModel, sizes: Sizes, side: int) -> None:
        self._table, self._images, self._sizes = table, images, sizes
        self.side = self.shown_side = side
        self._headings = HeadingHeights(table.verticalHeader())
        self.header = ListHeader(table, images)

    @property
    def listed(self) -> bool:
        """Whether it is a list with columns, not a grid."""
        return bool(self._images.fields)

    @property
    def column_width(self) -> int:
        """Of the grid."""
        return self._table.horizontalHeader().defaultSectionSize()

    @property
    def line_height(self) -> int:
        """Of all lines but headings."""
        return self._table.verticalHeader().defaultSectionSize()

    def lay_out(self) -> None:
        """Fit everything to the table's width, `side` and the fonts."""
        if self.listed:
            self.shown_side = LINE
            self._set_line_height(LINE + SMALL)
        else:
            self._lay_out_grid()

    def to_list(self) -> None:
        """Become a list."""
        self._images.set_fields([column.field for column in COLUMNS], titles())
        self.header.show(self._width_beside_scroll_bar())
        self.lay_out()

    def to_grid(self) -> None:
        """Become a grid."""
        self.header.hide()
        self._lay_out_grid()

    def lines_changed(self) -> None:
        """The pictures are in other lines."""
        self._fit_headings()
        if self.listed:
            self.header.show_order()

    def lines_reset(self) -> None:
        """All lines are new."""
        self._headings.forget()
        self._fit_headings()

    def positions_in_sight(self) -> range:
        """The positions on the screen, from its top."""
        top = self._table.verticalScrollBar().value()
        return self._images.lines.between(self.line_at(top), self.line_at(top + self._table.viewport().height()))

    def line_at(self, y: int) -> int:
        """The line at so many pixels below the top of the whole gallery."""
        return self._images.lines.line_at(y, self.line_height, self._sizes.heading_height())

    def _lay_out_grid(self) -> None:
        chosen = self._sizes.cell_size(self.side).width()
        width = max(1, self._width_beside_scroll_bar())
        columns = max(1, round(width / chosen))
        self.shown_side = max(SMALLEST // 2, min(self.side * 3 // 2, self.side + width // columns - chosen))
        self._images.set_columns(columns)
        self._set_column_width(width // columns)
        self._set_line_height(self._sizes.cell_size(self.shown_side).height())

    def _set_column_width(self, width: int) -> None:
        """Of all columns, also of those that had widths of their own in the list."""
        header = self._table.horizontalHeader()
        header.setDefaultSectionSize(width)
        for column in range(header.count()):
            if header.sectionSize(column) != width:
                header.resizeSection(column, width)

    def _set_line_height(self, height: int) -> None:
        self._table.verticalHeader().setDefaultSectionSize(height)
        self._table.verticalScrollBar().setSingleStep(max(1, height // 3))
        self._fit_headings()
        self._table.updateGeometries()  # at once: what was in sight is looked for next
        self._table.viewport().update()

    def _fit_headings(self) -> None:
        if self._headings.fit(self._images.lines, self._sizes.heading_height()):
            self._table.updateGeometries()
            self._table.viewport().update()

    def _width_beside_scroll_bar(self) -> int:
        """The room for cells, the same whether there is a scroll bar or not: a filter does not shift the columns."""
        table = self._table
        return table.width() - 2 * table.frameWidth() - table.verticalScrollBar().sizeHint().width()
