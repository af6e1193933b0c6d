"""Whether a picture is none of the classes: how far it lies from the pictures that the model was trained on.

A picture's distance is that to its k-th nearest training picture in the model's own features (Sun, Ming, Zhu and Li 2022,
"Out-of-Distribution Detection with Deep Nearest Neighbors"). How far is too far is learnt from held-out pictures, which are
all of the classes. Light: NumPy alone.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from trainer.package import Novelty

NEIGHBOURS = 5
SHARE = 0.95
"""Of the held-out pictures, which are all of the classes, so many lie within the threshold: 5 % are asked about for nothing."""
FEWEST = 20
"""Held-out pictures below which no threshold is set: its place would be chance."""


class Reference:
    """The training pictures in the model's features.

    Args:
        rows: Shape (n, D), n at least 1, each of unit length.
        neighbours: Which nearest counts; fewer where there are not so many rows.
    """

    def __init__(self, rows: npt.NDArray[np.floating], *, neighbours: int = NEIGHBOURS) -> None:
        self._rows = np.ascontiguousarray(rows, np.float32)
        self.neighbours = min(neighbours, len(rows))

    def distance(self, embedding: npt.NDArray[np.floating]) -> float:
        """1 − cosine to the k-th nearest row, 0 to 2; safe to call in several threads.

        Args:
            embedding: Shape (D,), unit length.
        """
        likeness = self._rows @ embedding.astype(np.float32)
        nearest = len(likeness) - self.neighbours
        return float(1 - np.partition(likeness, nearest)[nearest])


def threshold(distances: npt.NDArray[np.floating], *, neighbours: int) -> Novelty | None:
    """From where on a picture is none of the classes.

    Args:
        distances: Of held-out pictures that are of the classes, (n,).
        neighbours: How they were measured.

    Returns:
        None where there are fewer than `FEWEST`.
    """
    if len(distances) < FEWEST:
        return None
    limit = float(np.quantile(distances, SHARE, method="higher"))
    return Novelty(neighbours=neighbours, threshold=limit, share=float(np.mean(distances <= limit)))
