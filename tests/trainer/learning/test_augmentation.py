"""Varied pictures: as far as was asked for and no further, the same for the same seed, mirrored at the rim."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from trainer.config import Variation
from trainer.learning.augmentation import augmented

NOTHING = {"mirror": False, "turn": 0.0, "zoom": 0.0}
SIDE = 33


def varied(pictures: Any, seed: tuple[int, int] = (1, 2), **variation: Any) -> np.ndarray:
    return np.asarray(augmented(pictures, seed, Variation(**{**NOTHING, **variation})))


@pytest.fixture
def pictures() -> np.ndarray:
    return np.random.default_rng(1).integers(0, 256, (8, SIDE, SIDE, 3)).astype(np.uint8)


def test_no_variation_changes_nothing(pictures: np.ndarray) -> None:
    assert np.array_equal(varied(pictures), pictures.astype(np.float32))


def test_the_same_seed_gives_the_same_and_another_another(pictures: np.ndarray) -> None:
    everything = {"mirror": True, "turn": 20.0, "zoom": 0.2, "shear": 15.0, "brightness": 0.3, "contrast": 0.3}
    one = varied(pictures, **everything)
    assert np.array_equal(one, varied(pictures, **everything))
    assert not np.array_equal(one, varied(pictures, (1, 3), **everything))
    assert one.dtype == np.float32
    assert 0 <= one.min() <= one.max() <= 255


def test_a_mirrored_picture_is_the_picture_mirrored(pictures: np.ndarray) -> None:
    for was, now in zip(pictures, varied(pictures, mirror=True), strict=True):
        assert np.allclose(now, was, atol=1e-3) or np.allclose(now, was[:, ::-1], atol=1e-3)


@pytest.mark.parametrize("how", [{"turn": 30.0}, {"zoom": 0.3}, {"shear": 20.0}])
def test_what_moves_pictures_keeps_their_middle_and_brings_in_no_new_colour(how: dict[str, float]) -> None:
    pictures = np.full((16, SIDE, SIDE, 3), 40, np.uint8)
    pictures[:, SIDE // 2, SIDE // 2] = 240
    moved = varied(pictures, **how)
    assert np.allclose(moved[:, SIDE // 2, SIDE // 2], 240, atol=1e-2)
    assert moved.min() >= 39.9


def test_a_slant_keeps_rows_where_they_are_or_moves_them_along_themselves() -> None:
    pictures = np.zeros((8, SIDE, SIDE, 3), np.uint8)
    pictures[:, 10] = 200  # a horizontal line stays one
    assert np.allclose(varied(pictures, shear=30.0), pictures, atol=1e-2)


def test_brightness_and_contrast_stay_within_what_was_asked_for() -> None:
    grey = np.full((64, 8, 8, 3), 100, np.uint8)
    means = varied(grey, brightness=0.2).mean(axis=(1, 2, 3))
    assert 80 <= means.min() < 90
    assert 110 < means.max() <= 120
    half = np.concatenate([np.full((64, 8, 4, 3), 80, np.uint8), np.full((64, 8, 4, 3), 120, np.uint8)], axis=2)
    spread = np.ptp(varied(half, contrast=0.5), axis=(1, 2, 3))
    assert 20 <= spread.min() < 30
    assert 50 < spread.max() <= 60
