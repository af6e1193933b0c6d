"""A few of a project's pictures: to see how fast they are decoded, and to try networks on."""

from __future__ import annotations

import time

from trainer import pixels
from trainer.dataset import Dataset
from trainer.errors import DatasetError, PictureError
from trainer.estimating import clock

_SAMPLE = 48  # pictures decoded to see how fast that goes
_DECODING = 1.0  # seconds for that, for each size


def decoding(pictures: Dataset, side: int) -> float:
    """Seconds a picture with all cores, from a spread of the project's own."""
    step = max(1, len(pictures.training) // _SAMPLE)
    paths = [picture.path for picture in pictures.training[::step]]
    done: list[int] = []

    def decode() -> None:
        began = time.monotonic()
        for _, square in pixels.read_many(paths, side):
            done.append(not isinstance(square, PictureError))
            if time.monotonic() - began > _DECODING:
                break

    return clock.together(decode) / max(1, sum(done))


def sample(pictures: Dataset, side: int, count: int = 12) -> list[pixels.Pixels]:
    """A few training pictures that can be read, each (side, side, 3).

    Raises:
        DatasetError: None can be read.
    """
    step = max(1, len(pictures.training) // count)
    found = [
        square
        for _, square in pixels.read_many([picture.path for picture in pictures.training[::step]], side)
        if not isinstance(square, PictureError)
    ]
    if not found:
        raise DatasetError("None of the pictures can be read", path=pictures.training[0].path.parent)
    return found[:count]
