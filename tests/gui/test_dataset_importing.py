"""Importing from the Dataset page: first a question about what was found, then the import, then what came of it."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from artclass_gui.context import Context
from artclass_gui.dialogs.import_dialog import ImportDialog
from artclass_gui.pages import dataset_page
from artclass_gui.pages.dataset_page import DatasetPage
from tests.gui.catalogs import make_copy, make_pictures, make_project, make_shapes
from tests.gui.surveys import surveyed
from trainer.catalog.splits import Leak
from trainer.catalog.store import Catalog
from trainer.events import Failed, Finished, Progress, Stage, Stopped
from trainer.project import Project


@pytest.fixture
def page(qtbot, context: Context) -> DatasetPage:
    page = DatasetPage(context)
    qtbot.addWidget(page)
    page.resize(1000, 700)
    page.show()
    return page


@pytest.fixture
def opened(qtbot, context: Context, tmp_path: Path) -> Path:
    """A folder beside the open project."""
    project = make_project(tmp_path / "Art.artclass", make_pictures(tmp_path / "old", {"a": 5, "b": 5}))
    with qtbot.waitSignal(context.project.catalog_changed, timeout=20_000):
        context.project.open(project.folder)
    return tmp_path


def asked(qtbot, page: DatasetPage) -> ImportDialog:
    """The dialog that asks before an import."""
    qtbot.waitUntil(lambda: _shown(page) is not None, timeout=20_000)
    dialog = _shown(page)
    assert dialog is not None
    return dialog


def _shown(page: DatasetPage) -> ImportDialog | None:
    return next((dialog for dialog in page.findChildren(ImportDialog) if dialog.isVisible()), None)


def test_folders_and_files_are_chosen_from_the_menu(qtbot, page, scripted, tmp_path, monkeypatch) -> None:
    scripted.set("survey", surveyed({"a": 3}))
    scripted.set("import", Finished(result={"images": 0}))
    monkeypatch.setattr(dataset_page, "ask_for_folder", lambda *_: tmp_path / "folder")
    monkeypatch.setattr(dataset_page, "ask_for_files", lambda *_: [tmp_path / "a.zip"])
    for choose, source in zip(page.add_button.menu().actions(), ("folder", "a.zip"), strict=True):
        choose.trigger()
        dialog = asked(qtbot, page)
        with qtbot.waitSignal(page.importer.ended, timeout=20_000):
            dialog.import_button.click()
        assert str(tmp_path / source) in scripted.arguments("import")


def test_what_was_found_is_asked_about_before_it_is_imported(qtbot, page, opened, scripted) -> None:
    found = surveyed({"Drawings": 3}, becomes={"Drawings": "drawings"})
    stage = Stage(name="listing", label="Looking through the pictures", index=1, count=1)
    scripted.set("survey", stage, Progress(done=0, total=1, unit="sources"), found)
    scripted.set("import", Finished(result={"images": 53}))
    page._import([opened / "more"])
    assert page.strip.isVisible()
    dialog = asked(qtbot, page)
    assert not page.strip.isVisible()
    assert "--plan" in scripted.arguments("survey")
    with qtbot.waitSignal(page.importer.ended, timeout=20_000):
        qtbot.keyClick(dialog.table, Qt.Key.Key_Return)
    assert "--class=Drawings=drawings" in scripted.arguments("import")
    assert page.banner.message.startswith("The collection now has 53 pictures.")


def test_a_question_answered_with_no_imports_nothing(qtbot, context, page, scripted, tmp_path) -> None:
    scripted.set("survey", surveyed({"a": 3}))
    page._import([tmp_path / "art"])
    folder = context.project.project.folder
    dialog = asked(qtbot, page)
    with qtbot.waitSignal(context.project.closed, timeout=20_000):
        qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not folder.exists(), timeout=20_000)
    assert not page.importer.busy


def test_looking_through_the_pictures_can_be_cancelled(qtbot, context, page, opened, scripted) -> None:
    scripted.set("survey", {"do": "await", "request": "cancel"}, Stopped(resumable=False))
    page._import([opened / "more"])
    assert not page.add_button.isEnabled()
    with qtbot.waitSignal(page.importer.dropped, timeout=20_000):
        page.cancel_button.click()
    assert not page.banner.isVisible()
    assert page.add_button.isEnabled()
    assert context.project.is_open


def test_sources_that_cannot_be_looked_through_are_a_sentence(qtbot, page, opened, scripted) -> None:
    scripted.set("survey", Failed(message="The zip is damaged", path="a.zip", remedy="Fetch it again."))
    with qtbot.waitSignal(page.importer.failed, timeout=20_000):
        page._import([opened / "a.zip"])
    assert (page.banner.kind, page.banner.message) == ("bad", "The zip is damaged: a.zip. Fetch it again.")
    assert page.add_button.isEnabled()


def test_sources_without_a_picture_are_not_asked_about(qtbot, page, opened, scripted) -> None:
    scripted.set("survey", surveyed({}))
    scripted.set("import", Failed(message="There are no pictures in it", path="empty"))
    with qtbot.waitSignal(page.importer.failed, timeout=20_000):
        page._import([opened / "empty"])
    assert page.banner.message == "There are no pictures in it: empty."
    assert _shown(page) is None


def test_kept_splits_that_leak_are_told_and_mended(qtbot, context, page, scripted, tmp_path) -> None:
    project = leaking_project(tmp_path)
    with qtbot.waitSignal(context.project.catalog_changed, timeout=20_000):
        context.project.open(project.folder)
    scripted.set("import", Finished(result={"images": 13, "leaks": 1}))
    with qtbot.waitSignal(page.importer.ended, timeout=20_000):
        page.importer.start([tmp_path / "more"])
    assert page.banner.kind == "warning"
    assert "1 picture that is held out has a copy that is learned from" in page.banner.message
    page.banner._buttons[-1].click()
    qtbot.waitUntil(lambda: "No picture that is held out has a copy" in page.banner.message, timeout=20_000)
    qtbot.waitUntil(lambda: context.project.catalog.set_aside == 1, timeout=20_000)
    context.undo.undo()
    qtbot.waitUntil(lambda: context.project.catalog.set_aside == 0, timeout=20_000)
    assert len(leaks_of(project)) == 1


def leaking_project(folder: Path) -> Project:
    """A project with one near-duplicate in training of a picture for the test."""
    pictures = make_shapes(folder / "art", {"a": 6, "b": 6})
    make_copy(pictures / "a" / "a 0.png", pictures / "a" / "copy.png")
    project = make_project(folder / "Leaking.artclass", pictures, looks=True)
    with Catalog.open(project) as catalog:
        (group,) = catalog.twin_groups()
        split = group.items[0].split
    other = "test" if split == "training" else "training"
    with sqlite3.connect(project.catalog) as data:
        data.execute("UPDATE pictures SET split = ? WHERE id = ?", (other, group.items[1].id))
    assert len(leaks_of(project)) == 1
    return project


def leaks_of(project: Project) -> list[Leak]:
    with Catalog.open(project, readonly=True) as catalog:
        return catalog.splits.leaks()
