"""The question before an import: names of classes, splits, and all of it by keyboard."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QDialog, QLabel, QWidget

from artclass_gui.context import Context
from artclass_gui.dialogs.import_classes import BECOMES, FOUND, NOTE
from artclass_gui.dialogs.import_dialog import ImportDialog
from artclass_gui.surveying import Choices, Survey
from artclass_gui.widgets.choose import ARCHIVES, TABLES, bare_name
from tests.gui.catalogs import make_pictures, make_project
from tests.gui.surveys import surveyed
from trainer.catalog.sources import naming, tables
from trainer.events import Finished

Ask = Callable[[Finished], ImportDialog]
UNTIDY = surveyed(
    {"painting": 200, "drawings": 100, "Drawings": 12, "enrgaving": 3, "scraps": 7},
    becomes={"Drawings": "drawings", "scraps": None},
    why={
        "Drawings": "differs only in case from “drawings”",
        "enrgaving": "is nearly the same as “engraving”",
        "scraps": "was left out in an earlier import",
    },
)
ROWS = {"drawings": 0, "Drawings": 1, "enrgaving": 2, "painting": 3, "scraps": 4}


@pytest.fixture
def ask(qtbot, context: Context) -> Ask:
    """Opens the dialog for what a survey found."""

    def open_dialog(found: Finished) -> ImportDialog:
        dialog = ImportDialog(context, Survey.of(found.result))
        qtbot.addWidget(dialog)
        dialog.open()
        return dialog

    return open_dialog


def cell(dialog: ImportDialog, row: int, column: int) -> str:
    return str(dialog.model.index(row, column).data())


def notes(dialog: ImportDialog) -> list[str]:
    return [cell(dialog, row, NOTE) for row in range(dialog.model.rowCount())]


def said(dialog: QDialog) -> str:
    return "\n".join(label.text() for label in dialog.findChildren(QLabel) if label.isVisible())


def rename(qtbot, dialog: ImportDialog, row: int, name: str) -> None:
    """Type a name into a row's field, and Enter."""
    dialog.table.setCurrentIndex(dialog.model.index(row, BECOMES))
    QTest.keyClick(dialog.table, Qt.Key.Key_F2)
    editor = dialog.table.indexWidget(dialog.model.index(row, BECOMES))
    assert isinstance(editor, QComboBox)
    QTest.keyClicks(editor, name)
    finish(qtbot, dialog, row, editor)


def finish(qtbot, dialog: ImportDialog, row: int, editor: QWidget) -> None:
    """Press Enter in a field, and wait until it is closed."""
    QTest.keyClick(editor, Qt.Key.Key_Return)
    index = dialog.model.index(row, BECOMES)
    qtbot.waitUntil(lambda: dialog.table.indexWidget(index) is None)


def test_where_nothing_has_to_be_decided_enter_imports(qtbot, ask: Ask) -> None:
    dialog = ask(surveyed({"a": 20, "b": 30}, location="/home/me/My art"))
    assert "Found in “My art”: 50 pictures in 2 classes." in said(dialog)
    assert not dialog.pool.isVisible()
    with qtbot.waitSignal(dialog.accepted):
        qtbot.keyClick(dialog.focusWidget(), Qt.Key.Key_Return)
    assert dialog.choices() == Choices()
    assert dialog.choices().arguments() == ["--splits", "pool"]


def test_escape_imports_nothing(qtbot, ask: Ask) -> None:
    dialog = ask(UNTIDY)
    with qtbot.waitSignal(dialog.rejected):
        qtbot.keyClick(dialog.focusWidget(), Qt.Key.Key_Escape)


def test_proposals_are_chosen_already_and_explained(ask: Ask) -> None:
    dialog = ask(UNTIDY)
    assert [cell(dialog, row, FOUND) for row in range(5)] == list(ROWS)
    assert [cell(dialog, row, BECOMES) for row in range(5)] == [
        "drawings", "drawings", "enrgaving", "painting", "left out",
    ]  # fmt: skip
    assert notes(dialog) == [
        "one with “Drawings”: 112 pictures",
        "differs only in case from “drawings” · together 112 pictures",
        "is nearly the same as “engraving”",
        "",
        "was left out in an earlier import",
    ]
    assert "315 pictures in 3 classes" in dialog.sum.text()
    assert dialog.choices().classes == {"Drawings": "drawings", "scraps": None}


def test_a_class_is_renamed_and_so_merged_with_another(qtbot, ask: Ask) -> None:
    dialog = ask(UNTIDY)
    rename(qtbot, dialog, ROWS["enrgaving"], "painting")
    assert notes(dialog)[ROWS["enrgaving"]] == "one with “painting”: 203 pictures"
    assert "315 pictures in 2 classes" in dialog.sum.text()
    assert dialog.choices().classes["enrgaving"] == "painting"
    rename(qtbot, dialog, ROWS["enrgaving"], "  ")  # no name: as it was found
    assert cell(dialog, ROWS["enrgaving"], BECOMES) == "enrgaving"
    assert "enrgaving" not in dialog.choices().classes


