"""Groups of a gallery: pictures of one class, of about the same confidence, or in one folder, under headings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from artclass_gui.gallery.classed import all_classes, classed
from artclass_gui.gallery.rows import STATUSES
from artclass_gui.gallery.store import NO_LABEL, ImageStore, Rows

GroupBy = Literal["nothing", "class", "own", "confidence", "folder"]
BANDS = (0.99, 0.95, 0.8, 0.5, 0.0)
"""The least confidence of each group of pictures that are about as sure."""

_UNREADABLE, _WAITING, _NONE = 1 << 20, (1 << 20) + 1, (1 << 20) + 2


@dataclass(frozen=True)
class Heading:
    """What stands above a group.

    Attributes:
        kind: "waiting" for predictions, "unreadable", "none" (of what it is grouped by), or what it is grouped by.
        name: The class or folder; "" for the folder itself that is open.
        least: The least confidence in it, for groups by confidence.
    """

    kind: Literal["waiting", "unreadable", "none", "class", "own", "confidence", "folder"]
    name: str = ""
    least: float = 0.0


_OTHERS = {_UNREADABLE: Heading("unreadable"), _WAITING: Heading("waiting"), _NONE: Heading("none")}


@dataclass(frozen=True)
class Groups:
    """``starts``: the first position of each group, ascending; ``headings`` in their order."""

    starts: Rows
    headings: tuple[Heading, ...]


def by_prediction(by: GroupBy) -> bool:
    """Whether a new prediction, or a class that the person gives, can change the groups."""
    return by in ("class", "own", "confidence")


def grouped(store: ImageStore, rows: Rows, by: GroupBy) -> tuple[Rows, Groups | None]:
    """Put rows into groups; within each they keep their order.

    Returns:
        The rows in their new order, and the groups; None where they are not grouped.
    """
    if by == "nothing":
        return rows, None
    numbers = _numbers(store, by)[rows]
    order = np.argsort(numbers, kind="stable")
    numbers = numbers[order]
    starts = np.flatnonzero(np.diff(numbers, prepend=-2)).astype(np.int32)
    return rows[order], Groups(starts, tuple(_heading(store, by, number) for number in numbers[starts].tolist()))


def _numbers(store: ImageStore, by: GroupBy) -> npt.NDArray[np.int32]:
    """A number a row; groups stand in their order."""
    match by:
        case "folder":
            return store.folder
        case "own":
            return _or_none(store.own)
        case "class":
            numbers = _or_none(classed(store).numbers)
        case _:
            bands = np.searchsorted(-np.array(BANDS, np.float32), -store.confidence, "left")
            numbers = np.where(np.isnan(store.confidence), _NONE, bands).astype(np.int32)
    known = store.own >= 0 if by == "class" else np.zeros(len(store), np.bool_)
    numbers[(store.status == STATUSES.index("unreadable")) & ~known] = _UNREADABLE
    numbers[(store.status == STATUSES.index("waiting")) & ~known] = _WAITING
    return numbers


def _or_none(labels: npt.NDArray[np.int16]) -> npt.NDArray[np.int32]:
    numbers = labels.astype(np.int32)
    numbers[labels == NO_LABEL] = _NONE
    return numbers


def _heading(store: ImageStore, by: GroupBy, number: int) -> Heading:
    if number in _OTHERS:
        return _OTHERS[number]
    match by:
        case "class":
            return Heading(by, all_classes(store)[number])
        case "own":
            return Heading(by, store.owns.names[number])
        case "folder":
            return Heading(by, store.folders.names[number])
    return Heading("confidence", least=BANDS[number])
