"""Whether a model has learnt from a picture that looks the same."""

from __future__ import annotations

import functools
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from PIL import Image

from trainer import looks, twins
from trainer.pixels import Pixels

_SIDE = 64  # pixels: what contrast is measured on in `trainer.looks`
_WORDS = twins.BITS // 64
_LOOK_BYTES = twins.BITS // 8

Column = npt.NDArray[np.uint64]


def look(square: Pixels) -> bytes:
    """The perceptual hash of a picture and that of its mirror image, from what the model sees of it.

    The same hash as `imagehash.phash` of `trainer.looks`, from the square instead of a small copy: on 239 pictures of
    art, seen at 224 pixels, the two differed in 8 of 256 bits on the average, 18 at most. Only the lowest frequencies
    count, so the cosine transform is a product with a small matrix here. That needs no SciPy, whose import alone takes
    0.4 s, and the mirror image comes from the same numbers. Nearly all of it lets other threads run: two that take
    turns at many small steps would take three times as long.

    Args:
        square: Shape (S, S, 3).

    Returns:
        64 bytes, first the picture's; empty where nothing is to be seen on it.
    """
    small = Image.fromarray(square).reduce(max(1, square.shape[0] // _SIDE)).convert("L")
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

    def has(self, square: Pixels) -> bool:
        """Whether one of them looks like a picture, shape (S, S, 3), mirrored or not."""
        if not len(self._columns[0]):
            return False
        codes = np.frombuffer(look(square), np.uint64).reshape(-1, _WORDS)
        return any(self._near(code) for code in codes)

    def _near(self, code: npt.NDArray[np.uint64]) -> bool:
        """By the first half of the bits and then by all: two strangers differ in some 64 of 128, and only 48 may."""
        half = _differing(self._columns[:2], code[:2])
        candidates = np.flatnonzero(half <= twins.LIMIT)
        rest = _differing([column[candidates] for column in self._columns[2:]], code[2:])
        return bool((half[candidates] + rest <= twins.LIMIT).any())  # at most 176: fits 8 bits


def _differing(columns: Sequence[Column], code: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint8]:
    """In how many bits each row differs from half of a code; two columns of 64 bits, so at most 128."""
    first, second = (np.bitwise_count(column ^ word) for column, word in zip(columns, code, strict=True))
    bits: npt.NDArray[np.uint8] = first + second
    return bits
