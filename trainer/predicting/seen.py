"""Whether a model has learnt from a picture that looks the same."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image

from trainer import looks, twins
from trainer.pixels import Pixels

_SIDE = 64  # pixels: what the perceptual hash is computed from, as in `trainer.looks`
_WORDS = twins.BITS // 64
_FIRST = 2  # words that are compared first: two strangers differ in some 64 of their 128 bits, and only 48 may

_LOOK_BYTES = twins.BITS // 8


def look(square: Pixels) -> bytes:
    """The perceptual hash of a picture and that of its mirror image, from what the model sees of it.

    The same hash as `imagehash.phash` of `trainer.looks`, from the square instead of a small copy: on 248 pictures of
    art the two differed in 3 of 256 bits on the average, 22 at most, for squares of 64 pixels and more (38 at 32 pixels,
    where fewer copies are found). The cosine transform is a product with a small
    matrix here: it needs no SciPy, whose import alone takes 0.4 s, and the mirror image comes from the same numbers.

    Args:
        square: Shape (S, S, 3).

    Returns:
        64 bytes, first the picture's; empty where nothing is to be seen on it.
    """
    grey = Image.fromarray(square).convert("L").resize((_SIDE, _SIDE), Image.Resampling.LANCZOS, reducing_gap=2.0)
    luminance = np.asarray(grey, np.float32)
    if looks.is_blank(float(luminance.std())):
        return b""
    low = _COSINES @ luminance @ _COSINES.T
    mirrored = low * _MIRRORED
    return _bits(low) + _bits(mirrored)


def _bits(low: npt.NDArray[Any]) -> bytes:
    return np.packbits((low > np.median(low)).ravel()).tobytes()


def _cosines() -> npt.NDArray[np.float32]:
    """The first rows of the matrix of the type-II discrete cosine transform of `_SIDE` numbers."""
    places, waves = np.arange(_SIDE), np.arange(looks.HASH_SIDE)[:, np.newaxis]
    return (2 * np.cos(np.pi * waves * (2 * places + 1) / (2 * _SIDE))).astype(np.float32)


_COSINES = _cosines()
_MIRRORED = np.where(np.arange(looks.HASH_SIDE) % 2 == 0, np.float32(1), np.float32(-1))  # odd waves turn their sign


class Alike:
    """The looks of the pictures that a model has learnt from, or chosen its settings by.

    Args:
        hashes: Their perceptual hashes, 64 hex digits each, "" where a picture has none; empty in packages of before.
    """

    def __init__(self, hashes: Sequence[str]) -> None:
        codes = b"".join(bytes.fromhex(code) for code in hashes if len(code) == 2 * _LOOK_BYTES)
        rows = np.frombuffer(codes, np.uint64).reshape(-1, _WORDS)
        self._first = np.ascontiguousarray(rows[:, :_FIRST])
        self._rest = np.ascontiguousarray(rows[:, _FIRST:])

    def has(self, square: Pixels) -> bool:
        """Whether one of them looks like a picture, shape (S, S, 3), mirrored or not."""
        if not len(self._first):
            return False
        codes = np.frombuffer(look(square), np.uint64).reshape(-1, _WORDS)
        return any(self._near(code) for code in codes)

    def _near(self, code: npt.NDArray[Any]) -> bool:
        first = _differing(self._first, code[:_FIRST])
        candidates = np.flatnonzero(first <= twins.LIMIT)
        whole = first[candidates] + _differing(self._rest[candidates], code[_FIRST:])
        return bool((whole <= twins.LIMIT).any())


def _differing(rows: npt.NDArray[Any], code: npt.NDArray[Any]) -> npt.NDArray[np.int64]:
    """In how many bits each row differs from a code."""
    bits: npt.NDArray[np.int64] = np.bitwise_count(rows ^ code).sum(axis=1, dtype=np.int64)
    return bits
