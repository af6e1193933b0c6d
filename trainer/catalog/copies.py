"""Which files of a folder hold, byte by byte, what others hold: they are one picture, and have one label."""

from __future__ import annotations

import contextlib
import threading
from collections import defaultdict
from collections.abc import Iterable, Sequence

from trainer.catalog.recognising import MISSES, Version, contents, version_of


class Copies:
    """Finds copies among files, once it has looked them up; safe to use from several threads.

    Args:
        paths: The files.

    Attributes:
        paths: The files.
        ready: Whether they have been looked up.
    """

    def __init__(self, paths: Sequence[str]) -> None:
        self.paths, self.ready = paths, False
        self._by_size: dict[int, list[str]] = {}
        self._stop = threading.Event()

    def look(self) -> None:
        """Look all files up, which may take long on a network; until then no copies are found."""
        sizes = defaultdict(list)
        for path in self.paths:
            if self._stop.is_set():
                return
            version = version_of(path)
            if version is not None:
                sizes[version[0]].append(path)
        self._by_size, self.ready = dict(sizes), True

    def stop(self) -> None:
        """Give up looking."""
        self._stop.set()

    def of(self, paths: Iterable[str]) -> list[str]:
        """The other files that hold the same as one of these, as far as they can be read.

        Of very many files of one size, as scanners write them without compression, only some are compared.
        """
        asked = dict.fromkeys(paths)
        found: dict[str, None] = {}
        for path in asked:
            version = version_of(path)
            if version is not None:
                others = [other for other in self._by_size.get(version[0], ()) if other not in asked]
                found |= dict.fromkeys(other for other in others[:MISSES] if _same(path, version, other))
        return [*found]


def _same(path: str, version: Version, other: str) -> bool:
    its = version_of(other)
    if its is None or its[0] != version[0]:
        return False
    with contextlib.suppress(OSError):  # gone meanwhile
        return contents(path, version) == contents(other, its)
    return False
