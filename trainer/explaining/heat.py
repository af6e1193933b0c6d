"""A heat map over its picture, as an image. NumPy and Pillow."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from PIL import Image

_DARKEN, _STRONGEST = 0.65, 0.65  # opacities
_STOPS = np.array(  # of matplotlib's "inferno" (CC0), dark to bright: also told apart without seeing colours
    [(0, 0, 4), (87, 16, 110), (188, 55, 84), (249, 142, 9), (252, 255, 164)], np.float32
)


def enlarged(heat: npt.NDArray[np.float32], size: tuple[int, int]) -> npt.NDArray[np.float32]:
    """The heat map at a picture's size.

    Args:
        heat: (h, w), 0 to 1.
        size: Width and height.

    Returns:
        Shape (height, width), 0 to 1.
    """
    image = Image.fromarray(np.ascontiguousarray(heat, np.float32))
    return np.clip(np.asarray(image.resize(size, Image.Resampling.BICUBIC), np.float32), 0, 1)


def coloured(heat: npt.NDArray[np.float32]) -> npt.NDArray[np.uint8]:
    """Colours for a heat map: (h, w), 0 to 1, to (h, w, 3)."""
    place = np.clip(heat, 0, 1) * (len(_STOPS) - 1)
    below = np.minimum(place.astype(np.int64), len(_STOPS) - 2)
    part = (place - below)[..., np.newaxis]
    return np.asarray(np.round(_STOPS[below] * (1 - part) + _STOPS[below + 1] * part), np.uint8)


def veil(heat: npt.NDArray[np.float32]) -> npt.NDArray[np.uint8]:
    """What is laid over a grey picture: dark where nothing speaks for the class, coloured where something does.

    Args:
        heat: (h, w), 0 to 1.

    Returns:
        Red, green, blue and opacity, shape (h, w, 4).
    """
    share = np.clip(heat, 0, 1)[..., np.newaxis]
    dark = (1 - share) * _DARKEN
    colour = share * _STRONGEST
    opacity = dark + colour - dark * colour
    colours = coloured(heat) * (colour / np.maximum(opacity, 1e-6))
    return np.concatenate([np.round(colours), np.round(255 * opacity)], axis=-1).astype(np.uint8)


def over(picture: Image.Image, heat: npt.NDArray[np.float32]) -> Image.Image:
    """The picture in grey, with the veil over it."""
    grey = picture.convert("L").convert("RGBA")
    laid = Image.fromarray(veil(enlarged(heat, picture.size)))
    return Image.alpha_composite(grey, laid).convert("RGB")
