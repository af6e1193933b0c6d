"""Dialogs that fit the screen: their size is bounded by it, and what has no room then scrolls above their buttons."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QDialog, QFrame, QScrollArea, QWidget

_FRAME = QSize(16, 48)  # pixels that a window manager may put around a dialog; it is known only once that is shown


def fit(dialog: QDialog, width: int, height: int) -> None:
    """Give a dialog a size in pixels, or what the screen of its window has room for together with the dialog's frame."""
    dialog.resize(QSize(width, height).boundedTo(room_for(dialog)))


def room_for(dialog: QDialog) -> QSize:
    """How large a dialog may be, in pixels, so that all of it is on the screen of its window."""
    asked = dialog.parentWidget() or dialog
    return asked.screen().availableSize() - _FRAME


class Scrolling(QScrollArea):
    """Scrolls its content from top to bottom where there is no room for all of it, and wants the room for all of it.

    It has no frame, and Tab passes it by.
    """

    def __init__(self, content: QWidget) -> None:
        super().__init__()
        self._content = content
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(content)
        self.setMinimumWidth(content.minimumSizeHint().width())

    def sizeHint(self) -> QSize:
        """As much as the content; Qt would stop at 24 lines."""
        return self._content.sizeHint()
