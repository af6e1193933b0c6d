"""Engines are told apart by what a head says of their rows, not by how the numbers look."""

from __future__ import annotations

import numpy as np

from trainer.learning.engines.agreement import agreement


def some_rows() -> tuple[np.ndarray, np.ndarray]:
    """Rows of 200 pictures in five classes that a head tells apart mostly."""
    chance = np.random.default_rng(3)
    labels = chance.integers(0, 5, 200)
    middles = chance.normal(0, 0.35, (5, 800))
    return (middles[labels] + chance.normal(0, 1, (200, 800))).astype(np.float32), labels.astype(np.int64)


def test_the_same_arithmetic_in_another_order_is_sound() -> None:
    rows, labels = some_rows()
    found = agreement(rows, rows * np.float32(1 + 1e-6), labels)
    assert found.sound
    assert found.pictures == 200
    assert found.farthest < 1e-4


def test_eight_bits_for_a_number_are_sound_and_four_are_not() -> None:
    rows, labels = some_rows()

    def rounded(bits: int) -> np.ndarray:
        mantissa, exponent = np.frexp(rows)
        return np.ldexp(np.round(mantissa * 2**bits) / 2**bits, exponent)

    assert agreement(rows, rounded(8), labels).sound
    assert not agreement(rows, rounded(1), labels).sound


def test_noise_and_no_numbers_are_not_sound() -> None:
    rows, labels = some_rows()
    noisy = rows + np.random.default_rng(4).normal(0, 0.5, rows.shape).astype(np.float32)
    found = agreement(rows, noisy, labels)
    assert not found.sound
    assert found.top_1 < 1 or found.farthest > 0.05
    assert not agreement(rows, np.full_like(rows, np.nan), labels).sound


def test_maps_are_compared_as_rows_are() -> None:
    rows, labels = some_rows()
    assert agreement(rows.reshape(200, 4, 4, 50), rows.reshape(200, 4, 4, 50), labels).farthest == 0
