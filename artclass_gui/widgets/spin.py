"""Number fields whose digits keep their distance from the frame."""

from __future__ import annotations

from typing import TypeVar

from PySide6.QtWidgets import QAbstractSpinBox

from artclass_gui.theme import SMALL

Spin = TypeVar("Spin", bound=QAbstractSpinBox)


def inset(spin: Spin) -> Spin:
    """Indent the text: a style sheet's padding does not reach the left side of a spin box."""
    spin.lineEdit().setTextMargins(SMALL - 2, 0, 0, 0)
    return spin
