"""The shortcut audit: the validation pictures asked about again, each time with something taken away."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from trainer import __version__, dates, parallel, pixels
from trainer.catalog.records import Picture
from trainer.channel import Control, Emit
from trainer.errors import DatasetError, PictureError
from trainer.events import Problem
from trainer.explaining import records
from trainer.explaining.changes import CHANGES
from trainer.explaining.records import Audit, Change, ClassLoss, Loss, Part
from trainer.measuring import metrics, paired
from trainer.pace import Pace, check
from trainer.package import Package
from trainer.predicting.predictor import Predictor

_CHANCE = 0.05
_FEWEST = 10  # pictures of a class that anything is said of
_CLASS_FACTOR = 2.0  # a single class must lose so many times as much, for chance plays more of a part

_Right = dict[str, bool]


def audit(package: Package, pictures: Sequence[Picture], *, emit: Emit, control: Control) -> Audit:
    """Ask a model about pictures, plain and changed in each way.

    Args:
        package: The run's model; it is asked through LiteRT, as in classifying.
        pictures: Validation pictures; those of classes that the model does not know do not count.
        emit: Told the progress, and of pictures that cannot be read.
        control: Looked at between pictures.

    Raises:
        Interrupted: Somebody asked.
        DatasetError: None of the pictures can be used.
    """
    began = time.monotonic()
    known = [picture for picture in pictures if picture.label in package.info.classes]
    right = _asked(package, known, emit=emit, control=control)
    if not right["plain"]:
        raise DatasetError("None of the validation pictures can be used for this model")
    labels = {picture.sha256: picture.label for picture in known}
    return Audit(
        run=package.info.name,
        created=dates.now(),
        version=__version__,
        images=len(right["plain"]),
        accuracy=sum(right["plain"].values()) / len(right["plain"]),
        parts=tuple(_part(change, right["plain"], right[change], labels) for change in CHANGES),
        seconds=round(time.monotonic() - began, 1),
        guessing=_is_guessing(right["plain"], labels),
    )


def _asked(package: Package, pictures: Sequence[Picture], *, emit: Emit, control: Control) -> dict[str, _Right]:
    """By change, and plain: of each readable picture (sha256), whether it was told rightly."""
    predictor, classes = Predictor(package), package.info.classes

    def one(picture: Picture) -> dict[str, bool] | PictureError:
        try:
            square = pixels.read_square(picture.path, package.info.image_size)
        except PictureError as error:
            return error
        views: dict[str, pixels.Pixels] = {"plain": square}
        views.update((name, change(square)) for name, change in CHANGES.items())
        return {name: classes[_best(predictor.probabilities(view))] == picture.label for name, view in views.items()}

    pace = Pace(emit, "pictures", total=len(pictures))
    right: dict[str, _Right] = {name: {} for name in ("plain", *CHANGES)}
    for number, (picture, told) in enumerate(zip(pictures, parallel.in_order(one, pictures), strict=False), start=1):
        check(control)
        pace.at(number)
        if isinstance(told, PictureError):
            emit(Problem(path=str(picture.path), reason=told.what))
            continue
        for name, is_right in told.items():
            right[name][picture.sha256] = is_right
    return right


def _best(probabilities: npt.NDArray[np.float32]) -> int:
    return int(probabilities.argmax())


def _is_guessing(plain: _Right, labels: Mapping[str, str]) -> bool:
    """Whether the mean share told rightly over the classes is within chance of what always naming one class gives."""
    rows: dict[str, list[bool]] = {}
    for key, is_right in plain.items():
        rows.setdefault(labels[key], []).append(is_right)
    interval = metrics.mean_interval([(sum(row), len(row)) for row in rows.values()])
    return len(rows) > 1 and interval is not None and interval[0] <= 1 / len(rows)


def _part(change: Change, plain: _Right, changed: _Right, labels: Mapping[str, str]) -> Part:
    enough = records.enough(change)
    rows = []
    for name in dict.fromkeys(labels[key] for key in plain):
        keys = [key for key in plain if labels[key] == name]
        figures = _loss({key: plain[key] for key in keys}, changed, enough * _CLASS_FACTOR)
        if figures.matters and figures.images >= _FEWEST:
            rows.append(ClassLoss(name=name, figures=figures))
    rows.sort(key=lambda row: -row.figures.loss)
    return Part(change=change, figures=_loss(plain, changed, enough), classes=tuple(rows))


def _loss(plain: _Right, changed: _Right, enough: float) -> Loss:
    compared = paired.paired(plain, changed)
    assert compared is not None  # there are pictures
    low, high = -compared.interval[1], -compared.interval[0]
    return Loss(
        images=compared.images,
        plain=compared.accuracy_a,
        changed=compared.accuracy_b,
        interval=(low, high),
        matters=compared.p < _CHANCE and low > 0 and -compared.difference >= enough,
    )
