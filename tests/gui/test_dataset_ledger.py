"""The ledger on the Dataset page: what every import took and left out, and undoing one as a whole."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox

from artclass_gui.context import Context
from artclass_gui.pages.dataset_ledger import LedgerCard
from artclass_gui.pages.dataset_ledger_model import DUPLICATES, FROM, LEFT_OUT, PICTURES, STATE, WHEN, moment
from artclass_gui.pages.dataset_page import DatasetPage
from artclass_gui.pages.dataset_parts import SOURCES
from artclass_gui.project import CatalogState
from tests.gui.catalogs import make_pictures, make_project
from trainer.catalog.records import ImportEntry
from trainer.events import Finished
from trainer.project import Project

LONG_AGO = "2026-01-02T03:04:05+00:00"


def entry(number: int, **what: object) -> ImportEntry:
    known = {"id": number, "started": LONG_AGO, "finished": LONG_AGO, "undone": None, "sources": (Path("/art/a.zip"),)}
    return ImportEntry(**(known | what))


@pytest.fixture
def card(qtbot, context: Context) -> LedgerCard:
    card = LedgerCard(context)
    qtbot.addWidget(card)
    card.resize(900, 400)
    card.show()
    return card


@pytest.fixture
def page(qtbot, context: Context, tmp_path: Path) -> DatasetPage:
    """The page with a project of 12 pictures in two imports of six; one file was left out."""
    project = make_project(tmp_path / "Art.artclass", make_pictures(tmp_path / "first", {"a": 3, "b": 3}))
    make_project(project.folder, make_pictures(tmp_path / "second", {"c": 3, "d": 2, "e": 1}))
    page = DatasetPage(context)
    qtbot.addWidget(page)
    page.resize(1000, 700)
    page.show()
    with qtbot.waitSignal(context.project.catalog_changed, timeout=20_000):
        context.project.open(project.folder)
    page.tabs.setCurrentIndex(SOURCES)
    return page


def row(card: LedgerCard, number: int) -> dict[int, str]:
    return {column: str(card.model.index(number, column).data()) for column in range(card.model.columnCount())}


def answer(page: DatasetPage, role: QMessageBox.ButtonRole) -> None:
    box = next(box for box in page.findChildren(QMessageBox) if box.isVisible())
    next(made for made in box.buttons() if box.buttonRole(made) == role).click()


def test_before_the_first_import_it_says_so(card: LedgerCard) -> None:
    assert not card.table.isVisible()
    assert not card.undo_button.isVisible()
    assert card._none.isVisible()


def test_every_import_is_a_row(card: LedgerCard) -> None:
    many = tuple(Path(f"/art/{name}.zip") for name in "abcd")
    left_out = {"is cut off": 12, "is no picture": 1}
    entries = (
        entry(3, finished=None),
        entry(2, undone=LONG_AGO, pictures=1_200),
        entry(1, sources=many, pictures=2_520, duplicates=44, left_out=left_out, changed=3, gone=2),
    )
    card.show_state(CatalogState(imports=entries))
    assert row(card, 0)[STATE] == "cut off"
    assert row(card, 0)[PICTURES] == "–"
    assert row(card, 1)[STATE] == "undone"
    last = row(card, 2)
    assert last[FROM] == "a.zip and 3 others"
    assert (last[PICTURES], last[DUPLICATES], last[LEFT_OUT]) == ("2,520", "44", "13")
    assert "2026" in last[WHEN]
    card.table.selectRow(2)
    for words in ("/art/d.zip", "12 files: is cut off; 1 file: is no picture", "changed: 3", "no longer there: 2"):
        assert words in card.detail.text()
    tip = card.model.index(2, LEFT_OUT).data(Qt.ItemDataRole.ToolTipRole)
    assert tip == "12 files: is cut off\n1 file: is no picture"


def test_what_is_undone_is_not_undone_again(qtbot, card: LedgerCard) -> None:
    card.show_state(CatalogState(imports=(entry(2), entry(1, undone=LONG_AGO))))
    assert card.undo_button.isEnabled()
    qtbot.keyClick(card.table, Qt.Key.Key_Down)
    assert card.current.id == 1
    assert not card.undo_button.isEnabled()


def test_the_chosen_import_stays_chosen(card: LedgerCard) -> None:
    card.show_state(CatalogState(imports=(entry(2), entry(1))))
    card.table.selectRow(1)
    card.show_state(CatalogState(imports=(entry(3), entry(2), entry(1))))
    assert card.current.id == 1


def test_times_are_those_of_the_persons_clock() -> None:
    now = datetime.now(UTC)
    assert moment(now.isoformat()).startswith("today, ")
    assert moment((now - timedelta(days=1)).isoformat()).startswith("yesterday, ")
    local = datetime.fromisoformat(LONG_AGO).astimezone()
    assert moment(LONG_AGO).endswith(f"{local:%H:%M}")


def test_an_import_is_undone_after_a_question(qtbot, context, page: DatasetPage) -> None:
    card = page.sources.ledger
    assert [row(card, number)[PICTURES] for number in (0, 1)] == ["6", "6"]
    card.undo_button.click()
    box = page.findChild(QMessageBox)
    assert "second" in box.text()
    assert "6 pictures that it brought leave the project" in box.informativeText()
    assert "trained models stay as they are" in box.informativeText()
    with qtbot.waitSignal(context.project.catalog_changed, timeout=20_000):
        answer(page, QMessageBox.ButtonRole.AcceptRole)
    assert page.banner.message == "The import is undone: 6 pictures left the project."
    assert [found.name for found in context.project.catalog.classes] == ["a", "b"]
    assert row(card, 0)[STATE] == "undone"
    assert not card.undo_button.isEnabled()


def test_a_question_answered_with_no_undoes_nothing(context, page: DatasetPage) -> None:
    page.sources.ledger.undo_button.click()
    answer(page, QMessageBox.ButtonRole.RejectRole)
    assert context.tasks.finish(10_000)
    assert context.project.catalog.pictures == 12


def test_an_import_that_another_program_undid_is_a_sentence(qtbot, context, page: DatasetPage) -> None:
    card = page.sources.ledger
    card.undo_button.click()
    project = Project.open(context.project.project.folder)
    with project.claimed("import"):
        answer(page, QMessageBox.ButtonRole.AcceptRole)
        qtbot.waitUntil(lambda: page.banner.kind == "bad" and page.banner.isVisible(), timeout=20_000)
    assert card.undo_button.isEnabled()


def test_nothing_is_undone_while_a_job_runs(qtbot, context, page: DatasetPage, scripted) -> None:
    scripted.set("train", {"do": "await", "request": "stop"}, Finished(result={}))
    job = context.jobs.start("Training", ["train"])
    assert not page.sources.ledger.undo_button.isEnabled()
    assert "job" in page.sources.ledger.undo_button.toolTip()
    with qtbot.waitSignal(context.jobs.idle, timeout=20_000):
        job.ask("stop")
    assert page.sources.ledger.undo_button.isEnabled()
