"""Figures of merit from predictions: accuracy with its interval, per class, confusion. NumPy only."""

from __future__ import annotations

import math
from collections.abc import Sequence

import msgspec
import numpy as np
import numpy.typing as npt

from trainer.measuring import bootstrap

_MANY_CELLS = 2_000  # of a confusion, from which on drawing them takes its time


class ClassFigures(msgspec.Struct, frozen=True, kw_only=True):
    """How well one class is told from the others.

    ``support`` is its number of pictures, ``named`` how many pictures were called it (None in older reports).
    """

    name: str
    support: int
    precision: float | None
    recall: float | None
    f1: float | None
    named: int | None = None

    @property
    def recall_interval(self) -> tuple[float, float] | None:
        """95 % Wilson interval of the recall."""
        return None if self.recall is None else wilson(round(self.recall * self.support), self.support)

    @property
    def precision_interval(self) -> tuple[float, float] | None:
        """95 % Wilson interval of the precision."""
        if self.precision is None or self.named is None:
            return None
        return wilson(round(self.precision * self.named), self.named)


class Evaluation(msgspec.Struct, frozen=True, kw_only=True):
    """What a model does on pictures whose classes are known.

    Attributes:
        images: Number of pictures.
        accuracy: Share of pictures told rightly, 0 to 1.
        interval: 95 % Wilson interval of the accuracy.
        balanced_accuracy: Mean recall over the classes that occur.
        balanced_interval: Its 95 % interval, from the classes' Wilson intervals (None in older reports).
        macro_f1, macro_f1_interval: Mean F1 over the classes that occur or were named, and its bootstrap interval.
        per_class: One row a class, in the order of ``classes``.
        confusion: ``confusion[i][j]`` pictures of class i were called class j.
        classes: The classes' names.
    """

    images: int
    accuracy: float
    interval: tuple[float, float]
    balanced_accuracy: float
    per_class: tuple[ClassFigures, ...]
    confusion: tuple[tuple[int, ...], ...]
    classes: tuple[str, ...]
    balanced_interval: tuple[float, float] | None = None
    macro_f1: float | None = None
    macro_f1_interval: tuple[float, float] | None = None

    @property
    def correct(self) -> int:
        """Number of pictures told rightly."""
        return sum(row[number] for number, row in enumerate(self.confusion))


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """What a model does on a part of the pictures: their number, the share told rightly, its 95 % Wilson interval."""

    images: int
    accuracy: float
    interval: tuple[float, float]


class Makers(msgspec.Struct, frozen=True, kw_only=True):
    """Two figures where artists or series are kept apart: new pictures of known artists, and of new artists.

    None where there are no such pictures. A picture of no known artist is in neither.
    """

    known: Part | None
    new: Part | None


def part(right: Sequence[bool]) -> Part | None:
    """The figures of some pictures of which each was told rightly or not; None where there are none."""
    if not right:
        return None
    correct = sum(right)
    return Part(images=len(right), accuracy=correct / len(right), interval=wilson(correct, len(right)))


def wilson(correct: int, images: int, z: float = 1.959963984540054) -> tuple[float, float]:
    """Interval of a proportion (Wilson 1927), 95 % by default; (0, 1) where there are no pictures."""
    if images == 0:
        return 0.0, 1.0
    share = correct / images
    centre = share + z * z / (2 * images)
    spread = z * math.sqrt(share * (1 - share) / images + z * z / (4 * images * images))
    scale = 1 + z * z / images
    return max(0.0, (centre - spread) / scale), min(1.0, (centre + spread) / scale)


def mean_interval(parts: Sequence[tuple[int, int]]) -> tuple[float, float] | None:
    """95 % interval of the mean of proportions of independent pictures, from their Wilson intervals.

    The method of variance estimates recovery (Zou and Donner 2008, after Newcombe 1998). Unlike a bootstrap it has a
    spread where nothing went wrong on few pictures.

    Args:
        parts: Right ones, and all, of each class; classes without pictures do not count.
    """
    shares = [(right / images, *wilson(right, images)) for right, images in parts if images]
    if not shares:
        return None
    mean = sum(share for share, _, _ in shares) / len(shares)
    below = math.sqrt(sum((share - low) ** 2 for share, low, _ in shares)) / len(shares)
    above = math.sqrt(sum((high - share) ** 2 for share, _, high in shares)) / len(shares)
    return max(0.0, mean - below), min(1.0, mean + above)


