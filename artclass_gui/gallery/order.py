"""Which rows of the gallery are shown, and in which order: index arrays made by NumPy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from artclass_gui.gallery.classed import class_says, classed, with_class
from artclass_gui.gallery.rows import STATUSES, Status
from artclass_gui.gallery.store import ImageStore, Labels, Rows

By = Literal["arrival", "name", "confidence", "class", "said", "own", "second", "distance", "status"]


@dataclass(frozen=True)
class Filter:
    """What is shown: pictures that meet every condition; the default shows all.

    ``label`` is the class that the person gave a picture, else what the model says; ``said`` is what the model says, whatever
    the person does. ``text`` is looked for in names and classes, whatever their case. A confidence below ``least`` or above
    ``most`` (0 to 1), or none at all, fails where one of the two is given. ``novel`` and ``seen``: only pictures that
    are (True) or are not (False) probably none of the classes, or in the model's training. ``disagrees``: only those
    of which the model says another class (True) or the same (False) as the person, ``labelled`` only those that the
    person has given a class (True) or not (False), ``gone`` only those whose files are gone (True) or not (False).
    """

    label: str | None = None
    text: str = ""
    status: Status | None = None
    least: float | None = None
    most: float | None = None
    novel: bool | None = None
    seen: bool | None = None
    disagrees: bool | None = None
    labelled: bool | None = None
    said: str | None = None
    gone: bool | None = None

    @property
    def by_prediction(self) -> bool:
        """Whether a new prediction, or a class that the person gives, can change what is shown."""
        return self != Filter()


@dataclass(frozen=True)
class Order:
    """By what the pictures are sorted; "class" is the person's or else the model's, "said" the model's, "own" the person's."""

    by: By = "arrival"
    descending: bool = False

    @property
    def by_prediction(self) -> bool:
        """Whether a new prediction, or a class that the person gives, can change the order."""
        return self.by not in ("arrival", "name")


def visible_rows(store: ImageStore, shown: Filter, order: Order) -> Rows:
    """The rows that ``shown`` lets through, in ``order``; rows without what they are sorted by come last."""
    if shown == Filter() and order == Order():
        return np.arange(len(store), dtype=np.int32)
    rows = np.flatnonzero(_mask(store, shown)).astype(np.int32)
    if order.by == "arrival":
        return rows[::-1] if order.descending else rows
    return rows[_sorted(store, rows, order)]


def given_first(rows: Rows, given: Rows, total: int, *, only: bool) -> Rows:
    """Those of ``rows`` that are given, in the order in which they are given, then (unless ``only``) the others."""
    shown, first = np.zeros(total, np.bool_), np.zeros(total, np.bool_)
    shown[rows] = True
    given = given[(given >= 0) & (given < total)]
    given = given[shown[given]]
    first[given] = True
    return given if only else np.concatenate([given, rows[~first[rows]]])


def _mask(store: ImageStore, shown: Filter) -> npt.NDArray[np.bool_]:
    mask = np.ones(len(store), np.bool_)
    if shown.label is not None:
        mask &= with_class(store, shown.label)
    if shown.gone is not None:
        mask &= store.gone == shown.gone
    if shown.said is not None:
        number = store.labels.find(shown.said)
        mask &= store.label == (-2 if number is None else number)
    if shown.status is not None:
        mask &= store.status == STATUSES.index(shown.status)
    if shown.least is not None:
        mask &= store.confidence >= shown.least
    if shown.most is not None:
        mask &= store.confidence <= shown.most
    if shown.novel is not None:
        mask &= store.novel == shown.novel
    if shown.seen is not None:
        mask &= store.seen == shown.seen
    if shown.labelled is not None:
        mask &= (store.own >= 0) == shown.labelled
    if shown.disagrees is not None:
        mask &= store.disagrees if shown.disagrees else (store.own >= 0) & (store.label >= 0) & ~store.disagrees
    if shown.text:
        text = shown.text.casefold()
        mask &= np.fromiter((text in name for name in store.folded), np.bool_, len(store)) | class_says(store, text)
    return mask


def _sorted(store: ImageStore, rows: Rows, order: Order) -> npt.NDArray[np.intp]:
    sign = -1 if order.descending else 1
    if order.by == "name":
        return np.argsort(sign * store.name_ranks()[rows])
    confidence = store.confidence[rows]
    match order.by:
        case "confidence":
            return np.argsort(sign * confidence, kind="stable")  # NaN comes last either way
        case "distance":
            return np.argsort(sign * store.distance[rows], kind="stable")
        case "status":
            special = store.novel[rows] + 2 * store.seen[rows].astype(np.int8)
            return np.lexsort((special, sign * store.status[rows].astype(np.int8)))
        case "own":
            numbers = _by_name(store.owns)[store.own[rows]]
        case "second":
            numbers = store.second()[rows].astype(np.int32)
        case "said":
            numbers = store.label[rows].astype(np.int32)
        case _:
            numbers = classed(store).numbers[rows].astype(np.int32)
    return np.lexsort((-confidence, sign * numbers, numbers < 0))


def _by_name(labels: Labels) -> Rows:
    """The place of each class in the order of their names, by its number; -1 for none."""
    names = [name.casefold() for name in labels.names]
    places = np.full(len(names) + 1, -1, np.int32)
    places[sorted(range(len(names)), key=names.__getitem__)] = np.arange(len(names))
    return places
