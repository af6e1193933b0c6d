"""What is taken away from a picture to see whether a model leans on it. NumPy and Pillow."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PIL import Image

from trainer.explaining.records import Change
from trainer.pixels import Pixels

_BORDER = 0.1  # of each side
_COARSER = 4  # times


def borders(square: Pixels) -> Pixels:
    """A tenth of the picture at each side in the mean colour of what is left; shape (S, S, 3), as given."""
    edge = max(1, round(len(square) * _BORDER))
    inner = square[edge:-edge, edge:-edge]
    masked = np.empty_like(square)
    masked[:] = np.round(inner.mean(axis=(0, 1))).astype(np.uint8)
    masked[edge:-edge, edge:-edge] = inner
    return masked


def grey(square: Pixels) -> Pixels:
    """The picture without its colours (luma of ITU-R BT.601); shape (S, S, 3), as given."""
    return np.asarray(Image.fromarray(square).convert("L").convert("RGB"), np.uint8)


def coarse(square: Pixels) -> Pixels:
    """The picture with a quarter of its pixels in each direction, enlarged again; shape (S, S, 3), as given."""
    side = len(square)
    small = Image.fromarray(square).resize((max(1, side // _COARSER),) * 2, Image.Resampling.BILINEAR)
    return np.asarray(small.resize((side, side), Image.Resampling.BILINEAR), np.uint8)


CHANGES: dict[Change, Callable[[Pixels], Pixels]] = {"borders": borders, "grey": grey, "coarse": coarse}
