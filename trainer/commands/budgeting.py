"""`--at-most-wrong`: how many pictures are filed by themselves, how many are to be looked at, how many are none of the classes."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from trainer.channel import Emit
from trainer.errors import PackageError, UsageError
from trainer.events import Notice

if TYPE_CHECKING:
    from rich.console import Console

    from trainer.events import Prediction
    from trainer.measuring.budget import Plan
    from trainer.package import Package

_OLD = "This model was made by an ArtClass that kept no answers for held-out pictures, so nothing can be promised"


_TELLS = "tell how many pictures can be filed by themselves so that at most N %% of these are wrong"


def add_budget(parser: argparse.ArgumentParser, does: str = _TELLS) -> None:
    """Add ``--at-most-wrong``.

    Args:
        parser: Of the command.
        does: What it does there.
    """
    parser.add_argument("--at-most-wrong", type=float, metavar="N", help=does)


def plan(args: argparse.Namespace, package: Package) -> Plan | None:
    """The plan for the budget that was asked for; None where none was.

    Raises:
        UsageError: It is no share.
        PackageError: The package cannot promise anything.
    """
    from trainer.measuring import budget

    if args.at_most_wrong is None:
        return None
    if not 0 < args.at_most_wrong < 100:
        remedy = "Choose a number above 0 and below 100, such as 2."
        raise UsageError(f"At most {args.at_most_wrong:g} % wrong is no budget", remedy=remedy)
    if package.held_out is None:
        raise PackageError(_OLD, remedy="Train it again.")
    return budget.plan(package.held_out, package.info.novelty, args.at_most_wrong / 100)


def threshold(args: argparse.Namespace, package: Package | None, emit: Emit) -> float:
    """The confidence from which on at most so many are wrong, as was asked for; 0 where it was not.

    Raises:
        UsageError: There is none, or no model to tell it.
    """
    if args.at_most_wrong is None:
        return 0.0
    made = plan(args, package) if package is not None else None
    if made is None:
        raise UsageError("--at-most-wrong needs the model", remedy="Name it in place of --answers, or use --at-least.")
    if made.threshold is None:
        raise UsageError(made.sentence().rstrip("."))  # which says what to do as well
    emit(Notice(message=made.sentence()))
    return made.threshold


def split(made: Plan, predictions: Iterable[Prediction]) -> dict[str, Any]:
    """What a plan does to pictures, as ``--json`` prints it; files that cannot be read are in no part."""
    import numpy as np

    from trainer.measuring import budget

    rows = [(p.confidence, p.novel, p.seen_in_training) for p in predictions if p.confidence is not None]
    confidence, novel, seen = (np.array([row[place] for row in rows]) for place in range(3))
    parts = budget.sort(confidence.astype(np.float64), novel.astype(np.bool_), made.threshold)
    return {
        "at_most_wrong": made.at_most,
        "confidence": made.threshold,
        "filed": int((parts == budget.FILED).sum()),
        "filed_seen_in_training": int(((parts == budget.FILED) & seen.astype(np.bool_)).sum()),
        "review": int((parts == budget.REVIEW).sum()),
        "none_of_the_classes": int((parts == budget.NOVEL).sum()),
        "verdict": made.verdict,
        "upper_bound": made.bound,
        "sentence": made.sentence(),
    }


def show(result: dict[str, Any], console: Console) -> None:
    """Print the parts, and what the promise is worth."""
    from trainer.terminal import say

    sure = "" if result["confidence"] is None else f" (confidence {result['confidence']:.1%} and more)"
    review, strange = result["review"], result["none_of_the_classes"]
    say(
        console,
        f"{result['filed']:,} can be filed{sure}, {review:,} {_are(review)} to be looked at, "
        f"{strange:,} {_are(strange)} probably none of the classes.",
    )
    say(console, result["sentence"])


def _are(count: int) -> str:
    return "is" if count == 1 else "are"
