"""The welcome page: three ways to begin, recent projects, and drops."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from artclass_gui.pages import welcome_page
from artclass_gui.pages.welcome_page import WelcomePage
from trainer.project import Project


@pytest.fixture
def page(qtbot, context) -> WelcomePage:
    page = WelcomePage(context)
    qtbot.addWidget(page)
    return page


def test_recent_projects_are_listed_and_opened(qtbot, context, page, tmp_path: Path) -> None:
    for name in ("a", "b"):
        Project.create(tmp_path / f"{name}.artclass")
        context.settings.remember_project(tmp_path / f"{name}.artclass")
    context.settings.remember_project(tmp_path / "gone.artclass")
    page.show()
    qtbot.waitUntil(lambda: page.recent.count() == 2, timeout=20_000)
    assert page.recent.folders() == [tmp_path / "b.artclass", tmp_path / "a.artclass"]
    page.recent.setCurrentRow(0)
    with qtbot.waitSignal(page.project_chosen) as chosen:
        qtbot.keyClick(page.recent, Qt.Key.Key_Return)
    assert chosen.args == [tmp_path / "b.artclass"]


def test_without_recent_projects_there_is_no_list(page) -> None:
    assert page.recent.isHidden()
    assert page._recent_heading.isHidden()


def test_a_project_that_vanished_leaves_the_list(qtbot, context, page, tmp_path: Path) -> None:
    project = Project.create(tmp_path / "a.artclass")
    context.settings.remember_project(project.folder)
    page.reload()
    qtbot.waitUntil(lambda: page.recent.count() == 1, timeout=20_000)
    project.folder.rename(tmp_path / "elsewhere")
    page.reload()
    qtbot.waitUntil(page.recent.isHidden, timeout=20_000)


def test_pictures_are_chosen_as_a_folder_or_as_files(qtbot, page, monkeypatch, tmp_path: Path) -> None:
    folder, files = page.new.menu().actions()
    monkeypatch.setattr(welcome_page, "ask_for_folder", lambda *_: tmp_path)
    monkeypatch.setattr(welcome_page, "ask_for_files", lambda *_: [tmp_path / "a.zip", tmp_path / "b.csv"])
    with qtbot.waitSignal(page.sources_chosen) as chosen:
        folder.trigger()
    assert chosen.args == [[tmp_path]]
    with qtbot.waitSignal(page.sources_chosen) as chosen:
        files.trigger()
    assert chosen.args == [[tmp_path / "a.zip", tmp_path / "b.csv"]]


def test_a_change_of_mind_chooses_nothing(qtbot, page, monkeypatch) -> None:
    monkeypatch.setattr(welcome_page, "ask_for_folder", lambda *_: None)
    monkeypatch.setattr(welcome_page, "ask_for_files", lambda *_: [])
    with qtbot.assertNotEmitted(page.sources_chosen), qtbot.assertNotEmitted(page.project_chosen):
        page.choose_folder()
        page.choose_files()
        page.choose_project()


def test_a_project_or_the_samples_are_one_click_away(qtbot, page, monkeypatch, tmp_path: Path) -> None:
    monkeypatch.setattr(welcome_page, "ask_for_folder", lambda *_: tmp_path)
    with qtbot.waitSignal(page.project_chosen) as chosen:
        page.open.click()
    assert chosen.args == [tmp_path]
    with qtbot.waitSignal(page.sample_chosen):
        qtbot.keyClick(page.sample, Qt.Key.Key_Space)


def test_a_dropped_project_is_opened_and_dropped_pictures_are_imported(qtbot, page, tmp_path: Path) -> None:
    Project.create(tmp_path / "a.artclass")
    with qtbot.waitSignal(page.project_chosen) as chosen:
        page._take_drop([tmp_path / "a.artclass"])
    assert chosen.args == [tmp_path / "a.artclass"]
    with qtbot.waitSignal(page.sources_chosen) as chosen:
        page._take_drop([tmp_path])
    assert chosen.args == [[tmp_path]]
    assert page.acceptDrops()
