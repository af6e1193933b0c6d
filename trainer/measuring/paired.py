"""Is B better than A? Two models on the same pictures, and the answer in words.

Exact McNemar test (McNemar 1947, on the binomial) of the pictures that only one of them told rightly, and the score interval
of the difference of two paired proportions (Tango 1998, Statistics in Medicine 17). A percentile bootstrap has no width where
the two differ on no picture, and may exclude 0 where the exact test sees chance. For runs: `trainer.measuring.comparing`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import msgspec
import numpy as np

CHANCE = 0.05
"""The p value below which a difference counts as more than chance."""
_FEW = 30  # pictures
_Z = 1.959964  # of the normal distribution, 95 % in the middle
_HALVINGS = 50  # of an interval of length 1: beyond what a float tells apart


class Paired(msgspec.Struct, frozen=True, kw_only=True):
    """Two models on the same pictures.

    Attributes:
        images: How many pictures both were measured on.
        accuracy_a, accuracy_b: Shares of them told rightly.
        only_a, only_b: Pictures that only one of the two told rightly.
        difference: Accuracy of B less that of A, -1 to 1.
        interval: Its 95 % interval; it excludes 0 if and only if ``p`` is below 0.05.
        p: Of the exact McNemar test: how often a difference as large would come about by chance.
        left_out: Pictures that only one of the two was measured on.
    """

    images: int
    accuracy_a: float
    accuracy_b: float
    only_a: int
    only_b: int
    difference: float
    interval: tuple[float, float]
    p: float
    left_out: int = 0

    @property
    def better(self) -> str | None:
        """The one that is better by more than chance, "a" or "b"; None else."""
        if self.p >= CHANCE:
            return None
        return "b" if self.difference > 0 else "a"


def paired(a: Mapping[str, bool], b: Mapping[str, bool]) -> Paired | None:
    """Compare two models, of each of which it is known which pictures (by any key) it told rightly.

    Returns:
        The comparison on the pictures that both have; None where there are none.
    """
    both = sorted(a.keys() & b.keys())
    if not both:
        return None
    right_a, right_b = (np.array([said[key] for key in both], bool) for said in (a, b))
    only_a, only_b = int((right_a & ~right_b).sum()), int((right_b & ~right_a).sum())
    images, p = len(both), _mcnemar(only_a, only_b)
    return Paired(
        images=images,
        accuracy_a=float(right_a.mean()),
        accuracy_b=float(right_b.mean()),
        only_a=only_a,
        only_b=only_b,
        difference=(only_b - only_a) / images,
        interval=_interval(only_a, only_b, images, p),
        p=p,
        left_out=len(a.keys() ^ b.keys()),
    )


def holm(chances: Sequence[float]) -> list[bool]:
    """Which of several tests made at once still say more than chance (Holm 1979): their p values, in any order."""
    ranked = sorted(range(len(chances)), key=chances.__getitem__)
    held = [False] * len(chances)
    for place, number in enumerate(ranked):
        if chances[number] * (len(chances) - place) >= CHANCE:
            break
        held[number] = True
    return held


def words(compared: Paired | None, a: str, b: str, *, holds: bool = True) -> str:
    """The answer as a sentence or two.

    Args:
        compared: The comparison; None where there is none.
        a: What the person calls the first one.
        b: And the second one.
        holds: Whether it stands among all comparisons made at once (`holm`).
    """
    if compared is None:
        return f"“{a}” and “{b}” were not measured on the same pictures, so they cannot be compared."
    answer = _answer(compared, a, b) if holds or compared.better is None else _one_of_many(compared, a, b)
    return " ".join(filter(None, (answer, _grounds(compared))))


def _one_of_many(compared: Paired, a: str, b: str) -> str:
    return f"{_ahead(compared, a, b)}, but where so many are compared at once, one as far ahead comes about by chance."


def _ahead(compared: Paired, a: str, b: str) -> str:
    low, high = compared.interval
    if compared.difference >= 0:
        return f"“{b}” is ahead by {_points(compared.difference)} ({_sure(low, high)})"
    return f"“{a}” is ahead by {_points(-compared.difference)} ({_sure(-high, -low)})"


def _answer(compared: Paired, a: str, b: str) -> str:
    low, high = compared.interval
    match compared.better:
        case "b":
            return f"“{b}” is better than “{a}” by {_points(compared.difference)} ({_sure(low, high)})."
        case "a":
            return f"“{a}” is better than “{b}” by {_points(-compared.difference)} ({_sure(-high, -low)})."
        case _ if compared.only_a == compared.only_b == 0:
            return f"“{a}” and “{b}” are right and wrong on the very same pictures."
        case _:
            lead = _ahead(compared, a, b) if compared.difference else "both are equally good"
            return f"The difference is within chance: {lead}."


def _grounds(compared: Paired) -> str:
    parts = [f"Measured on the same {compared.images:,} pictures"]
    if compared.left_out:
        parts.append(f"; {compared.left_out:,} that only one was measured on do not count")
    few = " These are few pictures: a small difference cannot be told from chance." if compared.images < _FEW else ""
    return "".join(parts) + "." + few


def _sure(low: float, high: float) -> str:
    return f"95 % interval {100 * low + 0:.1f} to {100 * high + 0:.1f}"


def _points(share: float) -> str:
    points = f"{100 * share:.1f}"
    return f"{points} point" if points == "1.0" else f"{points} points"


def _mcnemar(only_a: int, only_b: int) -> float:
    """Two-sided, exact: 1 where they differ on no picture."""
    from scipy.special import bdtr  # noqa: PLC0415 - a tenth of a second, and seldom needed

    differ = only_a + only_b
    return 1.0 if not differ else min(1.0, 2 * float(bdtr(min(only_a, only_b), differ, 0.5)))


def _interval(only_a: int, only_b: int, images: int, p: float) -> tuple[float, float]:
    """Tango's score interval, widened to 0 where the exact test, which is the stricter one, sees no difference."""
    high = _root(only_a, only_b, images, -_Z)
    low = -_root(only_b, only_a, images, -_Z)
    if p >= CHANCE:
        return min(low, 0.0), max(high, 0.0)
    return low, high


def _root(only_a: int, only_b: int, images: int, score: float) -> float:
    """The difference B less A, at or above the observed one, that has this score; the score falls as it grows."""
    low, high = (only_b - only_a) / images, 1.0
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        if _score(only_a, only_b, images, middle) > score:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def _score(only_a: int, only_b: int, images: int, difference: float) -> float:
    """Tango's statistic: how many standard errors the observed difference lies from ``difference``."""
    a, c = 2 * images, -only_a * difference * (1 - difference)
    b = -only_a - only_b + (2 * images - only_b + only_a) * difference
    share = (math.sqrt(max(0.0, b * b - 4 * a * c)) - b) / (
        2 * a
    )  # of pictures that A alone tells rightly, most likely
    variance = images * (2 * share + difference * (1 - difference))
    return (only_b - only_a - images * difference) / math.sqrt(variance) if variance > 0 else 0.0
