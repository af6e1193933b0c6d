"""The header of the gallery's list: its columns, which share the width, and sorting by a click."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QHeaderView, QTableView

from artclass_gui.gallery.images_model import ImagesModel
from artclass_gui.gallery.list_columns import COLUMNS, column_of
from artclass_gui.gallery.list_widths import Content, Needs, portions, shared

_LEAST = 24  # pixels of a column that has to give way to those that the person has drawn


class ListHeader(QObject):
    """Makes the horizontal header of a table that of a list, and hides it again for a grid.

    Columns share the width by what is said in them, until the person draws one to another width: that one, and those
    before it, keep their shares of the window from then on, and those behind it share the rest.

    Signals:
        order_wanted(By, bool): By what the person wants the pictures sorted, and whether the most come first.
    """

    order_wanted = Signal(str, bool)

    def __init__(self, table: QTableView, images: ImagesModel) -> None:
        header = table.horizontalHeader()
        super().__init__(header)
        self._table, self._header, self._images = table, header, images
        self._drawn: list[float] = []
        self._content: Content | None = None
        self._needs: Needs | None = None
        self._fitting = False
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.sectionClicked.connect(self._sort_by)
        header.sectionResized.connect(self._draw)
        header.installEventFilter(self)
        images.counts_changed.connect(self._follow_content)

    @property
    def _shown(self) -> bool:
        return not self._header.isHidden()

    def show(self, width: int) -> None:
        """Show the columns; they share ``width`` pixels."""
        self._header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        self._header.setSectionsClickable(True)
        self._header.setSortIndicatorShown(True)
        self._measure()
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
        """Say by which column the list is sorted: by none where others are shown first."""
        order, given = self._images.order, self._images.given is not None
        down = Qt.SortOrder.DescendingOrder if order.descending else Qt.SortOrder.AscendingOrder
        self._header.setSortIndicator(-1 if given else column_of(order.by), down)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The window has another size, or other fonts: the columns share what there is now."""
        if watched is self._header and self._shown:
            if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
                self._measure()
                self._fit(self._header.width())
            elif event.type() == QEvent.Type.Resize:
                self._fit(self._header.width())
        return False

    def _follow_content(self) -> None:
        """A column may have got something to say, or have nothing to say any more."""
        if self._shown and Content.of(self._images) != self._content:
            self._measure()
            self._fit(self._header.width())

    def _measure(self) -> None:
        self._header.ensurePolished()
        self._content = Content.of(self._images)
        metrics = QFontMetrics(self._table.font())
        self._needs = Needs(self._content, metrics, [self._title(place) for place in range(len(COLUMNS))])

    def _title(self, place: int) -> int:
        """How wide a title is; the mark that says by what the list is sorted has room where there is nothing but figures."""
        self._header.setSortIndicatorShown(COLUMNS[place].field == "confidence")
        width = self._header.sectionSizeHint(place)
        self._header.setSortIndicatorShown(True)
        return width

    def _fit(self, width: int) -> None:
        assert self._needs is not None
        behind = self._needs.at(width)[len(self._drawn) :]
        drawn = [round(share * width) for share in self._drawn]
        if sum(drawn) > (room := max(0, width - len(behind) * _LEAST)):  # the last column is always in sight
            drawn = portions(room, drawn)
        self._fitting = True
        for place, taken in enumerate([*drawn, *shared(width - sum(drawn), behind)]):
            self._header.resizeSection(place, taken)
        self._fitting = False

    def _draw(self, place: int, _before: int, _now: int) -> None:
        """Somebody draws a column to another width; the last one takes what is left."""
        if self._shown and not self._fitting and place < len(COLUMNS) - 1:
            width = max(1, self._header.width())
            kept = [self._header.sectionSize(kept) for kept in range(max(len(self._drawn), place + 1))]
            room = width - (len(COLUMNS) - len(kept)) * _LEAST
            kept[place] = max(_LEAST, min(kept[place], kept[place] + room - sum(kept)))  # no other one is cut for it
            self._drawn = [size / width for size in kept]
            self._fit(width)

    def _sort_by(self, place: int) -> None:
        by, order = COLUMNS[place].by, self._images.order
        again = order.by == by and self._images.given is None
        self.order_wanted.emit(by, not order.descending if again else by == "confidence")
