"""Pictures that were moved after they were labelled: what is taken back and given again shows where they are now."""

from __future__ import annotations

from pathlib import Path

from pytestqt.qtbot import QtBot

from artclass_gui.context import Context
from artclass_gui.pages.classify_page import ClassifyPage


def test_the_label_of_a_moved_picture_is_taken_back_where_it_is_now(
    qtbot: QtBot, classified: ClassifyPage, context: Context, folder: Path
) -> None:
    context.project.open(folder.parent / "Art.artclass", create=True)
    images, reviewer = classified.images, classified.results.review.reviewer
    row = images.find(str(folder / "b 2.jpg"))
    assert row is not None
    classified.results.view.go_to(row)
    qtbot.keyClicks(classified.results.view, "2")
    reviewer._decider.finish()
    qtbot.waitUntil(lambda: context.undo.canUndo() and not reviewer._decider.busy, timeout=20_000)
    moved = folder / "painting" / "b 2.jpg"
    moved.parent.mkdir()
    (folder / "b 2.jpg").rename(moved)
    classified.session.restart()

    def own() -> str | None:
        found = images.find(str(moved))
        return images.row(found).own if found is not None else None

    qtbot.waitUntil(lambda: own() == "painting", timeout=20_000)
    reviewer._decider._rest.setInterval(10**8)  # nothing is to wait for that
    context.undo.undo()
    qtbot.waitUntil(lambda: images.find(str(moved)) is not None and own() is None, timeout=20_000)
    context.undo.redo()
    qtbot.waitUntil(lambda: own() == "painting", timeout=20_000)
