"""Pictures beside each other over the whole window, zoomed and moved together: what all such views have in common."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from artclass_gui.context import Context
from artclass_gui.gallery.canvas import Canvas
from artclass_gui.gallery.overlay import Overlay
from artclass_gui.gallery.picture_canvas import PictureCanvas
from artclass_gui.theme import GAP, SMALL, TINY
from artclass_gui.widgets.elided import ElidedLabel
from artclass_gui.widgets.text import text

Act = Callable[[], object]


class SidePane(QWidget):
    """One picture with its name, and what is known of it in a line."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.path = ""
        self.canvas = PictureCanvas(context)
        self._name, self._facts = ElidedLabel(), ElidedLabel("muted", Qt.TextElideMode.ElideRight)
        self.lay_out(self._name, self._facts)

    @property
    def words(self) -> str:
        """What is said of the picture."""
        return f"{self._name.words}, {self._facts.words}"

    def show_picture(self, path: str, name: str, facts: Sequence[str], size: QSize | None = None) -> None:
        """Show a picture.

        Args:
            path: Where it lies.
            name: What it is called.
            facts: What is known of it; what is empty is left out.
            size: In pixels, where that is known before it is opened.
        """
        self.path = path
        self._name.set_words(name, path)
        self._facts.set_words(" · ".join(filter(None, facts)))
        self.canvas.show_path(path, size)

    def lay_out(self, *words: QWidget) -> None:
        """Put the words below the picture; for subclasses, which may put something beside them."""
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(TINY)
        column.addWidget(self.canvas, 1)
        for line in words:
            column.addWidget(line)


class SideBySide(Overlay):
    """Keeps its visible panes at the same place and scale.

    Args:
        context: The window's services.
        host: Over whose window it comes.
        panes: Its pictures, the one that keys and buttons zoom first.
    """

    def __init__(self, context: Context, host: QWidget, panes: Sequence[SidePane]) -> None:
        super().__init__(context.theme, host)
        self._side = tuple(panes)
        self._title, self._zoom = text("", wrap=False), text("", "muted", wrap=False)
        for pane in self._side:
            pane.canvas.turned_to.connect(lambda canvas=pane.canvas: self._follow(canvas))
            pane.canvas.zoomed.connect(self._show_zoom)

    def acts(self) -> Mapping[Qt.Key, Act]:
        """What keys do; subclasses add theirs."""
        keys, first = Qt.Key, self._side[0].canvas
        return {
            keys.Key_Plus: first.zoom_in,
            keys.Key_Equal: first.zoom_in,
            keys.Key_Minus: first.zoom_out,
            keys.Key_0: first.fit,
            keys.Key_Escape: self.leave,
            keys.Key_Space: self.leave,
        }

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Do what `acts` says; leave the rest to the window."""
        with_ctrl = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        act = None if with_ctrl else self.acts().get(Qt.Key(event.key()))
        if act is None:
            event.ignore()
        else:
            act()

    def left(self) -> None:
        """Forget what was decoded."""
        for pane in self._side:
            pane.canvas.forget()

    def come(self) -> None:
        """Cover the window, unless that has been done."""
        if not self.isVisible():
            self.cover_window()
            self.setFocus()

    def bar(self, back: str, fit: str, *between: QWidget) -> QHBoxLayout:
        """The line at the top: the way back, the title, what comes ``between``, and the buttons that zoom.

        Args:
            back: Where one goes back to, with its key.
            fit: What the button does that fits the pictures to the window.
            between: Widgets to the left of those that zoom.
        """
        canvas, line = self._side[0].canvas, QHBoxLayout()
        line.setSpacing(SMALL)
        line.addWidget(self.tool("close", back, self.leave))
        line.addWidget(self._title, 1)
        for widget in between:
            line.addWidget(widget)
        line.addWidget(self.tool("zoom-out", self.tr("Smaller (-)"), canvas.zoom_out))
        line.addWidget(self._zoom)
        line.addWidget(self.tool("zoom-in", self.tr("Larger (+)"), canvas.zoom_in))
        line.addWidget(self.tool("zoom-fit", fit, canvas.fit))
        return line

    def column(self, bar: QHBoxLayout) -> QVBoxLayout:
        """The whole, with the bar on top of what is added to it."""
        column = QVBoxLayout(self)
        column.setContentsMargins(GAP, GAP, GAP, GAP)
        column.setSpacing(GAP)
        column.addLayout(bar)
        return column

    def _follow(self, moved: Canvas) -> None:
        for pane in self._side:
            if pane.canvas is not moved and pane.isVisibleTo(self):
                pane.canvas.look_where(moved)
        self._show_zoom()

    def _show_zoom(self) -> None:
        scales = [pane.canvas.scale_words for pane in self._side if pane.isVisibleTo(self)]
        self._zoom.setText(" / ".join(dict.fromkeys(filter(None, scales))))
