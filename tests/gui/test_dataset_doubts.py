"""Pictures in two classes and labels that a model doubts: decided one after another by single keys."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QInputDialog, QLabel

from artclass_gui.context import Context
from artclass_gui.deciding import Decider
from artclass_gui.pages.dataset_doubts import DoubtsPart
from tests.gui.catalogs import make_copy, make_project, make_shapes
from tests.gui.reports import keep_report, suspect
from trainer.catalog.records import Item
from trainer.catalog.store import Catalog
from trainer.project import Project

KEY = Qt.Key


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """The same bytes in a and b; near-duplicates in a and b; two labels that a model doubts, a 3 more than b 2."""
    art = make_shapes(tmp_path / "art", {"a": 4, "b": 4, "c": 2})
    shutil.copy(art / "a" / "a 0.png", art / "b" / "same.png")
    make_copy(art / "a" / "a 1.png", art / "b" / "a 1 small.png")
    project = make_project(tmp_path / "Art.artclass", art, looks=True)
    numbers = {name: item.id for name, item in by_name(project).items()}
    keep_report(
        project,
        suspects=[suspect(numbers["a/a 3.png"], "a", "c"), suspect(numbers["b/b 2.png"], "b", "a", sure=0.7)],
    )
    return project


@pytest.fixture
def part(qtbot, context: Context, project: Project) -> DoubtsPart:
    part = DoubtsPart(context, Decider(context))
    context.project.doctor_changed.connect(lambda: part.show_doctor(context.project.doctor))
    qtbot.addWidget(part)
    part.resize(1000, 600)
    part.show()
    with qtbot.waitSignal(context.project.doctor_changed, timeout=20_000):
        context.project.open(project.folder)
    part.view.setCurrentIndex(part.view.doubts.index(0))
    return part


def by_name(project: Project) -> dict[str, Item]:
    with Catalog.open(project, readonly=True) as catalog:
        return {item.name: item for item in catalog.items()}


def listed(part: DoubtsPart) -> list[str]:
    return [doubt.items[0].name for doubt in part.view.doubts.things()]


def settled(qtbot, part: DoubtsPart, context: Context, doubts: int) -> None:
    qtbot.waitUntil(lambda: not part._decider.busy and len(context.project.doctor.doubts) == doubts, timeout=20_000)


def text_of(part: DoubtsPart) -> str:
    return " ".join(label.text() for label in part.findChildren(QLabel) if label.isVisible())


def test_everything_doubtful_is_one_list_conflicts_first_then_the_worst_labels(part) -> None:
    assert listed(part) == ["a/a 0.png", "a/a 1.png", "a/a 3.png", "b/b 2.png"]
    assert "0 of 4 decided" in text_of(part)
    assert "The same picture lies in “a” and “b”" in text_of(part)
    assert [choice.name for choice in part.choices] == ["a", "b", "c"]
    assert part.choices[0].reason == "as 1 file says; used so now"


def test_a_digit_decides_and_goes_on(qtbot, context, project, part) -> None:
    qtbot.keyClick(part.view, KEY.Key_2)
    assert listed(part)[0] == "a/a 1.png"
    assert "1 of 4 decided" in text_of(part)
    settled(qtbot, part, context, 3)
    assert by_name(project)["a/a 0.png"].label == "b"
    assert "1 of 4 decided" in text_of(part)
    context.undo.undo()
    settled(qtbot, part, context, 4)
    assert "0 of 4 decided" in text_of(part)
    assert by_name(project)["a/a 0.png"].label == "a"


def test_near_duplicates_are_labelled_together_or_told_apart(qtbot, context, project, part) -> None:
    part.view.step(1)
    assert "look like the same picture" in text_of(part)
    assert "a 1 small.png · b" in part.portraits.accessibleName()
    assert part.apart_button.isVisible()
    qtbot.keyClick(part.view, KEY.Key_1)
    settled(qtbot, part, context, 3)
    assert {by_name(project)[name].label for name in ("a/a 1.png", "b/a 1 small.png")} == {"a"}
    context.undo.undo()
    settled(qtbot, part, context, 4)
    part.view.setCurrentIndex(part.view.doubts.index(1))
    qtbot.keyClick(part.view, KEY.Key_N)
    settled(qtbot, part, context, 3)
    assert [by_name(project)[name].label for name in ("a/a 1.png", "b/a 1 small.png")] == ["a", "b"]


def test_a_doubted_label_is_confirmed_or_corrected(qtbot, context, project, part) -> None:
    part.view.setCurrentIndex(part.view.doubts.index(2))
    assert "says “c”, 94 % sure" in text_of(part)
    assert [choice.reason for choice in part.choices] == ["as it is; the model: 3 %", "the model: 94 %", ""]
    qtbot.keyClick(part.view, KEY.Key_1)
    assert listed(part)[2] == "b/b 2.png"
    part.choices[1].click()
    settled(qtbot, part, context, 2)
    labels = by_name(project)
    assert labels["a/a 3.png"].label == "a"  # confirmed: it is not asked for again
    assert labels["b/b 2.png"].label == "a"
    assert "2 of 4 decided" in text_of(part)


def test_pictures_are_left_out_and_skipped(qtbot, context, project, part) -> None:
    qtbot.keyClick(part.view, KEY.Key_S)
    qtbot.keyClick(part.view, KEY.Key_Right)
    assert part.view.doubt.items[0].name == "a/a 3.png"
    qtbot.keyClick(part.view, KEY.Key_0)
    settled(qtbot, part, context, 3)
    assert by_name(project)["a/a 3.png"].aside == "person"
    qtbot.keyClick(part.view, KEY.Key_Left)
    qtbot.keyClick(part.view, KEY.Key_Delete)
    settled(qtbot, part, context, 2)
    assert by_name(project)["b/a 1 small.png"].aside == "person"
    part.skip()
    assert part.view.doubt.items[0].name == "a/a 0.png"  # after the last one comes the first one


def test_another_class_is_typed(qtbot, context, project, part) -> None:
    part.other_button.menu().actions()[-1].trigger()
    dialog = part.findChild(QInputDialog)
    dialog.setTextValue("maps")
    dialog.accept()
    settled(qtbot, part, context, 3)
    assert by_name(project)["a/a 0.png"].label == "maps"


def test_in_a_narrow_window_the_keys_work_without_the_list(qtbot, context, project, part) -> None:
    part.resize(640, 420)
    part.take_focus()
    assert not part.view.isVisible()
    qtbot.keyClick(part, KEY.Key_Down)
    assert part.view.doubt.items[0].name == "a/a 1.png"
    qtbot.keyClick(part, KEY.Key_Up)
    qtbot.keyClick(part, KEY.Key_1)
    settled(qtbot, part, context, 3)
    qtbot.keyClick(part.skip_button, KEY.Key_2)  # wherever the focus is
    settled(qtbot, part, context, 2)


def test_when_all_is_decided_it_is_said(qtbot, context, part) -> None:
    for _ in range(4):
        qtbot.keyClick(part, KEY.Key_1)
    settled(qtbot, part, context, 0)
    assert "All 4 decided" in text_of(part)


def test_nothing_to_decide_says_where_doubts_come_from(part) -> None:
    part.forget()
    part.show_doctor(type(part._context.project.doctor)())
    assert "Nothing to decide" in text_of(part)
    assert "Health" in text_of(part)
