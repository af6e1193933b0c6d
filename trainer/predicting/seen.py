"""Whether a model has learnt from a picture that looks the same."""

from __future__ import annotations

import functools
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from PIL import Image

from trainer import looks, twins

_SIDE = 64  # pixels: what contrast is measured on in `trainer.looks`
_WORDS = twins.BITS // 64
_LOOK_BYTES = twins.BITS // 8

Column = npt.NDArray[np.uint64]


def look(square: Image.Image) -> bytes:
    """The perceptual hash of a picture and that of its mirror image, from what the model sees of it.

    The same hash as `imagehash.phash` of `trainer.looks`, from the square instead of a small copy: on 239 pictures of
    art, seen at 224 pixels, the two differed in 8 of 256 bits on the average, 18 at most. Only the lowest frequencies
    count, so the cosine transform is a product with a small matrix here. That needs no SciPy, whose import alone takes
    0.4 s, and the mirror image comes from the same numbers. Nearly all of it lets other threads run: two that take
    turns at many small steps would take three times as long.

    Args:
        square: RGB, as many pixels wide as high.

    Returns:
        64 bytes, first the picture's; empty where nothing is to be seen on it.
    """
    small = square.reduce(max(1, square.width // _SIDE)).convert("L")
    grey = np.asarray(small, np.float32)
    if looks.is_blank(float(grey.std())):
        return b""
    waves = _cosines(small.width)
    low = (waves @ grey @ waves.T).ravel()
    return _bits(low) + _bits(low * _MIRRORED)


def _bits(low: npt.NDArray[np.floating]) -> bytes:
    """Which of the numbers, of which there are an even number, lie above their median."""
    middle = len(low) // 2
    below, above = np.partition(low, (middle - 1, middle))[middle - 1 : middle + 1]
    return np.packbits(low > (below + above) / 2).tobytes()


@functools.cache
def _cosines(side: int) -> npt.NDArray[np.float32]:
    """The first rows of the matrix of the type-II discrete cosine transform of ``side`` numbers."""
    places, waves = np.arange(side), np.arange(looks.HASH_SIDE)[:, np.newaxis]
    return (2 * np.cos(np.pi * waves * (2 * places + 1) / (2 * side))).astype(np.float32)


_MIRRORED = np.tile(np.array([1, -1], np.float32), looks.HASH_SIDE**2 // 2)  # odd waves turn their sign


class Alike:
    """The looks of the pictures that a model has learnt from, or chosen its settings by.

    Args:
        hashes: Their perceptual hashes, 64 hex digits each, "" where a picture has none; empty in packages of before.
    """

    def __init__(self, hashes: Sequence[str]) -> None:
        codes = b"".join(bytes.fromhex(code) for code in hashes if len(code) == 2 * _LOOK_BYTES)
        rows = np.frombuffer(codes, np.uint64).reshape(-1, _WORDS)
        self._columns = tuple(np.ascontiguousarray(rows[:, word]) for word in range(_WORDS))

    def has(self, square: Image.Image) -> bool:
        """Whether one of them looks like a picture as `look` takes it, mirrored or not.

        By the first half of the bits and then by all: two strangers differ in some 64 of 128, and only 48 may.
        """
        if not len(self._columns[0]):
            return False
        codes = np.frombuffer(look(square), np.uint64).reshape(-1, _WORDS)
        half = _differing(self._columns[:2], codes.T[:2, :, np.newaxis])
        which, rows = np.nonzero(half <= twins.LIMIT)
        rest = _differing([column[rows] for column in self._columns[2:]], codes[which].T[2:])
        return bool((half[which, rows] + rest <= twins.LIMIT).any())  # at most 176: fits 8 bits


def _differing(columns: Sequence[Column], words: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint8]:
    """In how many bits columns and words differ, two of 64 bits each, so at most 128; shapes are broadcast."""
    first, second = (np.bitwise_count(column ^ word) for column, word in zip(columns, words, strict=True))
    bits: npt.NDArray[np.uint8] = first + second
    return bits
