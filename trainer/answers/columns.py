"""The columns of a table of answers: what stands in each, whatever the format of the file."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Sequence
from typing import Literal, NamedTuple
from urllib.parse import quote_from_bytes

from trainer.events import Prediction
from trainer.names import readable
from trainer.package import Package

Kind = Literal["text", "share", "truth"]
Value = str | float | bool | None

_DIGITS = 16  # of the model's sha256: enough to tell models apart


class About(NamedTuple):
    """What a table says of all its rows.

    Attributes:
        classes: The model's classes, one column each.
        run: The name of the training that the model came from.
        model: The first digits of the sha256 of its weights: a model that was trained anew has others.
        novelty: Whether the model can tell that a picture is none of its classes.
    """

    classes: tuple[str, ...]
    run: str = ""
    model: str = ""
    novelty: bool = True

    @classmethod
    def of(cls, package: Package) -> About:
        """What is to be said of answers of a package's model."""
        digest = hashlib.sha256(package.model).hexdigest()
        return cls(package.info.classes, package.info.name, digest[:_DIGITS], package.info.novelty is not None)


class Answered(NamedTuple):
    """What is known of one picture: what the model says, the person's own label, and whether it has changed since."""

    prediction: Prediction
    own: str | None = None
    changed: bool = False


class Column(NamedTuple):
    """One column: its name, what stands in it, and where that comes from."""

    name: str
    kind: Kind
    value: Callable[[Answered], Value]


def columns(about: About) -> tuple[Column, ...]:
    """All columns of a table, in their order; a class that is called like another column is told apart."""
    fixed = (
        Column("path", "text", lambda row: readable(row.prediction.path)),
        Column("model_label", "text", lambda row: row.prediction.label),
        Column("own_label", "text", lambda row: row.own),
        Column("confidence", "share", lambda row: row.prediction.confidence),
        Column("second_guess", "text", lambda row: second_guess(row.prediction, about.classes)),
        Column("status", "text", lambda row: status(row.prediction)),
        Column("seen_in_training", "truth", lambda row: _answered(row, row.prediction.seen_in_training)),
        Column("novel", "truth", lambda row: _answered(row, row.prediction.novel) if about.novelty else None),
        Column("run", "text", lambda _row: about.run or None),
        Column("model", "text", lambda _row: about.model or None),
        Column("sha256", "text", lambda row: row.prediction.digest or None),
    )
    taken = {column.name for column in fixed} | {PATH_BYTES}
    return (*fixed, *(_class_column(place, name, taken) for place, name in enumerate(about.classes)))


PATH_BYTES = "path_bytes"
"""In JSON: a path that is no valid Unicode, byte by byte (percent-encoded), so that a program finds the file again."""

OF_A_CLASS = " (class)"


def members(row: Answered, columns: Sequence[Column]) -> dict[str, Value]:
    """A row as an object for programs, the names of the columns to what stands in them."""
    found = {column.name: column.value(row) for column in columns}
    path = row.prediction.path
    if found["path"] != path:
        found[PATH_BYTES] = quote_from_bytes(os.fsencode(path))
    return found


def _class_column(place: int, name: str, taken: set[str]) -> Column:
    def share(row: Answered) -> Value:
        shares = row.prediction.probabilities
        return shares[place] if place < len(shares) else None

    shown = readable(name)
    return Column(f"{shown}{OF_A_CLASS}" if shown in taken else shown, "share", share)


def second_guess(prediction: Prediction, classes: tuple[str, ...]) -> str | None:
    """The class with the second highest probability; None where nothing is known of it."""
    shares = prediction.probabilities
    if len(shares) != len(classes) or len(shares) < 2 or prediction.label is None:
        return None
    others = [-1.0 if name == prediction.label else share for share, name in zip(shares, classes, strict=True)]
    return classes[others.index(max(others))]


def status(prediction: Prediction) -> str:
    """What stands in the column ``status``: "ok", or "unreadable: " and why."""
    return prediction.status if prediction.status == "ok" else f"{prediction.status}: {prediction.reason}"


def _answered(row: Answered, value: bool) -> bool | None:
    """What a model said; None where it was not asked, or could not read the picture."""
    return value if row.prediction.label is not None else None
