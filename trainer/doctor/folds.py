"""Pictures divided into folds for cross-validation: every class in each, and near-duplicates never apart."""

from __future__ import annotations

import importlib
import warnings
from collections.abc import Callable, Mapping, Sequence

import numpy as np
import numpy.typing as npt

FOLDS = 5
SEED = 20

_HEAVY = (  # in the order in which they need each other, so that none takes long
    "scipy.sparse.linalg",
    "scipy.stats",
    "sklearn.base",
    "sklearn.metrics",
    "sklearn.model_selection",
    "sklearn.tree",
    "sklearn.ensemble",
    "sklearn.decomposition",
    "sklearn.discriminant_analysis",
)

Numbers = npt.NDArray[np.int64]


def load(check: Callable[[], None]) -> None:
    """Import scikit-learn, which takes a second or two, piece by piece.

    Args:
        check: Called between the pieces; may raise to break off.
    """
    for name in _HEAVY:
        check()
        importlib.import_module(name)


def firsts(pictures: Sequence[int], families: Mapping[int, Sequence[int]]) -> Numbers:
    """The place of the first picture of each one's family, (n,); a picture without near-duplicates is its own.

    Args:
        pictures: Numbers of pictures.
        families: All near-duplicates of a picture, and theirs, by its number.
    """
    places = {number: place for place, number in enumerate(pictures)}
    first = np.arange(len(pictures))
    for number in families.keys() & places.keys():
        first[places[number]] = min(places[n] for n in (*families[number], number) if n in places)
    return first


def divide(labels: Numbers, first: Numbers) -> Numbers:
    """A fold for each picture, 0 to `FOLDS` - 1, (n,).

    Families are divided as wholes, by the class of their first picture (stratified, seeded).

    Args:
        labels: Class numbers, (n,); one class at least has `FOLDS` families.
        first: As `firsts` gives them, (n,).
    """
    from sklearn.model_selection import StratifiedKFold  # noqa: PLC0415 - see `load`

    alone = np.flatnonzero(first == np.arange(len(first)))
    fold = np.zeros(len(first), np.int64)
    splitter = StratifiedKFold(FOLDS, shuffle=True, random_state=SEED)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # a class of fewer families than folds is not in all of them
        for number, (_, held_out) in enumerate(splitter.split(alone, labels[alone])):
            fold[alone[held_out]] = number
    return fold[first]
