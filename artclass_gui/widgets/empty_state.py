"""What a page shows while there is nothing to show: why, and what to do about it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from artclass_gui.theme import GAP, SMALL, WIDE, Theme
from artclass_gui.widgets.buttons import button
from artclass_gui.widgets.text import heading, muted

Choice = tuple[str, Callable[[], object], bool]
_ICON = 56
_WIDTH = 460
_STRONG = 1000


class EmptyState(QWidget):
    """An icon, a heading, an explanation and what can be done, in the middle of the page.

    Args:
        theme: Gives the icon, and tints it anew when it changes.
        icon: The name of an icon.
        title: What is missing, in few words.
        text: How to change that.
        choices: (label, callback without arguments, whether it is the main one) of each button.
    """

    def __init__(
        self,
        theme: Theme,
        icon: str,
        title: str,
        text: str,
        choices: Sequence[Choice] = (),
        *,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme, self._name = theme, icon
        self._icon = QLabel()
        self._title, self._text = heading(title), muted(text)
        self.buttons = [button(label, call, "primary" if main else "plain") for label, call, main in choices]
        self._lay_out()
        self.setAccessibleName(title)
        self.setAccessibleDescription(text)
        theme.changed.connect(self._tint)
        self._tint()

    def set_text(self, title: str, text: str) -> None:
        """Say something else."""
        self._title.setText(title)
        self._text.setText(text)
        self.setAccessibleName(title)
        self.setAccessibleDescription(text)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(WIDE, WIDE, WIDE, WIDE)
        column.setSpacing(GAP)
        column.addStretch(2)
        column.addWidget(self._icon, alignment=Qt.AlignmentFlag.AlignHCenter)
        for label in (self._title, self._text):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            column.addLayout(_narrow(label))
        row = QHBoxLayout()
        row.setSpacing(SMALL)
        row.addStretch(1)
        for made in self.buttons:
            row.addWidget(made)
        row.addStretch(1)
        column.addSpacing(SMALL)
        column.addLayout(row)
        column.addStretch(3)

    def _tint(self) -> None:
        self._icon.setPixmap(self._theme.pixmap(self._name, _ICON, "muted"))


def _narrow(label: QLabel) -> QHBoxLayout:
    """A row that keeps lines short; an alignment instead would cut the label's height to one line."""
    label.setMaximumWidth(_WIDTH)
    row = QHBoxLayout()
    row.addStretch(1)
    row.addWidget(label, _STRONG)
    row.addStretch(1)
    return row
