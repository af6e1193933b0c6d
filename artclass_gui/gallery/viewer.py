"""One picture of a gallery, large: over the whole window, with what is known of it at its side."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Collection
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent, QPixmap
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from artclass_gui.context import Context
from artclass_gui.gallery import file_facts
from artclass_gui.gallery.canvas import Canvas
from artclass_gui.gallery.decoding import MOST_DETAIL, Loaded, open_large, screen_side
from artclass_gui.gallery.details import Details
from artclass_gui.gallery.overlay import Overlay
from artclass_gui.gallery.selection import Chosen
from artclass_gui.gallery.thumbnails import SIDES
from artclass_gui.gallery.view import GalleryView
from artclass_gui.tasks import Relay
from artclass_gui.theme import GAP, SMALL
from artclass_gui.widgets.banner import Banner, Kind
from artclass_gui.widgets.reveal import reveal
from artclass_gui.widgets.text import muted, text
from artclass_gui.widgets.words import human_number
from trainer.errors import PictureError

_KEPT = 5
_PANEL = 300


class Viewer(Overlay):
    """Opens the pictures of a gallery large; made once for a `GalleryView`, it listens to its `opened`.

    ``veil`` may draw something over each picture: path and image to the image that is shown.

    Signals:
        turned(): Another picture is shown.
    """

    turned = Signal()

    def __init__(self, context: Context, view: GalleryView) -> None:
        super().__init__(context.theme, view)
        self._context = context
        self._view = view
        self._row = -1
        self._chosen: Chosen | None = None
        self._loaded: OrderedDict[str, Loaded] = OrderedDict()
        self._facts: Relay | None = None
        self._loading: dict[tuple[str, int], Relay] = {}
        self.veil: Callable[[str, QImage], QImage] = lambda _path, image: image
        self.canvas = Canvas(context.theme)
        self.details = Details(context.theme)
        self.banner = Banner(context.theme)
        self._name = text("", wrap=False)
        self._place = muted("")
        self._zoom = muted("")
        self._lay_out()
        self._connect()

    @property
    def row(self) -> int:
        """The row that is shown, or -1."""
        return self._row if self.isVisible() else -1

    def open(self, row: int) -> None:
        """Show a picture large."""
        if row < 0:
            return
        if not self.isVisible():
            self._chosen = self._view.selection.now()
            self.cover_window()
        self._show(row)
        self.setFocus()

    def step(self, by: int) -> None:
        """Show the picture so many places further on."""
        images = self._view.images
        position = images.position_of(self._row) + by
        if images.position_of(self._row) >= 0 and 0 <= position < images.shown:
            self._show(images.row_at(position))

    def follow(self) -> None:
        """Where the picture has left the gallery, go on to the one that the gallery went on to."""
        images, current = self._view.images, self._view.current_row()
        if not self.isVisible() or images.position_of(self._row) >= 0:
            return
        if images.position_of(current) >= 0:
            self._show(current)
        elif not images.shown:
            self.leave()

    def add_below(self, widget: QWidget) -> None:
        """Put a widget of the page below what is known of the picture."""
        self._panel.addWidget(widget)

    def refresh(self) -> None:
        """Draw the picture anew: there is something else to be seen over it."""
        loaded = self._loaded.get(self._path())
        if self.isVisible() and loaded is not None:
            self._show_loaded(loaded, keep_view=True)

    def look_again(self, paths: Collection[str]) -> None:
        """The files of these pictures are others now: what was made of the former ones is shown no longer."""
        for path in paths:
            self._loaded.pop(path, None)
        for path, side in [key for key in self._loading if key[0] in paths]:
            self._loading.pop((path, side)).drop()
        if self.isVisible() and self._path() in paths:
            self._show_facts(self._path())
            self._show_picture(self._path())

    def say(self, kind: Kind, words: str) -> None:
        """Say something over the picture, for what the page says is covered; nothing where no picture is large.

        Args:
            kind: "info", "warning" or "bad".
            words: Whole sentences.
        """
        if self.isVisible():
            self.banner.show_message(kind, words)

    def give_digits_away(self) -> None:
        """Let the page use the digits from 1 to 9; zooming then does without its 1."""
        tip = self.tr("Fit to the window (0)")
        self._buttons["zoom-fit"].setToolTip(tip)
        self._buttons["zoom-fit"].setAccessibleName(tip)

    def left(self) -> None:
        """Forget what was decoded; where several pictures were chosen, they are so again."""
        chosen, self._chosen = self._chosen, None
        if chosen is not None and len(chosen.rows) > 1:
            current = self._row if self._row in chosen.rows else chosen.current
            self._view.selection.bring_back(chosen._replace(current=current))
        self._drop_loading()
        self._loaded.clear()
        self.banner.clear()

    def focus_stops(self) -> list[QWidget]:
        """Its buttons, and what closes the message where there is one."""
        closing = self.banner.findChildren(QToolButton) if self.banner.isVisible() else []
        return [*super().focus_stops(), *closing]

    # What is shown

    def _show(self, row: int) -> None:
        images = self._view.images
        image = images.row(row)
        self._row = row
        self._view.go_to(row)
        self._name.setText(image.name)
        position = images.position_of(row)
        self._place.setText(self.tr("{0} of {1}").format(human_number(position + 1), human_number(images.shown)))
        self._buttons["back"].setEnabled(position > 0)
        self._buttons["forward"].setEnabled(position + 1 < images.shown)
        self.setAccessibleName(image.name)
        self.details.show_row(image, images.classes)
        self._show_facts(str(image.path))
        self.turned.emit()
        self._show_picture(str(image.path))

    def _show_facts(self, path: str) -> None:
        if self._facts is not None:
            self._facts.drop()
        self.details.show_facts(None)
        self._facts = self._context.tasks.run(
            self, lambda: file_facts.read(Path(path)), self.details.show_facts, lambda _error: None
        )

    def _show_picture(self, path: str) -> None:
        loaded = self._loaded.get(path)
        if loaded is not None:
            self._show_loaded(loaded)
            self._load_neighbours()
            return
        thumbnail = self._context.thumbnails.pixmap(path, self._view.shown_side)
        if thumbnail is not None:
            self.canvas.show_image(thumbnail, self._likely_size(thumbnail))
        else:
            self.canvas.show_words(self.tr("Opening the picture…"))
        self._load(path, self._screen_side())

    def _likely_size(self, thumbnail: QPixmap) -> QSize:
        """The size of the picture, as far as its thumbnail tells: one that was not scaled down is the picture."""
        side = max(thumbnail.width(), thumbnail.height())
        return thumbnail.size() * (self._screen_side() / side) if side in SIDES else thumbnail.size()

    def _show_loaded(self, loaded: Loaded, *, keep_view: bool = False) -> None:
        self.canvas.show_image(self.veil(self._path(), loaded.image), loaded.size, keep_view=keep_view)
        self.details.show_size(loaded.size.width(), loaded.size.height())

    def _update_details(self) -> None:
        """The picture on the screen may have been classified just now."""
        if self.isVisible() and self._row >= 0:
            self.details.show_row(self._view.images.row(self._row), self._view.images.classes)
            loaded = self._loaded.get(self._path())
            if loaded is not None:
                self.details.show_size(loaded.size.width(), loaded.size.height())

    # Loading

    def _load(self, path: str, side: int) -> None:
        """Decode a picture in the background, unless that is being done."""
        if (path, side) in self._loading or (path in self._loaded and self._loaded[path].side >= side):
            return
        self._loading[path, side] = self._context.tasks.run(
            self,
            lambda: open_large(Path(path), side),
            lambda loaded: self._take(path, side, loaded),
            lambda error: self._refused(path, side, error),
        )

    def _take(self, path: str, side: int, loaded: Loaded) -> None:
        self._loading.pop((path, side), None)
        in_more_detail = path in self._loaded
        self._loaded[path] = loaded
        self._loaded.move_to_end(path)
        while len(self._loaded) > _KEPT:
            self._loaded.popitem(last=False)
        if path == self._path():
            self._show_loaded(loaded, keep_view=in_more_detail)
            self._load_neighbours()

    def _refused(self, path: str, side: int, error: Exception) -> None:
        self._loading.pop((path, side), None)
        if path == self._path():
            reason = error.what if isinstance(error, PictureError) else self.tr("cannot be opened")
            self.canvas.show_words(self.tr("{0} {1}.").format(self._name.text(), reason))

    def _load_neighbours(self) -> None:
        images = self._view.images
        for by in (1, -1):
            row = images.row_at(images.position_of(self._row) + by)
            if row >= 0:
                self._load(images.path(row), self._screen_side())

    def _load_detail(self) -> None:
        self._load(self._path(), MOST_DETAIL)

    def _drop_loading(self) -> None:
        for relay in self._loading.values():
            relay.drop()
        self._loading.clear()

    def _path(self) -> str:
        return self._view.images.path(self._row) if 0 <= self._row < self._view.images.total else ""

    def _screen_side(self) -> int:
        return screen_side(self)

    # The window

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows go on, Escape goes back, + - 0 1 zoom."""
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        steps |= {Qt.Key.Key_PageUp: -1, Qt.Key.Key_PageDown: 1, Qt.Key.Key_Space: 1}
        zooms = {Qt.Key.Key_Plus: self.canvas.zoom_in, Qt.Key.Key_Equal: self.canvas.zoom_in}
        zooms |= {Qt.Key.Key_Minus: self.canvas.zoom_out, Qt.Key.Key_0: self.canvas.fit}
        zooms |= {Qt.Key.Key_1: self.canvas.actual_size}
        key = Qt.Key(event.key())
        if key in steps:
            self.step(steps[key])
        elif key in zooms:
            zooms[key]()
        elif key in (Qt.Key.Key_Escape, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.leave()
        else:
            event.ignore()

    def _connect(self) -> None:
        self._view.opened.connect(self.open)
        self._view.images.replaced.connect(self.leave)
        self._view.images.counts_changed.connect(self._update_details)
        self._view.images.order_changed.connect(self.follow)
        self._view.selection.moved.connect(lambda _row: self.follow())
        self.canvas.zoomed.connect(self._show_zoom)
        self.canvas.detail_wanted.connect(self._load_detail)
        self.tint()

    def _show_zoom(self) -> None:
        self._zoom.setText(self.canvas.scale_words)

    def _lay_out(self) -> None:
        panel = QFrame()
        panel.setProperty("card", "true")
        panel.setFixedWidth(_PANEL)
        self._panel = QVBoxLayout(panel)
        self._panel.setContentsMargins(0, 0, 0, 0)
        self._panel.addWidget(self.details, 1)
        middle = QHBoxLayout()
        middle.setSpacing(GAP)
        middle.addWidget(self.canvas, 1)
        middle.addWidget(panel)
        column = QVBoxLayout(self)
        column.setContentsMargins(GAP, GAP, GAP, GAP)
        column.setSpacing(GAP)
        column.addLayout(self._bar())
        column.addWidget(self.banner)
        column.addLayout(middle, 1)

    def _bar(self) -> QHBoxLayout:
        bar = QHBoxLayout()
        bar.setSpacing(SMALL)
        bar.addWidget(self.tool("close", self.tr("Back to the gallery (Esc)"), self.leave))
        self._name.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        bar.addWidget(self._name, 1)
        bar.addWidget(self.tool("back", self.tr("Previous picture (←)"), lambda: self.step(-1)))
        bar.addWidget(self._place)
        bar.addWidget(self.tool("forward", self.tr("Next picture (→)"), lambda: self.step(1)))
        bar.addSpacing(GAP)
        bar.addWidget(self.tool("zoom-out", self.tr("Smaller (-)"), self.canvas.zoom_out))
        bar.addWidget(self._zoom)
        bar.addWidget(self.tool("zoom-in", self.tr("Larger (+)"), self.canvas.zoom_in))
        bar.addWidget(self.tool("zoom-fit", self.tr("Fit to the window (0); 1 shows the actual size"), self.canvas.fit))
        bar.addSpacing(GAP)
        bar.addWidget(self.tool("reveal", self.tr("Show the file in its folder"), self._reveal))
        for label, width in ((self._place, "00,000 / 00,000"), (self._zoom, "1000 %")):
            label.setWordWrap(False)
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            label.setMinimumWidth(label.fontMetrics().horizontalAdvance(width))
        return bar

    def _reveal(self) -> None:
        reveal(Path(self._path()))
