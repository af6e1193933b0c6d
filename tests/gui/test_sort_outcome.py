"""What a sort or its undoing has come to, in sentences."""

from __future__ import annotations

import pytest

from artclass_gui.dialogs.sort_outcome import SortOutcome


@pytest.mark.parametrize(
    ("back", "stayed", "said"),
    [
        (4, 0, "4 pictures back where they were."),
        (0, 1, "1 picture had not left its place; the copy that was made of it is deleted."),
        (
            4,
            2,
            "4 pictures back where they were.\n2 pictures had not left their place; the copies that were made of them are deleted.",
        ),
    ],
)
def test_undoing_tells_apart_what_came_back_and_what_had_not_left(qtbot, back, stayed, said) -> None:
    outcome = SortOutcome()
    qtbot.addWidget(outcome)
    outcome.show_result(
        {
            "job": "undo",
            "how": "move",
            "into": "/out",
            "pictures": back,
            "never_left": stayed,
            "companions": 0,
            "refused": [],
        }
    )
    assert outcome.words.text() == said


@pytest.mark.parametrize(
    ("planned", "said"),
    [
        (200, "Of these, labelled by you: 30, filed by the model: 160, to review: 10."),
        (199, ""),  # it was stopped: which ones are missing is not known
    ],
)
def test_the_parts_are_those_of_the_gallery_and_add_up(qtbot, planned, said) -> None:
    outcome = SortOutcome()
    qtbot.addWidget(outcome)
    parts = {"labelled": 30, "filed": 160, "review": 10, "novel": 0}
    outcome.show_result(
        {"job": "sort", "dry_run": True, "how": "copy", "into": "/out", "planned": planned, "moves": [], **parts}
    )
    assert outcome.words.text().endswith(said or "would be copied.")


@pytest.mark.parametrize("renamed", [False, True])
def test_remarks_have_a_column_only_where_there_are_any(qtbot, renamed) -> None:
    outcome = SortOutcome()
    qtbot.addWidget(outcome)
    outcome.resize(850, 400)
    outcome.show()
    name = "a picture with a rather long name 0123456789.jpeg"
    move = {"path": f"/p/{name}", "to": f"/out/drawings/{name}", "renamed": renamed}
    outcome.show_result(
        {"job": "sort", "dry_run": True, "how": "copy", "into": "/out", "planned": 1, "folders": {}, "moves": [move]}
    )
    assert outcome.table.isColumnHidden(2) is not renamed
    room = outcome.table.viewport().width()
    widths = [outcome.table.columnWidth(column) for column in range(3)]
    assert sum(widths) == room
    if not renamed:
        assert widths[0] >= outcome.table.sizeHintForColumn(0)
        assert widths[1] >= outcome.table.sizeHintForColumn(1)
