"""Two to four pictures of a gallery side by side over the whole window, zoomed and moved together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from artclass_gui.context import Context
from artclass_gui.gallery import letters
from artclass_gui.gallery.image_words import remarks
from artclass_gui.gallery.rows import ImageRow
from artclass_gui.gallery.side_by_side import Act, SideBySide, SidePane
from artclass_gui.gallery.view import GalleryView
from artclass_gui.theme import GAP

MOST = 4
"""Pictures that are compared at once."""

_BESIDE = 3  # so many stand in one line; four in two


class Comparer(QObject):
    """Opens the selected pictures of a gallery side by side; C asks for it there.

    One selected picture is compared with the one that follows it.
    """

    def __init__(self, context: Context, view: GalleryView) -> None:
        super().__init__(view)
        self._view = view
        self.window = CompareWindow(context, view)
        view.installEventFilter(self)
        view.images.replaced.connect(self.window.leave)

    def rows(self) -> list[int]:
        """The rows that would be compared; fewer than two where there is nothing to compare."""
        images, rows = self._view.images, self._view.selected_rows()[:MOST]
        if len(rows) == 1:
            position = images.position_of(rows[0])
            beside = position + 1 if position + 1 < images.shown else position - 1
            rows.append(images.row_at(beside))
        return [row for row in rows if row >= 0]

    def open(self) -> None:
        """Compare what is selected."""
        rows = self.rows()
        if len(rows) > 1:
            self.window.compare([self._view.images.row(row) for row in rows])

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """C in the gallery compares."""
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return False
        if not letters.asks(event, letters.COMPARE) or len(self.rows()) < 2:
            return False
        self.open()
        return True


class CompareWindow(SideBySide):
    """The pictures, each with its name and what is known of it; + - 0 1 zoom all of them; Escape, Space and C go back."""

    def __init__(self, context: Context, host: QWidget) -> None:
        self.panes = tuple(SidePane(context) for _ in range(MOST))
        super().__init__(context, host, self.panes)
        self._grid = QGridLayout()
        self._grid.setSpacing(GAP)
        bar = self.bar(self.tr("Back to the gallery (Esc)"), self.tr("Fit to the window (0); 1 shows the actual size"))
        self.column(bar).addLayout(self._grid, 1)
        self.tint()

    @property
    def shown(self) -> list[str]:
        """The paths of the pictures, from left to right, then the line below."""
        return [pane.path for pane in self.panes if pane.isVisibleTo(self)]

    def compare(self, images: Sequence[ImageRow]) -> None:
        """Show two to four pictures."""
        images = images[:MOST]
        self._title.setText(self.tr("{0} pictures side by side").format(len(images)))
        self._place(len(images))
        self.come()
        for pane, image in zip(self.panes, images, strict=False):
            pane.show_picture(str(image.path), image.name, remarks(image))
        self.setAccessibleName(". ".join(pane.words for pane in self.panes[: len(images)]))

    def acts(self) -> Mapping[Qt.Key, Act]:
        """1 shows the actual size, C goes back, too."""
        return {**super().acts(), Qt.Key.Key_1: self.panes[0].canvas.actual_size, Qt.Key.Key_C: self.leave}

    def _place(self, count: int) -> None:
        columns = count if count <= _BESIDE else 2
        for number, pane in enumerate(self.panes):
            self._grid.removeWidget(pane)
            pane.setVisible(number < count)
            if number < count:
                self._grid.addWidget(pane, number // columns, number % columns)
        for column in range(_BESIDE):
            self._grid.setColumnStretch(column, int(column < columns))
