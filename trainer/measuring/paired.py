"""Is B better than A? Two models on the same pictures, and the answer in words.

Exact McNemar test (McNemar 1947, on the binomial) of the pictures that only one of them told rightly, and a paired
bootstrap interval of the difference. For runs: `trainer.measuring.comparing`.
"""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
import numpy as np

from trainer.measuring import bootstrap

_CHANCE = 0.05
_FEW = 30  # pictures


class Paired(msgspec.Struct, frozen=True, kw_only=True):
    """Two models on the same pictures.

    Attributes:
        images: How many pictures both were measured on.
        accuracy_a, accuracy_b: Shares of them told rightly.
        only_a, only_b: Pictures that only one of the two told rightly.
        difference: Accuracy of B less that of A, -1 to 1.
        interval: Its 95 % bootstrap interval.
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
        """The one that is better by more than chance, "a" or "b"; None else. The test and the interval must agree."""
        low, high = self.interval
        if self.p >= _CHANCE or low <= 0 <= high:
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
    images = len(both)
    counts = np.array([only_a, only_b, images - only_a - only_b], np.int64)
    interval = bootstrap.of_counts(counts, lambda drawn: (drawn[:, 1] - drawn[:, 0]) / images)
    assert interval is not None  # there are pictures
    return Paired(
        images=images,
        accuracy_a=float(right_a.mean()),
        accuracy_b=float(right_b.mean()),
        only_a=only_a,
        only_b=only_b,
        difference=(only_b - only_a) / images,
        interval=interval,
        p=_mcnemar(only_a, only_b),
        left_out=len(a.keys() ^ b.keys()),
    )


def words(compared: Paired | None, a: str, b: str) -> str:
    """The answer as a sentence or two; ``a`` and ``b`` are what the person calls the two."""
    if compared is None:
        return f"“{a}” and “{b}” were not measured on the same pictures, so they cannot be compared."
    return " ".join(filter(None, (_answer(compared, a, b), _grounds(compared))))


def _answer(compared: Paired, a: str, b: str) -> str:
    low, high = compared.interval
    match compared.better:
        case "b":
            return f"“{b}” is better than “{a}” by {_points(compared.difference)} ({_points(low, high)})."
        case "a":
            return f"“{a}” is better than “{b}” by {_points(-compared.difference)} ({_points(-high, -low)})."
        case _ if compared.only_a == compared.only_b == 0:
            return f"“{a}” and “{b}” are right and wrong on the very same pictures."
        case _:
            better, more = (b, compared.difference) if compared.difference >= 0 else (a, -compared.difference)
            low, high = (low, high) if compared.difference >= 0 else (-high, -low)
            lead = f"“{better}” is ahead by {_points(more)} ({_points(low, high)})" if more else "Both are equally good"
            return f"The difference is within chance: {lead[0].lower() if not more else lead[0]}{lead[1:]}."


def _grounds(compared: Paired) -> str:
    parts = [f"Measured on the same {compared.images:,} pictures"]
    if compared.left_out:
        parts.append(f"; {compared.left_out:,} that only one was measured on do not count")
    few = " These are few pictures: a small difference cannot be told from chance." if compared.images < _FEW else ""
    return "".join(parts) + "." + few


def _points(share: float, high: float | None = None) -> str:
    if high is not None:
        return f"{100 * share:.1f} to {100 * high:.1f}"
    points = f"{100 * share:.1f}"
    return f"{points} point" if points == "1.0" else f"{points} points"


def _mcnemar(only_a: int, only_b: int) -> float:
    """Two-sided, exact: 1 where they differ on no picture."""
    from scipy.special import bdtr  # noqa: PLC0415 - a tenth of a second, and seldom needed

    differ = only_a + only_b
    return 1.0 if not differ else min(1.0, 2 * float(bdtr(min(only_a, only_b), differ, 0.5)))
