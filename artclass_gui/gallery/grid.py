"""Where the keys lead in a grid of cells."""

from __future__ import annotations

from PySide6.QtCore import Qt

_KEY = Qt.Key


def target(key: int, position: int, *, columns: int, lines: int, count: int) -> int | None:
    """The position to which a key leads; None for keys that do not move, or where there is nothing.

    Args:
        key: A `Qt.Key`.
        position: Where the keyboard is, or -1 for nowhere.
        columns: Cells side by side.
        lines: Whole lines on the screen, for Page Up and Page Down.
        count: Number of cells that hold something.
    """
    page = columns * max(1, lines)
    steps = {
        _KEY.Key_Left: -1,
        _KEY.Key_Right: 1,
        _KEY.Key_Up: -columns,
        _KEY.Key_Down: columns,
        _KEY.Key_PageUp: -page,
        _KEY.Key_PageDown: page,
        _KEY.Key_Home: -count,
        _KEY.Key_End: count,
    }
    step = steps.get(Qt.Key(key)) if count else None
    if step is None:
        return None
    if position < 0:
        return count - 1 if key == _KEY.Key_End else 0
    return _within(position, position + step, columns=columns, count=count, by_line=abs(step) in (columns, page))


def _within(position: int, wanted: int, *, columns: int, count: int, by_line: bool) -> int:
    """``wanted``, or the nearest cell; a move by lines keeps its column as long as it can."""
    if 0 <= wanted < count:
        return wanted
    if not by_line or columns == 1:
        return max(0, min(count - 1, wanted))
    if wanted < 0:
        return position % columns
    last = (count - 1) // columns * columns + position % columns
    return last if last < count else max(position, count - 1 if position // columns < (count - 1) // columns else 0)
