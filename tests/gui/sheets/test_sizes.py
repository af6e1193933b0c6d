"""The sizes of a contact sheet's groups are known before anything is grouped."""

from __future__ import annotations

import random

import pytest

from artclass_gui.gallery.rows import ImageRow, prediction_of
from artclass_gui.gallery.store import ImageStore
from artclass_gui.sheets.sizes import group_sizes
from trainer.answers import Answered
from trainer.reporting.groups import groups

CLASSES = ("drawings", "etchings", "prints")


def _picture(number: int, chance: random.Random) -> ImageRow:
    readable = chance.random() > 0.1
    return ImageRow(
        path=f"/none/{number}.jpg",
        label=chance.choice(CLASSES) if readable else None,
        confidence=0.8 if readable else None,
        status="ok" if readable else "unreadable",
        own=chance.choice((None, None, "etchings", "z mine", "a mine")),
        novel=readable and chance.random() > 0.8,
    )


@pytest.mark.parametrize("seed", range(20))
def test_they_are_those_of_the_groups(seed: int) -> None:
    chance = random.Random(seed)
    store = ImageStore.of([_picture(number, chance) for number in range(chance.choice((1, 5, 80)))], CLASSES)
    rows = [row for row in range(len(store)) if chance.random() > 0.3]
    chance.shuffle(rows)
    answered = [Answered(prediction_of(store.read(row)), store.read(row).own) for row in rows]
    assert group_sizes(store, rows) == [len(group.pictures) for group in groups(answered, CLASSES) if group.pictures]
