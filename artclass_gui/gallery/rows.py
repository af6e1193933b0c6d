"""What the gallery knows of one picture, and how names are made ready for sorting and searching."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from os import fspath
from pathlib import Path
from typing import Literal

from trainer.events import Prediction

Status = Literal["waiting", "ok", "unreadable"]
STATUSES: tuple[Status, ...] = ("waiting", "ok", "unreadable")
GONE = "is no longer there"
"""The reason of pictures that are unreadable because their files are gone."""

_NUMBER = re.compile(r"\d+")
_DIGITS = 12


@dataclass(frozen=True)
class ImageRow:
    """One picture of the gallery.

    Attributes:
        path: Where it can be opened.
        name: What it is called on the screen; by default the file's name.
        label: Its class: the predicted one, or on the Dataset page its own.
        confidence: 0 to 1, for predictions.
        status: "waiting" for its prediction, "ok", or "unreadable" with a ``reason``.
        reason: Why it cannot be read; otherwise what is remarked of it, if anything.
        own: The class that the person has given it, beside the predicted one.
        truth: Its true class, where that is known beside the predicted one.
        probabilities: One a class (0 to 1), in the order of the gallery's classes; may be empty.
        seen: Whether the model was trained on this picture.
        seen_alike: It was not this very file but one that looks the same; only where ``seen``.
        novel: The picture lies further from the model's training pictures than held-out ones do: it is probably none of
            the classes.
        distance: How far it lies from them (0 to 2); None where the model cannot tell.
        digest: The sha256 of the file that the model has seen, in hexadecimal; "" where nothing was read.
        stamp: The time of its last change (nanoseconds since 1970) and its size (bytes) by then; None where nobody knows.
    """

    path: Path | str
    name: str = ""
    label: str | None = None
    confidence: float | None = None
    status: Status = "ok"
    truth: str | None = None
    probabilities: tuple[float, ...] = ()
    seen: bool = False
    reason: str | None = None
    own: str | None = None
    seen_alike: bool = False
    novel: bool = False
    distance: float | None = None
    digest: str = ""
    stamp: tuple[int, int] | None = None

    @property
    def disagrees(self) -> bool:
        """Whether the model says another class than the person."""
        return self.own is not None and self.label is not None and self.own != self.label


@dataclass(frozen=True)
class Listing:
    """Paths and names of some pictures, made ready on another thread to be added to the gallery at once."""

    paths: Sequence[str]
    names: Sequence[str]
    folded: Sequence[str]
    keys: Sequence[str]
    folders: Sequence[str]

    @classmethod
    def of(cls, paths: Iterable[Path | str], names: Iterable[str] | None = None) -> Listing:
        """Prepare ``paths``; ``names`` go with them, by default the files' names."""
        texts = [fspath(path) for path in paths]
        given = list(names) if names is not None else [""] * len(texts)
        shown = [name or Path(path).name for name, path in zip(given, texts, strict=True)]
        folded = [name.casefold() for name in shown]
        folders = [os.path.dirname(name) for name in shown]  # noqa: PTH120 - a tenth of the time of a Path
        return cls(texts, shown, folded, [sort_key(name) for name in folded], folders)


def sort_key(folded: str) -> str:
    """A key that sorts “page 9” before “page 10”.

    Args:
        folded: The name, case-folded.
    """
    return _NUMBER.sub(_filled, folded)


def _filled(match: re.Match[str]) -> str:
    return match[0].zfill(_DIGITS)


def row_of(prediction: Prediction) -> ImageRow:
    """What a model said of a picture, as the gallery knows it."""
    return ImageRow(
        path=prediction.path,
        label=prediction.label,
        confidence=prediction.confidence,
        status="ok" if prediction.status == "ok" else "unreadable",
        probabilities=prediction.probabilities,
        seen=prediction.seen_in_training,
        reason=prediction.reason,
        seen_alike=prediction.seen_alike,
        novel=prediction.novel,
        distance=prediction.distance,
        digest=prediction.digest,
        stamp=prediction.stamp,
    )


def prediction_of(image: ImageRow) -> Prediction:
    """The way back: what a model has said of a picture, as the command line tells it."""
    return Prediction(
        path=str(image.path),
        label=image.label,
        confidence=image.confidence,
        status="unreadable" if image.status == "unreadable" else "ok",
        reason=image.reason,
        probabilities=image.probabilities,
        seen_in_training=image.seen,
        seen_alike=image.seen_alike,
        distance=image.distance,
        novel=image.novel,
        digest=image.digest,
        stamp=image.stamp,
    )
