"""Columns of the list share its width by what there is to say, and one that somebody has drawn stays as it is."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QFontMetrics
from pytestqt.qtbot import QtBot

from artclass_gui.context import Context
from artclass_gui.gallery.list_columns import COLUMNS
from artclass_gui.gallery.list_widths import Need, shared
from artclass_gui.gallery.painting import chip_width
from artclass_gui.gallery.rows import ImageRow
from artclass_gui.gallery.view import GalleryView
from artclass_gui.theme import SMALL

CLASSES = ("Photographs", "Watercolours and gouaches")
LONG = CLASSES[1]
_FIELDS: list[str] = [column.field for column in COLUMNS]


def _image(number: int, **more: object) -> ImageRow:
    return ImageRow(
        f"/none/{number}.jpg",
        label=CLASSES[number % 2],
        confidence=0.9,
        probabilities=(0.1, 0.9) if number % 2 else (0.9, 0.1),
        **more,  # type: ignore[arg-type]
    )


@pytest.fixture
def listed(qtbot: QtBot, context: Context) -> GalleryView:
    """A list as wide as in a window of 900 pixels; nobody has labelled a picture, and nothing is remarked."""
    view = GalleryView(context)
    qtbot.addWidget(view)
    view.resize(850, 400)
    view.images.set_pictures([_image(number) for number in range(6)], CLASSES)
    view.set_listed(True)
    view.show()
    return view


def _width(view: GalleryView, field: str) -> int:
    return view.columnWidth(_FIELDS.index(field))


def _gives_way(view: GalleryView, field: str) -> bool:
    """Whether a column has no more than its title needs."""
    return _width(view, field) <= view.horizontalHeader().sectionSizeHint(_FIELDS.index(field))


def _whole(view: GalleryView, name: str) -> int:
    """What a class needs to be read."""
    return chip_width(QFontMetrics(view.font()), name) + 2 * SMALL


def _draw(view: GalleryView, field: str, width: int) -> None:
    view.horizontalHeader().resizeSection(_FIELDS.index(field), width)


def test_a_long_class_is_whole_beside_columns_that_say_nothing(listed: GalleryView) -> None:
    assert _width(listed, "class") >= _whole(listed, LONG)
    for field in ("own", "remark"):
        assert _gives_way(listed, field)
    assert listed.horizontalHeader().length() == listed.viewport().width()


def test_a_column_has_room_as_soon_as_there_is_something_to_say(listed: GalleryView) -> None:
    path = listed.images.path(0)
    listed.images.set_own({path: "Photographs"})
    assert _width(listed, "own") >= _whole(listed, "Photographs")
    assert _width(listed, "class") >= _whole(listed, LONG)
    listed.images.set_own({path: None})
    assert _gives_way(listed, "own")


def test_without_a_model_its_columns_give_way(listed: GalleryView) -> None:
    listed.images.set_pictures([ImageRow("/none/1.jpg", own=LONG)])
    for field in ("class", "confidence", "second"):
        assert _gives_way(listed, field)
    assert _width(listed, "own") >= _whole(listed, LONG)


def test_a_column_that_was_drawn_stays_so(qtbot: QtBot, listed: GalleryView) -> None:
    before = _width(listed, "name")
    _draw(listed, "class", 260)
    assert _width(listed, "class") == 260
    assert _width(listed, "name") == before  # nothing moves under the hand
    assert listed.horizontalHeader().length() == listed.viewport().width()
    listed.images.set_own({listed.images.path(0): LONG})
    assert _width(listed, "class") == 260
    listed.resize(1_275, 400)
    qtbot.waitUntil(lambda: listed.horizontalHeader().length() == listed.viewport().width() > 1_000)
    assert abs(_width(listed, "class") - 390) < 5


def test_a_column_that_is_drawn_too_far_leaves_the_others_in_sight(listed: GalleryView) -> None:
    _draw(listed, "class", 200)
    name = _width(listed, "name")
    _draw(listed, "class", 2_000)
    assert _width(listed, "name") == name
    assert listed.horizontalHeader().length() == listed.viewport().width()
    assert min(_width(listed, column.field) for column in COLUMNS) > 10


@pytest.mark.parametrize(
    ("width", "expected"),
    [
        (100, [40, 40, 20]),  # not even the titles
        (250, [100, 100, 50]),
        (300, [100, 150, 50]),  # what is to be read comes before what others want
        (350, [100, 200, 50]),
        (425, [125, 225, 75]),
        (500, [150, 250, 100]),
        (700, [200, 250, 250]),
    ],
)
def test_titles_come_before_what_is_to_be_read_and_that_before_what_is_wanted(width: int, expected: list[int]) -> None:
    assert shared(width, [Need(100, 100, 150, 1), Need(100, 200, 250, 0), Need(50, 50, 100, 3)]) == expected
