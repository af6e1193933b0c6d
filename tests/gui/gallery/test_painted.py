"""Cells look the same from memory, and a repaint leaves to the next what it has no time for."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from pytestqt.qtbot import QtBot

from artclass_gui.context import Context
from artclass_gui.gallery.painted import Painted
from artclass_gui.gallery.rows import ImageRow
from artclass_gui.gallery.view import GalleryView
from tests.gui.gallery.conftest import MakePictures

_WHITE = QColor("white")
_SIDE = 20


class Screen:
    """A strip of cells; the clock moves on by a second with each cell that is painted."""

    def __init__(self, patience: float) -> None:
        self.now = 0.0
        self.image = QImage(40 * _SIDE, _SIDE, QImage.Format.Format_RGB32)
        self.painted = Painted(lambda: _WHITE, patience=patience, clock=lambda: self.now)

    def repaint(self, colours: list[str]) -> list[bool]:
        """Paint a cell of each colour; returns which of them were in time."""
        self.image.fill(Qt.GlobalColor.black)
        self.painted.begin(40 * _SIDE * _SIDE)
        painter = QPainter(self.image)

        def paint(inner: QPainter, place: QRect, colour: str) -> None:
            self.now += 1
            inner.fillRect(place, QColor(colour))

        drawn = [
            self.painted.draw(
                painter, QRect(cell * _SIDE, 0, _SIDE, _SIDE), cell, colour, lambda p, q, c=colour: paint(p, q, c)
            )
            for cell, colour in enumerate(colours)
        ]
        painter.end()
        return drawn

    def colour(self, cell: int) -> str:
        """What is to be seen of a cell."""
        return self.image.pixelColor(cell * _SIDE + 5, 5).name()


@pytest.fixture
def hurried(qapp: object) -> Screen:
    """A repaint may take no time at all."""
    return Screen(patience=0.0)


def _colours(count: int, shade: int) -> list[str]:
    return [QColor(cell, shade, 0).name() for cell in range(count)]


def test_a_repaint_leaves_cells_to_the_next_one_until_all_are_there(hurried: Screen) -> None:
    wanted = _colours(20, 100)
    first, second, *_, last = (hurried.repaint(wanted) for _ in range(5))
    assert first.count(True) == 4
    assert second.count(True) == 8
    assert all(last)
    assert [hurried.colour(cell) for cell in range(20)] == wanted


def test_what_is_left_looks_as_it_did_before(hurried: Screen) -> None:
    before, after = _colours(12, 100), _colours(12, 200)
    for _ in range(3):
        hurried.repaint(before)
    assert hurried.repaint(after).count(True) == 4
    assert [hurried.colour(cell) for cell in range(12)] == [*after[:4], *before[4:]]


def test_with_time_enough_all_is_painted_at_once_and_only_once(qapp: object) -> None:
    screen = Screen(patience=100.0)
    wanted = _colours(30, 100)
    assert all(screen.repaint(wanted))
    assert all(screen.repaint(wanted))
    assert screen.now == 30


def test_a_gallery_in_a_hurry_is_soon_as_complete_as_another(
    qtbot: QtBot, context: Context, make_pictures: MakePictures
) -> None:
    rows = [ImageRow(path, label="painting", confidence=0.9) for path in make_pictures(30)]
    views = [GalleryView(context) for _ in range(2)]
    for view in views:
        qtbot.addWidget(view)
        view.resize(900, 900)
        view.images.set_pictures(rows)
    views[1]._delegate._painted = Painted(lambda: context.theme.colour("surface"), patience=0.0)
    for view in views:
        view.show()

    def complete() -> bool:
        calm, hurried = (view.viewport().grab().toImage() for view in views)
        return calm == hurried

    qtbot.waitUntil(complete)
