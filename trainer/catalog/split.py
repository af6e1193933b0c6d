"""Which pictures are for training, which for validation, which for the test: by class, seeded, and for good."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable, Mapping

from trainer.catalog.records import SPLITS, Split

SEED = 20260  # a new catalog keeps it, so that changing it here moves nobody's pictures
SHARES: Mapping[Split, float] = {"training": 0.70, "validation": 0.15, "test": 0.15}
_ENOUGH = 3  # from this many pictures on, a class has one in each split


def assign(new: Iterable[str], existing: Mapping[Split, int], *, seed: int) -> dict[str, Split]:
    """Give new pictures of one class a split; what has one already never moves.

    The order of importing does not count: pictures are taken in the order of a seeded hash
    of their contents, and each goes where its class is furthest below its share.

    Args:
        new: The sha256 (hex) of the pictures without a split.
        existing: How many pictures of the class each split has already.
        seed: The catalog's seed.
    """
    pictures = sorted(new, key=lambda sha256: _place(sha256, seed))
    counts = {split: existing.get(split, 0) for split in SPLITS}
    wanted = targets(len(pictures) + sum(counts.values()))
    given: dict[str, Split] = {}
    for sha256 in pictures:
        split = max(SPLITS, key=lambda name: wanted[name] - counts[name])
        counts[split] += 1
        given[sha256] = split
    return given


def targets(pictures: int) -> dict[Split, int]:
    """How many of a class' ``pictures`` belong into each split: largest remainders, at least one each from 3 on."""
    exact = {split: share * pictures for split, share in SHARES.items()}
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


def _place(sha256: str, seed: int) -> bytes:
    return hashlib.sha256(f"{seed}:{sha256}".encode()).digest()
