"""Measuring a model package on pictures whose classes are known, from the files, as everybody will use it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from trainer.channel import Control, Emit
from trainer.errors import DatasetError
from trainer.events import Notice, Prediction, Problem
from trainer.measuring import metrics
from trainer.measuring.metrics import Evaluation, Makers
from trainer.pace import Pace, check
from trainer.predicting.predictor import Predictor
from trainer.runs import HeldOutPrediction


class Known(NamedTuple):
    """A picture whose class is known."""

    path: Path
    label: str
    known_maker: bool | None = None
    """Whether its artist or series is learnt from; None where it has none."""
    sha256: str = ""
    """Of its file; empty where that cannot be read."""


class Answer(NamedTuple):
    """What the model says of it; ``place`` is its number among the pictures that were asked about."""

    place: int
    prediction: Prediction


class Measured(NamedTuple):
    """The figures, and the answers they come from (readable pictures only)."""

    evaluation: Evaluation
    answers: tuple[Answer, ...]
    makers: Makers | None = None


def measure(
    predictor: Predictor,
    pictures: Sequence[Known],
    classes: tuple[str, ...],
    *,
    emit: Emit,
    control: Control,
    without_alike: bool = False,
) -> Measured:
    """Ask a model about pictures and compare.

    Args:
        predictor: The model.
        pictures: At least one; their labels are all in ``classes``.
        classes: The model's classes in their order.
        emit: Told the progress, and of pictures that cannot be read, which are left out.
        control: Looked at between pictures.
        without_alike: Leave out pictures that look like some which the model has seen while it was made.

    Raises:
        Interrupted: Somebody asked.
        DatasetError: None of the pictures can be read, or all of them are left out.
    """
    pace = Pace(emit, "pictures", total=len(pictures))
    answers: list[Answer] = []
    alike = 0
    for index, prediction in enumerate(predictor.predict([picture.path for picture in pictures])):
        check(control)
        pace.at(index + 1)
        if prediction.status != "ok":
            emit(Problem(path=prediction.path, reason=prediction.reason or ""))
        elif without_alike and prediction.seen_alike:
            alike += 1
        else:
            answers.append(Answer(index, prediction))
    if alike:
        emit(Notice(message=_left_out_as_alike(alike), level="warning"))
    if not answers:
        what = "can be read, or they look like those of the training" if alike else "can be read"
        raise DatasetError(f"None of the pictures to measure with {what}", path=pictures[0].path.parent)
    if missing := len(pictures) - len(answers) - alike:
        sentence = f"{missing:,} of {len(pictures):,} pictures cannot be read and do not count."
        emit(Notice(message=sentence, level="warning"))
    numbers = {name: number for number, name in enumerate(classes)}
    truth = np.array([numbers[pictures[answer.place].label] for answer in answers], np.int64)
    said = np.array([numbers[answer.prediction.label or ""] for answer in answers], np.int64)
    return Measured(metrics.evaluate(truth, said, classes), tuple(answers), _by_makers(pictures, answers))


def _left_out_as_alike(count: int) -> str:
    those = "1 picture looks" if count == 1 else f"{count:,} pictures look"
    return f"{those} like some that were seen in training, and {'is' if count == 1 else 'are'} left out."


def predictions(pictures: Sequence[Known], measured: Measured) -> tuple[HeldOutPrediction, ...]:
    """What the model said of each readable picture, to be kept beside the run."""
    return tuple(
        HeldOutPrediction(
            sha256=pictures[place].sha256,
            path=str(pictures[place].path),
            label=pictures[place].label,
            predicted=prediction.label or "",
            confidence=prediction.confidence or 0.0,
            probabilities=prediction.probabilities,
            distance=prediction.distance,
        )
        for place, prediction in measured.answers
    )


def _by_makers(pictures: Sequence[Known], answers: Sequence[Answer]) -> Makers | None:
    """The two figures by artists or series; None where nothing is known of these."""
    right: dict[bool, list[bool]] = {True: [], False: []}
    for answer in answers:
        picture = pictures[answer.place]
        if picture.known_maker is not None:
            right[picture.known_maker].append(answer.prediction.label == picture.label)
    known, new = metrics.part(right[True]), metrics.part(right[False])
    return Makers(known=known, new=new) if known or new else None
