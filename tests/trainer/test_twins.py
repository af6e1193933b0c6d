"""Near-duplicates among hashes: found, not invented, and never chained together."""

from __future__ import annotations

import numpy as np
import pytest

from trainer import twins
from trainer.twins import Hashes


def hashes(codes: np.ndarray, mirrored: np.ndarray | None = None, aspects: np.ndarray | None = None) -> Hashes:
    """Hashes of bits, shape (n, 256)."""
    chance = np.random.default_rng(99)
    if mirrored is None:
        mirrored = chance.random(codes.shape) < 0.5
    if aspects is None:
        aspects = np.ones(len(codes))
    packed = (
        [row.tobytes() for row in np.packbits(codes, axis=1)],
        [row.tobytes() for row in np.packbits(mirrored, axis=1)],
    )
    return Hashes.of(*packed, aspects.tolist())


def bits(count: int, seed: int = 1) -> np.ndarray:
    return np.random.default_rng(seed).random((count, 256)) < 0.5


def flipped(row: np.ndarray, count: int, seed: int = 2) -> np.ndarray:
    other = row.copy()
    other[np.random.default_rng(seed).choice(256, count, replace=False)] ^= True
    return other


def found(given: Hashes, new: np.ndarray | None = None) -> set[tuple[int, int]]:
    return {pair[:2] for pair in twins.find(given, new, check=lambda: None)}


def test_copies_are_found_and_strangers_are_not() -> None:
    codes = bits(500)
    for number, distance in enumerate((0, 4, 12, 24, 32, 40)):
        codes[400 + number] = flipped(codes[number], distance, seed=number)
    assert found(hashes(codes)) == {(number, 400 + number) for number in range(6)}


def test_the_distance_is_told_and_the_limit_is_kept() -> None:
    codes = bits(3)
    codes[1] = flipped(codes[0], twins.LIMIT + 1)
    codes[2] = flipped(codes[0], 10, seed=5)
    (pair,) = twins.find(hashes(codes), check=lambda: None)
    assert (pair.a, pair.b, pair.distance, pair.mirrored) == (0, 2, 10, False)


def test_mirror_images_are_found() -> None:
    codes, mirrored = bits(50), bits(50, seed=3)
    codes[7] = flipped(mirrored[20], 8)
    (pair,) = twins.find(hashes(codes, mirrored), check=lambda: None)
    assert pair[:2] == (7, 20)
    assert pair.mirrored


def test_new_pictures_are_compared_with_all() -> None:
    codes = bits(60)
    codes[50], codes[51], codes[3] = codes[10], codes[50], codes[4]
    assert found(hashes(codes), np.array([50, 51])) == {(10, 50), (10, 51), (50, 51)}


def test_a_wide_picture_is_no_copy_of_a_tall_one() -> None:
    codes = bits(2)
    codes[1] = codes[0]
    assert not found(hashes(codes, aspects=np.array([2.0, 0.5])))


def test_a_thousand_times_the_same_hash_costs_no_million_pairs() -> None:
    codes = np.repeat(bits(1), 1_000, axis=0)
    pairs = found(hashes(codes))
    assert len(pairs) == 999
    assert {0} == {pair[0] for pair in pairs}
    assert twins.groups(pairs) == [list(range(1_000))]


def test_nothing_and_one_picture_have_no_copies() -> None:
    assert not found(hashes(bits(0)))
    assert not found(hashes(bits(1)))


def test_somebody_may_break_off() -> None:
    def refuse() -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        twins.find(hashes(bits(20)), check=refuse)


def test_nearly_all_cropped_copies_among_many_pictures_are_found() -> None:
    """A crop of 1.5 % a side changes 27 to 44 bits."""
    codes = bits(4_000)
    chance = np.random.default_rng(8)
    for number in range(500):
        codes[3_000 + number] = flipped(codes[number], int(chance.integers(27, 45)), seed=number)
    missed = {(number, 3_000 + number) for number in range(500)} - found(hashes(codes))
    assert len(missed) <= 10


def test_groups_do_not_chain() -> None:
    chain = [(number, number + 1) for number in range(9)]
    for group in twins.groups(chain):
        middle, *others = group
        assert all((min(middle, other), max(middle, other)) in chain for other in others)
        assert len(group) <= 3


def test_a_group_stands_around_its_middle() -> None:
    assert twins.groups([(5, 1), (5, 2), (5, 3), (1, 2)]) == [[5, 1, 2, 3]]
    assert twins.groups([(1, 2), (8, 9)]) == [[1, 2], [8, 9]]
    assert twins.groups([]) == []
