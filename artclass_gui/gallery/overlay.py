"""What lies over the whole window for a while: it stays as large as the window and leaves with the place it came from."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QToolButton, QWidget

from artclass_gui.theme import Theme
from artclass_gui.widgets.buttons import quiet_tool


class Overlay(QWidget):
    """Covers the window of ``host``; when the host leaves the screen, it goes too.

    Signals:
        closed(): The person went back.
    """

    closed = Signal()

    def __init__(self, theme: Theme, host: QWidget) -> None:
        super().__init__(host)
        self._theme, self._host = theme, host
        self._buttons: dict[str, QToolButton] = {}
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        host.installEventFilter(self)
        host.destroyed.connect(self.deleteLater)  # by then its parent is the window
        theme.changed.connect(self.tint)
        self.hide()

    def cover_window(self) -> None:
        """Come over the window."""
        window = self._host.window()
        self.setParent(window)
        window.installEventFilter(self)
        self._fill_parent()
        self.raise_()
        self.show()

    def leave(self) -> None:
        """Back to where the person came from."""
        if not self.isVisible():
            return
        self.window().removeEventFilter(self)
        self.hide()
        self.left()
        self._host.setFocus()
        self.closed.emit()

    def left(self) -> None:
        """Called when it has gone; for subclasses."""

    def focus_stops(self) -> list[QWidget]:
        """Where Tab goes, in order."""
        return [self, *(button for button in self._buttons.values() if button.isEnabled())]

    def tool(self, icon: str, tip: str, clicked: object) -> QToolButton:
        """A button of its bar, known by its icon."""
        button = self._buttons[icon] = quiet_tool(tip, clicked)
        return button

    def tint(self) -> None:
        """Follow the theme."""
        for icon, button in self._buttons.items():
            button.setIcon(self._theme.icon(icon))
        self.update()

    def focusNextPrevChild(self, forwards: bool) -> bool:
        """Tab stays among its own controls."""
        stops = self.focus_stops()
        focused = self.window().focusWidget()
        place = stops.index(focused) if focused in stops else 0
        stops[(place + (1 if forwards else -1)) % len(stops)].setFocus(Qt.FocusReason.TabFocusReason)
        return True

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay as large as the window; leave when the host leaves the screen."""
        if watched is self._host and event.type() == QEvent.Type.Hide:
            self.leave()
        elif watched is self.parent() and event.type() == QEvent.Type.Resize:
            self._fill_parent()
        return False

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Cover what lies below."""
        QPainter(self).fillRect(self.rect(), self._theme.colour("window"))

    def _fill_parent(self) -> None:
        self.setGeometry(self._host.window().rect())
