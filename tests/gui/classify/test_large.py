"""What is said while a picture is large: the page's own messages lie below it."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from artclass_gui.context import Context
from artclass_gui.pages.classify_page import ClassifyPage
from artclass_gui.widgets import passing


@pytest.fixture
def unclassified(qtbot: QtBot, page: ClassifyPage, folder: Path) -> ClassifyPage:
    """The page with the folder open and no model."""
    page.open_folder(folder)
    qtbot.waitUntil(lambda: page.session.state == "idle" and page.images.total == 5)
    page.results.view.go_to(0)
    return page


def test_why_says_in_the_gallery_that_there_is_no_model(qtbot: QtBot, unclassified: ClassifyPage) -> None:
    qtbot.keyClicks(unclassified.results.view, "w")
    assert "Choose a model first" in unclassified.banner.message
    assert unclassified.results.viewer.row == -1


def test_why_says_over_the_large_picture_that_there_is_no_model(qtbot: QtBot, unclassified: ClassifyPage) -> None:
    viewer = unclassified.results.viewer
    viewer.open(0)
    qtbot.keyClicks(viewer, "w")
    assert viewer.banner.isVisible()
    assert "Choose a model first" in viewer.banner.message
    qtbot.keyClick(viewer, Qt.Key.Key_Escape)
    viewer.open(1)
    assert not viewer.banner.isVisible()


def test_similar_says_over_the_large_picture_that_there_is_no_model(qtbot: QtBot, unclassified: ClassifyPage) -> None:
    viewer = unclassified.results.viewer
    viewer.open(0)
    qtbot.keyClicks(viewer, "s")
    assert "Choose a model first" in viewer.banner.message


@pytest.mark.parametrize("key", ["w", "s"])
def test_what_needs_a_picture_says_that_one_is_to_be_chosen(qtbot: QtBot, classified: ClassifyPage, key: str) -> None:
    view = classified.results.view
    qtbot.keyClicks(view, key)
    assert "Choose a picture first" in classified.banner.message
    assert classified.results.viewer.row == -1
    view.go_to(0)
    assert classified.banner.message == "", "it has been heard"
    classified.results.search.setText("nothing is called so")
    qtbot.waitUntil(lambda: classified.images.shown == 0)
    qtbot.keyClicks(view, key)  # the chosen one is out of sight
    assert "Choose a picture first" in classified.banner.message
    assert not classified.results.similar.isVisible()
    classified.results.search.clear()
    qtbot.waitUntil(lambda: classified.banner.message == "")


def test_a_model_file_says_that_it_cannot_show_why(qtbot: QtBot, classified: ClassifyPage) -> None:
    classified.results.view.go_to(0)
    qtbot.keyClicks(classified.results.view, "w")
    assert "A model file cannot show why" in classified.banner.message


@pytest.mark.parametrize("name", ["b 1.jpg", "b broken.jpg"])
def test_a_picture_that_cannot_be_labelled_says_so_where_it_is_large(
    qtbot: QtBot, classified: ClassifyPage, context: Context, folder: Path, name: str
) -> None:
    context.project.open(folder.parent / "Art.artclass", create=True)
    if "broken" not in name:
        (folder / name).unlink()
    row = classified.images.find(str(folder / name))
    assert row is not None
    viewer = classified.results.viewer
    viewer.open(row)
    qtbot.keyClicks(viewer, "1")
    qtbot.waitUntil(viewer.banner.isVisible, timeout=20_000)
    assert name in viewer.banner.message
    assert classified.images.row(row).own is None


@pytest.mark.parametrize("large", [False, True])
def test_what_could_not_be_labelled_is_said_until_another_is_labelled_and_there_was_time_to_read_it(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, classified: ClassifyPage, context: Context, large: bool
) -> None:
    results, folder = classified.results, classified.session.folder
    assert folder is not None
    context.project.open(folder.parent / "Art.artclass", create=True)
    banner = results.viewer.banner if large else classified.banner
    gone, others = classified.images.rows()[0], classified.images.rows()[1:3]
    Path(classified.images.path(gone)).unlink()

    def label(row: int) -> None:
        results.view.go_to(row)
        if large:
            results.viewer.open(row)
        qtbot.keyClicks(results.viewer if large else results.view, "1")

    label(gone)
    qtbot.waitUntil(lambda: "no longer there" in banner.message, timeout=20_000)
    label(others[0])
    assert "no longer there" in banner.message
    monkeypatch.setattr(passing, "_READING", 0.0)
    label(others[1])
    assert not banner.message
    assert not banner.isVisible()
