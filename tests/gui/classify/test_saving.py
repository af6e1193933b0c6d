"""What can be made of a classified folder: the dialogs open about what is chosen or shown."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QDialog, QFileDialog, QMenu, QMessageBox
from pytestqt.qtbot import QtBot

from artclass_gui.dialogs.report_dialog import ReportDialog
from artclass_gui.dialogs.sort_dialog import SortDialog
from artclass_gui.dialogs.tag_dialog import TagDialog
from artclass_gui.dialogs.taken_line import TakenLine
from artclass_gui.pages.classify_offers import OFFERS
from artclass_gui.pages.classify_page import ClassifyPage


def _entry(menu: QMenu, words: str) -> QAction:
    return next(action for action in menu.actions() if action.text().startswith(words))


def test_the_button_has_a_row_for_each_thing_that_can_be_made(classified: ClassifyPage) -> None:
    menu = classified.results.export_button.menu()
    assert menu is not None
    assert len([action for action in menu.actions() if not action.isSeparator()]) == len(OFFERS)
    assert not any(action.icon().isNull() for action in menu.actions() if not action.isSeparator())


def test_keywords_are_about_all_that_is_shown(qtbot: QtBot, classified: ClassifyPage) -> None:
    classified.results.search.setText("b ")
    classified.results.search.returnPressed.emit()
    qtbot.waitUntil(lambda: classified.images.shown == 3)
    _entry(classified.results.offers, "Write keywords").trigger()
    (dialog,) = classified.findChildren(TagDialog)
    assert dialog.isVisible()
    assert dialog.windowTitle() == "Keywords of 3 pictures"
    dialog.close()


def test_keywords_are_about_several_chosen_pictures_alone(classified: ClassifyPage) -> None:
    classified.results.view.go_to(0)
    classified.results.view.selection.toggle(1)
    _entry(classified.results.offers, "Write keywords").trigger()
    (dialog,) = classified.findChildren(TagDialog)
    assert dialog.windowTitle() == "Keywords of 2 pictures"
    dialog.close()


def _titles(page: ClassifyPage) -> list[str]:
    return [made.windowTitle() for made in page.findChildren(QDialog) if made.isVisible()]


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("Sort into folders", SortDialog),
        ("Write keywords", TagDialog),
        ("Report by class", ReportDialog),
        ("Contact sheet", ReportDialog),
    ],
)
def test_a_dialog_says_which_pictures_it_takes_and_lets_one_take_the_others(
    qtbot: QtBot, classified: ClassifyPage, words: str, kind: type[QDialog]
) -> None:
    classified.results.view.go_to(0)
    classified.results.view.selection.toggle(1)
    _entry(classified.results.offers, words).trigger()
    dialog = next(made for made in classified.findChildren(kind) if made.isVisible())
    assert "2 pictures" in dialog.windowTitle()
    line = dialog.findChild(TakenLine)
    assert line.words.text() == "The 2 chosen pictures are taken, of 5 that are shown."
    assert line.other_button.text() == "Take all 5"
    qtbot.mouseClick(line.other_button, Qt.MouseButton.LeftButton)
    dialog = next(made for made in classified.findChildren(kind) if made.isVisible())
    assert "5 pictures" in dialog.windowTitle()
    assert len(_titles(classified)) == 1
    line = dialog.findChild(TakenLine)
    assert line.words.text() == "All 5 pictures that are shown are taken, not only the 2 chosen ones."
    qtbot.mouseClick(line.other_button, Qt.MouseButton.LeftButton)
    assert "2 pictures" in _titles(classified)[0]
    next(made for made in classified.findChildren(kind) if made.isVisible()).close()


def test_one_picture_where_the_keyboard_is_was_not_chosen_but_can_be(qtbot: QtBot, classified: ClassifyPage) -> None:
    classified.results.view.go_to(0)
    _entry(classified.results.offers, "Sort into folders").trigger()
    (dialog,) = classified.findChildren(SortDialog)
    assert dialog.windowTitle() == "Sort 5 pictures into folders"
    line = dialog.findChild(TakenLine)
    assert line.words.text() == "All 5 pictures that are shown are taken, not only the chosen one."
    qtbot.mouseClick(line.other_button, Qt.MouseButton.LeftButton)
    assert _titles(classified) == ["Sort 1 picture into folders"]
    next(made for made in classified.findChildren(SortDialog) if made.isVisible()).close()


def test_with_nothing_or_all_chosen_there_is_nothing_to_say(classified: ClassifyPage) -> None:
    for select in (classified.results.view.selection.clear, classified.results.view.selection.select_all):
        select()
        _entry(classified.results.offers, "Sort into folders").trigger()
        dialog = next(made for made in classified.findChildren(SortDialog) if made.isVisible())
        assert dialog.windowTitle() == "Sort 5 pictures into folders"
        assert dialog.findChild(TakenLine) is None
        dialog.close()


def test_tab_reaches_the_offer_before_the_choices_below_it(classified: ClassifyPage) -> None:
    classified.results.view.go_to(0)
    _entry(classified.results.offers, "Sort into folders").trigger()
    (dialog,) = classified.findChildren(SortDialog)
    button, chain = dialog.findChild(TakenLine).other_button, [dialog.choices]
    while chain[-1].nextInFocusChain() is not chain[0]:
        chain.append(chain[-1].nextInFocusChain())
    order = [made for made in chain if made is button or made is dialog.choices.target]
    assert order == [button, dialog.choices.target]
    dialog.close()


def test_the_list_of_several_chosen_pictures_is_asked_about(
    qtbot: QtBot, classified: ClassifyPage, tmp_path: Path
) -> None:
    classified.results.view.go_to(0)
    classified.results.view.selection.toggle(2)
    names = {Path(classified.images.path(row)).name for row in classified.results.view.selected_rows()}
    for words, title, count in (
        ("The 2 chosen ones", "Export the list of the 2 chosen pictures", 2),
        ("All 5", "Export the list of 5 pictures", 5),
    ):
        _entry(classified.results.offers, "Save the list").trigger()
        question = next(made for made in classified.findChildren(QMessageBox) if made.isVisible())
        pressed = next(made for made in question.buttons() if made.text() == words)
        qtbot.mouseClick(pressed, Qt.MouseButton.LeftButton)
        assert not question.isVisible()
        dialog = next(made for made in classified.findChildren(QFileDialog) if made.isVisible())
        assert dialog.windowTitle() == title
        path = tmp_path / f"{count}.csv"
        dialog.fileSelected.emit(str(path))
        dialog.close()
        dialog.setParent(None)
        question.setParent(None)
        qtbot.waitUntil(path.exists)
        with path.open(encoding="utf-8-sig", newline="") as lines:
            rows = list(csv.DictReader(lines))
        assert len(rows) == count
        if count == 2:
            assert {Path(row["path"]).name for row in rows} == names


def test_sorting_is_about_all_that_is_shown(classified: ClassifyPage) -> None:
    _entry(classified.results.offers, "Sort into folders").trigger()
    (dialog,) = classified.findChildren(SortDialog)
    assert dialog.windowTitle() == "Sort 5 pictures into folders"
    dialog.close()


@pytest.mark.parametrize("words", ["Report by class", "Contact sheet"])
def test_reports_are_about_all_that_is_shown(classified: ClassifyPage, words: str) -> None:
    _entry(classified.results.offers, words).trigger()
    (dialog,) = classified.findChildren(ReportDialog)
    assert dialog.isVisible()
    assert "5 pictures" in dialog.windowTitle()
    dialog.close()


def test_a_menu_on_a_picture_offers_similar_ones_and_labels(classified: ClassifyPage) -> None:
    classified.results.view.go_to(0)
    classified.results.view.customContextMenuRequested.emit(QPoint(20, 20))
    menu = next(menu for menu in classified.results.findChildren(QMenu) if menu.isVisible())
    actions = {action.text(): action for action in menu.actions()}
    assert "Show similar pictures" in actions
    assert "Label as" in actions
    assert not actions["Take my label back"].isEnabled()  # there is none
    actions["Why this class?"].trigger()
    assert "A model file cannot show why" in classified.banner.message
    menu.close()


def test_own_labels_leave_the_gallery_before_there_is_a_model(
    qtbot: QtBot, page: ClassifyPage, folder: Path, tmp_path: Path
) -> None:
    page.open_folder(folder)
    qtbot.waitUntil(lambda: page.images.total > 0 and page.session.state == "idle")
    assert not page.results.export_button.isEnabled()
    path = page.images.path(0)
    page.images.set_own({path: "etchings"})
    qtbot.waitUntil(page.results.export_button.isEnabled)
    page.saving.save_list(tmp_path / "mine.csv")
    qtbot.waitUntil((tmp_path / "mine.csv").exists)
    with (tmp_path / "mine.csv").open(encoding="utf-8-sig", newline="") as lines:
        (row,) = csv.DictReader(lines)
    assert (row["path"], row["own_label"], row["model_label"], row["status"]) == (path, "etchings", "", "ok")
    _entry(page.results.offers, "Sort into folders").trigger()
    (dialog,) = page.findChildren(SortDialog)
    assert dialog.windowTitle() == "Sort 1 picture into folders"
    dialog.close()