def evaluate(
    labels: npt.NDArray[np.integer], predicted: npt.NDArray[np.integer], classes: tuple[str, ...]
) -> Evaluation:
    """Compare class numbers.

    Args:
        labels: True class numbers, shape (n,).
        predicted: Class numbers that the model says, shape (n,).
        classes: Names by class number.
    """
    size = len(classes)
    confusion = np.zeros((size, size), np.int64)
    np.add.at(confusion, (labels, predicted), 1)
    right = np.diag(confusion)
    images, correct = int(confusion.sum()), int(right.sum())
    per_class = tuple(
        _class_figures(name, int(right[i]), int(confusion[i].sum()), int(confusion[:, i].sum()))
        for i, name in enumerate(classes)
    )
    recalls = [row.recall for row in per_class if row.recall is not None]
    rows, columns = np.nonzero(confusion)
    macro_f1 = float(np.nan_to_num(_macro_f1(rows, columns, confusion[rows, columns], size)))
    return Evaluation(
        images=images,
        accuracy=correct / images if images else 0.0,
        interval=wilson(correct, images),
        balanced_accuracy=float(np.mean(recalls)) if recalls else 0.0,
        balanced_interval=mean_interval([(int(right[i]), int(confusion[i].sum())) for i in range(size)]),
        macro_f1=macro_f1,
        macro_f1_interval=_f1_interval(confusion, macro_f1),
        per_class=per_class,
        confusion=tuple(tuple(int(n) for n in row) for row in confusion),
        classes=classes,
    )


def _class_figures(name: str, right: int, support: int, predicted: int) -> ClassFigures:
    recall = right / support if support else None
    precision = right / predicted if predicted else None
    f1 = 2 * right / (support + predicted) if support + predicted else None
    return ClassFigures(name=name, support=support, precision=precision, recall=recall, f1=f1, named=predicted)


def _f1_interval(confusion: npt.NDArray[np.int64], figure: float) -> tuple[float, float] | None:
    """Bootstrap interval of the mean F1.

    A class that was always told rightly, or never, is given one more picture, half right and half wrong: it may have
    few pictures, and would have no spread at all. Only cells with pictures are drawn, for there may be many classes.
    """
    images, right = confusion.sum(axis=1), np.diag(confusion)
    if not images.sum():
        return None
    sure = np.flatnonzero((images > 0) & ((right == 0) | (right == images)))
    likely = confusion.astype(np.float64)
    likely[sure, sure] += 0.5
    likely[sure, (sure + 1) % len(confusion)] += 0.5
    rows, columns = np.nonzero(likely)
    shares = likely[rows, columns] / likely.sum()
    chance = np.random.default_rng(bootstrap.SEED)

    def drawn() -> float:
        counts = chance.multinomial(int(images.sum()), shares)
        return _macro_f1(rows, columns, counts, len(confusion))

    times = bootstrap.TIMES // (2 if len(rows) < _MANY_CELLS else 8)
    interval = bootstrap.percentiles(np.array([drawn() for _ in range(times)]))
    return None if interval is None else (min(interval[0], figure), max(interval[1], figure))


def _macro_f1(
    rows: npt.NDArray[np.integer], columns: npt.NDArray[np.integer], counts: npt.NDArray[np.integer], size: int
) -> float:
    """Mean F1 over the classes that occur or were named, from cells of the confusion; NaN where there are none."""
    right = np.bincount(rows, counts * (rows == columns), size)
    both = np.bincount(rows, counts, size) + np.bincount(columns, counts, size)
    some = both > 0
    return float(np.mean(2 * right[some] / both[some])) if some.any() else math.nan
