"""A report and a contact sheet as a person makes them."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from artclass_gui.dialogs.report_dialog import ReportDialog, ReportMaker, SheetMaker
from tests.gui import answered
from trainer.events import Failed, Finished, Progress, Started, Stopped

BEGUN = (Started(job="report", version="0"), Progress(done=2, total=6, unit="pictures"))


@pytest.fixture
def make(context, behind, tmp_path):
    """Opens a dialog of a kind."""
    chosen = answered.chosen(tmp_path / "Мир 和平", [5, 4, 3, 2, 1, 0], threshold=0.9)

    def opened(maker: type[ReportMaker | SheetMaker]) -> ReportDialog:
        made = ReportDialog(context, behind, maker(context, chosen), chosen)
        made.open()
        made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
        return made

    return opened


def pages_of(pdf: Path) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", pdf.read_bytes()))


def words_of(pdf: Path) -> str:
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext is not on this machine")
    done = subprocess.run(["pdftotext", "-layout", str(pdf), "-"], capture_output=True, text=True, check=True)
    return " ".join(done.stdout.split())


def test_a_report_is_made_by_the_command(qtbot, make, scripted, tmp_path) -> None:
    dialog = make(ReportMaker)
    assert dialog.windowTitle() == "Report by class of 6 pictures"
    scripted.set("report", *BEGUN, Finished(result={"shown": 5, "pictures": 6, "changed": 1}))
    dialog.maker.choices.most.setValue(7)
    dialog.save(tmp_path / "r.html")
    qtbot.waitUntil(dialog.open_button.isVisible)
    assert dialog.line.said.text() == (
        "The report shows 5 of 6 pictures. Changed since being classified, and shown apart: 1 picture. "
        "Classify the folder again."
    )
    asked = scripted.arguments("report")
    assert asked[asked.index("--per-class") + 1] == "7"
    assert asked[asked.index("--title") + 1] == "Мир 和平"
    dialog.maker.choices.most.setValue(0)
    assert dialog.save_button.isVisible(), "other choices can be saved anew"


def test_a_report_can_be_given_up_and_fail(qtbot, make, scripted, tmp_path) -> None:
    dialog = make(ReportMaker)
    scripted.set("report", *BEGUN, {"do": "await", "request": "cancel"}, Stopped(resumable=False))
    dialog.save(tmp_path / "r.html")
    qtbot.waitUntil(lambda: dialog.line.bar.value() == 2)
    qtbot.mouseClick(dialog.cancel_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: dialog.line.said.text() == "Nothing was written.")
    scripted.set("report", Failed(message="The disk is full"))
    dialog.save(tmp_path / "r.html")
    qtbot.waitUntil(lambda: dialog.line.said.text() == "The disk is full.")


def test_a_contact_sheet_has_every_picture_with_its_class(qtbot, make, tmp_path) -> None:
    dialog = make(SheetMaker)
    assert dialog.maker.choices.pages.text() == "1 page"
    path = tmp_path / "s.pdf"
    dialog.maker.choices.title.setText("Mine & <b>")
    dialog.save(path)
    qtbot.waitUntil(dialog.open_button.isVisible)
    assert dialog.line.said.text() == "The contact sheet has 1 page."
    assert pages_of(path) == 1
    said = words_of(path)
    assert said.startswith("Mine & <b>")
    for words in ("drawings (2)", "etchings (2)", "Probably none of the classes (1)", "Cannot be read (1)"):
        assert words in said
    assert "etchings, your label" in said
    assert "drawings, 79 %" in said
    assert [name for name in ("0.jpg", "1.jpg", "2.jpg", "3.jpg", "4.jpg", "5.jpg") if name not in said] == []
    assert "Page 1 of 1" in said


def test_without_classes_the_gallerys_order_is_kept(qtbot, make, tmp_path) -> None:
    dialog = make(SheetMaker)
    dialog.maker.choices.by_class.setChecked(False)
    dialog.maker.choices.columns.setValue(1)
    assert dialog.maker.choices.pages.text() == "6 pages"
    dialog.maker.choices.landscape.setChecked(True)
    path = tmp_path / "s.pdf"
    dialog.save(path)
    qtbot.waitUntil(dialog.open_button.isVisible)
    assert pages_of(path) == 6
    assert re.findall(r"\d\.jpg", words_of(path)) == ["5.jpg", "4.jpg", "3.jpg", "2.jpg", "1.jpg", "0.jpg"]


def test_a_sheet_that_cannot_be_written_says_so(qtbot, make, tmp_path) -> None:
    dialog = make(SheetMaker)
    (tmp_path / "file").write_text("in the way")
    dialog.save(tmp_path / "file" / "s.pdf")
    qtbot.waitUntil(lambda: dialog.line.said.property("role") == "bad" and bool(dialog.line.said.text()))
    assert dialog.save_button.isVisible()


def test_a_sheet_can_be_given_up(qtbot, make, tmp_path) -> None:
    dialog = make(SheetMaker)
    dialog.save(tmp_path / "s.pdf")
    dialog.maker.cancel()
    qtbot.waitUntil(dialog.close_button.isVisible)
    assert dialog.line.said.text() == "Nothing was written."
    assert [path.name for path in tmp_path.glob("*s.pdf*")] == []


def test_names_stand_level_with_their_fields(qtbot, make) -> None:
    choices = make(SheetMaker).maker.choices
    for field in (choices.title, choices.columns, choices.paper):
        label = choices.form.labelForField(field)
        assert abs(label.geometry().center().y() - field.geometry().center().y()) <= 1
