"""Bootstrap intervals: what a figure would be on other pictures of the same kind (Efron 1979). Seeded; NumPy only."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

TIMES = 2_000
SEED = 20_261
_LEVEL = (2.5, 97.5)  # percentiles

Counts = npt.NDArray[np.int64]
Interval = tuple[float, float]


def of_counts(counts: Counts, figure: Callable[[Counts], npt.NDArray[np.float64]]) -> Interval | None:
    """The 95 % percentile interval of a figure that follows from how many pictures are of each kind.

    Drawing n pictures of n with replacement is drawing their kinds from a multinomial, which is quick however many
    pictures there are.

    Args:
        counts: Pictures by kind, any shape; a few kinds, for all are drawn at once.
        figure: Many such counts at once, (times, *shape), to the figure of each, (times,); NaN where it has none.

    Returns:
        None where there are no pictures or the figure is nowhere defined.
    """
    total = int(counts.sum())
    if total == 0:
        return None
    drawn = np.random.default_rng(SEED).multinomial(total, (counts / total).ravel(), TIMES)
    drawn = drawn.reshape(TIMES, *counts.shape)
    with np.errstate(invalid="ignore", divide="ignore"):
        return percentiles(figure(drawn))


def of_pictures(pictures: int, figure: Callable[[npt.NDArray[np.int64]], float]) -> Interval | None:
    """The same for a figure that has to be worked out from the pictures.

    Args:
        pictures: How many there are.
        figure: Numbers of pictures (n,), some more than once, to their figure.
    """
    if pictures == 0:
        return None
    chance = np.random.default_rng(SEED)
    return percentiles(np.array([figure(chance.integers(0, pictures, pictures)) for _ in range(TIMES // 2)]))


def percentiles(values: npt.NDArray[np.float64]) -> Interval | None:
    """The middle 95 % of figures, (times,); NaN does not count."""
    known = values[np.isfinite(values)]
    if not len(known):
        return None
    low, high = np.percentile(known, _LEVEL)
    return float(low), float(high)
