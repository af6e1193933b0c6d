"""The dialog that says which pictures stay together, and drawing the splits anew from the Dataset page."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QLabel

from artclass_gui.context import Context
from artclass_gui.dialogs.split_dialog import SplitDialog
from artclass_gui.dialogs.split_groups import EXAMPLES, GROUP, PICTURES
from artclass_gui.pages.dataset_page import DatasetPage
from artclass_gui.project import CatalogState
from tests.gui.catalogs import make_project
from tests.gui.run_folders import finished_run
from trainer.catalog.grouping import Grouping
from trainer.catalog.records import ClassCount
from trainer.catalog.store import Catalog
from trainer.events import Finished

ARTISTS = ("monet", "hals", "klimt", "degas", "goya", "rubens", "miro", "klee")


@pytest.fixture
def art(qtbot, context: Context, tmp_path: Path) -> Path:
    """An open project of two classes with six pictures by each of eight artists, and four whose names do not tell."""
    rng = np.random.default_rng(3)
    names = [f"{artist}_{number}" for artist in ARTISTS for number in range(6)] + [f"scan {n}" for n in range(4)]
    for place, name in enumerate(names):
        path = tmp_path / "art" / ("drawings", "paintings")[place % 2] / f"{name}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(rng.integers(0, 255, (12, 16, 3), dtype=np.uint8)).save(path)
    project = make_project(tmp_path / "Art.artclass", tmp_path / "art")
    with qtbot.waitSignal(context.project.catalog_changed, timeout=20_000):
        context.project.open(project.folder)
    return project.folder


@pytest.fixture
def dialog(qtbot, context: Context, art: Path) -> SplitDialog:
    dialog = SplitDialog(context)
    qtbot.addWidget(dialog)
    dialog.open()
    qtbot.waitUntil(dialog.draw_button.isEnabled, timeout=20_000)
    return dialog


def said(dialog: QDialog) -> str:
    return "\n".join(label.text() for label in dialog.findChildren(QLabel) if label.isVisible())


def preview_of(qtbot, dialog: SplitDialog, pattern: str) -> None:
    """Choose names, and type a pattern."""
    dialog.choices.ways["pattern"].click()
    dialog.choices.pattern.selectAll()
    qtbot.keyClicks(dialog.choices.pattern, pattern)


def test_it_begins_with_what_holds_now(dialog: SplitDialog) -> None:
    assert dialog.grouping == Grouping()
    assert "Only near-duplicates stay together." in said(dialog)
    assert "36 pictures to learn from, 8 to choose by, 8 to test" in said(dialog)
    assert not dialog.known.isEnabled()


def test_a_pattern_shows_its_groups_while_it_is_typed(qtbot, dialog: SplitDialog) -> None:
    preview_of(qtbot, dialog, "{group}_*")
    assert not dialog.draw_button.isEnabled()
    qtbot.waitUntil(lambda: dialog.groups.rowCount() == 8, timeout=20_000)
    assert "8 groups; no group: 4 pictures, divided one by one." in said(dialog)
    cells = [str(dialog.groups.index(0, column).data()) for column in (GROUP, PICTURES, EXAMPLES)]
    assert cells == ["degas", "6", "degas_0.png, degas_2.png, degas_4.png"]
    assert dialog.draw_button.isEnabled()
    assert dialog.grouping == Grouping(by="pattern", pattern="{group}_*")


def test_a_fault_in_the_pattern_is_said_below_it(qtbot, dialog: SplitDialog) -> None:
    preview_of(qtbot, dialog, "*_")
    qtbot.waitUntil(lambda: "does not say which part of the name counts" in said(dialog), timeout=20_000)
    assert "Write {group} where" in dialog.choices.error.text()
    assert not dialog.draw_button.isEnabled()
    preview_of(qtbot, dialog, "re:(")
    qtbot.waitUntil(lambda: "no regular expression" in said(dialog), timeout=20_000)
    preview_of(qtbot, dialog, "{group}_*")
    qtbot.waitUntil(dialog.draw_button.isEnabled, timeout=20_000)
    assert not dialog.choices.error.isVisible()


def test_only_the_last_pattern_counts(qtbot, dialog: SplitDialog) -> None:
    for pattern in ("re:(x)", "re:(", "re:(scan)"):
        preview_of(qtbot, dialog, pattern)
        qtbot.keyClick(dialog.choices.pattern, Qt.Key.Key_Return)  # at once
    qtbot.waitUntil(lambda: dialog.groups.rowCount() == 1, timeout=20_000)
    assert dialog.isVisible()
    assert str(dialog.groups.index(0, GROUP).data()) == "scan"
    assert not dialog.choices.error.isVisible()


def test_without_a_pattern_nothing_is_drawn(dialog: SplitDialog) -> None:
    dialog.choices.ways["pattern"].click()
    assert "Type what the names of the files look like." in said(dialog)
    assert not dialog.draw_button.isEnabled()


def test_folders_are_offered_with_an_example(qtbot, dialog: SplitDialog) -> None:
    dialog.choices.ways["folder"].click()
    assert dialog.choices.level.currentText() == "“drawings” and 1 other"
    assert "as in drawings/" in said(dialog)
    qtbot.waitUntil(lambda: "nothing would be left to choose by, or to test" in said(dialog), timeout=20_000)
    assert not dialog.draw_button.isEnabled()


def test_what_the_pictures_do_not_tell_cannot_be_chosen(dialog: SplitDialog) -> None:
    assert not dialog.choices.ways["creator"].isEnabled()
    assert not dialog.choices.ways["table"].isEnabled()
    assert "No picture names its creator in its metadata." in said(dialog)


def test_a_trained_model_is_warned_of(qtbot, context: Context, art: Path) -> None:
    finished_run(context.project.project, [[8, 2], [0, 10]], classes=("drawings", "paintings"))
    with qtbot.waitSignal(context.project.runs_changed, timeout=20_000):
        context.project.reload_runs()
    dialog = SplitDialog(context)
    qtbot.addWidget(dialog)
    dialog.open()
    assert "The trained model has learned from pictures that will be held out" in said(dialog)


def test_nothing_is_drawn_while_a_job_runs(qtbot, context: Context, dialog: SplitDialog, scripted) -> None:
    scripted.set("train", {"do": "await", "request": "stop"}, Finished(result={}))
    job = context.jobs.start("Training", ["train"])
    assert not dialog.draw_button.isEnabled()
    with qtbot.waitSignal(context.jobs.idle, timeout=20_000):
        job.ask("stop")
    assert dialog.draw_button.isEnabled()


def test_every_part_has_a_name(dialog: SplitDialog) -> None:
    parts = (*dialog.choices.ways.values(), dialog.choices.level, dialog.choices.pattern, dialog.known, dialog.table)
    assert all(part.accessibleName() and "&" not in part.accessibleName() for part in parts)


def test_the_splits_are_drawn_from_the_card_and_that_can_be_undone(qtbot, context: Context, art: Path) -> None:
    page = DatasetPage(context)
    qtbot.addWidget(page)
    page.show()
    before = splits_of(context)
    assert page.pictures.split.together.text() == "Copies of a picture stay together."
    page.pictures.split.change_button.click()
    dialog = page.findChild(SplitDialog)
    qtbot.waitUntil(dialog.draw_button.isEnabled, timeout=20_000)
    preview_of(qtbot, dialog, "{group}_*")
    dialog.known.click()
    qtbot.waitUntil(dialog.draw_button.isEnabled, timeout=20_000)
    dialog.draw_button.click()
    qtbot.waitUntil(lambda: context.project.catalog.grouping.by == "pattern", timeout=20_000)
    assert context.project.catalog.grouping.known
    assert page.banner.message == "The splits were drawn anew."
    assert page.pictures.split.together.text() == "Pictures that are named alike stay together."
    context.undo.undo()
    qtbot.waitUntil(lambda: context.project.catalog.grouping.by == "nothing", timeout=20_000)
    assert splits_of(context) == before
    context.undo.redo()
    qtbot.waitUntil(lambda: context.project.catalog.grouping.by == "pattern", timeout=20_000)


def test_what_holds_is_chosen_when_it_is_opened_again(qtbot, context: Context, art: Path) -> None:
    with Catalog.open(context.project.project) as catalog:
        catalog.draw_splits(Grouping(by="pattern", pattern="{group}_*", known=True))
    dialog = SplitDialog(context)
    qtbot.addWidget(dialog)
    dialog.open()
    qtbot.waitUntil(lambda: dialog.groups.rowCount() == 8, timeout=20_000)
    assert dialog.choices.pattern.text() == "{group}_*"
    assert dialog.known.isChecked()


def test_without_pictures_there_is_nothing_to_divide(qtbot, context: Context) -> None:
    page = DatasetPage(context)
    qtbot.addWidget(page)
    card = page.pictures.split
    card.show_state(CatalogState())
    assert not card.change_button.isEnabled()
    card.show_state(CatalogState(classes=(ClassCount(name="a", pictures=1, training=1, validation=0, test=0),)))
    assert card.change_button.isEnabled()


def splits_of(context: Context) -> dict[int, str | None]:
    with Catalog.open(context.project.project, readonly=True) as catalog:
        return {item.id: item.split for item in catalog.items()}
