"""A part of a page that is laid out by itself."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget


class Region(QWidget):
    """Takes the height it is given, whatever the texts and rows in it would need at its width.

    Layouts within layouts ask for heights at one width after the other, thousands of times; here that ends.
    """

    def hasHeightForWidth(self) -> bool:
        """Whoever holds it need not ask."""
        return False
