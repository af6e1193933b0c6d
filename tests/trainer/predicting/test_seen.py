"""Telling pictures that look like those of the training, by the hash that the doctor's twins are found by."""

from __future__ import annotations

import io

import imagehash
import numpy as np
import pytest
from PIL import Image, ImageOps

from tests.trainer import tiny
from trainer import looks, pixels, twins
from trainer.predicting import seen
from trainer.predicting.seen import Alike


def painting(seed: int, size: tuple[int, int] = (300, 200)) -> Image.Image:
    """A picture with coarse and fine strokes: a hash of something smooth would be one of rounding errors."""
    chance = np.random.default_rng(seed)
    coarse, fine = (
        Image.fromarray(chance.integers(0, 256, (rows, rows * 3 // 2, 3), np.uint8)).resize(
            size, Image.Resampling.BICUBIC
        )
        for rows in (5, 24)
    )
    return Image.blend(coarse, fine, 0.4)


def square(picture: Image.Image, side: int = 96) -> Image.Image:
    return pixels.squeezed(picture, side)


def bits(a: bytes, b: bytes) -> int:
    return int(np.bitwise_count(np.frombuffer(a, np.uint8) ^ np.frombuffer(b, np.uint8)).sum())


@pytest.mark.parametrize("side", [64, 96, 224])
def test_it_is_the_hash_that_the_catalog_keeps(side: int) -> None:
    for seed in range(8):
        picture = painting(seed)
        look = looks.look(picture, kind="PNG", size=1)
        assert look.plain is not None
        assert look.mirrored is not None
        found = seen.look(square(picture, side))
        assert bits(found[:32], look.plain) <= 12
        assert bits(found[32:], look.mirrored) <= 12


def test_at_64_pixels_it_is_imagehash_to_the_bit() -> None:
    picture = painting(3, (64, 64))
    theirs = np.packbits(imagehash.phash(picture, hash_size=looks.HASH_SIDE).hash.ravel()).tobytes()
    assert bits(seen.look(picture)[:32], theirs) <= 1


def test_copies_are_alike_and_strangers_are_not() -> None:
    known = [painting(seed) for seed in range(40)]
    alike = Alike([seen.look(square(picture)).hex()[:64] for picture in known])
    copy = Image.open(io.BytesIO(tiny.encoded(known[7].resize((150, 100)), quality=40)))
    assert alike.has(square(copy))
    assert alike.has(square(ImageOps.mirror(known[7])))
    assert not any(alike.has(square(painting(seed))) for seed in range(100, 140))


def test_an_empty_picture_is_like_none() -> None:
    assert seen.look(Image.new("RGB", (64, 64), (200, 200, 200))) == b""
    assert not Alike(["ff" * 32, ""]).has(Image.new("RGB", (64, 64), (200, 200, 200)))
    assert not Alike([]).has(square(painting(1)))


def test_the_limit_is_that_of_the_doctors_twins() -> None:
    code = np.frombuffer(seen.look(square(painting(5)))[:32], np.uint8)
    for flipped, expected in ((twins.LIMIT, True), (twins.LIMIT + 1, False)):
        other = np.unpackbits(code)
        other[:flipped] ^= 1
        assert Alike([np.packbits(other).tobytes().hex()]).has(square(painting(5))) is expected