def test_names_that_are_one_to_the_catalog_stay_one(qtbot, ask: Ask) -> None:
    dialog = ask(UNTIDY)
    rename(qtbot, dialog, ROWS["Drawings"], "sketches")
    assert dialog.choices().classes == {"Drawings": "sketches", "drawings": "sketches", "scraps": None}


def test_space_leaves_a_class_out_and_takes_it_again(qtbot, ask: Ask) -> None:
    dialog = ask(UNTIDY)
    dialog.table.setCurrentIndex(dialog.model.index(ROWS["painting"], FOUND))
    qtbot.keyClick(dialog.table, Qt.Key.Key_Space)
    assert cell(dialog, ROWS["painting"], BECOMES) == "left out"
    assert dialog.choices().arguments()[:3] == [
        "--class=Drawings=drawings",
        "--leave-out=painting",
        "--leave-out=scraps",
    ]
    dialog.table.setCurrentIndex(dialog.model.index(ROWS["scraps"], FOUND))
    qtbot.keyClick(dialog.table, Qt.Key.Key_Space)
    assert dialog.choices().classes["scraps"] == "scraps"  # an earlier import left it out


def test_a_tick_is_clicked_too(qtbot, ask: Ask) -> None:
    dialog = ask(UNTIDY)
    rect = dialog.table.visualRect(dialog.model.index(ROWS["painting"], FOUND))
    place = QPoint(rect.left() + 18, rect.center().y())
    qtbot.mouseClick(dialog.table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert not dialog.model.is_taken(ROWS["painting"])


def test_without_a_class_there_is_nothing_to_import(qtbot, ask: Ask) -> None:
    dialog = ask(surveyed({"a": 20}))
    dialog.model.take([0], taken=False)
    assert not dialog.import_button.isEnabled()
    assert dialog.sum.text() == "Tick at least one class."
    rename(qtbot, dialog, 0, "b")  # who names a class wants it
    assert dialog.import_button.isEnabled()


def test_a_click_into_a_field_edits_it_and_tab_goes_on_to_the_next(qtbot, ask: Ask) -> None:
    dialog = ask(UNTIDY)
    place = dialog.table.visualRect(dialog.model.index(ROWS["enrgaving"], BECOMES)).center()
    qtbot.mouseClick(dialog.table.viewport(), Qt.MouseButton.LeftButton, pos=place - QPoint(40, 0))
    editor = dialog.table.indexWidget(dialog.model.index(ROWS["enrgaving"], BECOMES))
    assert editor.accessibleName() == "What “enrgaving” becomes"
    qtbot.keyClicks(editor, "engraving")
    qtbot.keyClick(editor, Qt.Key.Key_Tab)
    qtbot.waitUntil(lambda: dialog.table.indexWidget(dialog.model.index(ROWS["painting"], BECOMES)) is not None)
    assert cell(dialog, ROWS["enrgaving"], BECOMES) == "engraving"


def test_escape_in_a_field_leaves_the_name_and_the_dialog(qtbot, ask: Ask) -> None:
    dialog = ask(UNTIDY)
    dialog.table.edit_row(ROWS["painting"])
    editor = dialog.table.indexWidget(dialog.model.index(ROWS["painting"], BECOMES))
    qtbot.keyClicks(editor, "portraits")
    qtbot.keyClick(editor, Qt.Key.Key_Escape)
    assert dialog.isVisible()
    assert cell(dialog, ROWS["painting"], BECOMES) == "painting"


def test_several_rows_are_merged_at_once(qtbot, ask: Ask) -> None:
    dialog = ask(surveyed({"oil": 5, "tempera": 5, "acrylic": 5, "engraving": 9}))
    dialog.table.selectRow(0)
    qtbot.keyClick(dialog.table, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(dialog.table, Qt.Key.Key_F2)
    editor = dialog.table.indexWidget(dialog.table.currentIndex())
    qtbot.keyClicks(editor, "painting")
    finish(qtbot, dialog, dialog.table.currentIndex().row(), editor)
    assert set(dialog.choices().classes.values()) == {"painting"}
    assert notes(dialog)[0] == "one with “engraving”, “oil” and “tempera”: 24 pictures"


def test_the_projects_classes_are_offered_and_joined(qtbot, context, ask: Ask, tmp_path: Path) -> None:
    project = make_project(tmp_path / "p.artclass", make_pictures(tmp_path / "old", {"Sculpture": 3}))
    with qtbot.waitSignal(context.project.catalog_changed, timeout=20_000):
        context.project.open(project.folder)
    dialog = ask(surveyed({"statues": 4, "sculpture": 2}))
    assert dialog.model.names() == ["Sculpture", "statues"]
    statues = next(row for row in range(2) if cell(dialog, row, FOUND) == "statues")
    rename(qtbot, dialog, statues, "Sculpture")
    dialog.model.take([1 - statues], taken=False)
    assert notes(dialog)[statues] == "added to “Sculpture”"


def test_splits_that_were_found_can_be_kept(qtbot, ask: Ask) -> None:
    dialog = ask(surveyed({"a": 2_520}, splits={"training": 2_100, "validation": 420}))
    assert dialog.pool.isChecked()
    assert dialog.honour.accessibleName() == "Use the folders’ own splits"
    words = said(dialog)
    assert "2,100 for training and 420 for validation. Half of those for validation are used for the test" in words
    qtbot.keyClick(dialog.honour, Qt.Key.Key_Space)
    assert dialog.choices().arguments() == ["--splits", "honour"]


NESTED = {1: ("Dürer", "Rembrandt", "Vermeer", "Hals"), 2: ("drawings", "painting")}


def test_where_folders_lie_in_folders_the_person_says_which_are_the_classes(qtbot, ask: Ask) -> None:
    dialog = ask(surveyed(dict.fromkeys(NESTED[1], 30), folders=NESTED))
    said_of = [dialog.levels.itemText(row) for row in range(dialog.levels.count())]
    assert said_of == [
        "the folders around the pictures: Dürer, Rembrandt, Vermeer …",
        "the folders around these: drawings, painting",
    ]
    assert dialog.choices().arguments() == ["--splits", "pool", "--class-level", "1"]
    with qtbot.waitSignal(dialog.level_wanted) as wanted:
        qtbot.keyClick(dialog.levels, Qt.Key.Key_Down)
    assert wanted.args == [2]
    assert not dialog.isVisible()
    again = ask(surveyed(dict.fromkeys(NESTED[2], 60), folders=NESTED, class_level=2))
    assert again.levels.currentIndex() == 1
    assert again.choices().arguments() == ["--splits", "pool", "--class-level", "2"]


def test_a_tables_splits_are_called_so(ask: Ask) -> None:
    dialog = ask(surveyed({"a": 20}, splits={"training": 10, "test": 5}, kind="table"))
    assert dialog.honour.accessibleName() == "Use the table’s splits"
    assert "10 for training and 5 for test. ArtClass divides the other 5." in said(dialog)


def test_pictures_in_no_class_folder_are_announced(ask: Ask) -> None:
    dialog = ask(surveyed({"a": 20}, unlabelled=312))
    assert "312 pictures lie in no class folder; they come in as unlabelled" in said(dialog)
    assert dialog.sum.text() == "20 pictures in 1 class and 312 pictures unlabelled"


def test_a_flat_folder_needs_no_table(qtbot, ask: Ask) -> None:
    dialog = ask(surveyed({}, unlabelled=45))
    assert not dialog.table.isVisible()
    assert "you can label them in the gallery" in said(dialog)
    with qtbot.waitSignal(dialog.accepted):
        qtbot.keyClick(dialog.focusWidget(), Qt.Key.Key_Return)


def test_a_row_is_said_in_whole(ask: Ask) -> None:
    dialog = ask(UNTIDY)
    words = dialog.model.index(ROWS["Drawings"], BECOMES).data(Qt.ItemDataRole.AccessibleTextRole)
    assert words.startswith("Drawings, 12 pictures. becomes drawings. differs only in case")


def test_it_fits_a_small_window(qtbot, context, ask: Ask) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(900, 600)
    found = surveyed({f"class {n}": n for n in range(40)}, unlabelled=3, splits={"training": 30, "test": 9})
    dialog = ImportDialog(context, Survey.of(found.result), window)
    dialog.open()
    assert dialog.height() <= 600
    assert dialog.width() <= 900
    dialog.reject()


def test_a_name_that_looks_like_an_option_is_none() -> None:
    assert Choices(classes={"-x": None, "a": "-b"}, splits="pool").arguments()[:2] == ["--leave-out=-x", "--class=a=-b"]


def test_what_can_be_imported_is_what_can_be_chosen() -> None:
    assert set(ARCHIVES) == {*naming.ZIPS, *naming.TARS}
    assert set(TABLES) == set(tables.SUFFIXES)
    names = ("art.tar.gz", "Art.ZIP", "labels.csv", "folder")
    assert [bare_name(Path(name)) for name in names] == ["art", "Art", "labels", "folder"]
