"""Sorting into folders as a person does it: chosen, looked at before anything is touched, done, and undone."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QDateTime, Qt

from artclass_gui.dialogs.sort_choices import SortChoices
from artclass_gui.dialogs.sort_dialog import SortDialog
from artclass_gui.jobs.board import JobBoard
from artclass_gui.jobs.job import Job
from artclass_gui.widgets.words import human_moment
from tests.gui import answered
from tests.trainer.sorting.scenes import tree
from trainer.answers import reading
from trainer.events import Failed, Finished, Progress, Started, Stopped
from trainer.running.child import ChildProcess
from trainer.sorting import journal

BEGUN = (Started(job="sort", version="0"), Progress(done=2, total=6, unit="pictures"))


@pytest.fixture
def dialog(qtbot, context, behind, tmp_path, monkeypatch) -> SortDialog:
    """The dialog, over a window, with the budget's confidence."""
    monkeypatch.setenv(journal.PLACE, str(tmp_path / "data"))
    made = SortDialog(context, behind, answered.chosen(tmp_path / "pictures", threshold=0.803))
    made.open()
    made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
    qtbot.waitUntil(lambda: made.earlier.words.text() != "")
    return made


def result(**more: object) -> dict[str, object]:
    known = {
        "job": "sort",
        "dry_run": True,
        "how": "copy",
        "into": "/out",
        "journal": None,
        "planned": 3,
        "companions_planned": 1,
        "in_place": 0,
        "collisions": 1,
        "folders": {"drawings": 2, "Review/etchings": 1},
        "bytes_needed": 10,
        "bytes_free": 1_000,
        "left": [{"path": "/p/5.jpg", "reason": "is damaged"}],
        "moves": [
            {"path": "/p/0.jpg", "to": "/out/drawings/0 (2).jpg", "part": "filed", "renamed": True},
            {"path": "/p/2.jpg", "to": "/out/drawings/2.jpg", "part": "filed", "companions": ["2.jpg.xmp"]},
            {"path": "/p/1.jpg", "to": "/out/Review/etchings/1.jpg", "part": "review"},
        ],
    }
    return known | more


def click(qtbot, button) -> None:
    qtbot.waitUntil(button.isVisible)
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def column(table, place: int) -> list[str]:
    return [table.item(row, place).text() for row in range(table.rowCount())]


def test_it_is_shown_first_with_what_collides_and_what_stays(qtbot, dialog, scripted) -> None:
    assert not dialog.go_button.isVisible(), "nothing is sorted before it was looked at"
    scripted.set("sort", *BEGUN, Finished(result=result()))
    click(qtbot, dialog.try_button)
    qtbot.waitUntil(dialog.go_button.isVisible)
    asked = scripted.arguments("sort")
    assert "--dry-run" in asked
    assert "--sums" in asked, "the next look reads no file again"
    assert asked[asked.index("--at-least") + 1] == "0.803", "exactly what the budget asks for"
    assert column(dialog.outcome.folders, 0) == ["drawings", "Review/etchings"]
    assert column(dialog.outcome.table, 0) == ["5.jpg", "0.jpg", "2.jpg", "1.jpg"]
    name = dialog.fontMetrics().horizontalAdvance("drawings_100.jpeg")
    assert dialog.outcome.table.columnWidth(0) > name, "names of files are told apart"
    assert column(dialog.outcome.table, 2) == ["is damaged", "its name is taken: gets a number", "with 2.jpg.xmp", ""]
    assert dialog.go_button.text() == "Copy 3 pictures"
    assert "belong to them and would go along: 1." in dialog.outcome.words.text()
    dialog.outcome.folders.selectRow(1)
    assert column(dialog.outcome.table, 1) == ["Review/etchings/1.jpg"]


def test_no_room_is_told_before_anything_is_touched(qtbot, dialog, scripted) -> None:
    scripted.set("sort", *BEGUN, Finished(result=result(bytes_needed=5_000_000_000)))
    click(qtbot, dialog.try_button)
    qtbot.waitUntil(dialog.go_button.isVisible)
    assert "There is no room for this: 5,000 MB are needed" in dialog.outcome.words.text()
    assert not dialog.go_button.isEnabled()


def test_the_choices_become_the_commands_arguments(dialog, tmp_path) -> None:
    choices = dialog.choices
    choices.target.setText(str(tmp_path / "out"))
    choices.hows["move"].click()
    choices.pattern.setCurrentIndex(1)
    choices.sure.own.click()
    choices.sure.least.setValue(0)
    choices.doubtful.click()
    choices.skip.click()
    assert choices.arguments == [
        "sort",
        *("--into", str(tmp_path / "out"), "--how", "move", "--pattern={class}/{confidence}/{name}"),
        *("--filed-only", "--collisions", "skip"),
    ]


