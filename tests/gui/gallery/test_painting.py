"""Chips and signs lie where they belong, and say something or nothing."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter

from artclass_gui.context import Context
from artclass_gui.gallery.painting import chip_width, draw_chip, draw_own


class Paper:
    """200 × 200 pixels of black, painted on."""

    def __init__(self) -> None:
        self.image = QImage(200, 200, QImage.Format.Format_RGB32)
        self.image.fill(Qt.GlobalColor.black)
        self.painter = QPainter(self.image)

    def painted(self) -> QRect:
        """What was painted on."""
        self.painter.end()
        points = [(x, y) for x in range(200) for y in range(200) if self.image.pixelColor(x, y).lightness() > 0]
        xs, ys = zip(*points, strict=True)
        return QRect(min(xs), min(ys), max(xs) - min(xs) + 1, max(ys) - min(ys) + 1)


@pytest.mark.parametrize("place", [QRectF(10, 50, 180, 80), QRectF(10, 10, 180, 180), QRectF(80, 10, 40, 180)])
def test_ones_own_class_stands_on_the_picture_whatever_its_shape(context: Context, place: QRectF) -> None:
    paper, box = Paper(), QRect(10, 10, 180, 180)
    draw_own(paper.painter, place, box, "engraving", QColor("red"), theme=context.theme, agrees=False)
    painted = paper.painted()
    assert box.contains(painted)
    assert place.top() <= painted.top() < painted.bottom() <= place.bottom()
    if painted.width() < place.width():
        assert place.left() <= painted.left() < painted.right() <= place.right()


@pytest.mark.parametrize("width", [9, 25, 40])
def test_where_a_class_has_no_room_for_letters_its_dot_stands_alone(context: Context, width: int) -> None:
    paper = Paper()
    draw_chip(paper.painter, QRect(10, 10, width, 20), "engraving", QColor("red"), context.theme)
    painted = paper.painted()
    assert abs(painted.width() - painted.height()) <= 1, "round"
    assert painted.right() < 10 + max(width, 9)


def test_a_class_is_shortened_where_some_letters_have_room(context: Context) -> None:
    paper = Paper()
    width = chip_width(paper.painter.fontMetrics(), "engr…")
    draw_chip(paper.painter, QRect(10, 10, width, 20), "engraving", QColor("red"), context.theme)
    assert width // 2 < paper.painted().width() <= width
