"""Explaining pictures with a run's Keras model: heat maps as files, or as answers to one question after another. Heavy."""

from __future__ import annotations

import queue
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec

from trainer import files, pixels, questions
from trainer.channel import Control, Emit
from trainer.errors import PictureError, ProjectError, UsageError
from trainer.events import Explained, Problem
from trainer.explaining import heat
from trainer.explaining.gradcam import Explainer, Seen
from trainer.exporting import loading
from trainer.pace import Pace, check
from trainer.runs import Run

_IDLE = 300.0  # seconds without a question after which a resident child leaves, and its memory is free again
_LISTEN = 0.2


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """One line to a resident child: why a picture gets this class, or (None) the one that the model says."""

    path: str
    label: str | None = None


class Explaining:
    """A run's model, ready to be asked why.

    Args:
        run: A finished run.
        classes: Its classes by number.

    Raises:
        ProjectError: It has no model.
        PackageError: The model is damaged.
    """

    def __init__(self, run: Run, classes: Sequence[str]) -> None:
        if not run.keras_path.exists():
            raise ProjectError("This run has no finished model", path=run.folder, remedy="Finish it first.")
        self._explainer = Explainer(loading.keras_model(run.keras_path))
        self._classes = tuple(classes)

    def one(self, question: Question, *, out: Path | None = None) -> Explained:
        """Answer a question, and write the heat map into ``out`` where that is given.

        Raises:
            PictureError: The picture cannot be read.
            UsageError: The model knows no such class.
            DiskError: The disk is full, read-only or gone.
        """
        path = Path(question.path)
        number = None if question.label is None else class_number(self._classes, question.label)
        seen = self._explainer.explain(pixels.read_square(path, self._explainer.side), number)
        return Explained(
            path=question.path,
            label=self._classes[seen.number],
            predicted=self._classes[int(seen.probabilities.argmax())],
            confidence=float(seen.probabilities[seen.number]),
            heat=tuple(tuple(round(float(value), 4) for value in row) for row in seen.heat),
            file=None if out is None else str(_written(path, seen, out)),
        )

    def all(
        self, paths: Sequence[Path], label: str | None, out: Path, *, emit: Emit, control: Control
    ) -> list[Explained]:
        """Write the heat map of each picture; what cannot be read is told and passed over.

        Raises:
            Interrupted: Somebody asked; what was written stays.
            UsageError: The model knows no such class.
            DiskError: The disk is full, read-only or gone.
        """
        pace = Pace(emit, "pictures", total=len(paths))
        done = []
        for number, path in enumerate(paths, start=1):
            check(control)
            try:
                done.append(self.one(Question(path=str(path), label=label), out=out))
                emit(done[-1])
            except PictureError as error:
                emit(Problem(path=str(path), reason=error.what))
            pace.at(number)
        return done

    def answer(self, *, emit: Emit, control: Control) -> int:
        """Answer questions as they come, newest first, until somebody asks to leave or nobody asks anything any more.

        Returns:
            How many were answered.
        """
        answered, last = 0, time.monotonic()
        while control.request is None and time.monotonic() - last < _IDLE:
            question = _newest(control)
            if question is None:
                continue
            try:
                emit(self.one(question))
                answered += 1
            except (PictureError, UsageError) as error:
                emit(Problem(path=question.path, reason=error.what))
            last = time.monotonic()
        return answered


def class_number(classes: Sequence[str], label: str) -> int:
    """The number of a class.

    Raises:
        UsageError: The model knows no such class.
    """
    if label not in classes:
        remedy = f"Choose one of {', '.join(classes)}."
        raise UsageError(f"The model knows no class called “{label}”", remedy=remedy)
    return list(classes).index(label)


def _newest(control: Control) -> Question | None:
    """The last question that was asked: who has asked another one since does not look at that picture any more."""
    try:
        line = control.questions.get(timeout=_LISTEN)
        while not control.questions.empty():
            line = control.questions.get_nowait()
        question: Question = questions.decode(line, Question)
        return question
    except (queue.Empty, msgspec.DecodeError, ValueError):
        return None


def _written(path: Path, seen: Seen, out: Path) -> Path:
    file = _free(out, path.stem)
    picture: Any = heat.over(pixels.open_picture(path, at_least=1_024), seen.heat)
    with files.atomic(file) as partial:
        picture.save(partial, "PNG")
    return file


def _free(out: Path, stem: str) -> Path:
    """A name that is not taken: pictures of several folders may be called the same."""
    names = (f"{stem}.why.png", *(f"{stem}.why-{number}.png" for number in range(2, 10_000)))
    return next(out / name for name in names if not (out / name).exists())
