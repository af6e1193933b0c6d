"""Pictures side by side: which ones, and that they are looked at together."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from artclass_gui.context import Context
from artclass_gui.gallery.compare import Comparer
from artclass_gui.gallery.rows import ImageRow
from artclass_gui.gallery.view import GalleryView
from tests.gui.gallery.conftest import MakePictures

_KEY, _SHIFT = Qt.Key, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def view(qtbot: QtBot, context: Context, make_pictures: MakePictures) -> GalleryView:
    made = GalleryView(context)
    qtbot.addWidget(made)
    made.resize(900, 600)
    made.images.set_pictures([ImageRow(path, label="a", confidence=0.9) for path in make_pictures(6)])
    made.show()
    made.setFocus()
    return made


@pytest.fixture
def comparer(context: Context, view: GalleryView) -> Comparer:
    return Comparer(context, view)


@pytest.mark.parametrize(
    ("selected", "compared"),
    [([0, 2], [0, 2]), ([1], [1, 2]), ([5], [5, 4]), ([0, 1, 2, 3, 4], [0, 1, 2, 3]), ([], [])],
)
def test_c_compares_what_is_selected(
    qtbot: QtBot, view: GalleryView, comparer: Comparer, selected: list[int], compared: list[int]
) -> None:
    for row in selected:
        view.selection.toggle(row)
    qtbot.keyClick(view, _KEY.Key_C)
    assert comparer.window.isVisible() == bool(compared)
    assert comparer.window.shown == ([view.images.path(row) for row in compared] if compared else [])


def test_they_are_zoomed_together_and_escape_goes_back_to_the_selection(
    qtbot: QtBot, view: GalleryView, comparer: Comparer
) -> None:
    view.selection.toggle(0)
    view.selection.toggle(1)
    comparer.open()
    first, second = (pane.canvas for pane in comparer.window.panes[:2])
    qtbot.waitUntil(lambda: first._loaded is not None and second._loaded is not None)
    qtbot.keyClick(comparer.window, _KEY.Key_1)
    assert first.scale == second.scale == pytest.approx(1)
    first.zoom_in()
    assert second.scale == pytest.approx(first.scale)
    assert "a, 90 % sure" in comparer.window.accessibleName().replace(" · ", ", ")
    qtbot.keyClick(comparer.window, _KEY.Key_Escape)
    assert not comparer.window.isVisible()
    assert view.selected_rows() == [0, 1]


def test_a_picture_that_cannot_be_opened_says_why(qtbot: QtBot, view: GalleryView, comparer: Comparer) -> None:
    comparer.window.compare([view.images.row(0), ImageRow("/none/gone.jpg")])
    canvas = comparer.window.panes[1].canvas
    qtbot.waitUntil(lambda: canvas._words == "This file is no longer there.")
    qtbot.waitUntil(lambda: comparer.window._zoom.text().count("%") == 1)  # of the other one
