"""Splits: by class, in fixed shares, whatever the order, and for good."""

from __future__ import annotations

import hashlib
import random
from collections import Counter

from trainer.catalog import split


def names(count: int, start: int = 0) -> list[str]:
    return [hashlib.sha256(str(i).encode()).hexdigest() for i in range(start, start + count)]


def test_shares_are_kept_and_nobody_is_lost() -> None:
    for count in range(400):
        counts = split.targets(count)
        assert sum(counts.values()) == count
        assert all(abs(counts[name] - share * count) <= 1.4 for name, share in split.SHARES.items())
        assert count < 3 or min(counts.values()) >= 1


def test_the_order_does_not_count() -> None:
    pictures = names(100)
    shuffled = pictures.copy()
    random.Random(1).shuffle(shuffled)
    assert split.assign(pictures, {}, seed=1) == split.assign(shuffled, {}, seed=1)
    assert split.assign(pictures, {}, seed=1) != split.assign(pictures, {}, seed=2)


def test_additions_bring_the_shares_back_without_moving_anybody() -> None:
    first = Counter(split.assign(names(10), {}, seed=1).values())
    assert first in ({"training": 7, "validation": 2, "test": 1}, {"training": 7, "validation": 1, "test": 2})
    added = Counter(split.assign(names(90, 10), first, seed=1).values())
    assert first + added == {"training": 70, "validation": 15, "test": 15}


def test_three_pictures_reach_all_splits() -> None:
    assert sorted(split.assign(names(3), {}, seed=1).values()) == ["test", "training", "validation"]


def test_a_picture_too_many_in_a_split_stays_there() -> None:
    given = Counter(split.assign(names(5), {"test": 5}, seed=1).values())
    assert given["test"] == 0
    assert sum(given.values()) == 5
