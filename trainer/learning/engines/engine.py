"""What every engine can do: bring pictures to a backbone's rows, each row independent of the pictures beside it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from trainer.engines import EngineChoice
from trainer.pixels import Pixels

Rows = npt.NDArray[np.float32]


class Engine(Protocol):
    """A backbone ready to run.

    Attributes:
        choice: What it is; not measured yet.
        chunk: Pictures to hand it at once, at most.
        lanes: Threads that may call `see` at once with profit.
    """

    choice: EngineChoice
    chunk: int
    lanes: int

    def see(self, pictures: Pixels) -> Rows:
        """The rows of up to ``chunk`` pictures (n, S, S, 3): (n, *shape). May be called from several threads."""
        ...


def padded(pictures: Pixels, batch: int) -> Pixels:
    """Filled up to ``batch`` with black: an engine that always takes as many gives a picture the same row always."""
    if len(pictures) == batch:
        return pictures
    full = np.zeros((batch, *pictures.shape[1:]), np.uint8)
    full[: len(pictures)] = pictures
    return full


def by_batches(forward: Callable[[Pixels], npt.NDArray[Any]], pictures: Pixels, batch: int) -> Rows:
    """Run a fixed-size forward pass over any number of pictures."""
    parts = [
        np.asarray(forward(padded(part, batch)))[: len(part)]
        for part in (pictures[start : start + batch] for start in range(0, len(pictures), batch))
    ]
    return np.concatenate(parts)
