"""The export dialog as a person uses it, and the card that looks for shortcuts, against a scripted child."""

from __future__ import annotations

import msgspec
import pytest
from PySide6.QtCore import Qt

from artclass_gui.dialogs.export_dialog import ExportDialog
from artclass_gui.pages.results_audit import AuditView
from tests.gui.run_folders import finished_run
from trainer.events import Failed, Finished, Progress, Stage, Started, Stopped
from trainer.explaining import records
from trainer.explaining.records import Audit, ClassLoss, Loss, Part

CONFUSION = ((8, 1), (2, 9))


@pytest.fixture
def state(qtbot, context, tmp_path):
    """The state of one finished run in an open project."""
    with qtbot.waitSignal(context.project.runs_changed):
        context.project.open(tmp_path / "p.artclass", create=True)
    finished_run(context.project.project, CONFUSION, classes=("a", "b"))
    with qtbot.waitSignal(context.project.runs_changed):
        context.project.reload_runs()
    return context.project.runs[0]


@pytest.fixture
def dialog(qtbot, context, state) -> ExportDialog:
    """The dialog, on the screen."""
    dialog = ExportDialog(context, state)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def item(name: str, *, certified: bool) -> dict[str, object]:
    return {
        "format": name,
        "folder": f"/out/r-{name}",
        "file": f"/out/r-{name}/model.tflite",
        "bytes": 3_000_000,
        "certified": certified,
        "words": f"{name} in words.",
    }


def begun(*more):
    return (
        Started(job="export", version="0", run="r"),
        Stage(name="litert", label="Writing LiteRT", index=2, count=3),
        *more,
    )


def test_int8_is_never_ticked_by_itself(dialog) -> None:
    assert dialog.choices.chosen == ["litert"]
    dialog.choices.boxes["litert"].setChecked(False)
    assert not dialog.export_button.isEnabled()


def test_what_was_written_is_told_with_its_certificates(qtbot, dialog, scripted, state, tmp_path) -> None:
    exports = [item("litert", certified=True), item("litert-int8", certified=False)]
    scripted.set("export", *begun(), Finished(result={"run": "r", "certified": False, "exports": exports}))
    dialog.choices.boxes["litert-int8"].setChecked(True)
    dialog.folder.setText(str(tmp_path / "out"))
    qtbot.mouseClick(dialog.export_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(dialog.show_button.isVisible)
    asked = ["export", "--run", state.run.name, "--out", str(tmp_path / "out"), "--format", "litert", "litert-int8"]
    assert [word for word in scripted.arguments("export") if word in asked] == asked
    assert "NOT-CERTIFIED" in dialog.said.text()
    said = [label.text() for label in dialog.outcomes.findChildren(type(dialog.said))]
    assert "litert in words." in said
    assert "litert-int8 in words." in said


def test_an_export_can_be_cancelled(qtbot, dialog, scripted) -> None:
    waiting = Progress(done=3, total=10, unit="pictures")
    scripted.set("export", *begun(waiting), {"do": "await", "request": "cancel"}, Stopped(resumable=False))
    qtbot.mouseClick(dialog.export_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: dialog.bar.value() == 3)
    assert dialog.said.text() == "Writing LiteRT…"
    assert not dialog.choices.isEnabled()
    qtbot.mouseClick(dialog.cancel_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: dialog.said.text() == "Nothing was written.")
    assert dialog.export_button.isVisible()


def test_a_full_disk_is_said(qtbot, dialog, scripted) -> None:
    scripted.set("export", *begun(), Failed(message="The disk is full", path="/out", remedy="Free some space."))
    qtbot.mouseClick(dialog.export_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: dialog.said.text() == "The disk is full: /out. Free some space.")
    assert dialog.export_button.isVisible()


def audit(run: str) -> Audit:
    leaning = Loss(images=60, plain=0.9, changed=0.5, interval=(0.3, 0.5), matters=True)
    sound = Loss(images=60, plain=0.9, changed=0.9, interval=(-0.02, 0.02), matters=False)
    grey = Part(change="grey", figures=leaning, classes=(ClassLoss(name="a", figures=leaning),))
    return Audit(
        run=run, created="", version="0", images=60, accuracy=0.9, parts=(Part(change="borders", figures=sound), grey)
    )


def words(view) -> str:
    return " ".join(label.text() for label in view.findChildren(type(view.verdict)) if label.isVisible())


def test_shortcuts_are_looked_for_and_told(qtbot, context, state, scripted) -> None:
    view = AuditView(context)
    qtbot.addWidget(view)
    view.show()
    view.show_run(state)
    assert "frame, a tint or the scan" in view.verdict.text()
    records.write(state.run, audit(state.run.name))
    scripted.set("explain", *begun(), Finished(result=msgspec.to_builtins(audit("r"))))
    qtbot.mouseClick(view.ask_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "may be taking a shortcut" in words(view))
    qtbot.waitUntil(lambda: "colour more than on form" in words(view))
    assert "“a” falls from 90% to 50% of 60" in words(view)
    assert "--audit" in scripted.arguments("explain")


def test_a_failed_search_says_why(qtbot, context, state, scripted) -> None:
    view = AuditView(context)
    qtbot.addWidget(view)
    view.show()
    view.show_run(state)
    scripted.set("explain", Failed(message="This project has no pictures yet"))
    qtbot.mouseClick(view.ask_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "no pictures yet" in words(view))
    assert view.ask_button.isVisible()
