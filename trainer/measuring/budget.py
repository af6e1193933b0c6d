"""The error budget: filing pictures by themselves while at most so many of them are wrong, and seeing whether that holds.

A threshold on the calibrated confidence is chosen on validation pictures: the lowest for which even an upper bound of the
share that is wrong stays within the budget (Geifman and El-Yaniv 2017, "Selective Classification for Deep Neural Networks").
Whether the promise holds is then seen on test pictures, which nothing was chosen by. Light: NumPy alone.
"""

from __future__ import annotations

import math
from typing import Literal

import msgspec
import numpy as np
import numpy.typing as npt

from trainer.package import HeldOut, Novelty, Sample

FILED, REVIEW, NOVEL = 0, 1, 2
CONFIDENCE = 0.95
"""Of the upper bounds, each one-sided."""
_CHOSEN_WITH = (0.99, CONFIDENCE)
"""Of the bounds by which a threshold is chosen, the first that any keeps: with the same confidence as on test, every second
promise would fail there by chance (measured: docs/adr/0023)."""
_FEWEST = 30
"""Filed validation pictures below which a threshold is not even tried: too few were told apart by it."""

Verdict = Literal["kept", "broken", "too few", "unchecked", "impossible"]


class Filing(msgspec.Struct, frozen=True, kw_only=True):
    """What a threshold does to some pictures whose classes are known.

    Attributes:
        pictures: How many there are.
        filed: So many have the confidence, and are near enough to the training pictures.
        wrong: So many of the filed ones are in a wrong class.
        novel: So many are too far from the training pictures.
    """

    pictures: int
    filed: int
    wrong: int
    novel: int

    @property
    def review(self) -> int:
        """So many are left to look at."""
        return self.pictures - self.filed - self.novel

    @property
    def share_wrong(self) -> float:
        """Of the filed ones, 0 to 1."""
        return self.wrong / self.filed if self.filed else 0.0

    @property
    def bound(self) -> float:
        """Upper bound of the share that is wrong, with `CONFIDENCE`; 1 where nothing is filed."""
        return upper_bound(self.wrong, self.filed)


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """A budget, the threshold that was chosen for it, and whether the promise holds.

    Attributes:
        at_most: The budget: of the filed pictures at most so many (0 to 1) are to be wrong.
        threshold: Pictures of at least this confidence (0 to 1) are filed; None where none is low enough.
        validation: What it does to the pictures that it was chosen by; None without a threshold.
        test: What it does to the test pictures; None where these were not looked at, or without a threshold.
        needed: So many pictures must be filed, all of them rightly, before such a promise can be made at all.
        candidates: So many validation pictures could be filed: those that are near enough to the training pictures.
        verdict: "kept": on the test pictures even the upper bound is within the budget. "broken": more of them are wrong
            than the budget allows. "too few": the share is within the budget, but the bound is not. "unchecked": the test
            pictures were not looked at. "impossible": no threshold is within the budget on the validation pictures.
    """

    at_most: float
    threshold: float | None
    validation: Filing | None
    test: Filing | None
    needed: int
    verdict: Verdict
    candidates: int = 0

    @property
    def bound(self) -> float | None:
        """Upper bound of the share of filed test pictures that is wrong; None where these were not looked at."""
        return None if self.test is None else self.test.bound

    def sentence(self) -> str:
        """The promise and what came of it, in words."""
        budget = _percent(self.at_most)
        if self.threshold is None or self.validation is None:
            return f"At most {budget} wrong cannot be promised: {self._hindrance()}"
        if self.test is None:
            return (
                f"Not checked yet: pin this model to see on its test pictures whether at most {budget} are wrong. On "
                f"validation it was {self.validation.wrong:,} of {self.validation.filed:,}."
            )
        if not self.test.filed:
            return f"At most {budget} wrong cannot be promised: not one of the {self.test.pictures:,} test pictures is filed."
        found = (
            f"{self.test.wrong:,} of {self.test.filed:,} filed test pictures were wrong ({_percent(self.test.share_wrong)}; "
            f"at most {percent_up(self.test.bound)} with 95 % certainty)"
        )
        match self.verdict:
            case "kept":
                return f"The promise holds: {found}."
            case "broken":
                return f"The promise does not hold: {found}. Allow fewer to be wrong than you can bear, or review all."
            case _:
                return f"Too few test pictures to promise at most {budget}: {found}."

    def _hindrance(self) -> str:
        """Why no threshold was found, and what to do."""
        if self.candidates < self.needed:
            return (
                f"that takes at least {self.needed:,} validation pictures that the model is sure of and right about, and "
                f"there are {self.candidates:,} in all. Allow more to be wrong, or train with more pictures."
            )
        return (
            f"also among the validation pictures that the model is most sure of, too many are wrong, or it is sure of too "
            f"few (at least {self.needed:,} right ones are needed). Allow more to be wrong, or train a better model."
        )


