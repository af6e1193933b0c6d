"""Pictures in the form in which a learner takes them: rows of tables on the disk, by picture and view."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from trainer.learning.rows import forget


class Samples(NamedTuple):
    """The rows of some pictures.

    Attributes:
        views: Tables of rows, one a view (plain, mirrored): each (rows, *shape).
        places: Row numbers by picture, one array a view: each (n,).
        labels: Class numbers, (n,).
    """

    views: tuple[npt.NDArray[Any], ...]
    places: tuple[npt.NDArray[np.int64], ...]
    labels: npt.NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.labels)

    def batch(self, chosen: npt.NDArray[np.int64], view: npt.NDArray[np.int64] | None = None) -> npt.NDArray[Any]:
        """The rows of some pictures.

        Args:
            chosen: Numbers of pictures, (b,).
            view: Which view of each, (b,); by default the plain one.

        Returns:
            Shape (b, *shape): uint8 pictures, or float32, also where float16 is kept.
        """
        if view is None or len(self.views) == 1:
            view = np.zeros(len(chosen), np.int64)
        first = self.views[0]
        rows = np.empty((len(chosen), *first.shape[1:]), np.float32 if first.dtype == np.float16 else first.dtype)
        for number, table in enumerate(self.views):
            mine = view == number
            if mine.any():
                rows[mine] = table[self.places[number][chosen[mine]]]
                forget(table)
        return rows
