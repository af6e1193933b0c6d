"""Pictures with what is said of them, sorted into the groups that a report shows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple, get_args

from trainer.answers.columns import Answered, second_guess

Kind = Literal["class", "novel", "changed", "unreadable"]
_SURE = 10  # parts of the histogram


class Shown(NamedTuple):
    """A picture in a group.

    Attributes:
        path: The picture.
        label: The class that it is shown under: the person's own, else the model's; None where it has none.
        said: The class that the model says; None where it cannot say any.
        confidence: Of the model, 0 to 1.
        second: The class that comes second.
        own: The label is the person's.
        seen: The model was trained on it, or on one that looks the same.
        reason: Why it cannot be read.
    """

    path: str
    label: str | None
    said: str | None
    confidence: float | None
    second: str | None = None
    own: bool = False
    seen: bool = False
    reason: str = ""


class Group(NamedTuple):
    """A class with its pictures, the surest first; or those that are none of the classes, have changed since, or cannot be read."""

    kind: Kind
    name: str
    pictures: tuple[Shown, ...]

    @property
    def histogram(self) -> tuple[int, ...]:
        """How many pictures have a confidence from 0 to 0.1, from 0.1 to 0.2, … to 1; own labels count by the model's."""
        counts = [0] * _SURE
        for picture in self.pictures:
            if picture.confidence is not None:
                counts[min(_SURE - 1, int(picture.confidence * _SURE))] += 1
        return tuple(counts)


class Agreement(NamedTuple):
    """How often the model says what the person does, on pictures that it has not seen in training."""

    right: int
    pictures: int
    seen: int


def groups(rows: Iterable[Answered], classes: Sequence[str]) -> list[Group]:
    """Sort pictures into groups: the classes in the model's order, then those of own labels alone, then the rest.

    Args:
        rows: What is known of the pictures.
        classes: The model's.
    """
    found: dict[tuple[Kind, str], list[Shown]] = {("class", name): [] for name in classes}
    for row in rows:
        kind, shown = _of(row, classes)
        found.setdefault((kind, (shown.label or "") if kind == "class" else ""), []).append(shown)
    kinds: tuple[Kind, ...] = get_args(Kind)
    keys = sorted(found, key=lambda place: kinds.index(place[0]))  # sorting keeps the order of the classes
    return [
        Group(kind, name, _ordered(found[kind, name])) for kind, name in keys if found[kind, name] or kind == "class"
    ]


def agreement(found: Iterable[Group]) -> Agreement:
    """How often the model agrees with the person's own labels."""
    own = [picture for group in found for picture in group.pictures if picture.own and picture.said is not None]
    fresh = [picture for picture in own if not picture.seen]
    return Agreement(sum(picture.said == picture.label for picture in fresh), len(fresh), len(own) - len(fresh))


def _of(row: Answered, classes: Sequence[str]) -> tuple[Kind, Shown]:
    said = row.prediction
    if row.changed:  # what was said, by whom ever, was said of other contents
        return "changed", Shown(said.path, None, None, None)
    label = row.own or said.label
    shown = Shown(
        said.path,
        label,
        said.label,
        said.confidence,
        second_guess(said, tuple(classes)),
        row.own is not None,
        said.seen_in_training,
        said.reason or "",
    )
    if row.own is not None:
        return "class", shown
    if label is None:
        return "unreadable", shown
    return ("novel" if said.novel else "class"), shown


def _ordered(pictures: Iterable[Shown]) -> tuple[Shown, ...]:
    return tuple(sorted(pictures, key=lambda picture: (-(picture.confidence or 0.0), picture.path)))
