"""What is known of the pictures of a gallery, by row: the reading half of its model."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QAbstractTableModel, QObject, Signal

from artclass_gui.gallery import classed
from artclass_gui.gallery.rows import STATUSES, ImageRow, Status
from artclass_gui.gallery.store import Answered, ImageStore


class KnownImages(QAbstractTableModel):
    """Answers what is asked of pictures, shown or not.

    A *row* is the identity of a picture, from 0 in the order of arrival.

    Signals:
        counts_changed(): Pictures came or were classified; `total` and the counts are new.
    """

    counts_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._store = ImageStore()

    @property
    def total(self) -> int:
        """Number of pictures, shown or not."""
        return len(self._store)

    @property
    def classes(self) -> tuple[str, ...]:
        """The model's classes in their order."""
        return tuple(self._store.labels.names)

    @property
    def all_classes(self) -> tuple[str, ...]:
        """The classes, and behind them those that only the person has given; a class keeps its colour by its place here."""
        return classed.all_classes(self._store)

    @property
    def own_labels(self) -> tuple[str, ...]:
        """The classes that the person has given to pictures, in the order in which they were first given."""
        return self._store.own_labels

    @property
    def remarked(self) -> bool:
        """Whether anything is remarked of any picture: why it cannot be read, that it is none of the classes, or seen."""
        store = self._store
        return bool(store.reasons) or bool(store.novel.any()) or bool(store.seen.any())

    def second(self, row: int) -> tuple[str, float] | None:
        """The class that the model holds for the second most probable, and its probability; None where there is none."""
        return self._store.second_of(row)

    def counts(self) -> dict[str, int]:
        """Number of pictures of each class: the one that the person gave them, else what the model says (see `classed`)."""
        return classed.counts(self._store)

    def with_status(self, status: Status) -> int:
        """Number of pictures with this status."""
        return self._store.with_status(status)

    @property
    def gone(self) -> int:
        """Number of pictures that cannot be read because their files are gone."""
        return int(np.count_nonzero(self._store.gone))

    def answered(self) -> Answered:
        """What the model says of the pictures that it could read, in the order of arrival."""
        return self._store.answered()

    @property
    def listable(self) -> int:
        """Number of pictures of which there is something to say: an answer, or the person's own label."""
        return int(self._store.listable.sum())

    def rows_with(self, status: Status) -> list[int]:
        """The rows of this status, shown or not, in the order of arrival."""
        rows: list[int] = np.flatnonzero(self._store.status == STATUSES.index(status)).tolist()
        return rows

    def row(self, row: int) -> ImageRow:
        """All that is known of a picture."""
        return self._store.read(row)

    def snapshot(self) -> ImageStore:
        """A copy of everything, for another thread."""
        return self._store.snapshot()

    def paths(self) -> list[str]:
        """Where all pictures can be opened, in the order of arrival; a copy, for another thread."""
        return self._store.paths.copy()

    def path(self, row: int) -> str:
        """Where a picture can be opened."""
        return self._store.paths[row]

    def stamp(self, row: int) -> tuple[int, int] | None:
        """Last change (nanoseconds since 1970) and size (bytes) of the file that was answered for; None: nobody knows."""
        return self._store.stamp_of(row)

    def find(self, path: str) -> int | None:
        """The row of a picture by its path."""
        return self._store.row_of(path)
