"""Letters that ask for something in a gallery: alone, or with Ctrl and Shift where letters alone label."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

COMPARE, SIMILAR, WHY = Qt.Key.Key_C, Qt.Key.Key_S, Qt.Key.Key_W
_BOTH = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


def asks(event: QKeyEvent, letter: Qt.Key) -> bool:
    """Whether a key press is this letter, alone or with Ctrl and Shift. Who labels by letters takes those alone first."""
    modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    return event.key() == letter and modifiers in (Qt.KeyboardModifier.NoModifier, _BOTH)


def key_words(letter: Qt.Key, *, labelling: bool) -> str:
    """The keys that ask, for `QKeySequence`: the letter, with Ctrl and Shift while letters alone label."""
    return f"Ctrl+Shift+{chr(letter)}" if labelling else chr(letter)
