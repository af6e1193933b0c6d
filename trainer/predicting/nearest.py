"""The pictures that are most like another one, by the features that the model sees in them."""

from __future__ import annotations

import threading
from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from trainer.events import Neighbour

_BEGIN = 1_024  # rows


class Nearest:
    """Features of pictures, searched exactly.

    usearch compares the picture with all others (their cosines, with the processor's instructions for half precision):
    10 ms for 100,000 pictures of 128 features on one core. A graph (HNSW) would answer in less than one, but takes 15 s
    to build for as many, has to be kept, and misses some. All methods may be called from any thread.

    Args:
        features: How many numbers a picture has.
    """

    def __init__(self, features: int) -> None:
        self._lock = threading.Lock()
        self._features = features
        self.clear()

    def __len__(self) -> int:
        return len(self._rows)

    def __contains__(self, path: str) -> bool:
        return path in self._rows

    def clear(self) -> None:
        """Forget all pictures."""
        with self._lock:
            self._rows: dict[str, int] = {}
            self._paths: list[str | None] = []
            self._vectors = np.zeros((_BEGIN, self._features), np.float16)

    def add(self, pictures: Iterable[tuple[str, npt.NDArray[np.float16]]]) -> None:
        """Take pictures in, by path and features of unit length, shape (D,); one that is known gets the new ones."""
        with self._lock:
            for path, embedding in pictures:
                row = self._rows.get(path)
                if row is None:
                    row = self._rows[path] = len(self._paths)
                    self._paths.append(path)
                    self._make_room(row)
                self._vectors[row] = embedding

    def remove(self, paths: Iterable[str]) -> None:
        """Leave pictures out from now on; their rows stay empty until `clear`."""
        with self._lock:
            for path in paths:
                row = self._rows.pop(path, None)
                if row is not None:
                    self._paths[row] = None
                    self._vectors[row] = 0

    def of(self, path: str, count: int) -> tuple[Neighbour, ...]:
        """The pictures that are most like one, the nearest first and without itself.

        Args:
            path: A picture that was taken in.
            count: How many.

        Raises:
            KeyError: It was not taken in.
        """
        from usearch.index import MetricKind, search  # noqa: PLC0415 - 0.1 s, for those who ask

        with self._lock:
            used, own = len(self._paths), self._rows[path]
            empty = used - len(self._rows)
            wanted = min(used, count + 1 + empty)
            found = search(self._vectors[:used], self._vectors[own], wanted, MetricKind.Cos, exact=True)
            return tuple(
                Neighbour(path=name, similarity=round(1.0 - float(distance), 5))
                for row, distance in zip(found.keys.tolist(), found.distances.tolist(), strict=True)
                if row != own and (name := self._paths[row]) is not None
            )[:count]

    def prepare(self) -> None:
        """Load what searching needs, so that the first search is as quick as the others."""
        import usearch.index  # noqa: F401, PLC0415 - 0.1 s, which nobody waits for here

    def features(self, paths: Iterable[str]) -> tuple[list[str], npt.NDArray[np.float16]]:
        """Those of the pictures that were taken in, and their features, shape (so many, D)."""
        with self._lock:
            known = [path for path in paths if path in self._rows]
            return known, self._vectors[[self._rows[path] for path in known]]

    def _make_room(self, row: int) -> None:
        if row >= len(self._vectors):
            more = np.zeros((len(self._vectors) * 2, self._features), np.float16)
            more[: len(self._vectors)] = self._vectors
            self._vectors = more
