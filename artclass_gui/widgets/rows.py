"""How a row of a list is painted behind its contents: hovered, chosen, focused."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem

from artclass_gui.theme import Theme

_RADIUS = 6


def paint_ground(painter: QPainter, option: QStyleOptionViewItem, theme: Theme, *, focused: bool) -> None:
    """Fill the row's ground; ``focused`` is whether its list has the keyboard."""
    area = QRectF(option.rect).adjusted(1, 1, -1, -1)
    if option.state & QStyle.StateFlag.State_Selected:
        painter.setPen(theme.colour("accent" if focused else "accent_soft"))
        painter.setBrush(theme.colour("accent_soft"))
    elif option.state & QStyle.StateFlag.State_MouseOver:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("hover"))
    else:
        return
    painter.drawRoundedRect(area, _RADIUS, _RADIUS)
