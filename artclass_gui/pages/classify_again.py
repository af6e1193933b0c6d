"""What a predictor that had to be started anew is still to be told, before it can compare the pictures that it knew."""

from __future__ import annotations

from collections.abc import Iterable


class Again:
    """Pictures with answers whose features a new child has not seen yet, and the question that waits for them."""

    def __init__(self) -> None:
        self._missing: set[str] = set()
        self._waits: str | None = None

    def begin(self, answered: Iterable[str] = ()) -> None:
        """Another child begins: these pictures, by path, have their answers already."""
        self._missing, self._waits = set(answered), None

    def keep(self, path: str) -> bool:
        """Keep the question which pictures are like this one; False where it can be asked at once."""
        if self._missing:
            self._waits = path
        return bool(self._missing)

    def heard(self, paths: Iterable[str]) -> str | None:
        """The child knows these pictures now, or that they are gone; returns what is to be asked, once nothing is missing."""
        if not self._missing:
            return None
        self._missing.difference_update(paths)
        if self._missing:
            return None
        waited, self._waits = self._waits, None
        return waited
