"""Keywords as a person writes them and reads them back, against a scripted child."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton

from artclass_gui.dialogs.tag_dialog import TagDialog
from tests.gui import answered
from trainer.answers import reading
from trainer.catalog.store import Catalog
from trainer.events import Failed, Finished, Progress, Started, Stopped

BEGUN = (Started(job="tag", version="0"), Progress(done=2, total=6, unit="pictures"))


@pytest.fixture
def opened(qtbot, context, tmp_path) -> None:
    """An open project."""
    with qtbot.waitSignal(context.project.runs_changed):
        context.project.open(tmp_path / "p.artclass", create=True)


@pytest.fixture
def dialog(qtbot, context, behind, tmp_path) -> TagDialog:
    """The dialog, over a window, with the budget's confidence."""
    made = TagDialog(context, behind, answered.chosen(tmp_path / "pictures", [1, 2, 5], threshold=0.803))
    made.open()
    made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
    return made


def result(**more: object) -> dict[str, object]:
    known = {
        "job": "write",
        "dry_run": False,
        "into_files": False,
        "counts": {},
        "keywords": {},
        "files": 0,
        "pictures": [],
    }
    return known | more


def click(qtbot, button) -> None:
    assert button.isVisible()
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def test_it_is_tried_first_and_then_written(qtbot, dialog, scripted) -> None:
    assert dialog.windowTitle() == "Keywords of 3 pictures"
    rows = [
        {"path": "/p/1.jpg", "status": "written", "keyword": "etchings", "files": ["/p/1.jpg.xmp"]},
        {"path": "/p/2.jpg", "status": "edited", "reason": "was given the class “woodcuts” in another program"},
    ]
    scripted.set(
        "tag", *BEGUN, Finished(result=result(dry_run=True, counts={"written": 1, "edited": 1}, pictures=rows))
    )
    click(qtbot, dialog.try_button)
    qtbot.waitUntil(dialog.back_button.isVisible)
    asked = scripted.arguments("tag")
    assert "--dry-run" in asked
    assert asked[asked.index("--at-least") + 1] == "0.803", "exactly what the budget asks for"
    assert "nothing has been written" in dialog.outcome.words.text()
    table = dialog.outcome.table
    assert [table.item(0, column).text() for column in range(3)] == ["1.jpg", "etchings", "goes into 1.jpg.xmp"]
    assert table.item(1, 2).text() == "was given the class “woodcuts” in another program"
    scripted.set("tag", *BEGUN, Finished(result=result(counts={"written": 2})))
    click(qtbot, dialog.go_button)
    qtbot.waitUntil(lambda: dialog.outcome.words.text() == "2 pictures given a class as a keyword.")
    assert "--dry-run" not in scripted.arguments("tag")
    assert not dialog.go_button.isVisible()


def test_tab_goes_from_top_to_bottom(dialog) -> None:
    choices = dialog.choices
    places, widget = [], choices.buttons["write"]
    while (widget := widget.nextInFocusChain()) is not choices.buttons["write"]:
        if choices.isAncestorOf(widget) and isinstance(widget, QAbstractButton) and not widget.isHidden():
            places.append(widget.mapTo(choices, widget.rect().topLeft()).y())
    assert places == sorted(places)


def test_the_child_gets_the_chosen_pictures_with_own_labels(qtbot, dialog, scripted) -> None:
    scripted.set("tag", *BEGUN, {"do": "await", "request": "cancel"}, Stopped(resumable=True))
    click(qtbot, dialog.go_button)
    qtbot.waitUntil(lambda: dialog.line.bar.value() == 2)
    asked = scripted.arguments("tag")
    table = reading.read(Path(asked[asked.index("--answers") + 1]))
    assert [(Path(row.prediction.path).name, row.prediction.label, row.own) for row in table.rows] == [
        ("1.jpg", "etchings", None),
        ("2.jpg", "drawings", "etchings"),
        ("5.jpg", None, None),
    ]
    assert "--project" not in asked
    click(qtbot, dialog.cancel_button)
    qtbot.waitUntil(lambda: "What was written stays" in dialog.line.said.text())
    assert dialog.go_button.isVisible()


def test_into_files_only_with_exiftool(qtbot, dialog, scripted) -> None:
    choices = dialog.choices
    choices.allow_exiftool(found=False)
    assert not choices.inside.isEnabled()
    choices.allow_exiftool(found=True)
    choices.inside.click()
    choices.overwrite.click()
    assert choices.arguments == ["tag", "--at-least", "0.803", "--into-files", "--overwrite"]
    choices.copies.click()
    choices.sure.own.click()
    assert choices.arguments[:3] == ["tag", "--at-least", "0.81"]
    choices.sure.least.setValue(0)
    assert choices.arguments == ["tag", "--into-files", "--no-copies", "--overwrite"]
    choices.buttons["remove"].click()
    assert choices.arguments == ["tag", "--remove", "--into-files", "--no-copies"]
    assert dialog.go_button.text() == "Take keywords out"


