"""The pictures of a gallery in columns: compact and quick to sort for a hundred thousand of them."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from artclass_gui.gallery.rows import GONE, STATUSES, ImageRow, Listing, Status
from trainer.names import readable

Rows = npt.NDArray[np.int32]
NO_LABEL = -1
_WAITING, _OK, _UNREADABLE = range(3)
_NO_FILE = -1  # bytes, where nothing is known of a file
_COLUMNS: dict[str, tuple[npt.DTypeLike, float | bytes]] = {  # what a column holds, and what stands in it at first
    "_label": (np.int16, NO_LABEL),
    "_truth": (np.int16, NO_LABEL),
    "_own": (np.int16, NO_LABEL),
    "_confidence": (np.float32, np.nan),
    "_distance": (np.float32, np.nan),
    "_status": (np.uint8, _WAITING),
    "_folder": (np.int32, 0),
    "_seen": (np.bool_, False),
    "_seen_alike": (np.bool_, False),
    "_novel": (np.bool_, False),
    "_digest": ("S32", b""),
    "_changed": (np.int64, 0),
    "_size": (np.int64, _NO_FILE),
}
_PREDICTED = (
    "_label",
    "_confidence",
    "_distance",
    "_status",
    "_seen",
    "_seen_alike",
    "_novel",
    "_digest",
    "_changed",
    "_size",
)


class Labels:
    """Class names, each known by a number."""

    def __init__(self, names: Sequence[str] = ()) -> None:
        self.names: list[str] = list(names)
        self._numbers = {name: number for number, name in enumerate(self.names)}

    def number(self, name: str | None) -> int:
        """The number of ``name``, a new one if need be; None has -1."""
        if name is None:
            return NO_LABEL
        number = self._numbers.setdefault(name, len(self.names))
        if number == len(self.names):
            self.names.append(name)
        return number

    def find(self, name: str | None) -> int | None:
        """The number of ``name``, if it has one."""
        return NO_LABEL if name is None else self._numbers.get(name)

    def name(self, number: int) -> str | None:
        """The name behind a number; None for -1."""
        return self.names[number] if number >= 0 else None


class Answered(NamedTuple):
    """Columns of the same length: confidence (0 to 1, NaN where it has none), probably of no class, seen in training, labelled."""

    confidence: npt.NDArray[np.float32]
    novel: npt.NDArray[np.bool_]
    seen: npt.NDArray[np.bool_]
    own: npt.NDArray[np.bool_]


class ImageStore:
    """Rows that only ever grow until `clear`; a row's number is its identity.

    ``label``, ``own``, ``confidence``, ``distance``, ``status``, ``seen`` and ``novel`` are arrays over all rows; a
    confidence or distance that is not there is NaN.
    """

    _label: npt.NDArray[np.int16]
    _truth: npt.NDArray[np.int16]
    _own: npt.NDArray[np.int16]
    _confidence: npt.NDArray[np.float32]
    _distance: npt.NDArray[np.float32]
    _status: npt.NDArray[np.uint8]
    _folder: npt.NDArray[np.int32]
    _seen: npt.NDArray[np.bool_]
    _seen_alike: npt.NDArray[np.bool_]
    _novel: npt.NDArray[np.bool_]
    _digest: npt.NDArray[np.bytes_]
    _changed: npt.NDArray[np.int64]
    _size: npt.NDArray[np.int64]

    def __init__(self) -> None:
        self.clear()

    def clear(self) -> None:
        """Forget all rows and classes."""
        self.paths: list[str] = []
        self.names: list[str] = []
        self.folded: list[str] = []
        self.labels = Labels()
        self.truths = Labels()
        self.owns = Labels()
        self.folders = Labels()
        self.reasons: dict[int, str] = {}
        self._keys: list[str] = []
        self._by_name: list[int] = []
        self._rows: dict[str, int] = {}
        for name, (kind, first) in _COLUMNS.items():
            setattr(self, name, np.full(0, first, kind))
        self._probabilities = np.zeros((0, 0), np.float32)

    @classmethod
    def of(cls, images: Sequence[ImageRow], classes: Sequence[str] = ()) -> ImageStore:
        """A store of these pictures; for many thousands, make it on another thread.

        Args:
            images: The rows.
            classes: Their order; by default that of their appearance.
        """
        store = cls()
        store.set_classes(classes)
        store.add(Listing.of([image.path for image in images], [image.name for image in images]))
        label, truth, count = store.labels.number, store.truths.number, len(images)
        store._label[:count] = np.fromiter((label(image.label) for image in images), np.int16, count)
        store._truth[:count] = np.fromiter((truth(image.truth) for image in images), np.int16, count)
        store._status[:count] = np.fromiter((STATUSES.index(image.status) for image in images), np.uint8, count)
        sure = (np.nan if image.confidence is None else image.confidence for image in images)
        store._confidence[:count] = np.fromiter(sure, np.float32, count)
        for row, image in enumerate(images):
            if (
                image.probabilities
                or image.reason
                or image.seen
                or image.novel
                or image.digest
                or image.stamp
                or image.distance is not None
            ):
                store.write(row, image)
            if image.own is not None:
                store.set_own(row, image.own)
        return store

    def __len__(self) -> int:
        return len(self.paths)

    @property
    def label(self) -> npt.NDArray[np.int16]:
        """Numbers of the classes; -1 where there is none."""
        return self._label[: len(self)]

    @property
    def own(self) -> npt.NDArray[np.int16]:
        """Numbers (in `owns`) of the classes that the person has given; -1 where there is none."""
        return self._own[: len(self)]

    @property
    def confidence(self) -> npt.NDArray[np.float32]:
        """Confidence, 0 to 1, or NaN."""
        return self._confidence[: len(self)]

    @property
    def distance(self) -> npt.NDArray[np.float32]:
        """How far each picture lies from the training pictures, 0 to 2, or NaN."""
        return self._distance[: len(self)]

    @property
    def folder(self) -> Rows:
        """Numbers (in ``folders``) of the folders, as far as the pictures' names show them."""
        return self._folder[: len(self)]

    @property
    def seen(self) -> npt.NDArray[np.bool_]:
        """Whether the model was trained on a picture, or on one that looks the same."""
        return self._seen[: len(self)]

    @property
    def novel(self) -> npt.NDArray[np.bool_]:
        """Whether a picture is probably none of the classes."""
        return self._novel[: len(self)]

    @property
    def disagrees(self) -> npt.NDArray[np.bool_]:
        """Where the model says another class than the person."""
        places = [self.labels.find(name) for name in self.owns.names]
        as_label = np.array([*(-2 if place is None else place for place in places), NO_LABEL], np.int16)
        other: npt.NDArray[np.bool_] = (self.own >= 0) & (self.label >= 0) & (as_label[self.own] != self.label)
        return other

    @property
    def probabilities(self) -> npt.NDArray[np.float32]:
        """Shape (pictures, classes); rows of zeros where nothing is known, no columns before anything is."""
        return self._probabilities[: len(self)]

    @property
    def status(self) -> npt.NDArray[np.uint8]:
        """Indices into `STATUSES`."""
        return self._status[: len(self)]

    def add(self, listing: Listing) -> range:
        """Add pictures that wait for their predictions; returns their rows. Paths known already are added again."""
        first, last = len(self), len(self) + len(listing.paths)
        self.paths.extend(listing.paths)
        self.names.extend(listing.names)
        self.folded.extend(listing.folded)
        self._keys.extend(listing.keys)
        self._rows.update(zip(listing.paths, range(first, last), strict=True))
        for row in range(first, last):
            if not (path := self.paths[row]).isascii():
                self._rows.setdefault(readable(path), row)  # as events spell it
        self._grow(last)
        self._folder[first:last] = [self.folders.number(folder) for folder in listing.folders]
        return range(first, last)

    def snapshot(self) -> ImageStore:
        """A copy that another thread may read while this one goes on; a few milliseconds for a hundred thousand."""
        copied = copy.copy(self)
        for name, value in vars(self).items():
            if isinstance(value, np.ndarray | list | dict):
                setattr(copied, name, value.copy())
        copied.labels, copied.truths = Labels(self.labels.names), Labels(self.truths.names)
        copied.owns, copied.folders = Labels(self.owns.names), Labels(self.folders.names)
        return copied

    def row_of(self, path: str) -> int | None:
        """The row of a picture, by its path as it was listed or as an event spells it."""
        return self._rows.get(path)

    def set_classes(self, classes: Sequence[str]) -> None:
        """Name the classes in their order, forget all predictions, and make room for one probability a class."""
        self.labels = Labels(classes)
        for name in _PREDICTED:
            getattr(self, name).fill(_COLUMNS[name][1])
        self._probabilities = np.zeros((len(self._label), len(classes)), np.float32)
        self.reasons.clear()

    def write(self, row: int, image: ImageRow) -> None:
        """Write what `ImageRow` says; path and name stay, and so does a truth that it does not know."""
        self._label[row] = self.labels.number(image.label)
        if image.truth is not None:
            self._truth[row] = self.truths.number(image.truth)
        self._confidence[row] = np.nan if image.confidence is None else image.confidence
        self._status[row] = STATUSES.index(image.status)
        self._seen[row], self._seen_alike[row], self._novel[row] = image.seen, image.seen_alike, image.novel
        self._distance[row] = np.nan if image.distance is None else image.distance
        self._digest[row] = bytes.fromhex(image.digest)
        self._changed[row], self._size[row] = image.stamp or (0, _NO_FILE)
        self.reasons.pop(row, None)
        if image.reason:
            self.reasons[row] = image.reason
        if image.probabilities:
            if self._probabilities.shape[1] != len(image.probabilities):
                self._probabilities = np.zeros((len(self._label), len(image.probabilities)), np.float32)
            self._probabilities[row] = image.probabilities

    def forget(self, row: int) -> None:
        """Let a picture wait for its prediction again; what the person has given it stays."""
        for name in _PREDICTED:
            getattr(self, name)[row] = _COLUMNS[name][1]
        self._probabilities[row] = 0
        self.reasons.pop(row, None)

    def stamp_of(self, row: int) -> tuple[int, int] | None:
        """Last change (nanoseconds since 1970) and size (bytes) of the file that was answered for; None: nobody knows."""
        size = int(self._size[row])
        return None if size == _NO_FILE else (int(self._changed[row]), size)

    def own_of(self, row: int) -> str | None:
        """The class that the person has given a picture."""
        return self.owns.name(int(self._own[row]))

    def set_own(self, row: int, label: str | None) -> None:
        """Write the class that the person has given a picture; predictions do not touch it."""
        self._own[row] = self.owns.number(label)

    def read(self, row: int) -> ImageRow:
        """All that is known of a row."""
        confidence = float(self._confidence[row])
        known = confidence == confidence  # noqa: PLR0124 - NaN differs from itself
        scored = known and self._probabilities.shape[1] > 0
        return ImageRow(
            path=self.paths[row],
            name=self.names[row],
            label=self.labels.name(int(self._label[row])),
            confidence=confidence if known else None,
            status=self.status_of(row),
            truth=self.truths.name(int(self._truth[row])),
            probabilities=tuple(self._probabilities[row].tolist()) if scored else (),
            seen=bool(self._seen[row]),
            reason=self.reasons.get(row),
            own=self.own_of(row),
            seen_alike=bool(self._seen_alike[row]),
            novel=bool(self._novel[row]),
            distance=None if np.isnan(self._distance[row]) else float(self._distance[row]),
            digest=_hexadecimal(self._digest[row]),
            stamp=self.stamp_of(row),
        )

    @property
    def listable(self) -> npt.NDArray[np.bool_]:
        """Of which rows there is something to say: a model's answer, or the person's own label.

        Before a model has named its classes, what is known to be unreadable is so by chance: it was painted.
        """
        own: npt.NDArray[np.bool_] = self.own >= 0
        return own | (self.status != _WAITING) if self.labels.names else own

    def status_of(self, row: int) -> Status:
        """The status of a row."""
        return STATUSES[int(self._status[row])]

    @property
    def gone(self) -> npt.NDArray[np.bool_]:
        """Which rows cannot be read because their files are gone."""
        gone: npt.NDArray[np.bool_] = np.zeros(len(self), np.bool_)
        gone[[row for row, reason in self.reasons.items() if reason == GONE]] = True
        gone &= self.status == _UNREADABLE
        return gone

    def answered(self) -> Answered:
        """What the model says of the pictures that it could read, in the order of arrival."""
        read = self.status == _OK
        return Answered(self.confidence[read], self.novel[read], self.seen[read], self.own[read] >= 0)

    @property
    def own_labels(self) -> tuple[str, ...]:
        """The classes that the person has given, without those that were all taken back."""
        given = np.bincount(self.own[self.own >= 0], minlength=len(self.owns.names))
        return tuple(name for name, count in zip(self.owns.names, given.tolist(), strict=True) if count)

    def with_status(self, status: Status) -> int:
        """Number of pictures with a status."""
        return int(np.count_nonzero(self.status == STATUSES.index(status)))

    def second(self) -> npt.NDArray[np.int16]:
        """The number of the class that comes second, by its probability; -1 where there is none."""
        scores = self.probabilities
        if scores.shape[1] < 2:
            return np.full(len(self), NO_LABEL, np.int16)
        second = np.argpartition(scores, -2, axis=1)[:, -2].astype(np.int16)
        second[~scores.any(axis=1)] = NO_LABEL
        return second

    def second_of(self, row: int) -> tuple[str, float] | None:
        """The class that comes second for a picture, and its probability; None where there is none."""
        scores = self._probabilities[row]
        if len(scores) < 2 or not scores.any():
            return None
        place = int(np.argpartition(scores, -2)[-2])
        return self.labels.names[place], float(scores[place])

    def name_ranks(self) -> Rows:
        """The place of each row in the order of names.

        The former order is kept and only grows: sorting it again merges what was added.
        """
        if len(self._by_name) < len(self):
            self._by_name.extend(range(len(self._by_name), len(self)))
            self._by_name.sort(key=self._keys.__getitem__)
        ranks = np.empty(len(self), np.int32)
        ranks[self._by_name] = np.arange(len(self), dtype=np.int32)
        return ranks

    def _grow(self, needed: int) -> None:
        room = len(self._label)
        if needed <= room:
            return
        room = max(needed, 2 * room, 1024)
        for name, (_, first) in _COLUMNS.items():
            setattr(self, name, _grown(getattr(self, name), room, first))
        self._probabilities = _grown(self._probabilities, room, 0)


def _hexadecimal(digest: bytes) -> str:
    """A digest from its column, which forgets noughts at its end."""
    return digest.ljust(32, b"\0").hex() if digest else ""


def _grown(column: npt.NDArray[Any], room: int, value: float | bytes) -> npt.NDArray[Any]:
    larger = np.full((room, *column.shape[1:]), value, column.dtype)
    larger[: len(column)] = column
    return larger
