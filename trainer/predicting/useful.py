"""Which pictures a person should label next: those that the model is in doubt about, and no two alike."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.floating]


def margins(probabilities: Floats) -> npt.NDArray[np.float32]:
    """How far the first guess is ahead of the second one: the smaller, the more is learnt from the answer.

    Margin sampling (Scheffer, Decomain and Wrobel 2001).

    Args:
        probabilities: Shape (pictures, classes), classes at least two; each 0 to 1.

    Returns:
        Shape (pictures,), 0 to 1.
    """
    best = np.partition(probabilities, -2, axis=1)[:, -2:]
    return (best[:, 1] - best[:, 0]).astype(np.float32)


def diverse(embeddings: Floats, doubt: Floats, count: int, *, known: Floats | None = None) -> list[int]:
    """Pictures in the order in which they should be labelled: each in doubt, and far from those before it.

    Farthest-first traversal (the core-set of Sener and Savarese 2018), in which a picture's distance to the nearest one
    that is known or was taken before is weighed with its doubt. So the second of two pictures that are alike comes late,
    however doubtful it is.

    Args:
        embeddings: Shape (pictures, D), unit length.
        doubt: Shape (pictures,), at least 0: how uncertain the model is.
        count: How many to take at the most.
        known: Shape (any, D), unit length: pictures whose class the person has given already.

    Returns:
        Rows of ``embeddings``, no more than there are.
    """
    vectors = np.asarray(embeddings, np.float32)
    weight = np.asarray(doubt, np.float32)
    nearest = np.full(len(vectors), 2.0, np.float32)  # the largest distance of unit vectors, 1 - cosine
    if known is not None and len(known):
        nearest = np.minimum(nearest, 1.0 - (vectors @ np.asarray(known, np.float32).T).max(axis=1))
    left = np.ones(len(vectors), np.bool_)
    taken: list[int] = []
    for _ in range(min(count, len(vectors))):
        worth = np.where(left, weight * np.maximum(nearest, 0.0), -1.0)
        row = int(worth.argmax())
        taken.append(row)
        left[row] = False
        nearest = np.minimum(nearest, 1.0 - vectors @ vectors[row])
    return taken
