"""Pictures that are listed anew are selected and stand where they were."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from artclass_gui.context import Context
from artclass_gui.gallery.returning import Returning
from artclass_gui.gallery.rows import ImageRow, Listing
from artclass_gui.gallery.view import GalleryView
from trainer.events import Classified, Prediction

PATHS = [f"/none/{number:04}.jpg" for number in range(1_000)]


class Gallery:
    """A thousand pictures, which can be listed anew."""

    def __init__(self, view: GalleryView) -> None:
        self.view = view
        self.returning = Returning(view)
        view.images.set_pictures([ImageRow(path=path) for path in PATHS])

    def begin(self) -> None:
        """The pictures go, to be listed anew."""
        self.returning.note()
        self.view.images.clear()

    def come(self, paths: list[str], *, piece: int = 100) -> None:
        """They are listed, a hundred at a time."""
        for first in range(0, len(paths), piece):
            self.view.images.add(Listing.of(paths[first : first + piece]))

    def top_of(self, path: str) -> int:
        """How many pixels below the top of the view a picture stands."""
        images = self.view.images
        row = images.find(path)
        assert row is not None
        return self.view.visualRect(images.cell(images.position_of(row))).top()

    def chosen(self) -> list[str]:
        """The paths of the selected pictures."""
        return [self.view.images.path(row) for row in self.view.selected_rows()]


@pytest.fixture
def gallery(qtbot: QtBot, context: Context) -> Gallery:
    view = GalleryView(context)
    qtbot.addWidget(view)
    view.resize(700, 500)
    view.show()
    return Gallery(view)


def test_what_is_chosen_and_in_sight_is_so_again(gallery: Gallery) -> None:
    view = gallery.view
    view.go_to(500)
    view.selection.toggle(3)
    view.selection.toggle(505)
    before = gallery.top_of(PATHS[505])
    gallery.begin()
    assert gallery.chosen() == []
    gallery.come([path for path in PATHS if path not in (PATHS[3], PATHS[7])])
    assert gallery.chosen() == [PATHS[500], PATHS[505]]
    assert view.images.path(view.current_row()) == PATHS[505]
    assert gallery.top_of(PATHS[505]) == before


def test_what_is_chosen_elsewhere_does_not_take_the_view_along(gallery: Gallery) -> None:
    gallery.view.go_to(3)
    bar = gallery.view.verticalScrollBar()
    bar.setValue(bar.maximum() // 2 + 17)
    before = bar.value()
    gallery.begin()
    gallery.come(PATHS)
    assert bar.value() == before
    assert gallery.chosen() == [PATHS[3]]


def test_it_stays_where_it_was_while_an_order_by_confidence_comes_about(qtbot: QtBot, gallery: Gallery) -> None:
    def answer() -> None:
        sure = [(path, 0.5 + number / 2_000) for number, path in enumerate(PATHS)]
        said = tuple(Prediction(path=path, label="a", confidence=c, probabilities=(c, 1 - c)) for path, c in sure)
        with qtbot.waitSignal(gallery.view.images.order_changed):
            gallery.view.images.take(Classified(classes=("a", "b"), predictions=said))

    gallery.view.images.set_order("confidence", descending=True)
    answer()
    gallery.view.go_to(200)
    before = gallery.top_of(PATHS[200])
    gallery.begin()
    gallery.come(PATHS)
    answer()
    assert gallery.top_of(PATHS[200]) == before
    gallery.returning.end()
    gallery.view.images.set_order("name")
    assert gallery.top_of(PATHS[200]) != before


def test_who_scrolls_or_chooses_meanwhile_is_left_alone(qtbot: QtBot, gallery: Gallery) -> None:
    bar = gallery.view.verticalScrollBar()
    gallery.view.go_to(500)
    gallery.begin()
    gallery.come(PATHS[:300])
    qtbot.waitUntil(lambda: bar.maximum() > 0)
    qtbot.mouseClick(bar, Qt.MouseButton.LeftButton)
    scrolled = bar.value()
    gallery.come(PATHS[300:])
    assert bar.value() == scrolled
    assert gallery.chosen() == [PATHS[500]]
    gallery.begin()
    gallery.come(PATHS[:300])
    qtbot.keyClick(gallery.view, Qt.Key.Key_Home)
    gallery.come(PATHS[300:])
    assert gallery.chosen() == [PATHS[0]]


def test_a_key_that_chooses_nothing_lets_nothing_go(qtbot: QtBot, gallery: Gallery) -> None:
    gallery.view.go_to(500)
    gallery.view.selection.toggle(505)
    before = gallery.top_of(PATHS[505])
    gallery.begin()
    gallery.come(PATHS[:300])
    for key in (Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_F5, Qt.Key.Key_Escape):
        qtbot.keyClick(gallery.view, key)
    gallery.come(PATHS[300:])
    assert gallery.chosen() == [PATHS[500], PATHS[505]]
    assert gallery.view.images.path(gallery.view.current_row()) == PATHS[505]
    assert gallery.top_of(PATHS[505]) == before


def test_who_only_moves_or_adds_meanwhile_keeps_what_was_chosen(qtbot: QtBot, gallery: Gallery) -> None:
    view = gallery.view
    view.go_to(500)
    gallery.begin()
    gallery.come(PATHS[:300])
    qtbot.keyClick(view, Qt.Key.Key_Home, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(view, Qt.Key.Key_Space)
    gallery.come(PATHS[300:])
    assert gallery.chosen() == [PATHS[0], PATHS[500]]
    assert view.images.path(view.current_row()) == PATHS[0]
    assert view.verticalScrollBar().value() == 0


def test_after_a_listing_that_failed_the_next_one_brings_it_back(gallery: Gallery) -> None:
    gallery.view.go_to(500)
    before = gallery.top_of(PATHS[500])
    gallery.begin()
    gallery.returning.end()
    gallery.begin()
    gallery.come(PATHS)
    assert gallery.chosen() == [PATHS[500]]
    assert gallery.top_of(PATHS[500]) == before


def test_other_pictures_begin_at_their_top(gallery: Gallery) -> None:
    gallery.view.go_to(500)
    gallery.view.images.clear()
    gallery.come(PATHS)
    assert gallery.chosen() == []
    assert gallery.view.verticalScrollBar().value() == 0
