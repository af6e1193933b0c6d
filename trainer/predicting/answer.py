"""What a model says of a picture, and what that means for one file: label, confidence, seen before, none of the classes."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from trainer.events import Prediction
from trainer.package import Package
from trainer.predicting.reading import Stamp


class Answer(NamedTuple):
    """What a model says of the contents of a file, wherever that lies; this is what is kept.

    Attributes:
        probabilities: Shape (classes,), each 0 to 1, sum 1.
        embedding: Shape (D,), unit length; (0,) where the package has none.
        distance: To the training pictures (0 to 2); None where the package cannot tell.
        alike: The model has seen a picture that looks the same, or this one.
    """

    probabilities: npt.NDArray[np.float32]
    embedding: npt.NDArray[np.float16]
    distance: float | None
    alike: bool


class Judge:
    """Turns answers into predictions by what a package knows besides its model."""

    def __init__(self, package: Package) -> None:
        self._classes = package.info.classes
        self._novelty = package.info.novelty
        self._seen = frozenset(package.info.seen)

    def prediction(self, path: str, digest: bytes, answer: Answer, stamp: Stamp | None = None) -> Prediction:
        """What an answer means for a file.

        Args:
            path: The file.
            digest: Its sha256.
            answer: What the model says of its contents.
            stamp: By which the file is known again.
        """
        best = int(answer.probabilities.argmax())
        name = digest.hex()
        exactly = name in self._seen
        alike = answer.alike and not exactly
        return Prediction(
            path=path,
            label=self._classes[best],
            confidence=float(answer.probabilities[best]),
            probabilities=tuple(answer.probabilities.tolist()),
            seen_in_training=exactly or alike,
            seen_alike=alike,
            distance=answer.distance,
            novel=not answer.alike and not exactly and self._is_novel(answer.distance),
            digest=name,
            stamp=stamp,
        )

    def _is_novel(self, distance: float | None) -> bool:
        """Whether a picture that was not learnt from is too far away; those that were are no measure (docs/adr/0023)."""
        return self._novelty is not None and distance is not None and distance > self._novelty.threshold


def unreadable(path: str, reason: str) -> Prediction:
    """What is told of a file that has no answer, and why."""
    return Prediction(path=path, label=None, confidence=None, status="unreadable", reason=reason)
