"""Two to four pictures of a gallery side by side over the whole window, zoomed and moved together."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from artclass_gui.context import Context
from artclass_gui.gallery.canvas import Canvas
from artclass_gui.gallery.image_words import remarks
from artclass_gui.gallery.overlay import Overlay
from artclass_gui.gallery.picture_canvas import PictureCanvas
from artclass_gui.gallery.rows import ImageRow
from artclass_gui.gallery.view import GalleryView
from artclass_gui.theme import GAP, SMALL, TINY
from artclass_gui.widgets.elided import ElidedLabel
from artclass_gui.widgets.text import text

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
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if event.key() != Qt.Key.Key_C or not plain or len(self.rows()) < 2:
            return False
        self.open()
        return True


class CompareWindow(Overlay):
    """The pictures, each with its name and what is known of it."""

    def __init__(self, context: Context, host: QWidget) -> None:
        super().__init__(context.theme, host)
        self.panes = tuple(Pane(context) for _ in range(MOST))
        self._title, self._zoom = text("", wrap=False), text("", "muted", wrap=False)
        self._lay_out()
        self._connect()
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
        if not self.isVisible():
            self.cover_window()
            self.setFocus()
        for pane, image in zip(self.panes, images, strict=False):
            pane.show_row(image)
        self.setAccessibleName(". ".join(pane.words for pane in self.panes[: len(images)]))

    def left(self) -> None:
        """Forget what was decoded."""
        for pane in self.panes:
            pane.canvas.forget()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """+ - 0 1 zoom all of them; Escape, Space and C go back."""
        keys, first = Qt.Key, self.panes[0].canvas
        acts = {
            keys.Key_Plus: first.zoom_in,
            keys.Key_Equal: first.zoom_in,
            keys.Key_Minus: first.zoom_out,
            keys.Key_0: first.fit,
            keys.Key_1: first.actual_size,
            keys.Key_Escape: self.leave,
            keys.Key_Space: self.leave,
            keys.Key_C: self.leave,
        }
        act = acts.get(keys(event.key())) if not event.modifiers() & Qt.KeyboardModifier.ControlModifier else None
        if act is None:
            event.ignore()
        else:
            act()

    def _place(self, count: int) -> None:
        columns = count if count <= _BESIDE else 2
        for number, pane in enumerate(self.panes):
            self._grid.removeWidget(pane)
            pane.setVisible(number < count)
            if number < count:
                self._grid.addWidget(pane, number // columns, number % columns)
        for column in range(_BESIDE):
            self._grid.setColumnStretch(column, int(column < columns))

    def _follow(self, moved: Canvas) -> None:
        for pane in self.panes:
            if pane.canvas is not moved and pane.isVisibleTo(self):
                pane.canvas.look_where(moved)
        self._show_zoom()

    def _show_zoom(self) -> None:
        scales = [pane.canvas.scale_words for pane in self.panes if pane.isVisibleTo(self)]
        self._zoom.setText(" / ".join(dict.fromkeys(filter(None, scales))))

    def _connect(self) -> None:
        for pane in self.panes:
            canvas = pane.canvas
            canvas.turned_to.connect(lambda canvas=canvas: self._follow(canvas))
            canvas.zoomed.connect(self._show_zoom)

    def _lay_out(self) -> None:
        bar, canvas = QHBoxLayout(), self.panes[0].canvas
        bar.setSpacing(SMALL)
        bar.addWidget(self.tool("close", self.tr("Back to the gallery (Esc)"), self.leave))
        bar.addWidget(self._title, 1)
        bar.addWidget(self.tool("zoom-out", self.tr("Smaller (-)"), canvas.zoom_out))
        bar.addWidget(self._zoom)
        bar.addWidget(self.tool("zoom-in", self.tr("Larger (+)"), canvas.zoom_in))
        bar.addWidget(self.tool("zoom-fit", self.tr("Fit to the window (0); 1 shows the actual size"), canvas.fit))
        self._grid = QGridLayout()
        self._grid.setSpacing(GAP)
        column = QVBoxLayout(self)
        column.setContentsMargins(GAP, GAP, GAP, GAP)
        column.setSpacing(GAP)
        column.addLayout(bar)
        column.addLayout(self._grid, 1)


class Pane(QWidget):
    """One picture with its name, and what is known of it in a line."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.path = ""
        self.canvas = PictureCanvas(context)
        self._name, self._facts = ElidedLabel(), ElidedLabel("muted", Qt.TextElideMode.ElideRight)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(TINY)
        column.addWidget(self.canvas, 1)
        column.addWidget(self._name)
        column.addWidget(self._facts)

    @property
    def words(self) -> str:
        """What is said of the picture."""
        return f"{self._name.words}, {self._facts.words}"

    def show_row(self, image: ImageRow) -> None:
        """Show a picture."""
        self.path = str(image.path)
        self._name.set_words(image.name, self.path)
        self._facts.set_words(" · ".join(remarks(image)))
        self.canvas.show_path(self.path)
