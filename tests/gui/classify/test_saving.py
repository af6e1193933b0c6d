"""What can be made of a classified folder: the dialogs open about what is chosen or shown."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from artclass_gui.dialogs.report_dialog import ReportDialog
from artclass_gui.dialogs.sort_dialog import SortDialog
from artclass_gui.dialogs.tag_dialog import TagDialog
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
