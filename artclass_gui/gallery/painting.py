"""What the delegates of several views paint alike: thumbnails with round corners, chips of classes."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFontMetrics, QPainter, QPen, QPixmap, QTransform

from artclass_gui.theme import SMALL, TINY, Theme

_RADIUS = 6.0
_DOT = 8
_SIGN = 12
_LEAST = 3  # letters of a class that say more than its dot alone


def draw_rounded(painter: QPainter, box: QRect, pixmap: QPixmap, *, largest: float = 1.0) -> QRectF:
    """Draw a pixmap as large as fits into the box, in its middle, with round corners; returns its place.

    ``largest``: how many screen pixels one of its pixels may become, so that tiny pictures stay tiny.
    """
    scale = min(box.width() / pixmap.width(), box.height() / pixmap.height(), largest)
    width, height = pixmap.width() * scale, pixmap.height() * scale
    left = box.left() + (box.width() - width) / 2
    top = box.top() + (box.height() - height) / 2
    brush = QBrush(pixmap)
    brush.setTransform(QTransform.fromTranslate(left, top).scale(scale, scale))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(brush)
    place = QRectF(left, top, width, height)
    painter.drawRoundedRect(place, _RADIUS, _RADIUS)
    return place


def draw_missing(painter: QPainter, box: QRect, theme: Theme, *, broken: bool) -> None:
    """Draw the ground of a picture that is not there yet, or that cannot be had."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.colour("hover"))
    painter.drawRoundedRect(QRectF(box), _RADIUS, _RADIUS)
    if broken:
        size = min(40, box.width() // 3)
        painter.drawPixmap(
            box.center().x() - size // 2, box.center().y() - size // 2, theme.pixmap("broken", size, "muted")
        )


def draw_chip(painter: QPainter, line: QRect, label: str, colour: QColor, theme: Theme) -> None:
    """Draw a dot in the colour of a class and the class' name, on a pale ground of the same colour; or the dot alone, where a
    few letters have no room.
    """
    metrics = painter.fontMetrics()
    room = line.width() - _DOT - TINY - 2 * SMALL
    words = metrics.elidedText(label, Qt.TextElideMode.ElideRight, max(room, 0))
    painter.setPen(Qt.PenStyle.NoPen)
    if words != label and len(words) <= _LEAST:
        _draw_dot(painter, line.left(), line, colour)
        return
    pale = QColor(colour)
    pale.setAlphaF(0.16)
    width = min(line.width(), metrics.horizontalAdvance(words) + _DOT + TINY + 2 * SMALL)
    ground = QRectF(line.left(), line.top() - 1, width, line.height() + 2)
    painter.setBrush(pale)
    painter.drawRoundedRect(ground, ground.height() / 2, ground.height() / 2)
    _draw_dot(painter, line.left() + SMALL, line, colour)
    painter.setPen(theme.colour("text"))
    painter.drawText(line.adjusted(SMALL + _DOT + TINY, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, words)


def _draw_dot(painter: QPainter, left: int, line: QRect, colour: QColor) -> None:
    painter.setBrush(colour)
    painter.drawEllipse(QRectF(left, QRectF(line).center().y() - _DOT / 2, _DOT, _DOT))


def draw_own(
    painter: QPainter, place: QRectF, box: QRect, label: str, colour: QColor, *, theme: Theme, agrees: bool
) -> None:
    """Draw the class that the person has given over the foot of a picture; a tick where the model says the same.

    Args:
        painter: Paints.
        place: Where the picture is.
        box: What the class must not leave; it may be broader than a narrow picture.
        label: The class.
        colour: Its colour.
        theme: The window's.
        agrees: Whether the model says the same.
    """
    metrics = painter.fontMetrics()
    icon = theme.pixmap("check" if agrees else "tag", _SIGN, "good" if agrees else "text")
    room = box.width() - 2 * TINY - _SIGN - TINY - 2 * SMALL
    words = metrics.elidedText(label, Qt.TextElideMode.ElideRight, max(room, 0))
    width = metrics.horizontalAdvance(words) + _SIGN + TINY + 2 * SMALL
    left = max(box.left() + TINY, min(place.left() + TINY, box.right() - TINY - width))
    ground = QRectF(left, place.bottom() - metrics.height() - 2 * TINY, width, metrics.height() + TINY)
    painter.setPen(QPen(colour, 2))
    painter.setBrush(theme.colour("surface"))
    painter.drawRoundedRect(ground, ground.height() / 2, ground.height() / 2)
    painter.drawPixmap(QPointF(ground.left() + SMALL, ground.center().y() - _SIGN / 2), icon)
    painter.setPen(theme.colour("text"))
    painter.drawText(ground.adjusted(SMALL + _SIGN + TINY, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, words)


def chip_width(metrics: QFontMetrics, label: str) -> int:
    """What a class takes with its dot, ends and a pixel more, for the width of words is rounded."""
    return metrics.horizontalAdvance(label) + 1 + _DOT + TINY + 2 * SMALL
