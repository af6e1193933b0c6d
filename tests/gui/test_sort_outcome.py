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
