"""Letters in a review belong to the classes; what they ask for otherwise has Ctrl and Shift then."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QInputDialog
from pytestqt.qtbot import QtBot

from artclass_gui.pages.classify_menu import PictureMenu
from artclass_gui.pages.classify_page import ClassifyPage

_BOTH = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def asked(classified: ClassifyPage, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """The rows whose similar pictures were asked for."""
    rows: list[int] = []
    monkeypatch.setattr(classified.results.similar, "_ask", rows.append)
    classified.results.view.setFocus()
    yield rows
    classified.results.compare.window.leave()


def _typed(page: ClassifyPage) -> str:
    """What the dialog that asks for a class has of its name; it is closed."""
    (dialog,) = page.window().findChildren(QInputDialog)
    words = dialog.textValue()
    dialog.reject()
    dialog.setParent(None)
    return words


@pytest.mark.parametrize("letter", list("cnsw"))
def test_in_a_review_every_letter_can_begin_the_name_of_a_class(
    qtbot: QtBot, classified: ClassifyPage, asked: list[int], letter: str
) -> None:
    results = classified.results
    results.review.review_button.click()
    qtbot.keyClicks(results.view, letter)
    assert _typed(classified) == letter
    assert asked == []
    assert not results.compare.window.isVisible()
    assert results.viewer.row < 0
    assert classified.banner.message == ""


def test_with_shift_a_letter_begins_a_class_though_another_has_it(qtbot: QtBot, classified: ClassifyPage) -> None:
    classified.results.review.review_button.click()
    qtbot.keyClick(classified.results.view, Qt.Key.Key_D, Qt.KeyboardModifier.ShiftModifier)
    assert _typed(classified).casefold() == "d"


def test_in_a_review_what_letters_ask_for_has_ctrl_and_shift(
    qtbot: QtBot, classified: ClassifyPage, asked: list[int]
) -> None:
    results = classified.results
    results.review.review_button.click()
    qtbot.keyClick(results.view, Qt.Key.Key_S, _BOTH)
    assert len(asked) == 1
    qtbot.keyClick(results.view, Qt.Key.Key_C, _BOTH)
    assert results.compare.window.isVisible()
    results.compare.window.leave()
    qtbot.keyClick(results.view, Qt.Key.Key_W, _BOTH)
    assert "A model file cannot show why" in classified.banner.message


def test_with_nothing_chosen_letters_of_a_review_ask_for_nothing(
    qtbot: QtBot, classified: ClassifyPage, asked: list[int]
) -> None:
    results = classified.results
    results.review.review_button.click()
    results.view.selection.clear()
    qtbot.keyClicks(results.view, "swcd")
    assert asked == []
    assert classified.banner.message == ""
    assert results.review._chosen.words == "Choose pictures first: in a review, letters label them."


def test_outside_of_a_review_letters_ask_alone(qtbot: QtBot, classified: ClassifyPage, asked: list[int]) -> None:
    results = classified.results
    results.view.selection.go(0)
    qtbot.keyClicks(results.view, "s")
    assert asked == [results.view.current_row()]
    qtbot.keyClicks(results.view, "c")
    assert results.compare.window.isVisible()


def test_the_menu_and_the_button_name_the_keys_that_work_now(classified: ClassifyPage) -> None:
    results = classified.results
    results.view.selection.go(0)
    for reviewing, before in ((False, ""), (True, "Ctrl+Shift+")):
        results.review.review_button.setChecked(reviewing)
        keys = {action.text(): action.shortcut().toString() for action in PictureMenu(results).actions()}
        assert keys["Show similar pictures"] == f"{before}S"
        assert keys["Why this class?"] == f"{before}W"
        assert keys["Compare side by side"] == f"{before}C"
        assert results.why.ask_button.text() == f"Why? ({before}W)"
