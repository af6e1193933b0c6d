"""A picture opened large: what is shown, zoom, the way on and back."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QMainWindow
from pytestqt.qtbot import QtBot

from artclass_gui.context import Context
from artclass_gui.gallery.rows import ImageRow
from artclass_gui.gallery.view import GalleryView
from artclass_gui.gallery.viewer import Viewer
from tests.gui.gallery.conftest import MakePictures

_KEY = Qt.Key


@pytest.fixture
def window(qtbot: QtBot, context: Context, make_pictures: MakePictures) -> QMainWindow:
    made = QMainWindow()
    view = GalleryView(context)
    made.setCentralWidget(view)
    made.viewer = Viewer(context, view)  # type: ignore[attr-defined]
    first, second, third = make_pictures(3)
    second.write_bytes(b"no picture")
    view.images.set_pictures(
        [
            ImageRow(first, label="painting", confidence=0.8, probabilities=(0.2, 0.8), seen=True),
            ImageRow(second, status="unreadable", reason="is no picture (text inside)"),
            ImageRow(third, label="drawings", confidence=0.6, probabilities=(0.6, 0.4)),
        ],
        ("drawings", "painting"),
    )
    made.resize(900, 600)
    made.show()
    qtbot.addWidget(made)
    return made


@pytest.fixture
def viewer(window: QMainWindow) -> Viewer:
    return window.viewer  # type: ignore[attr-defined, no-any-return]


@pytest.fixture
def view(window: QMainWindow) -> GalleryView:
    return window.centralWidget()  # type: ignore[return-value]


def _texts(viewer: Viewer) -> str:
    words = " ".join(label.text() for label in viewer.findChildren(QLabel) if label.isVisible())
    return words.replace("\N{ZERO WIDTH SPACE}", "").replace("\N{NO-BREAK SPACE}", " ")


def test_enter_opens_the_picture_over_the_whole_window_and_escape_leads_back(
    qtbot: QtBot, window: QMainWindow, viewer: Viewer, view: GalleryView
) -> None:
    view.selection.go(0)
    qtbot.keyClick(view, _KEY.Key_Return)
    assert viewer.row == 0
    assert viewer.geometry() == window.rect()
    qtbot.waitUntil(lambda: "400 × 300 pixels" in _texts(viewer))
    assert "picture 0.jpg" in _texts(viewer)
    assert "“painting”, 80 % sure" in _texts(viewer)
    assert "trained on this very picture" in _texts(viewer)
    window.resize(1000, 700)
    assert viewer.geometry() == window.rect()
    qtbot.keyClick(viewer, _KEY.Key_Escape)
    assert viewer.row == -1
    assert viewer.isHidden()


def test_arrows_go_on_and_the_gallery_follows(qtbot: QtBot, viewer: Viewer, view: GalleryView) -> None:
    viewer.open(0)
    qtbot.keyClick(viewer, _KEY.Key_Left)
    assert viewer.row == 0
    qtbot.keyClick(viewer, _KEY.Key_Right)
    assert viewer.row == 1
    assert "This file is no picture (text inside)." in _texts(viewer)
    qtbot.keyClick(viewer, _KEY.Key_Right)
    qtbot.keyClick(viewer, _KEY.Key_Right)
    assert viewer.row == 2
    assert view.selected_rows() == [2]
    assert "3 of 3" in _texts(viewer)


def test_several_that_were_chosen_are_so_again_when_it_closes(qtbot: QtBot, viewer: Viewer, view: GalleryView) -> None:
    view.selection.go(0)
    view.selection.go(1, extend=True)
    qtbot.keyClick(view, _KEY.Key_Return)
    assert view.selected_rows() == [1]
    qtbot.keyClick(viewer, _KEY.Key_Right)
    qtbot.keyClick(viewer, _KEY.Key_Escape)
    assert view.selected_rows() == [0, 1]
    assert view.current_row() == 1
    qtbot.keyClick(view, _KEY.Key_Return)
    view.images.set_pictures([])
    assert view.selected_rows() == []


def test_a_picture_that_cannot_be_opened_says_why(qtbot: QtBot, viewer: Viewer) -> None:
    viewer.open(1)
    qtbot.waitUntil(lambda: "text inside" in viewer.canvas._words)
    assert "%" not in viewer._zoom.text()
    height = viewer.canvas.height()
    viewer.say("info", "A message takes some of its room.")
    qtbot.waitUntil(lambda: viewer.canvas.height() < height)
    qtbot.keyClick(viewer, _KEY.Key_0)
    assert "%" not in viewer._zoom.text()
    viewer.open(0)
    qtbot.waitUntil(lambda: "%" in viewer._zoom.text())


def test_zoom_by_keys(qtbot: QtBot, viewer: Viewer) -> None:
    viewer.open(0)
    qtbot.waitUntil(lambda: "400 × 300 pixels" in _texts(viewer))
    fitting = viewer.canvas.scale
    assert viewer.canvas.fits
    qtbot.keyClick(viewer, _KEY.Key_Plus)
    assert viewer.canvas.scale > fitting
    qtbot.keyClick(viewer, _KEY.Key_1)
    assert viewer.canvas.scale == pytest.approx(1)
    assert "100 %" in _texts(viewer)
    qtbot.keyClick(viewer, _KEY.Key_0)
    assert viewer.canvas.fits


def test_a_large_picture_is_decoded_further_when_it_is_zoomed(
    qtbot: QtBot, viewer: Viewer, view: GalleryView, tmp_path: Path
) -> None:
    path = tmp_path / "large.jpg"
    Image.effect_noise((4_000, 3_000), 60).convert("RGB").save(path)
    view.images.set_pictures([ImageRow(path)])
    viewer.open(0)
    qtbot.waitUntil(lambda: "4,000 × 3,000 pixels" in _texts(viewer))
    image = viewer.canvas._image
    assert image is not None
    assert image.width() < 2_000
    qtbot.keyClick(viewer, _KEY.Key_1)
    scale = viewer.canvas.scale
    qtbot.waitUntil(lambda: viewer.canvas._image is not None and viewer.canvas._image.width() == 4_000)
    assert viewer.canvas.scale == scale == pytest.approx(1)


def test_other_pictures_in_the_gallery_close_it(viewer: Viewer, view: GalleryView) -> None:
    viewer.open(0)
    view.images.set_pictures(())
    assert viewer.row == -1


def test_leaving_the_page_closes_it(viewer: Viewer, view: GalleryView) -> None:
    viewer.open(0)
    view.hide()
    assert viewer.isHidden()