def plan(held_out: HeldOut, novelty: Novelty | None, at_most: float) -> Plan:
    """Choose a threshold for a budget, and see whether it is kept.

    Args:
        held_out: What the model said of held-out pictures.
        novelty: From where on a picture is none of the classes; None where that cannot be told.
        at_most: Of the filed pictures at most so many are to be wrong, above 0 and below 1.
    """
    if not 0 < at_most < 1:
        raise ValueError("a share between 0 and 1 is needed")
    chosen = _threshold(held_out.validation, novelty, at_most)
    needed = math.ceil(math.log(1 - CONFIDENCE) / math.log1p(-at_most))
    candidates = int((~_columns(held_out.validation, novelty)[2]).sum())
    if chosen is None:
        return Plan(
            at_most=at_most,
            threshold=None,
            validation=None,
            test=None,
            needed=needed,
            verdict="impossible",
            candidates=candidates,
        )
    test = None if held_out.test is None else filing(held_out.test, novelty, chosen)
    return Plan(
        at_most=at_most,
        threshold=chosen,
        validation=filing(held_out.validation, novelty, chosen),
        test=test,
        needed=needed,
        verdict=_verdict(test, at_most),
        candidates=candidates,
    )


def filing(sample: Sample, novelty: Novelty | None, threshold: float) -> Filing:
    """What a threshold does to pictures whose classes are known."""
    confidence, right, novel = _columns(sample, novelty)
    filed = sort(confidence, novel, threshold) == FILED
    return Filing(
        pictures=len(confidence),
        filed=int(filed.sum()),
        wrong=int((filed & ~right).sum()),
        novel=int(novel.sum()),
    )


def sort(
    confidence: npt.NDArray[np.floating], novel: npt.NDArray[np.bool_], threshold: float | None
) -> npt.NDArray[np.int8]:
    """Which pictures are filed (`FILED`), which are to be looked at (`REVIEW`), which are none of the classes (`NOVEL`).

    Args:
        confidence: Shape (n,), 0 to 1.
        novel: Shape (n,).
        threshold: As a plan has it; with None nothing is filed.
    """
    filed = np.zeros(len(confidence), np.bool_) if threshold is None else confidence >= threshold
    return np.where(novel, NOVEL, np.where(filed, FILED, REVIEW)).astype(np.int8)


def upper_bound(wrong: int, pictures: int, *, confidence: float = CONFIDENCE) -> float:
    """One-sided upper bound of a share of which ``wrong`` of ``pictures`` were seen (Clopper and Pearson 1934).

    Args:
        wrong: How many of them.
        pictures: How many there were.
        confidence: 0 to 1.
    """
    if wrong >= pictures:
        return 1.0
    low, high = wrong / pictures, 1.0
    for _ in range(50):  # the chance of so few falls with the share
        middle = (low + high) / 2
        low, high = (low, middle) if _chance_of_at_most(wrong, pictures, middle) <= 1 - confidence else (middle, high)
    return high


def _threshold(sample: Sample, novelty: Novelty | None, at_most: float) -> float | None:
    """The lowest confidence from which on the upper bound is within the budget."""
    confidence, right, novel = _columns(sample, novelty)
    order = np.argsort(-confidence[~novel], kind="stable")
    falling, wrong = confidence[~novel][order], np.cumsum(~right[~novel][order])
    filed = np.arange(1, len(falling) + 1)
    tried = (filed >= _FEWEST) & (wrong <= at_most * filed)  # where the share is above it already, so is its bound
    tried[:-1] &= falling[1:] < falling[:-1]  # those of the same confidence are filed together
    found: float | None = None
    for place in np.flatnonzero(tried)[::-1]:
        chance = _chance_of_at_most(int(wrong[place]), int(filed[place]), at_most)
        if chance <= 1 - _CHOSEN_WITH[0]:
            return float(falling[place])
        if found is None and chance <= 1 - _CHOSEN_WITH[-1]:
            found = float(falling[place])
    return found


def _verdict(test: Filing | None, at_most: float) -> Verdict:
    if test is None:
        return "unchecked"
    if test.bound <= at_most:
        return "kept"
    return "broken" if test.filed and test.share_wrong > at_most else "too few"


def _columns(
    sample: Sample, novelty: Novelty | None
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    """Confidence, whether right, whether novel."""
    distance = np.array(sample.distance, np.float64)
    novel = np.zeros(len(distance), np.bool_) if novelty is None else distance > novelty.threshold
    return np.array(sample.confidence, np.float64), np.array(sample.right, np.bool_), novel


def _chance_of_at_most(wrong: int, pictures: int, share: float) -> float:
    """Of at most so many wrong among independent pictures, each wrong with this chance (binomial)."""
    if share >= 1:
        return 0.0 if wrong < pictures else 1.0
    counts = np.arange(wrong + 1)
    ways = _log_ways(pictures, wrong)
    return float(np.exp(ways + counts * math.log(share) + (pictures - counts) * math.log1p(-share)).sum())


def _log_ways(pictures: int, most: int) -> npt.NDArray[np.float64]:
    """Logarithms of the numbers of ways to choose 0 to ``most`` of ``pictures``."""
    steps = np.log(np.arange(pictures, pictures - most, -1)) - np.log(np.arange(1, most + 1))
    return np.concatenate([[0.0], np.cumsum(steps)])


def percent_up(share: float) -> str:
    """Of a bound: never less than it is."""
    return f"{math.ceil(1_000 * share - 1e-9) / 10:g} %"


def _percent(share: float) -> str:
    """As people write it: 2 %, 0.4 %, 0.01 %; never 0 % for what is more than that."""
    value = 100 * share
    if 0 < value < 0.05:
        return f"{value:.1g} %"
    return f"{value:.0f} %" if value >= 10 or abs(value - round(value)) < 0.05 else f"{value:.1f} %"
