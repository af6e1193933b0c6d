"""Decisions about pictures are carried out in order, in the background, and each can be undone."""

from __future__ import annotations

from pathlib import Path

import pytest

from artclass_gui.context import Context
from artclass_gui.deciding import Decider
from tests.gui.catalogs import UNLABELLED, make_copy, make_project, make_shapes
from trainer.catalog.records import Item
from trainer.catalog.store import Catalog


@pytest.fixture
def decider(qtbot, context: Context, tmp_path: Path) -> Decider:
    """An open project: four pictures of a, four of b, two unlabelled; two of a and one of b have a smaller copy."""
    art = make_shapes(tmp_path / "art", {"a": 4, "b": 4, UNLABELLED: 2})
    for name in ("a/a 0.png", "a/a 1.png", "b/b 0.png"):
        make_copy(art / name, (art / name).with_name(f"copy of {Path(name).name}"))
    project = make_project(tmp_path / "Art.artclass", art, looks=True)
    with qtbot.waitSignal(context.project.doctor_changed, timeout=20_000):
        context.project.open(project.folder)
    return Decider(context)


def by_name(context: Context) -> dict[str, Item]:
    with Catalog.open(context.project.project, readonly=True) as catalog:
        return {item.name: item for item in catalog.items()}


def settle(qtbot, context: Context, decider: Decider, act) -> None:
    """Do something, and wait until the window knows what came of it."""
    with qtbot.waitSignal(context.project.doctor_changed, timeout=20_000):
        act()
    qtbot.waitUntil(lambda: not decider.busy, timeout=20_000)


def aside(context: Context) -> set[str]:
    return {name for name, item in by_name(context).items() if item.aside is not None}


def test_the_project_knows_what_could_be_put_right(context, decider) -> None:
    assert len(context.project.doctor.twins) == 3
    assert context.project.catalog.unlabelled == 2
    assert context.project.catalog.set_aside == 0
    assert not context.project.doctor.doubts


def test_a_label_is_given_undone_and_given_again(qtbot, context, decider) -> None:
    name = f"{UNLABELLED}/{UNLABELLED} 0.png"
    number = by_name(context)[name].id
    with qtbot.waitSignal(decider.decided, timeout=20_000) as said:
        settle(qtbot, context, decider, lambda: decider.label([number], "new art"))
    assert said.args == ["1 picture labelled “new art”."]
    assert by_name(context)[name].label == "new art"
    assert context.project.catalog.unlabelled == 1
    assert context.undo.undoText() == "Label 1 picture “new art”"
    settle(qtbot, context, decider, context.undo.undo)
    assert by_name(context)[name].label is None
    settle(qtbot, context, decider, context.undo.redo)
    assert by_name(context)[name].label == "new art"


def test_keeping_the_best_of_all_groups_is_one_step(qtbot, context, decider) -> None:
    settle(qtbot, context, decider, lambda: decider.keep_best(list(context.project.doctor.twins.values())))
    assert aside(context) == {"a/copy of a 0.png", "a/copy of a 1.png", "b/copy of b 0.png"}
    assert context.project.catalog.set_aside == 3
    assert not context.project.doctor.twins
    assert context.undo.undoText() == "Keep the best of 3 groups"
    settle(qtbot, context, decider, context.undo.undo)
    assert not aside(context)
    assert len(context.project.doctor.twins) == 3


def test_one_is_kept_others_are_told_apart_or_left_out_and_used_again(qtbot, context, decider) -> None:
    items = by_name(context)
    large, small = items["a/a 0.png"].id, items["a/copy of a 0.png"].id
    settle(qtbot, context, decider, lambda: decider.keep_one(small, [large]))
    assert aside(context) == {"a/a 0.png"}
    settle(qtbot, context, decider, lambda: decider.use_again([large]))
    settle(qtbot, context, decider, lambda: decider.keep_apart([small, large]))
    assert not aside(context)
    assert len(context.project.doctor.twins) == 2
    settle(qtbot, context, decider, lambda: decider.leave_out([small, large]))
    assert len(aside(context)) == 2


def test_decisions_in_a_hurry_keep_their_order(qtbot, context, decider) -> None:
    number = by_name(context)["a/a 3.png"].id
    decider.label([number], "x")
    decider.label([number], "y")
    context.undo.undo()
    decider.label([number], "z")
    context.undo.undo()
    qtbot.waitUntil(lambda: not decider.busy, timeout=20_000)
    assert by_name(context)["a/a 3.png"].label == "x"


def test_what_cannot_be_done_is_said_and_leaves_nothing_to_undo(qtbot, context, decider) -> None:
    number = by_name(context)["a/a 3.png"].id
    with qtbot.waitSignal(decider.failed, timeout=20_000) as failed:
        decider.label([number], " ")
    assert "needs a name" in failed.args[0]
    assert not context.undo.canUndo()


def test_nothing_to_do_leaves_nothing_to_undo(qtbot, context, decider) -> None:
    settle(qtbot, context, decider, lambda: decider.label([1], "a"))
    with qtbot.waitSignal(decider.decided, timeout=20_000) as said:
        decider.mend_leaks()
    assert said.args == ["There was nothing to do."]
    assert context.undo.undoText() == "Label 1 picture “a”"


def test_without_a_project_nothing_is_decided(context) -> None:
    Decider(context).label([1], "a")
    assert not context.undo.canUndo()


def test_what_was_decided_is_not_lost_when_the_program_ends_at_once(qtbot, context, decider) -> None:
    items = by_name(context)
    for number, name in enumerate(("a/a 0.png", "a/a 1.png", "a/a 2.png")):
        decider.label([items[name].id], f"new {number}")
    context.undo.undo()
    decider._flush()
    now = by_name(context)
    assert [now[f"a/a {number}.png"].label for number in range(3)] == ["new 0", "new 1", "a"]
    qtbot.waitUntil(lambda: not decider._busy, timeout=20_000)