def test_without_a_model_there_is_nothing_to_doubt(qtbot, context, tmp_path) -> None:
    choices = SortChoices(tmp_path / "pictures", context.theme, by_model=False)
    qtbot.addWidget(choices)
    choices.show()
    assert choices.skip.isVisible()
    assert not choices.doubtful.isVisible()
    assert not choices.sure.isVisible()
    assert not {"--at-least", "--filed-only"} & set(choices.arguments)


def test_what_cannot_work_is_said_at_once(dialog) -> None:
    dialog.choices.pattern.setCurrentIndex(4)
    dialog.choices.own_pattern.setText("../{name}")
    assert "leads out" in dialog.line.said.text()
    assert not dialog.try_button.isEnabled()
    dialog.choices.own_pattern.setText("{class}/{name}")
    assert (dialog.line.said.text(), dialog.try_button.isEnabled()) == ("", True)
    dialog.choices.target.setText("out")
    assert "from the top" in dialog.line.said.text()


def test_the_child_gets_the_answers_and_can_be_stopped(qtbot, dialog, scripted) -> None:
    scripted.set("sort", *BEGUN, {"do": "await", "request": "cancel"}, Stopped(resumable=True))
    click(qtbot, dialog.try_button)
    qtbot.waitUntil(lambda: dialog.line.bar.value() == 2)
    asked = scripted.arguments("sort")
    rows = reading.read(Path(asked[asked.index("--answers") + 1])).rows
    assert [(row.prediction.label, row.own) for row in rows][2] == ("drawings", "etchings")
    click(qtbot, dialog.cancel_button)
    qtbot.waitUntil(lambda: dialog.line.said.text() == "Stopped. Nothing has been touched.")
    scripted.set("sort", Failed(message="The disk is full", path="/p", remedy="Free some space."))
    click(qtbot, dialog.try_button)
    qtbot.waitUntil(lambda: dialog.line.said.text() == "The disk is full: /p. Free some space.")


def test_real_pictures_are_moved_and_brought_back(qtbot, dialog, tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(JobBoard, "start", _real_start)
    pictures, out = tmp_path / "pictures", tmp_path / "pictures sorted"
    before = tree(pictures)
    dialog.choices.hows["move"].click()
    click(qtbot, dialog.try_button)
    qtbot.waitUntil(dialog.go_button.isVisible, timeout=20_000)
    assert tree(pictures) == before
    assert dialog.go_button.text() == "Move 5 pictures"
    with qtbot.waitSignal(dialog.moved, timeout=20_000):
        click(qtbot, dialog.go_button)
    assert set(tree(out)) == {
        "drawings/0.jpg",
        "etchings/1.jpg",
        "etchings/2.jpg",
        "None of the classes/3.jpg",
        "Review/drawings/4.jpg",
    }
    qtbot.waitUntil(lambda: dialog.earlier.table.rowCount() == 1)
    with qtbot.waitSignal(dialog.moved, timeout=20_000):
        click(qtbot, dialog.undo_button)
    assert tree(pictures) == before
    assert dialog.outcome.words.text() == "5 pictures back where they were."
    assert not out.exists()


def test_a_sort_that_was_broken_off_is_found_again(qtbot, dialog, scripted) -> None:
    row = journal.Summary(
        name="2026-11-26-035512-ab12",
        at="2026-11-26T03:55:12+00:00",
        how="move",
        target="/out",
        pictures=3,
        state="unfinished",
    )
    dialog._show_earlier([row])
    assert "An earlier sort was broken off" in dialog.line.said.text()
    click(qtbot, dialog.earlier_button)
    assert column(dialog.earlier.table, 3) == ["broken off"]
    at = QDateTime.fromString(row.at, Qt.DateFormat.ISODate).toLocalTime()
    assert column(dialog.earlier.table, 0) == [human_moment(at)]
    scripted.set(
        "sort", *BEGUN, Finished(result=result(job="resume", dry_run=False, pictures=3, companions=0, refused=[]))
    )
    click(qtbot, dialog.earlier.resume_button)
    qtbot.waitUntil(lambda: "3 pictures copied." in dialog.outcome.words.text())
    assert scripted.arguments("sort")[:3] == ["sort", "--resume", row.name]
    scripted.set("sort", *BEGUN, Stopped(resumable=True))
    dialog.undo(row.name)
    qtbot.waitUntil(lambda: "you can undo the rest" in dialog.line.said.text())


def _real_start(board, title, arguments, *, project=None):
    return board._begin(Job(title, arguments[0], ChildProcess(arguments, project=project), parent=board))
