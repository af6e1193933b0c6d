"""Groups with headings, and the list with columns: what they show, and what they leave in place."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from artclass_gui.context import Context
from artclass_gui.gallery.grouping import GroupBy
from artclass_gui.gallery.image_words import heading_words
from artclass_gui.gallery.images_model import ImagesModel
from artclass_gui.gallery.list_columns import COLUMNS
from artclass_gui.gallery.rows import ImageRow, Listing
from artclass_gui.gallery.view import GalleryView
from trainer.events import Classified, Prediction

CLASSES = ("drawings", "painting")
_KEY, _BUTTON = Qt.Key, Qt.MouseButton


def _pictures() -> list[ImageRow]:
    return [
        ImageRow("/p/a/1.jpg", "a/1.jpg", "painting", 0.97, probabilities=(0.03, 0.97)),
        ImageRow("/p/2.jpg", "2.jpg", "drawings", 0.6, probabilities=(0.6, 0.4), own="drawings"),
        ImageRow("/p/a/3.jpg", "a/3.jpg", status="waiting"),
        ImageRow("/p/4.jpg", "4.jpg", status="unreadable", reason="is damaged"),
        ImageRow("/p/b/5.jpg", "b/5.jpg", "painting", 0.3, probabilities=(0.7, 0.3)),
    ]


@pytest.fixture
def view(qtbot: QtBot, context: Context) -> GalleryView:
    made = GalleryView(context)
    qtbot.addWidget(made)
    made.resize(700, 500)
    made.images.set_pictures(_pictures(), CLASSES)
    made.show()
    made.setFocus()
    return made


def _shown(model: ImagesModel) -> dict[str, list[str]]:
    groups = {}
    for group in range(model.lines.groups):
        heading, count = model.heading(group)
        rows = [model.row_at(position) for position in model.lines.members(group)]
        assert len(rows) == count
        groups[heading_words(heading)] = [model.row(row).name for row in rows]
    return groups


@pytest.mark.parametrize(
    ("by", "expected"),
    [
        (
            "class",
            {
                "drawings": ["2.jpg"],
                "painting": ["a/1.jpg", "b/5.jpg"],
                "Cannot be read": ["4.jpg"],
                "Not classified yet": ["a/3.jpg"],
            },
        ),
        (
            "confidence",
            {
                "95 % to 99 % sure": ["a/1.jpg"],
                "50 % to 80 % sure": ["2.jpg"],
                "Less than 50 % sure": ["b/5.jpg"],
                "Cannot be read": ["4.jpg"],
                "Not classified yet": ["a/3.jpg"],
            },
        ),
        ("folder", {"a": ["a/1.jpg", "a/3.jpg"], "In the folder itself": ["2.jpg", "4.jpg"], "b": ["b/5.jpg"]}),
        ("own", {"drawings": ["2.jpg"], "Without a class": ["a/1.jpg", "a/3.jpg", "4.jpg", "b/5.jpg"]}),
    ],
)
def test_pictures_stand_in_groups_under_headings(
    view: GalleryView, by: GroupBy, expected: dict[str, list[str]]
) -> None:
    QAbstractItemModelTester(view.images, QAbstractItemModelTester.FailureReportingMode.Fatal)
    view.images.set_groups(by)
    assert _shown(view.images) == expected
    view.images.set_filter(label="painting")
    assert [name for names in _shown(view.images).values() for name in names] in (["a/1.jpg", "b/5.jpg"],)
    view.images.set_filter()
    view.images.set_groups("nothing")
    assert view.images.rows() == [0, 1, 2, 3, 4]


def test_answers_move_pictures_between_groups_and_what_is_selected_stays(qtbot: QtBot, view: GalleryView) -> None:
    view.go_to(2)
    view.images.set_groups("class")
    prediction = Prediction(path="/p/a/3.jpg", label="drawings", confidence=0.9, probabilities=(0.9, 0.1))
    view.images.take(Classified(classes=CLASSES, predictions=(prediction,)))
    qtbot.waitUntil(lambda: _shown(view.images).get("drawings") == ["2.jpg", "a/3.jpg"])
    view.images.add(Listing.of(["/p/6.jpg"]))
    qtbot.waitUntil(lambda: _shown(view.images).get("Not classified yet") == ["6.jpg"])
    assert (view.selected_rows(), view.current_row()) == ([2], 2)


def test_headings_are_low_lines_and_keys_pass_over_them(qtbot: QtBot, view: GalleryView) -> None:
    view.images.set_groups("class")
    lines = view.images.lines
    heights = [view.rowHeight(line) for line in range(lines.total)]
    low = [line for line, height in enumerate(heights) if height < min(view.shown_side, 60)]
    assert low == lines.headings.tolist()
    view.images.set_groups("nothing")
    assert len({view.rowHeight(line) for line in range(view.images.lines.total)}) == 1
    view.images.set_groups("class")
    view.go_to(1)
    for expected in (0, 3, 2):
        qtbot.keyClick(view, _KEY.Key_Down)
        assert view.current_row() == expected
    assert view.images.cell(0).siblingAtRow(0).data() == "drawings, 1 picture"


def test_a_click_on_a_heading_selects_its_group(qtbot: QtBot, view: GalleryView) -> None:
    view.images.set_groups("class")
    painting = int(view.images.lines.headings[1])
    place = QPoint(30, view.rowViewportPosition(painting) + 10)
    qtbot.mouseClick(view.viewport(), _BUTTON.LeftButton, pos=place)
    assert view.selected_rows() == [0, 4]
    drawings = QPoint(30, view.rowViewportPosition(0) + 10)
    qtbot.mouseClick(view.viewport(), _BUTTON.LeftButton, Qt.KeyboardModifier.ControlModifier, drawings)
    assert view.selected_rows() == [1, 0, 4]


def test_the_list_has_columns_and_keeps_selection_and_place(qtbot: QtBot, view: GalleryView) -> None:
    view.images.set_pictures([ImageRow(f"/none/{number}.jpg", label="a") for number in range(300)])
    view.go_to(200)
    view.set_listed(True)
    assert view.horizontalHeader().isVisible()
    assert view.images.columnCount() == len(COLUMNS)
    assert (view.selected_rows(), view.current_row()) == ([200], 200)
    assert view.viewport().rect().intersects(view.visualRect(view.images.cell(200)))
    qtbot.keyClick(view, _KEY.Key_Down)
    assert view.current_row() == 201
    view.set_listed(False)
    assert not view.horizontalHeader().isVisible()
    assert view.images.columns > 1
    assert len({view.columnWidth(column) for column in range(view.images.columns)}) == 1
    assert view.viewport().rect().intersects(view.visualRect(view.images.cell(201)))


def test_grouping_keeps_the_current_picture_in_sight(view: GalleryView) -> None:
    images = [ImageRow(f"/none/{number}.jpg", label=CLASSES[number % 2], confidence=0.9) for number in range(400)]
    view.images.set_pictures(images, CLASSES)
    view.go_to(301)
    for by in ("class", "folder", "nothing"):
        view.set_groups(by)
        assert view.viewport().rect().intersects(view.visualRect(view.images.cell(view.images.position_of(301))))
    assert view.selected_rows() == [301]


def test_a_click_on_a_title_sorts_the_list_and_another_one_turns_it_round(view: GalleryView) -> None:
    view.set_listed(True)
    header = view.horizontalHeader()
    found = {}
    for place, column in enumerate(COLUMNS):
        header.sectionClicked.emit(place)
        found[column.field] = [view.images.row(row).name for row in view.images.rows()][:2]
        assert header.sortIndicatorSection() == place
    assert found == {
        "name": ["2.jpg", "4.jpg"],
        "class": ["2.jpg", "a/1.jpg"],
        "confidence": ["a/1.jpg", "2.jpg"],
        "second": ["a/1.jpg", "2.jpg"],
        "own": ["2.jpg", "a/1.jpg"],
        "remark": ["a/3.jpg", "a/1.jpg"],
    }
    header.sectionClicked.emit(0)
    header.sectionClicked.emit(0)
    assert view.images.row(view.images.rows()[0]).name == "b/5.jpg"


def test_a_list_in_groups_paints_and_frames_select_in_it(qtbot: QtBot, view: GalleryView) -> None:
    view.set_listed(True)
    view.images.set_groups("folder")
    view.grab()
    top = view.rowViewportPosition(1)
    lines = view.images.lines
    touched = lines.touched(1, int(lines.headings[1]) + 1, 0, 0)
    assert np.array_equal(touched, [0, 1, 2])
    assert view.indexAt(QPoint(200, top + 5)).row() == 1
    assert view.images.second(1) == ("painting", pytest.approx(0.4))
    assert view.images.second(2) is None
