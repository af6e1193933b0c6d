"""Bootstrap intervals: what a figure would be on other pictures of the same kind (Efron 1979). Seeded; NumPy only."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

TIMES = 2_000
SEED = 20_261
_LEVEL = (2.5, 97.5)  # percentiles

Interval = tuple[float, float]


def of_pictures(pictures: int, figure: Callable[[npt.NDArray[np.int64]], float], *, observed: float) -> Interval | None:
    """The 95 % interval of a figure that has to be worked out from the pictures and that chance can only make larger.

    A percentile interval of such a figure lies too high, at times above the figure itself: it is moved by the bias that
    the bootstrap shows, the middle of the drawn figures less the observed one (Efron and Tibshirani 1993, chapter 10).

    Args:
        pictures: How many there are.
        figure: Numbers of pictures (n,), some more than once, to their figure, 0 or more.
        observed: The figure of the pictures as they are.
    """
    if pictures == 0:
        return None
    chance = np.random.default_rng(SEED)
    drawn = np.array([figure(chance.integers(0, pictures, pictures)) for _ in range(TIMES // 2)])
    moved = percentiles(drawn - np.median(drawn) + observed)
    return None if moved is None else (max(0.0, moved[0]), moved[1])


def percentiles(values: npt.NDArray[np.float64]) -> Interval | None:
    """The middle 95 % of figures, (times,); NaN does not count."""
    known = values[np.isfinite(values)]
    if not len(known):
        return None
    low, high = np.percentile(known, _LEVEL)
    return float(low), float(high)
