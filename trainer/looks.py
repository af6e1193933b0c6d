"""What a picture looks like in a few numbers: perceptual hashes, colour, border, brightness."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageOps

from trainer.catalog.records import Look

HASH_SIDE = 16
"""Side of the perceptual hash: 16 × 16 = 256 bits, from the low frequencies of a 64 × 64 picture."""
_SIDE = 64  # pixels; grey, border, brightness and contrast are measured on a square of this side
_COLOURLESS = 12  # of 255: channels that differ less are grey to the eye, JPEG's colour noise included
_SAME = 10  # of 255: values of an edge that differ less are one colour
_FLAT = 4.0  # of 255: a standard deviation below which nothing is to be seen

# Limits of what the doctor remarks on.
TOO_SMALL = 64  # pixels of the shorter side
BLACK = 12.0  # mean brightness of a picture that is nearly black


def look(small: Image.Image, *, kind: str, size: int, creator: str | None = None) -> Look:
    """Measure a picture.

    Args:
        small: A small upright RGB copy, both sides at least 64 pixels where the picture has them.
        kind: Pillow's name of the file's format.
        size: Bytes of the file.
        creator: Who made it, by its metadata.
    """
    colours = np.asarray(small.resize((_SIDE, _SIDE), Image.Resampling.BOX))
    grey = small.convert("L").resize((_SIDE, _SIDE), Image.Resampling.LANCZOS)
    luminance = np.asarray(grey, np.float32)
    contrast = float(luminance.std())
    seen = contrast >= _FLAT
    return Look(
        format=kind,
        size=size,
        grey=_colourless(colours),
        border=_border(luminance),
        brightness=float(luminance.mean()),
        contrast=contrast,
        plain=_hash(grey) if seen else None,
        mirrored=_hash(ImageOps.mirror(grey)) if seen else None,
        creator=creator,
    )


def is_blank(contrast: float) -> bool:
    """Whether nothing is to be seen on a picture of this contrast."""
    return contrast < _FLAT


def is_nearly_black(brightness: float) -> bool:
    """Whether a picture of this mean brightness is all but black."""
    return brightness < BLACK


def _hash(square: Image.Image) -> bytes:
    """The perceptual hash of a picture that has been brought to the size that it is computed from."""
    import imagehash  # noqa: PLC0415 - SciPy comes with it; jobs that look at no picture need neither

    bits: npt.NDArray[Any] = imagehash.phash(square, hash_size=HASH_SIDE).hash
    return np.packbits(bits.ravel()).tobytes()


def _colourless(pixels: npt.NDArray[np.uint8]) -> float:
    """Share of pixels, shape (s, s, 3), whose channels are nearly the same, 0 to 1."""
    red, green, blue = pixels[..., 0], pixels[..., 1], pixels[..., 2]
    most, least = np.maximum(np.maximum(red, green), blue), np.minimum(np.minimum(red, green), blue)
    return float(np.mean(most - least <= _COLOURLESS))


def _border(luminance: npt.NDArray[np.float32]) -> float:
    """Share of the outermost pixels that have nearly the colour that most of them have, 0 to 1."""
    edge = np.concatenate([luminance[0], luminance[-1], luminance[1:-1, 0], luminance[1:-1, -1]])
    return float(np.mean(np.abs(edge - np.median(edge)) <= _SAME))