def test_pictures_that_were_written_into_are_told(qtbot, dialog, scripted) -> None:
    told: list[bool] = []
    dialog.rewritten.connect(lambda: told.append(True))
    scripted.set("tag", *BEGUN, Finished(result=result(into_files=True, counts={"written": 3})))
    dialog.choices.allow_exiftool(found=True)
    dialog.choices.inside.click()
    click(qtbot, dialog.try_button)
    qtbot.waitUntil(dialog.back_button.isVisible)
    assert not told
    click(qtbot, dialog.back_button)
    click(qtbot, dialog.go_button)
    qtbot.waitUntil(lambda: bool(told))


def test_nothing_is_read_back_without_a_project(dialog) -> None:
    assert not dialog.choices.buttons["read"].isEnabled()


def test_a_refusal_is_said(qtbot, dialog, scripted) -> None:
    scripted.set("tag", Failed(message="The disk is full", path="/p", remedy="Free some space."))
    click(qtbot, dialog.go_button)
    qtbot.waitUntil(lambda: dialog.line.said.text() == "The disk is full: /p. Free some space.")


@pytest.mark.usefixtures("opened")
def test_what_was_changed_elsewhere_becomes_labels_that_can_be_undone(
    qtbot, context, behind, scripted, tmp_path
) -> None:
    project = context.project.project
    folder = tmp_path / "pictures"
    dialog = TagDialog(context, behind, answered.chosen(folder, [0, 1]))
    dialog.open()
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
    path = str(folder / "0.jpg")
    found = {
        "job": "read",
        "dry_run": True,
        "pictures": 2,
        "corrections": [{"path": path, "before": "drawings", "label": "woodcuts"}],
        "known": 0,
        "undecided": [
            {"path": str(folder / "1.jpg"), "before": "drawings", "classes": ["a", "b"]},
            {"path": str(folder / "2.jpg"), "before": "drawings", "classes": []},
        ],
        "damaged": [],
        "decision": None,
    }
    scripted.set("tag", *BEGUN, Finished(result=found))
    dialog.choices.buttons["read"].click()
    click(qtbot, dialog.go_button)
    qtbot.waitUntil(dialog.label_button.isVisible)
    assert {"--read", "--dry-run", "--project"} <= set(scripted.arguments("tag"))
    table = dialog.outcome.table
    assert [table.item(0, column).text() for column in range(3)] == ["0.jpg", "woodcuts", "was “drawings”"]
    assert table.item(1, 2).text() == "has several classes there: “a”, “b”"
    assert table.item(2, 2).text().startswith("has lost its class “drawings” there; write it again")
    assert dialog.label_button.text() == "Label 1 picture"
    with qtbot.waitSignal(context.project.catalog_changed):
        click(qtbot, dialog.label_button)
    qtbot.waitUntil(lambda: not dialog.isVisible())
    with Catalog.open(project, readonly=True) as catalog:
        assert catalog.own_labels([path]) == {path: "woodcuts"}
    dialog.deleteLater()
    with qtbot.waitSignal(context.project.catalog_changed):
        context.undo.undo()
    with Catalog.open(project, readonly=True) as catalog:
        assert catalog.own_labels([path]) == {}


@pytest.mark.usefixtures("opened")
@pytest.mark.parametrize(
    ("gone", "words"),
    [
        ([1], "1 correction was not applied, for “1.jpg” is no longer there."),
        ([1, 2], "2 corrections were not applied. The first is “1.jpg”: it is no longer there."),
    ],
)
def test_corrections_that_could_not_be_applied_are_counted_and_said(
    qtbot, context, behind, scripted, tmp_path, *, gone, words
) -> None:
    folder = tmp_path / "pictures"
    dialog = TagDialog(context, behind, answered.chosen(folder, [0, 1, 2]))
    dialog.open()
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
    paths = [str(folder / f"{number}.jpg") for number in range(3)]
    corrections = [{"path": path, "before": "drawings", "label": "woodcuts"} for path in paths]
    found = {"corrections": corrections, "known": 0, "undecided": [], "damaged": [], "decision": None}
    scripted.set("tag", *BEGUN, Finished(result=result(job="read", dry_run=True) | found | {"pictures": 3}))
    dialog.choices.buttons["read"].click()
    click(qtbot, dialog.go_button)
    qtbot.waitUntil(dialog.label_button.isVisible)
    for number in gone:
        Path(paths[number]).unlink()
    with qtbot.waitSignal(context.project.catalog_changed):
        click(qtbot, dialog.label_button)
    kept = 3 - len(gone)
    count = "1 picture" if kept == 1 else f"{kept} pictures"
    qtbot.waitUntil(lambda: dialog.line.said.text() == f"{count} labelled as in another program.\n{words}")
    assert dialog.isVisible()
    assert not dialog.label_button.isVisible()  # nothing is left to be applied
    assert context.undo.undoText() == f"Label {count} as in another program"
    with Catalog.open(context.project.project, readonly=True) as catalog:
        assert len(catalog.own_labels(paths)) == kept
