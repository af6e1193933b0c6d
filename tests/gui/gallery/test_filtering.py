"""Who looks for something in a gallery comes back to where they were."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from artclass_gui.context import Context
from artclass_gui.gallery.filtering import FilterPlaces
from artclass_gui.gallery.rows import ImageRow
from artclass_gui.gallery.view import GalleryView


class Gallery:
    """A thousand pictures of two classes, and a filter."""

    def __init__(self, view: GalleryView) -> None:
        self.view = view
        self.places = FilterPlaces(view)
        view.images.set_pictures(
            [
                ImageRow(path=f"/none/{number:04}.jpg", label="even" if number % 2 == 0 else "odd")
                for number in range(1_000)
            ]
        )

    def filter(self, label: str | None = None, text: str = "") -> None:
        """Show a part, or all."""
        self.places.note()
        self.view.images.set_filter(label=label, text=text)
        self.places.follow()

    def first(self) -> int:
        """The picture at the top left."""
        return self.view.rows_in_sight()[0]

    def scroll_to(self, row: int) -> None:
        """Bring a picture to the top, without choosing it."""
        view = self.view
        view.scrollTo(view.images.cell(view.images.position_of(row)), view.ScrollHint.PositionAtTop)


@pytest.fixture
def gallery(qtbot: QtBot, context: Context) -> Gallery:
    view = GalleryView(context)
    qtbot.addWidget(view)
    view.resize(700, 500)
    view.show()
    return Gallery(view)


def test_without_the_filter_it_is_where_it_was(gallery: Gallery) -> None:
    gallery.scroll_to(500)
    before = gallery.view.verticalScrollBar().value()
    for text in ("9", "90", "9", ""):
        gallery.filter(text=text)
        assert gallery.view.verticalScrollBar().value() == (before if not text else 0)


def test_what_is_chosen_and_in_sight_stays_there_where_the_filter_shows_it(gallery: Gallery) -> None:
    gallery.view.go_to(501)
    before = gallery.view.verticalScrollBar().value()
    gallery.filter("odd")
    assert 501 in gallery.view.rows_in_sight()
    assert gallery.view.selected_rows() == [501]
    gallery.filter()
    assert gallery.view.verticalScrollBar().value() == before
    gallery.filter("even")
    assert gallery.first() == 0
    gallery.filter()
    assert gallery.view.verticalScrollBar().value() == before


def test_who_chooses_another_picture_meanwhile_stays_with_it(gallery: Gallery) -> None:
    gallery.view.go_to(500)
    gallery.filter("odd")
    gallery.view.go_to(101)
    gallery.filter()
    assert 101 in gallery.view.rows_in_sight()


def test_other_pictures_begin_at_their_top(gallery: Gallery) -> None:
    gallery.scroll_to(500)
    gallery.filter("even")
    gallery.view.images.set_pictures([ImageRow(path=f"/none/new {n:04}.jpg", label="even") for n in range(1_000)])
    gallery.filter()
    assert gallery.first() == 0
