"""Which pictures are for training, which for validation, which for the test: by class, in units, seeded, and for good."""

from __future__ import annotations

import hashlib
import math
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from trainer.catalog.records import SPLITS, Split

SEED = 20260  # a new catalog keeps it, so that changing it here moves nobody's pictures
SHARES: Mapping[Split, float] = {"training": 0.70, "validation": 0.15, "test": 0.15}
_CHECKED = 5_000  # units between two looks at whether to go on
_ENOUGH = 3  # from this many pictures on, a class has one in each split


class Unit(NamedTuple):
    """Pictures that stay together: near-duplicates, or all of one artist or series.

    ``members``: their sha256 (hex); ``classes``: how many of them each class (any key) has.
    """

    members: tuple[str, ...]
    classes: Mapping[int, int]


def assign(new: Iterable[str], existing: Mapping[Split, int], *, seed: int) -> dict[str, Split]:
    """Give new pictures of one class a split, each on its own; what has one already never moves.

    Args:
        new: The sha256 (hex) of the pictures without a split.
        existing: How many pictures of the class each split has already.
        seed: The catalog's seed.
    """
    units = [Unit((sha256,), {0: 1}) for sha256 in new]
    given = divide(units, {0: existing}, seed=seed)
    return {unit.members[0]: split for unit, split in zip(units, given, strict=True)}


def divide(
    units: Sequence[Unit],
    existing: Mapping[int, Mapping[Split, int]],
    *,
    seed: int,
    shares: Mapping[Split, float] = SHARES,
    check: Callable[[], None] = lambda: None,
) -> list[Split]:
    """Give each unit a split, stratified by class; nothing that has a split already moves.

    The order of importing does not count: large units come first, among equals in the order of a
    seeded hash of their contents, and each goes where its classes are furthest below their shares.

    Args:
        units: Pictures that stay together.
        existing: How many pictures each class has in each split already.
        seed: The catalog's seed.
        shares: What part of a class each split is to have.
        check: Called often; may raise to break off.
    """
    classes = {label for unit in units for label in unit.classes} | set(existing)
    counts = {label: Counter[str](existing.get(label, {})) for label in classes}
    new = Counter[int]()
    for unit in units:
        new.update(unit.classes)
    wanted = {label: targets(new[label] + counts[label].total(), shares) for label in classes}
    given: dict[int, Split] = {}
    order = sorted(range(len(units)), key=lambda i: (-len(units[i].members), place(units[i].members, seed)))
    for done, number in enumerate(order):
        if done % _CHECKED == 0:
            check()
        unit = units[number]
        lacking = {
            split: sum(n * (wanted[label][split] - counts[label][split]) for label, n in unit.classes.items())
            for split in SPLITS
        }
        chosen = max(SPLITS, key=lacking.__getitem__)
        for label, n in unit.classes.items():
            counts[label][chosen] += n
        given[number] = chosen
    return [given[number] for number in range(len(units))]


def targets(pictures: int, shares: Mapping[Split, float] = SHARES) -> dict[Split, int]:
    """How many of a class' ``pictures`` belong into each split: largest remainders, at least one each from 3 on."""
    exact = {split: shares[split] * pictures for split in SPLITS}
    counts = {split: math.floor(value + 1e-9) for split, value in exact.items()}
    by_remainder = sorted(SPLITS, key=lambda split: counts[split] - exact[split])
    for split in by_remainder[: pictures - sum(counts.values())]:
        counts[split] += 1
    if pictures >= _ENOUGH:
        for split in SPLITS:
            if counts[split] == 0:
                counts[split] += 1
                counts["training"] -= 1
    return counts


def place(members: Iterable[str], seed: int) -> bytes:
    """Where a unit stands in the seeded order: the same for the same pictures, whatever the order of importing."""
    return min(hashlib.sha256(f"{seed}:{sha256}".encode()).digest() for sha256 in members)
