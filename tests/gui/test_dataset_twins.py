"""Near-duplicates: groups side by side, one of each is kept, by mouse and by keys."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QLabel

from artclass_gui.context import Context
from artclass_gui.deciding import Decider
from artclass_gui.gallery.twins_model import TwinsModel
from artclass_gui.pages.dataset_twins import TwinsPart
from tests.gui.catalogs import make_copy, make_project, make_shapes
from trainer.catalog.records import Item, TwinGroup
from trainer.catalog.store import Catalog

KEY = Qt.Key


@pytest.fixture
def part(qtbot, context: Context, tmp_path: Path) -> TwinsPart:
    """Three groups: a 0 with two copies, b 0 with one, and a 1 with a copy that lies in b."""
    art = make_shapes(tmp_path / "art", {"a": 4, "b": 4})
    make_copy(art / "a" / "a 0.png", art / "a" / "a 0 small.png")
    make_copy(art / "a" / "a 0 small.png", art / "a" / "a 0 tiny.png")
    make_copy(art / "a" / "a 1.png", art / "b" / "a 1 small.png")
    make_copy(art / "b" / "b 0.png", art / "b" / "b 0 small.png")
    project = make_project(tmp_path / "Art.artclass", art, looks=True)
    part = TwinsPart(context, Decider(context))
    context.project.doctor_changed.connect(lambda: part.show_doctor(context.project.doctor))
    qtbot.addWidget(part)
    part.resize(900, 600)
    part.show()
    with qtbot.waitSignal(context.project.doctor_changed, timeout=20_000):
        context.project.open(project.folder)
    return part


def names(part: TwinsPart) -> list[list[str]]:
    """The pictures of each group that is shown."""
    return [[Path(item.name).stem for item in group.items] for group in part.view.groups.groups()]


def go_to(part: TwinsPart, first: str) -> None:
    """Make the group that begins with this picture the current one."""
    row = next(row for row, group in enumerate(names(part)) if group[0] == first)
    part.view.setCurrentIndex(part.view.groups.index(row))


def aside(context: Context) -> set[str]:
    with Catalog.open(context.project.project, readonly=True) as catalog:
        return {Path(item.name).stem for item in catalog.set_aside()}


def settled(qtbot, part: TwinsPart, context: Context, groups: int) -> None:
    qtbot.waitUntil(lambda: not part._decider.busy and len(context.project.doctor.twins) == groups, timeout=20_000)


def text_of(part: TwinsPart) -> str:
    return " ".join(label.text() for label in part.findChildren(QLabel) if label.isVisible())


def test_groups_are_listed_with_the_best_picture_first(part) -> None:
    assert names(part)[0] == ["a 0", "a 0 small", "a 0 tiny"]
    assert {tuple(group) for group in names(part)[1:]} == {("a 1", "a 1 small"), ("b 0", "b 0 small")}
    said = part.view.groups.index(0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert said.startswith("3 pictures")
    assert "a/a 0 tiny.png, a" in said
    assert "sets 3 pictures aside" in text_of(part)
    assert "1 group lies in several classes" in text_of(part)


def test_the_best_of_all_groups_is_kept_and_taken_back_in_one_step(qtbot, context, part) -> None:
    assert part.best_of_all.text() == "Keep the best of all 2 groups"
    with qtbot.waitSignal(part.counted) as counted:
        part.best_of_all.click()
    assert counted.args == [1]
    settled(qtbot, part, context, 1)
    assert aside(context) == {"a 0 small", "a 0 tiny", "b 0 small"}
    assert names(part) == [["a 1", "a 1 small"]]  # it lies in two classes: nobody may choose for the person
    assert not part.best_of_all.isVisible()
    context.undo.undo()
    settled(qtbot, part, context, 3)
    assert not aside(context)
    assert len(names(part)) == 3


def test_keys_keep_a_picture_and_go_on(qtbot, context, part) -> None:
    view = part.view
    view.setFocus()
    go_to(part, "a 0")
    qtbot.keyClick(view, KEY.Key_Right)
    assert view.item.name == "a/a 0 small.png"
    qtbot.keyClick(view, KEY.Key_K)
    assert len(names(part)) == 2
    assert view.currentIndex().row() == 0
    settled(qtbot, part, context, 2)
    assert aside(context) == {"a 0", "a 0 tiny"}
    go_to(part, "b 0")
    qtbot.keyClick(view, KEY.Key_Return)
    settled(qtbot, part, context, 1)
    assert "b 0 small" in aside(context)


def test_arrows_go_through_groups_and_pictures_and_stop_at_the_ends(qtbot, part) -> None:
    view = part.view
    view.setCurrentIndex(view.groups.index(0))
    for key, place in ((KEY.Key_Left, 0), (KEY.Key_Right, 1), (KEY.Key_Right, 2), (KEY.Key_Right, 2)):
        qtbot.keyClick(view, key)
        assert view.place == place
    qtbot.keyClick(view, KEY.Key_Down)
    assert (view.currentIndex().row(), view.place) == (1, 0)
    qtbot.keyClick(view, KEY.Key_Up)
    assert view.currentIndex().row() == 0


def test_what_only_looks_alike_is_told_apart_for_good(qtbot, context, part) -> None:
    go_to(part, "b 0")
    qtbot.keyClick(part.view, KEY.Key_N)
    settled(qtbot, part, context, 2)
    assert not aside(context)
    assert "b 0" not in [group[0] for group in names(part)]


def test_a_group_that_is_left_leaves_the_list_and_can_be_shown_again(qtbot, context, part) -> None:
    go_to(part, "b 0")
    part.buttons["leave"].click()
    assert len(names(part)) == 2
    assert context.undo.undoText() == "Leave 2 pictures as they are"
    context.undo.undo()
    assert len(names(part)) == 3
    context.undo.redo()
    assert part.again_button.text() == "Show 1 group again"
    part.best_of_all.click()
    settled(qtbot, part, context, 2)
    assert aside(context) == {"a 0 small", "a 0 tiny"}  # what was left is left
    part.again_button.click()
    assert len(names(part)) == 2


def test_all_decided_is_said(qtbot, context, part) -> None:
    part.best_of_all.click()
    part.keep_best()
    settled(qtbot, part, context, 0)
    assert "No near-duplicates" in text_of(part)


def test_the_mouse_chooses_a_picture_and_a_button_keeps_it(qtbot, context, part) -> None:
    view = part.view
    go_to(part, "a 0")
    rect = view.visualRect(view.currentIndex())
    second = QPoint(rect.left() + 300, rect.center().y())
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=second)
    assert view.item.name == "a/a 0 small.png"
    assert view.picture_at(second) is view.item
    part.buttons["keep"].click()
    settled(qtbot, part, context, 2)
    assert aside(context) == {"a 0", "a 0 tiny"}


def test_two_pictures_are_compared_large(qtbot, context, part) -> None:
    pair = part.pair
    go_to(part, "a 0")
    part.view.go_to_picture(2)
    qtbot.keyClick(part.view, KEY.Key_Space)
    assert pair.isVisible()
    assert [item.name for item in pair.shown] == ["a/a 0.png", "a/a 0 tiny.png"]
    assert "best copy" in pair.panes[0].words
    assert "40 × 30 · PNG" in pair.panes[1].words
    qtbot.keyClick(pair, KEY.Key_Left)
    assert pair.shown[1].name == "a/a 0 small.png"
    qtbot.waitUntil(lambda: all(pane.canvas._loaded is not None for pane in pair.panes), timeout=20_000)
    before = [pane.canvas.scale for pane in pair.panes]
    qtbot.keyClick(pair, KEY.Key_Plus)
    for pane, scale in zip(pair.panes, before, strict=True):
        assert pane.canvas.scale == pytest.approx(scale * 1.25)
    qtbot.keyClick(pair, KEY.Key_2)
    assert pair.isVisible()  # with the next group
    assert len(pair.shown) == 2
    settled(qtbot, part, context, 2)
    assert aside(context) == {"a 0", "a 0 tiny"}
    qtbot.keyClick(pair, KEY.Key_N)
    qtbot.keyClick(pair, KEY.Key_1)
    assert not pair.isVisible()  # nothing is left
    settled(qtbot, part, context, 0)


def test_thousands_of_groups_are_one_list() -> None:
    model = TwinsModel()
    model.replace({(2 * number, 2 * number + 1): _group(number) for number in range(5_000)})
    assert model.rowCount() == 5_000
    model.take_out({(0, 1), (4, 5)})
    assert model.rowCount() == 4_998
    assert model.row_of((2, 3)) == 0


def _group(number: int) -> TwinGroup:
    facts = {"sha256": "", "label": "a", "found": None, "split": "training", "width": 9, "height": 9, "size": 1}
    items = tuple(Item(id=2 * number + n, path=Path(f"{n}.png"), name=f"{n}.png", **facts) for n in (0, 1))
    return TwinGroup(items=items, distance=3)
