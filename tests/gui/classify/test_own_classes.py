"""Classes that the person gives on the Classify page: chips, the search and the further filters know them."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from artclass_gui.gallery.rows import ImageRow
from artclass_gui.pages.classify_filters import Choice
from artclass_gui.pages.classify_page import ClassifyPage
from tests.gui.classify.said import CLASSES
from trainer.events import Classified, Prediction


def _label(page: ClassifyPage, label: str | None, *rows: int) -> None:
    page.images.set_own({page.images.path(row): label for row in rows})


def _counts(page: ClassifyPage, *labels: str) -> list[int | None]:
    chips = [page.results.chips.chip(Choice(label)) for label in labels]
    return [chip.count if chip is not None else None for chip in chips]


def _names(page: ClassifyPage) -> list[str]:
    return [page.images.row(row).name for row in page.images.rows()]


def test_chips_count_and_show_what_the_person_has_labelled(qtbot: QtBot, classified: ClassifyPage) -> None:
    first, second = (row for row in range(5) if classified.images.row(row).label == "drawings")
    _label(classified, "painting", first)
    qtbot.waitUntil(lambda: _counts(classified, *CLASSES) == [1, 3])
    _label(classified, "watercolour", second)
    qtbot.waitUntil(lambda: _counts(classified, *CLASSES, "watercolour") == [0, 3, 1])
    chip = classified.results.chips.chip(Choice("watercolour"))
    assert chip is not None
    qtbot.mouseClick(chip, Qt.MouseButton.LeftButton)
    assert _names(classified) == [classified.images.row(second).name]
    _label(classified, None, second)
    qtbot.waitUntil(lambda: _counts(classified, *CLASSES, "watercolour") == [1, 3, None])
    assert classified.results.chips.choice == Choice()
    assert len(_names(classified)) == 5


def test_what_the_model_says_is_found_whatever_the_person_says(qtbot: QtBot, classified: ClassifyPage) -> None:
    said = [row for row in range(5) if classified.images.row(row).label == "drawings"]
    _label(classified, "watercolour", said[0])
    results = classified.results
    results.show_counts()
    panel = results.narrowing.panel
    panel.said.setCurrentText("drawings")
    assert classified.images.rows() == said
    assert results.narrowing.button.text() == "Filter (1)"
    results.search.setText("watercol")
    qtbot.waitUntil(lambda: classified.images.rows() == said[:1])
    results.search.clear()
    panel.clear()
    assert classified.images.rows() == list(range(5))
    assert results.narrowing.button.text() == "Filter"


def test_a_filter_for_what_a_model_says_ends_with_that_model(classified: ClassifyPage) -> None:
    results = classified.results
    results.show_counts()
    panel = results.narrowing.panel
    panel.said.setCurrentText("drawings")
    assert classified.images.shown == 2
    classified.images.forget_predictions(("etchings", "painting"))
    results.show_counts()
    assert panel.said.currentData() is None
    assert classified.images.shown == 5


def test_without_a_model_there_are_chips_for_the_classes_of_the_person(
    qtbot: QtBot, page: ClassifyPage, folder: Path
) -> None:
    page.open_folder(folder)
    qtbot.waitUntil(lambda: page.session.state == "idle" and page.images.total == 5)
    _label(page, "icons", 0, 3)
    _label(page, "prints", 4)
    qtbot.waitUntil(lambda: _counts(page, "icons", "prints") == [2, 1])
    page.results.chips.choose(Choice("icons"))
    assert page.images.rows() == [0, 3]
    results = page.results
    results.narrowing.panel.show()
    assert not results.narrowing.panel.said.isVisible()
    results.narrowing.panel.close()


def _shown_as(page: ClassifyPage, label: str, count: int) -> None:
    pictures = [
        ImageRow(path=f"/none/{number:03}.jpg", label=CLASSES[number % 2], confidence=0.9) for number in range(count)
    ]
    page.images.set_pictures(pictures, CLASSES)
    page.results.show_counts()
    page.results.chips.choose(Choice(label))


def test_from_a_picture_that_leaves_the_shown_class_the_keyboard_goes_on_to_the_next(
    qtbot: QtBot, classified: ClassifyPage
) -> None:
    _shown_as(classified, "drawings", 40)
    view, images = classified.results.view, classified.images
    view.setFocus()
    view.go_to(20)
    _label(classified, "painting", 20)
    qtbot.waitUntil(lambda: images.shown == 19)
    assert (view.current_row(), view.selected_rows()) == (22, [22])
    classified.results.viewer.open(38)  # the last one: what is left before it comes next
    _label(classified, "painting", 38)
    qtbot.waitUntil(lambda: images.shown == 18)
    assert classified.results.viewer.row == 36
    classified.results.viewer.leave()
    view.selection.select_all()
    _label(classified, "painting", *range(0, 40, 2))
    qtbot.waitUntil(lambda: images.shown == 0)


def test_pictures_that_leave_because_a_model_answers_move_nobody(qtbot: QtBot, classified: ClassifyPage) -> None:
    _shown_as(classified, "drawings", 40)
    view, images = classified.results.view, classified.images
    view.go_to(20)
    other = Prediction(path=images.path(20), label="painting", confidence=0.9, probabilities=(0.1, 0.9))
    images.take(Classified(classes=CLASSES, predictions=(other,)))
    qtbot.waitUntil(lambda: images.shown == 19)
    assert (view.current_row(), view.selected_rows()) == (20, [])


def test_who_goes_on_by_themselves_is_left_where_they_are(qtbot: QtBot, classified: ClassifyPage) -> None:
    _shown_as(classified, "drawings", 40)
    view, images = classified.results.view, classified.images
    view.go_to(20)
    _label(classified, "painting", 20)
    view.go_to(30)
    qtbot.waitUntil(lambda: images.shown == 19)
    assert view.current_row() == 30
