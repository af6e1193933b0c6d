"""Buttons, named for the screen reader as they are for the eye."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QPushButton, QToolButton

from artclass_gui.theme import Theme

Kind = Literal["plain", "primary", "danger", "quiet"]
_ICON, _DISTANCE = 16, 6
_TOOL = 18
_DENSITY = 2  # crisp on dense screens
_COLOURS = {"plain": "text", "primary": "on_accent", "danger": "bad", "quiet": "text"}


class Button(QPushButton):
    """A push button of one of the window's kinds, with an icon that follows the theme."""

    def __init__(self, label: str, kind: Kind = "plain", *, theme: Theme | None = None, icon: str = "") -> None:
        super().__init__(label)
        self.setProperty("kind", kind)
        self.setAccessibleName(label.replace("&", "").rstrip("…"))
        self._theme, self._icon, self._colour = theme, icon, _COLOURS[kind]
        if theme is not None and icon:
            self.setIconSize(QSize(_ICON + _DISTANCE, _ICON))
            theme.changed.connect(self._tint)
            self._tint()

    def setText(self, text: str) -> None:
        """Change the words; between them and the icon is room only where there are any."""
        super().setText(text)
        if self._icon:
            self._tint()

    def _tint(self) -> None:
        if self._theme is not None:
            self.setIcon(self._padded(self._theme))

    def _padded(self, theme: Theme) -> QIcon:
        """The icon with room at its right: styles leave too little between an icon and the words."""
        padded = QIcon()
        off = (
            "muted" if self.property("kind") == "primary" else "border"
        )  # a primary button's ground is the border's colour
        for mode, colour in ((QIcon.Mode.Normal, self._colour), (QIcon.Mode.Disabled, off)):
            pixmap = QPixmap(_DENSITY * (_ICON + (_DISTANCE if self.text() else 0)), _DENSITY * _ICON)
            pixmap.fill(Qt.GlobalColor.transparent)
            painter = QPainter(pixmap)
            painter.drawPixmap(QRect(0, 0, _DENSITY * _ICON, _DENSITY * _ICON), theme.pixmap(self._icon, _ICON, colour))
            painter.end()
            pixmap.setDevicePixelRatio(_DENSITY)
            padded.addPixmap(pixmap, mode)
        return padded


def button(
    label: str,
    clicked: Callable[[], object],
    kind: Kind = "plain",
    *,
    theme: Theme | None = None,
    icon: str = "",
    tip: str = "",
) -> Button:
    """A button that calls ``clicked`` without arguments; ``tip`` explains it."""
    made = Button(label, kind, theme=theme, icon=icon)
    made.setToolTip(tip)
    made.clicked.connect(lambda _checked=False: clicked())
    return made


def quiet_tool(tip: str, clicked: object, *, name: str = "") -> QToolButton:
    """A button that is an icon alone, put on it by whoever knows the theme.

    Args:
        tip: What it does, in words.
        clicked: What hears it: a function, a slot, or a signal.
        name: What the screen reader says; by default ``tip``.
    """
    tool = QToolButton()
    tool.setProperty("kind", "quiet")
    tool.setIconSize(QSize(_TOOL, _TOOL))
    tool.setToolTip(tip)
    tool.setAccessibleName(name or tip)
    tool.clicked.connect(clicked)
    return tool
