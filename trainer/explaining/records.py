"""The shortcut audit of a run as it is kept in its folder, and in words. Light."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import msgspec

from trainer import files
from trainer.runs import Run

NAME = "audit.json"

Change = Literal["borders", "grey", "coarse"]

_WITHOUT = {
    "borders": "with their borders masked",
    "grey": "in grey",
    "coarse": "at a quarter of the resolution",
}
_LEANS = {
    "borders": "It leans on the borders of pictures: frames, margins or captions may give the class away.",
    "grey": "It leans on colour more than on form: a class may be told by paper, ink or lighting alone.",
    "coarse": "It leans on the finest detail: grain, sharpness or the compression of the files may give the class away.",
}
_MATTERS = {"borders": 0.05, "grey": 0.15, "coarse": 0.15}
"""From which loss on it is called leaning: what a border holds is seldom the art; colour and detail are a part of it."""


class Loss(msgspec.Struct, frozen=True, kw_only=True):
    """What some pictures lose: their number, the share told rightly plain and changed, and the difference.

    ``interval`` is the 95 % interval (`paired.Paired`) of ``plain - changed``; ``matters``: it is more than chance, and
    enough to be called leaning.
    """

    images: int
    plain: float
    changed: float
    interval: tuple[float, float]
    matters: bool

    @property
    def loss(self) -> float:
        """Accuracy lost, -1 to 1."""
        return self.plain - self.changed


class ClassLoss(msgspec.Struct, frozen=True, kw_only=True):
    """The same for the pictures of one class."""

    name: str
    figures: Loss


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """What a change of the pictures does to the answers; ``classes`` are those to which it matters, worst first."""

    change: Change
    figures: Loss
    classes: tuple[ClassLoss, ...] = ()


class Audit(msgspec.Struct, frozen=True, kw_only=True):
    """All changes on a run's validation pictures (``audit.json``); ``seconds`` it took.

    ``guessing``: on the plain pictures the model does no better than guessing, so that it can lose nothing.
    """

    run: str
    created: str
    version: str
    images: int
    accuracy: float
    parts: tuple[Part, ...]
    seconds: float = 0.0
    guessing: bool = False


def enough(change: str) -> float:
    """The loss of accuracy from which on this change is called leaning."""
    return _MATTERS[change]


def read(run: Run) -> Audit | None:
    """The audit in a run's folder; None where there is none that can be read."""
    try:
        return msgspec.json.decode((run.folder / NAME).read_bytes(), type=Audit)
    except (OSError, msgspec.DecodeError):
        return None


def write(run: Run, audit: Audit) -> None:
    """Keep an audit in a run's folder.

    Raises:
        DiskError: The disk is full, read-only or gone.
    """
    files.write(run.folder / NAME, msgspec.json.format(msgspec.json.encode(audit), indent=1))


def without(change: str) -> str:
    """What was done to the pictures: "in grey"."""
    return _WITHOUT[change]


def line(part: Part) -> str:
    """One change and its figures as a sentence."""
    figures = part.figures
    low, high = figures.interval
    loss, way = figures.loss, "less"
    if round(loss, 3) < 0:  # it is right more often without
        loss, way, low, high = -loss, "more", -high, -low
    return (
        f"{_WITHOUT[part.change].capitalize()}, {figures.changed:.1%} instead of {figures.plain:.1%}: "
        f"{_points(loss)} {way} (95 % interval {100 * low:z.1f} to {100 * high:z.1f})."
    )


def warning(part: Part) -> str:
    """What to beware of, with the classes it is about; empty where nothing is amiss."""
    if not part.figures.matters and not part.classes:
        return ""
    said = [_LEANS[part.change]] if part.figures.matters else []
    if part.classes:
        said.append(f"{_WITHOUT[part.change].capitalize()}, {_listed(part.classes)}.")
    return " ".join(said)


def verdict(audit: Audit) -> str:
    """The audit in one sentence."""
    if audit.guessing:
        return (
            "The model does no better than guessing on these pictures, so nothing can be said of what it leans on: "
            "train it for more epochs first."
        )
    leaning = [part for part in audit.parts if part.figures.matters]
    if leaning:
        return f"The model may be taking {'a shortcut' if len(leaning) == 1 else 'shortcuts'}."
    if any(part.classes for part in audit.parts):
        return "The model as a whole leans on nothing that was taken away; single classes do."
    return "The model leans neither on borders nor on colour or fine detail alone."


def in_card(audit: Audit) -> str:
    """The audit as a chapter of a model's card, in Markdown."""
    rows = [f"- {line(part)} {warning(part)}".rstrip() for part in audit.parts]
    head = f"{verdict(audit)} Asked again about the same {audit.images:,} validation pictures:"
    return "\n".join(["## What it leans on", "", head, "", *rows, ""])


def _listed(classes: Sequence[ClassLoss]) -> str:
    return ", ".join(
        f"“{row.name}” falls from {row.figures.plain:.0%} to {row.figures.changed:.0%} of {row.figures.images:,}"
        for row in classes
    )


def _points(share: float) -> str:
    points = f"{100 * abs(share):.1f}"
    return f"{points} point" if points == "1.0" else f"{points} points"
