"""A message at the top of a page: hidden until there is something to say, and closed by the person."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QToolButton, QWidget

from artclass_gui.theme import GAP, SMALL, Theme
from artclass_gui.widgets.buttons import Button, button
from artclass_gui.widgets.text import text

Kind = Literal["info", "warning", "bad"]
Action = tuple[str, Callable[[], object]]
_LOOK = {"info": ("info", "info"), "warning": ("warning", "warn"), "bad": ("error", "bad")}


class Banner(QFrame):
    """One message at a time, with what can be done about it."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._kind: Kind = "info"
        self._icon = QLabel()
        self._text = text("")
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._buttons: list[Button] = []
        self._close = self._close_button()
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(GAP, SMALL, SMALL, SMALL)
        self._row.setSpacing(GAP)
        self._row.addWidget(self._icon)
        self._row.addWidget(self._text, 1)
        self._row.addWidget(self._close)
        theme.changed.connect(self._tint)
        self.hide()

    @property
    def message(self) -> str:
        """What it says now; empty while it is hidden."""
        return self._text.text()

    @property
    def kind(self) -> Kind:
        """How serious the message is."""
        return self._kind

    def show_message(self, kind: Kind, words: str, actions: Sequence[Action] = ()) -> None:
        """Show a message in place of the one before.

        Args:
            kind: "info", "warning" or "bad".
            words: Whole sentences.
            actions: (label, callback without arguments) of each button; a click also closes the banner.
        """
        self._drop_buttons()
        self._kind = kind
        self._text.setText(words)
        for label, call in actions:
            self._add_button(label, call)
        self.setProperty("banner", kind)
        self.style().unpolish(self)
        self.style().polish(self)
        self._tint()
        self.setAccessibleName(words)
        self.show()
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, words))

    def clear(self) -> None:
        """Hide the banner."""
        self._drop_buttons()
        self._text.clear()
        self.setAccessibleName("")
        self.hide()

    def _add_button(self, label: str, call: Callable[[], object]) -> None:
        def act() -> None:
            self.clear()
            call()

        made = button(label, act)
        self._buttons.append(made)
        self._row.insertWidget(self._row.count() - 1, made)
        self.setTabOrder(self._close, made)  # to the banner's place among the page's controls
        self.setTabOrder(made, self._close)

    def _drop_buttons(self) -> None:
        for made in self._buttons:
            made.hide()
            made.deleteLater()
        self._buttons.clear()

    def _close_button(self) -> QToolButton:
        close = QToolButton()
        close.setProperty("kind", "quiet")
        close.setIconSize(QSize(16, 16))
        close.setToolTip(self.tr("Close this message"))
        close.setAccessibleName(self.tr("Close this message"))
        close.clicked.connect(self.clear)
        return close

    def _tint(self) -> None:
        icon, colour = _LOOK[self._kind]
        self._icon.setPixmap(self._theme.pixmap(icon, 20, colour))
        self._close.setIcon(self._theme.icon("close", "muted"))
