"""The gallery as a person uses it: keys, mouse, sizes."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from artclass_gui.context import Context
from artclass_gui.gallery.delegate import _chip_width, _sure_beside
from artclass_gui.gallery.grid import target
from artclass_gui.gallery.lines import Lines
from artclass_gui.gallery.rows import ImageRow, Listing
from artclass_gui.gallery.view import GalleryView
from artclass_gui.theme import SMALL
from tests.gui.gallery.conftest import MakePictures

_KEY = Qt.Key
_SHIFT, _CTRL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def view(qtbot: QtBot, context: Context) -> GalleryView:
    made = GalleryView(context)
    qtbot.addWidget(made)
    made.resize(700, 500)
    made.images.set_pictures([ImageRow(f"/none/picture {number}.jpg", label="a") for number in range(50)])
    made.show()
    made.setFocus()
    return made


@pytest.mark.parametrize(
    ("key", "position", "expected"),
    [
        (_KEY.Key_Right, 3, 4),
        (_KEY.Key_Left, 0, 0),
        (_KEY.Key_Down, 1, 5),
        (_KEY.Key_Up, 1, 1),
        (_KEY.Key_Up, 6, 2),
        (_KEY.Key_Down, 7, 9),  # the last line is shorter: its last picture
        (_KEY.Key_Down, 9, 9),
        (_KEY.Key_Home, 7, 0),
        (_KEY.Key_End, 0, 9),
        (_KEY.Key_PageDown, 1, 9),
        (_KEY.Key_PageUp, 9, 1),
        (_KEY.Key_Right, -1, 0),
        (_KEY.Key_A, 3, None),
    ],
)
def test_where_keys_lead_in_a_grid_of_ten_in_four_columns(key: _KEY, position: int, expected: int | None) -> None:
    assert target(key, position, Lines(10, 4), page=2) == expected


def test_keys_lead_nowhere_in_an_empty_gallery() -> None:
    assert target(_KEY.Key_Down, -1, Lines(0, 4), page=2) is None


def test_columns_follow_the_width_and_the_size_of_the_thumbnails(view: GalleryView) -> None:
    before = view.images.columns
    assert before >= 2
    view.resize(1200, 500)
    assert view.images.columns > before
    view.set_side(320)
    assert view.images.columns < before + 2
    assert view.horizontalHeader().length() <= view.viewport().width()


def test_the_keyboard_moves_selects_and_opens(qtbot: QtBot, view: GalleryView) -> None:
    columns = view.images.columns
    qtbot.keyClick(view, _KEY.Key_Right)
    qtbot.keyClick(view, _KEY.Key_Down)
    assert view.selected_rows() == [columns]
    qtbot.keyClick(view, _KEY.Key_Right, _SHIFT)
    assert view.selected_rows() == [columns, columns + 1]
    qtbot.keyClick(view, _KEY.Key_End, _CTRL)
    assert view.current_row() == 49
    assert view.selected_rows() == [columns, columns + 1]
    qtbot.keyClick(view, _KEY.Key_Space)
    assert view.selected_rows() == [columns, columns + 1, 49]
    with qtbot.waitSignal(view.opened) as opened:
        qtbot.keyClick(view, _KEY.Key_Return)
    assert opened.args == [49]
    qtbot.keyClick(view, _KEY.Key_A, _CTRL)
    assert len(view.selected_rows()) == 50
    qtbot.keyClick(view, _KEY.Key_Escape)
    assert view.selected_rows() == []


def test_typing_goes_to_a_name(qtbot: QtBot, view: GalleryView) -> None:
    view.images.set_pictures([ImageRow("/n/apple.jpg"), ImageRow("/n/pear.jpg"), ImageRow("/n/plum.jpg")])
    qtbot.keyClick(view, "p")
    assert view.current_row() == 1
    qtbot.keyClick(view, "p")
    assert view.current_row() == 2


def test_the_current_picture_is_scrolled_into_sight_and_told_to_screen_readers(qtbot: QtBot, view: GalleryView) -> None:
    qtbot.keyClick(view, _KEY.Key_End)
    assert view.viewport().rect().intersects(view.visualRect(view.images.cell(49)))
    assert view.currentIndex() == view.images.cell(49)
    said = view.currentIndex().data(Qt.ItemDataRole.AccessibleTextRole)
    assert said == "picture 49.jpg, a, selected"
    view.images.set_order("name", descending=True)
    assert view.currentIndex() == view.images.cell(view.images.position_of(49))


def _centre(view: GalleryView, position: int) -> QPoint:
    return view.visualRect(view.images.cell(position)).center()


def _click(qtbot: QtBot, view: GalleryView, position: int, keys: Qt.KeyboardModifier = _CTRL & _SHIFT) -> None:
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, keys, _centre(view, position))


def test_the_mouse_selects_one_several_and_a_range(qtbot: QtBot, view: GalleryView) -> None:
    _click(qtbot, view, 1)
    assert view.selected_rows() == [1]
    _click(qtbot, view, 3, _CTRL)
    assert view.selected_rows() == [1, 3]
    _click(qtbot, view, 5, _SHIFT)
    assert view.selected_rows() == [3, 4, 5]
    with qtbot.waitSignal(view.opened) as opened:
        qtbot.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, pos=_centre(view, 2))
    assert opened.args == [2]


def test_a_frame_drawn_with_the_mouse_selects_what_it_touches(qtbot: QtBot, view: GalleryView) -> None:
    columns = view.images.columns
    qtbot.mousePress(view.viewport(), Qt.MouseButton.LeftButton, pos=_centre(view, 0))
    qtbot.mouseMove(view.viewport(), _centre(view, columns + 1))
    qtbot.mouseRelease(view.viewport(), Qt.MouseButton.LeftButton, pos=_centre(view, columns + 1))
    assert view.selected_rows() == [0, 1, columns, columns + 1]


def test_the_wheel_with_ctrl_changes_the_size_and_all_galleries_remember_it(
    qtbot: QtBot, view: GalleryView, context: Context
) -> None:
    other = GalleryView(context)
    qtbot.addWidget(other)
    before = view.side
    place = QPointF(50, 50)
    wheel = QWheelEvent(
        place, place, QPoint(), QPoint(0, 120), Qt.MouseButton.NoButton, _CTRL, Qt.ScrollPhase.NoScrollPhase, False
    )
    QApplication.sendEvent(view.viewport(), wheel)
    assert view.side > before
    assert other.side == view.side == context.settings.value("gallery/size")


def test_thumbnails_of_what_is_on_the_screen_are_painted(
    qtbot: QtBot, view: GalleryView, context: Context, make_pictures: MakePictures
) -> None:
    paths = make_pictures(4)
    view.images.set_pictures([ImageRow(path, label="a", confidence=0.5) for path in paths])
    qtbot.waitUntil(lambda: all(context.thumbnails.pixmap(path, view.side) is not None for path in paths))
    spot = _centre(view, 1)
    qtbot.waitUntil(lambda: view.viewport().grab().toImage().pixelColor(spot).green() in range(80, 100))


def test_pictures_share_the_whole_width_whether_they_scroll_or_not(qtbot: QtBot, view: GalleryView) -> None:
    view.resize(900, 400)
    few, many = ([ImageRow(Path(f"{number}.jpg")) for number in range(count)] for count in (3, 300))
    view.images.set_pictures(few)
    columns, side = view.images.columns, view.shown_side
    view.images.set_pictures(many)
    qtbot.waitUntil(view.verticalScrollBar().isVisible)
    assert (view.images.columns, view.shown_side) == (columns, side)
    room = view.horizontalHeader().defaultSectionSize() - view.shown_side
    assert room < 60


@pytest.mark.parametrize("caption", ["prediction", "name", "mistake"])
def test_every_kind_of_cell_can_be_painted_in_both_themes(qtbot: QtBot, context: Context, caption: str) -> None:
    view = GalleryView(context, caption)  # type: ignore[arg-type]
    qtbot.addWidget(view)
    view.resize(900, 400)
    view.images.set_pictures(
        [
            ImageRow("/n/a.jpg", label="a", confidence=0.99, truth="b", seen=True),
            ImageRow("/n/b.jpg", status="unreadable", reason="is damaged"),
            ImageRow("/n/c.jpg", status="waiting"),
        ]
    )
    view.show()
    light = view.grab().toImage()
    context.theme.choose("dark")
    assert view.grab().toImage() != light


def test_scrolling_stays_where_it_is_while_pictures_stream_in(qtbot: QtBot, view: GalleryView) -> None:
    view.verticalScrollBar().setValue(300)
    view.images.add(Listing.of([Path(f"/none/more {number}.jpg") for number in range(500)]))
    assert view.verticalScrollBar().value() == 300


def test_below_a_mistake_the_names_of_both_classes_are_whole(qtbot: QtBot, context: Context) -> None:
    view, plain = GalleryView(context, "mistake"), GalleryView(context)
    for made in (view, plain):
        qtbot.addWidget(made)
    metrics = view.fontMetrics()
    for label in ("engraving", "iconography", "Stillleben, 17. Jh."):
        room = _chip_width(metrics, label) - _chip_width(metrics, "") + 1
        assert metrics.elidedText(label, Qt.TextElideMode.ElideRight, room) == label
    assert view.itemDelegate().cell_size(160).height() > plain.itemDelegate().cell_size(160).height()


def test_how_sure_the_model_is_leaves_the_class_its_room(view: GalleryView) -> None:
    metrics, image = view.fontMetrics(), ImageRow("/a.png", label="iconography", confidence=0.999)
    chip = _chip_width(metrics, image.label)
    for words, more in (("over 99 %", 0), ("> 99 %", -1), ("> 99 %", -1_000)):
        wide = chip + metrics.horizontalAdvance("over 99 %") + SMALL
        sure, taken = _sure_beside(metrics, image, wide + more)
        assert sure == words
        assert taken == metrics.horizontalAdvance(words) + SMALL


def test_a_class_that_only_the_person_has_given_has_a_colour_of_its_own_and_is_drawn(qtbot, context) -> None:
    view = GalleryView(context)
    qtbot.addWidget(view)
    view.resize(400, 300)
    view.images.set_pictures([ImageRow("/a.png", label="a", confidence=0.9)], ["a", "b"])
    view.show()
    plain = view.grab().toImage()
    view.images.set_own({"/a.png": "mine"})
    qtbot.waitUntil(lambda: view.grab().toImage() != plain)
    assert len({view.class_colour(name).name() for name in ("a", "b", "mine")}) == 3
