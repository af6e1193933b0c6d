"""Two near-duplicates side by side over the whole window, zoomed and moved together, to see which one to keep."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QCoreApplication, QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from artclass_gui.context import Context
from artclass_gui.gallery.side_by_side import Act, SideBySide, SidePane
from artclass_gui.gallery.twin_words import facts_of, uses_of
from artclass_gui.theme import GAP, SMALL, TINY
from artclass_gui.widgets.buttons import button
from trainer.catalog.records import Item


class PairViewer(SideBySide):
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
        self.panes = (Pane(context, "1"), Pane(context, "2"))
        super().__init__(context, host, self.panes)
        self._items: tuple[Item, ...] = ()
        self._right = 1
        self.apart_button = button(
            self.tr("Not the same (N)"), self.apart_wanted.emit, theme=context.theme, icon="apart"
        )
        for side, pane in enumerate(self.panes):
            pane.keep_button.clicked.connect(lambda _=False, side=side: self._keep(side))
        self._lay_out()
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
        self.come()
        self._compare_with(max(1, right))

    @property
    def shown(self) -> tuple[Item, Item]:
        """The left and the right picture."""
        return self._items[0], self._items[self._right]

    def focus_stops(self) -> list[QWidget]:
        """The bar's buttons, then those below the pictures."""
        return [*super().focus_stops(), self.apart_button, *(pane.keep_button for pane in self.panes)]

    def acts(self) -> Mapping[Qt.Key, Act]:
        """1 and 2 keep; N tells apart; arrows go on."""
        return {
            **super().acts(),
            Qt.Key.Key_1: lambda: self._keep(0),
            Qt.Key.Key_2: lambda: self._keep(1),
            Qt.Key.Key_N: self.apart_wanted.emit,
            Qt.Key.Key_Left: lambda: self._step(-1),
            Qt.Key.Key_Right: lambda: self._step(1),
            Qt.Key.Key_Up: lambda: self.step_wanted.emit(-1),
            Qt.Key.Key_Down: lambda: self.step_wanted.emit(1),
        }

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

    def _lay_out(self) -> None:
        back = self.tool("back", self.tr("Compare with the previous one (←)"), lambda: self._step(-1))
        forward = self.tool("forward", self.tr("Compare with the next one (→)"), lambda: self._step(1))
        bar = self.bar(self.tr("Back to the list (Esc)"), self.tr("Fit to the window (0)"), back, forward)
        bar.addSpacing(GAP)
        bar.addWidget(self.apart_button)
        middle = QHBoxLayout()
        middle.setSpacing(GAP)
        for pane in self.panes:
            middle.addWidget(pane, 1)
        self.column(bar).addLayout(middle, 1)


class Pane(SidePane):
    """One of the two pictures, with what is known of it and the button that keeps it."""

    def __init__(self, context: Context, key: str) -> None:
        words = QCoreApplication.translate("Pane", "Keep this one ({0})").format(key)
        self.keep_button = button(words, lambda: None, theme=context.theme, icon="check")
        super().__init__(context)

    def show_item(self, item: Item, *, best: bool) -> None:
        """Show a picture; ``best`` says that it is the best copy of its group."""
        facts = (facts_of(item), uses_of(item), self.tr("best copy") if best else "")
        self.show_picture(str(item.path), item.name, facts, QSize(item.width, item.height))

    def lay_out(self, *words: QWidget) -> None:
        """The words stand beside the button."""
        lines = QVBoxLayout()
        lines.setSpacing(TINY)
        for line in words:
            lines.addWidget(line)
        below = QHBoxLayout()
        below.setSpacing(SMALL)
        below.addLayout(lines, 1)
        below.addWidget(self.keep_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SMALL)
        column.addWidget(self.canvas, 1)
        column.addLayout(below)
