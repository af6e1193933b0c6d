"""Where the keys lead in a grid of cells."""

from __future__ import annotations

from PySide6.QtCore import Qt

from artclass_gui.gallery.lines import Lines

_KEY = Qt.Key


def target(key: int, position: int, lines: Lines, *, page: int) -> int | None:
    """The position to which a key leads; None for keys that do not move, or where there is nothing.

    Args:
        key: A `Qt.Key`.
        position: Where the keyboard is, or -1 for nowhere.
        lines: How the positions lie.
        page: Whole lines on the screen, for Page Up and Page Down.
    """
    page = max(1, page)
    last = lines.count - 1
    sideways = {_KEY.Key_Left: position - 1, _KEY.Key_Right: position + 1, _KEY.Key_Home: 0, _KEY.Key_End: last}
    down = {_KEY.Key_Up: -1, _KEY.Key_Down: 1, _KEY.Key_PageUp: -page, _KEY.Key_PageDown: page}
    if last < 0 or key not in (*sideways, *down):
        return None
    if position < 0:
        return last if key == _KEY.Key_End else 0
    if key in sideways:
        return max(0, min(last, sideways[Qt.Key(key)]))
    return lines.moved(position, down[Qt.Key(key)])
