"""Two near-duplicates side by side over the whole window, zoomed and moved together, to see which one to keep."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from artclass_gui.context import Context
from artclass_gui.gallery.canvas import Canvas
from artclass_gui.gallery.decoding import MOST_DETAIL, Loaded, open_large, screen_side
from artclass_gui.gallery.overlay import Overlay
from artclass_gui.gallery.twin_words import facts_of, uses_of
from artclass_gui.tasks import Relay
from artclass_gui.theme import GAP, SMALL, TINY
from artclass_gui.widgets.buttons import button
from artclass_gui.widgets.elided import ElidedLabel
from artclass_gui.widgets.text import text
from trainer.catalog.records import Item
from trainer.errors import PictureError


class PairViewer(Overlay):
    """Shows two pictures of a group; the left one is the best copy, or the one that it is compared with.

    Signals:
        keep_wanted(int): The picture of this number is to be kept, and the rest of its group set aside.
        apart_wanted(): The pictures of the group are not the same.
        step_wanted(int): The group so many places further on is wanted.
    """

    keep_wanted = Signal(int)
    apart_wanted = Signal()
    step_wanted = Signal(int)

    def __init__(self, context: Context, host: QWidget) -> None:
        super().__init__(context.theme, host)
        self._items: tuple[Item, ...] = ()
        self._right = 1
        self.panes = (Pane(context, "1"), Pane(context, "2"))
        self._title, self._zoom = text("", wrap=False), text("", "muted", wrap=False)
        self.apart_button = button(
            self.tr("Not the same (N)"), self.apart_wanted.emit, theme=context.theme, icon="apart"
        )
        self._lay_out()
        self._connect()
        self.tint()

    def show_group(self, items: Sequence[Item], right: int, title: str) -> None:
        """Show the first picture of a group beside another one.

        Args:
            items: The group, the best copy first.
            right: The place of the other one; the first one stands beside the second.
            title: Which group it is, in words.
        """
        self._items = tuple(items)
        self._title.setText(title)
        if not self.isVisible():
            self.cover_window()
            self.setFocus()
        self._compare_with(max(1, right))

    @property
    def shown(self) -> tuple[Item, Item]:
        """The left and the right picture."""
        return self._items[0], self._items[self._right]

    def left(self) -> None:
        """Forget what was decoded."""
        for pane in self.panes:
            pane.forget()

    def focus_stops(self) -> list[QWidget]:
        """The bar's buttons, then those below the pictures."""
        return [*super().focus_stops(), self.apart_button, *(pane.keep_button for pane in self.panes)]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """1 and 2 keep; N tells apart; arrows go on; + - 0 zoom; Escape and Space go back."""
        keys = Qt.Key
        first = self.panes[0].canvas
        acts = {
            keys.Key_1: lambda: self._keep(0),
            keys.Key_2: lambda: self._keep(1),
            keys.Key_N: self.apart_wanted.emit,
            keys.Key_Left: lambda: self._step(-1),
            keys.Key_Right: lambda: self._step(1),
            keys.Key_Up: lambda: self.step_wanted.emit(-1),
            keys.Key_Down: lambda: self.step_wanted.emit(1),
            keys.Key_Plus: first.zoom_in,
            keys.Key_Equal: first.zoom_in,
            keys.Key_Minus: first.zoom_out,
            keys.Key_0: first.fit,
            keys.Key_Escape: self.leave,
            keys.Key_Space: self.leave,
        }
        act = acts.get(keys(event.key())) if not event.modifiers() & Qt.KeyboardModifier.ControlModifier else None
        if act is None:
            event.ignore()
        else:
            act()

    def _compare_with(self, right: int) -> None:
        self._right = min(right, len(self._items) - 1)
        for pane, item in zip(self.panes, self.shown, strict=True):
            pane.show_item(item, best=item is self._items[0])
        self._buttons["back"].setEnabled(self._right > 1)
        self._buttons["forward"].setEnabled(self._right + 1 < len(self._items))
        for icon in ("back", "forward"):
            self._buttons[icon].setVisible(len(self._items) > 2)
        self.setAccessibleName(". ".join(pane.words for pane in self.panes))

    def _step(self, by: int) -> None:
        if 1 <= self._right + by < len(self._items):
            self._compare_with(self._right + by)

    def _keep(self, side: int) -> None:
        self.keep_wanted.emit(self.shown[side].id)

    def _follow(self, moved: Canvas, other: Canvas) -> None:
        other.look_where(moved)
        self._show_zoom()

    def _show_zoom(self) -> None:
        scales = [pane.canvas.scale_words for pane in self.panes]
        self._zoom.setText(" / ".join(dict.fromkeys(filter(None, scales))))

    def _connect(self) -> None:
        left, right = (pane.canvas for pane in self.panes)
        left.turned_to.connect(lambda: self._follow(left, right))
        right.turned_to.connect(lambda: self._follow(right, left))
        for side, pane in enumerate(self.panes):
            pane.canvas.zoomed.connect(self._show_zoom)
            pane.keep_button.clicked.connect(lambda _=False, side=side: self._keep(side))

    def _lay_out(self) -> None:
        bar = QHBoxLayout()
        bar.setSpacing(SMALL)
        canvas = self.panes[0].canvas
        bar.addWidget(self.tool("close", self.tr("Back to the list (Esc)"), self.leave))
        bar.addWidget(self._title, 1)
        bar.addWidget(self.tool("back", self.tr("Compare with the previous one (←)"), lambda: self._step(-1)))
        bar.addWidget(self.tool("forward", self.tr("Compare with the next one (→)"), lambda: self._step(1)))
        bar.addWidget(self.tool("zoom-out", self.tr("Smaller (-)"), canvas.zoom_out))
        bar.addWidget(self._zoom)
        bar.addWidget(self.tool("zoom-in", self.tr("Larger (+)"), canvas.zoom_in))
        bar.addWidget(self.tool("zoom-fit", self.tr("Fit to the window (0)"), canvas.fit))
        bar.addSpacing(GAP)
        bar.addWidget(self.apart_button)
        middle = QHBoxLayout()
        middle.setSpacing(GAP)
        for pane in self.panes:
            middle.addWidget(pane, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(GAP, GAP, GAP, GAP)
        column.setSpacing(GAP)
        column.addLayout(bar)
        column.addLayout(middle, 1)


class Pane(QWidget):
    """One of the two pictures, with what is known of it and the button that keeps it."""

    def __init__(self, context: Context, key: str) -> None:
        super().__init__()
        self._context = context
        self._item: Item | None = None
        self._loading: dict[int, Relay] = {}
        self._loaded: Loaded | None = None
        self._shows = False
        self.canvas = Canvas(context.theme)
        self._name, self._facts = ElidedLabel(), ElidedLabel("muted", Qt.TextElideMode.ElideRight)
        self.keep_button = button(
            self.tr("Keep this one ({0})").format(key), lambda: None, theme=context.theme, icon="check"
        )
        self._lay_out()
        self.canvas.detail_wanted.connect(lambda: self._load(MOST_DETAIL))

    @property
    def words(self) -> str:
        """What is said of the picture."""
        return f"{self._name.words}, {self._facts.words}"

    def show_item(self, item: Item, *, best: bool) -> None:
        """Show a picture; ``best`` says that it is the best copy of its group."""
        if item is self._item:
            return
        self.forget()
        self._item = item
        self._name.set_words(item.name, str(item.path))
        facts = [facts_of(item), uses_of(item), self.tr("best copy") if best else ""]
        self._facts.set_words(" · ".join(part for part in facts if part))
        thumbnail = self._context.thumbnails.pixmap(item.path, 256)
        self._shows = thumbnail is not None
        if thumbnail is not None:
            self.canvas.show_image(thumbnail, QSize(item.width, item.height))
        else:
            self.canvas.show_words(self.tr("Opening the picture…"))
        self._load(screen_side(self.window()))

    def forget(self) -> None:
        """Forget what was decoded."""
        for relay in self._loading.values():
            relay.drop()
        self._loading.clear()
        self._item = self._loaded = None

    def _load(self, side: int) -> None:
        item = self._item
        if item is None or side in self._loading or (self._loaded is not None and self._loaded.side >= side):
            return
        path = Path(item.path)
        self._loading[side] = self._context.tasks.run(
            self, lambda: open_large(path, side), lambda loaded: self._take(side, loaded), self._refused
        )

    def _take(self, side: int, loaded: Loaded) -> None:
        self._loading.pop(side, None)
        self._loaded = loaded
        self.canvas.show_image(loaded.image, loaded.size, keep_view=self._shows)
        self._shows = True

    def _refused(self, error: Exception) -> None:
        reason = error.what if isinstance(error, PictureError) else self.tr("cannot be opened")
        self.canvas.show_words(self.tr("{0} {1}.").format(self._name.words, reason))

    def _lay_out(self) -> None:
        below = QHBoxLayout()
        below.setSpacing(SMALL)
        words = QVBoxLayout()
        words.setSpacing(TINY)
        words.addWidget(self._name)
        words.addWidget(self._facts)
        below.addLayout(words, 1)
        below.addWidget(self.keep_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SMALL)
        column.addWidget(self.canvas, 1)
        column.addLayout(below)
