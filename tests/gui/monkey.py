"""A monkey: seeded random clicks, keys, wheels and menus at a window."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QAction, QContextMenuEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QMenu,
    QSlider,
    QTabBar,
    QWidget,
)

from artclass_gui.main_window import MainWindow
from tests.e2e.pilot import let_run

_CONTROLS = (
    QAbstractButton, QAbstractItemView, QAbstractSpinBox, QComboBox, QLineEdit, QSlider, QTabBar,
)  # fmt: skip
_KEYS = (
    Qt.Key.Key_Tab, Qt.Key.Key_Return, Qt.Key.Key_Space, Qt.Key.Key_Escape, Qt.Key.Key_Up, Qt.Key.Key_Down,
    Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Home, Qt.Key.Key_End, Qt.Key.Key_F2, Qt.Key.Key_Delete,
    Qt.Key.Key_A, Qt.Key.Key_5, Qt.Key.Key_Plus, Qt.Key.Key_PageDown, Qt.Key.Key_1, Qt.Key.Key_0, Qt.Key.Key_K,
    Qt.Key.Key_N, Qt.Key.Key_S, Qt.Key.Key_L, Qt.Key.Key_C, Qt.Key.Key_W, Qt.Key.Key_Minus,
)  # fmt: skip
_HELD = (
    Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.NoModifier,
    Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier,
)  # fmt: skip


class Monkey:
    """Picks what is visible and enabled, and clicks, types or turns it.

    Args:
        window: Where it plays.
        seed: What it does depends on this alone, and on how quick the window is.
        spared: Names of the menus' actions that it does not touch.
    """

    def __init__(self, window: MainWindow, seed: int, spared: Sequence[str]) -> None:
        self.window, self._spared = window, spared
        self._chance = random.Random(seed)
        self.done: list[str] = []

    def play(self, steps: int) -> None:
        """Do so many things, one after another."""
        deeds: tuple[Callable[[], None], ...] = (self._click, self._key, self._action, self._view)
        for _ in range(steps):
            self._chance.choices(deeds, (6, 3, 1, 4))[0]()
            let_run(self._chance.choice((0, 0, 0, 5, 20)))

    def _room(self) -> QWidget:
        return QApplication.activePopupWidget() or QApplication.activeModalWidget() or self.window

    def _click(self) -> None:
        room = self._room()
        if isinstance(room, QMenu):
            self._in_menu(room)
            return
        seen = [widget for kind in _CONTROLS for widget in room.findChildren(kind) if self._reachable(widget)]
        if not seen:
            QTest.keyClick(room, Qt.Key.Key_Escape)
            return
        widget = self._chance.choice(seen)
        target = widget.viewport() if isinstance(widget, QAbstractItemView) else widget
        self._note("click", widget)
        QTest.mouseClick(target, Qt.MouseButton.LeftButton, pos=self._place(target))

    def _key(self) -> None:
        room = self._room()
        widget = room.focusWidget() or room
        key = self._chance.choice(_KEYS)
        self._note(key.name, widget)
        QTest.keyClick(widget, key)

    def _action(self) -> None:
        actions: dict[str, QAction] = self.window.commands.menus.actions
        possible = [name for name, action in actions.items() if action.isEnabled() and name not in self._spared]
        if isinstance(self._room(), MainWindow):
            name = self._chance.choice(possible)
            self.done.append(f"action {name}")
            actions[name].trigger()

    def _view(self) -> None:
        """What is done to a gallery, a list or a large picture: choose some, open one, turn the wheel, ask for the menu."""
        room = self._room()
        views = [view for view in room.findChildren(QAbstractScrollArea) if self._reachable(view)]
        if isinstance(room, QMenu) or not views:
            self._click()
            return
        view = self._chance.choice(views)
        place = self._place(view.viewport())
        deed = self._chance.choice(("choose", "choose", "open", "wheel", "menu"))
        self._note(deed, view)
        match deed:
            case "choose":
                QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, self._chance.choice(_HELD), place)
            case "open":
                QTest.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
            case "wheel":
                self._turn(view.viewport(), place)
            case "menu":
                asked = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, place, view.viewport().mapToGlobal(place))
                QApplication.sendEvent(view.viewport(), asked)

    def _in_menu(self, menu: QMenu) -> None:
        key = self._chance.choice((Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Escape))
        self._note(f"{key.name} in", menu)
        QTest.keyClick(menu, key)

    def _turn(self, target: QWidget, place: QPoint) -> None:
        turned = QWheelEvent(
            QPointF(place),
            QPointF(target.mapToGlobal(place)),
            QPoint(),
            QPoint(0, self._chance.choice((-360, -120, 120, 360))),
            Qt.MouseButton.NoButton,
            self._chance.choice(_HELD),
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(target, turned)

    def _place(self, target: QWidget) -> QPoint:
        return QPoint(self._chance.randrange(max(1, target.width())), self._chance.randrange(max(1, target.height())))

    def _note(self, deed: str, widget: QWidget) -> None:
        self.done.append(f"{deed} {type(widget).__name__} “{widget.accessibleName()}”")

    @staticmethod
    def _reachable(widget: QWidget) -> bool:
        return widget.isVisible() and widget.isEnabled() and not widget.visibleRegion().isEmpty()
