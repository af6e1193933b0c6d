"""The class that a picture has: the one that the person gave it, else what the model says."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from artclass_gui.gallery.store import NO_LABEL, ImageStore


class Classed(NamedTuple):
    """The classes of all rows.

    Attributes:
        names: The classes: the model's in their order, then those that only the person has given.
        numbers: One a row, a place in ``names``; -1 where a picture has no class.
    """

    names: tuple[str, ...]
    numbers: npt.NDArray[np.int16]


def classed(store: ImageStore) -> Classed:
    """The class of each row, as sorting into folders, keywords and reports take it too."""
    names = all_classes(store)
    places = {name: place for place, name in enumerate(names)}
    of_own = np.array([*(places[name] for name in store.owns.names), NO_LABEL], np.int16)
    return Classed(names, np.where(store.own >= 0, of_own[store.own], store.label))


def all_classes(store: ImageStore) -> tuple[str, ...]:
    """The model's classes in their order, then those that only the person has given, or had given."""
    return tuple(dict.fromkeys((*store.labels.names, *store.owns.names)))


def counts(store: ImageStore) -> dict[str, int]:
    """Number of pictures of each class, in the order of the classes; all of the model's, and of the person's those in use."""
    names, numbers = classed(store)
    found = np.bincount(numbers[numbers >= 0], minlength=len(names)).tolist()
    of_model = len(store.labels.names)
    return {
        name: count for place, (name, count) in enumerate(zip(names, found, strict=True)) if count or place < of_model
    }


def with_class(store: ImageStore, name: str) -> npt.NDArray[np.bool_]:
    """Which rows are of this class."""
    names, numbers = classed(store)
    found: npt.NDArray[np.bool_] = numbers == (names.index(name) if name in names else -2)
    return found


def class_says(store: ImageStore, folded: str) -> npt.NDArray[np.bool_]:
    """Which rows are of a class in whose name this is; case-folded."""
    names, numbers = classed(store)
    says = np.array([*(folded in name.casefold() for name in names), False], np.bool_)
    found: npt.NDArray[np.bool_] = says[numbers]
    return found
