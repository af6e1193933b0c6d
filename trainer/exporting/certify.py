"""Asking exported models and the run's Keras model about the same picture files, and writing down how far they agree.

Each has the pixels that it will have in use: the run's model those of ArtClass, an exported file those of the reference
that lies beside it.
"""

from __future__ import annotations

import platform
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from trainer import __version__, dates, parallel, pixels
from trainer.catalog.records import Picture
from trainer.channel import Control, Emit
from trainer.dataset import Dataset
from trainer.errors import DatasetError, PictureError
from trainer.exporting import certificate, convert, formats, reference, runtimes
from trainer.exporting.certificate import Certificate
from trainer.exporting.runtimes import Run
from trainer.measuring import metrics, paired
from trainer.measuring.paired import Paired
from trainer.pace import Pace, check
from trainer.pixels import Pixels

FEWEST = 1_000
"""So many pictures are asked about where there are as many: training pictures are added to validation's."""
_AT_ONCE = 16

Answers = npt.NDArray[np.float32]


class Asked(NamedTuple):
    """The pictures to ask about: the first ``validation`` of them are validation pictures, the others training's.

    ``labels`` are their class numbers, -1 where the model does not know the class.
    """

    pictures: tuple[Picture, ...]
    labels: npt.NDArray[np.int64]
    validation: int


class _Decoded(NamedTuple):
    """A picture by its number: its pixels as ArtClass reads them, and as the reference does (None where it cannot)."""

    number: int
    square: Pixels
    given: Pixels | None

    @property
    def is_odd(self) -> bool:
        """Whether the two differ."""
        return self.given is None or not np.array_equal(self.square, self.given)


class _Kept(NamedTuple):
    """What is kept of the pictures that ArtClass could read: their numbers, and all answers, (n, classes) each.

    ``odd`` of them get other pixels from the reference than from ArtClass, or none: then the exported models' answers
    are not numbers.
    """

    numbers: npt.NDArray[np.int64]
    own: Answers
    exported: dict[str, Answers]
    odd: int


def chosen(dataset: Dataset, classes: Sequence[str], *, learned: Collection[str] = ()) -> Asked:
    """All validation pictures, and training pictures, the same ones each time, until there are `FEWEST`.

    Validation pictures of today that the run ``learned`` from (their sha256) count as training pictures.
    """
    validation = [picture for picture in dataset.validation if picture.sha256 not in learned]
    others = (*dataset.training, *(picture for picture in dataset.validation if picture.sha256 in learned))
    lacking = max(0, FEWEST - len(validation))
    pictures = (*validation, *sorted(others, key=lambda picture: picture.sha256)[:lacking])
    numbers = {name: number for number, name in enumerate(classes)}
    labels = np.array([numbers.get(picture.label, -1) for picture in pictures], np.int64)
    return Asked(pictures, labels, len(validation))


def ask(
    model: Any, exported: Mapping[str, Run], asked: Asked, *, emit: Emit, control: Control
) -> Callable[[str, str, Path], Certificate]:
    """Read every picture once and ask all models about it; memory does not grow with the pictures.

    Args:
        model: The run's Keras model.
        exported: The exported models by format.
        asked: The pictures.
        emit: Told the progress.
        control: Looked at between pictures.

    Returns:
        A function from the name of a format, the run's name and the exported model's file to its certificate.

    Raises:
        Interrupted: Somebody asked.
        DatasetError: None of the pictures can be read.
    """
    kept = _asked_all(model, exported, asked, emit=emit, control=control)
    return lambda name, run, path: _certificate(name, kept, asked, run=run, sha256=runtimes.sha256(path))


def _asked_all(model: Any, exported: Mapping[str, Run], asked: Asked, *, emit: Emit, control: Control) -> _Kept:
    pace = Pace(emit, "pictures", total=len(asked.pictures))
    numbers: list[int] = []
    own: list[Answers] = []
    answers: dict[str, list[Answers]] = {name: [] for name in exported}
    odd = 0
    answer = convert.answering(model)
    for chunk in _chunks(asked.pictures, model.input_shape[1], control):
        own.append(answer([one.square for one in chunk]))
        for one in chunk:
            check(control)
            numbers.append(one.number)
            odd += one.is_odd
            for name, run in exported.items():
                answers[name].append(_answer(run, one.given, like=own[-1][0]))
            pace.at(one.number + 1)
    if not numbers:
        raise DatasetError("None of the pictures to certify with can be read", remedy="Connect their disk.")
    pace.at(len(asked.pictures))
    return _Kept(np.array(numbers), np.concatenate(own), {name: np.stack(rows) for name, rows in answers.items()}, odd)


def _answer(run: Run, given: Pixels | None, *, like: Answers) -> Answers:
    return np.full_like(like, np.nan) if given is None else run(given)


def _chunks(pictures: Sequence[Picture], side: int, control: Control) -> Iterator[list[_Decoded]]:
    """A few at a time of the pictures that ArtClass can read."""
    read = reference.loaded()
    waiting: list[_Decoded] = []
    for one in parallel.in_order(lambda item: _decoded(*item, side, read), enumerate(pictures), ahead=8):
        check(control)
        if one is not None:
            waiting.append(one)
        if len(waiting) == _AT_ONCE:
            yield waiting
            waiting = []
    if waiting:
        yield waiting


def _decoded(number: int, picture: Picture, side: int, read: reference.Read) -> _Decoded | None:
    try:
        square = pixels.read_square(picture.path, side)
    except PictureError:
        return None
    try:
        return _Decoded(number, square, read(picture.path, side))
    except Exception:  # the reference has no words for what it cannot read
        return _Decoded(number, square, None)


def _certificate(name: str, kept: _Kept, asked: Asked, *, run: str, sha256: str) -> Certificate:
    answers = kept.exported[name]
    same = int((_said(answers) == _said(kept.own)).sum())
    apart = np.nan_to_num(np.abs(answers - kept.own), nan=1.0)
    validation = int((kept.numbers < asked.validation).sum())
    agreement, greatest = same / len(answers), float(apart.max())
    compared = _compared(kept, answers, asked)
    return Certificate(
        format=formats.find(name).name,
        run=run,
        created=dates.now(),
        version=__version__,
        runtime=runtimes.version(name),
        machine=f"{platform.system()} {platform.machine()}, {parallel.usable_cores()} cores",
        sha256=sha256,
        pictures=len(answers),
        validation=validation,
        training=len(answers) - validation,
        unreadable=len(asked.pictures) - len(answers),
        decoded_differently=kept.odd,
        agreement=agreement,
        agreement_interval=metrics.wilson(same, len(answers)),
        greatest_difference=greatest,
        mean_difference=float(apart.mean()),
        accuracy_before=compared.accuracy_a if compared else None,
        accuracy_after=compared.accuracy_b if compared else None,
        loss_interval=(-compared.interval[1], -compared.interval[0]) if compared else None,
        passed=certificate.passes(name, agreement, greatest),
    )


def _compared(kept: _Kept, answers: Answers, asked: Asked) -> Paired | None:
    """Both models on the labelled validation pictures."""

    def right(said: Answers) -> dict[str, bool]:
        return {
            str(number): bool(best == asked.labels[number])
            for number, best in zip(kept.numbers, _said(said), strict=True)
            if number < asked.validation and asked.labels[number] >= 0
        }

    return paired.paired(right(kept.own), right(answers))


def _said(answers: Answers) -> npt.NDArray[np.int64]:
    """The class of each answer; -1 where it is no numbers."""
    return np.where(np.isnan(answers).any(axis=1), -1, answers.argmax(axis=1))
