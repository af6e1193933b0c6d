"""What the catalog knows about looks: hashes, near-duplicate pairs, the groups that they make."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence

import numpy as np

from trainer import twins
from trainer.catalog.database import Database
from trainer.catalog.records import Look

_COLUMNS = "format, bytes, grey, border, brightness, contrast, hash, mirrored, creator"


class Likeness:
    """Looks and near-duplicates of one catalog."""

    def __init__(self, data: Database) -> None:
        self._data = data

    def record(self, picture: int, look: Look) -> None:
        """Write down what a picture looks like, inside `Database.writing`."""
        self._data.execute(
            f"INSERT OR IGNORE INTO looks (picture_id, {_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",  # noqa: S608
            (
                picture,
                look.format,
                look.size,
                look.grey,
                look.border,
                look.brightness,
                look.contrast,
                look.plain,
                look.mirrored,
                look.creator,
            ),
        )

    def hashes(self) -> dict[str, bytes]:
        """The perceptual hash of each picture (sha256) that has one."""
        return dict(
            self._data.rows(
                "SELECT p.sha256, l.hash FROM looks l JOIN pictures p ON p.id = l.picture_id WHERE l.hash IS NOT NULL"
            )
        )

    def unmatched(self) -> int:
        """How many pictures' near-duplicates have not been looked for yet."""
        return int(self._data.value("SELECT COUNT(*) FROM looks WHERE NOT matched"))

    def match(self, *, check: Callable[[], None]) -> int:
        """Look for the near-duplicates of new pictures among all; returns how many pairs were found.

        Args:
            check: Called often; may raise to break off, and nothing is written then.
        """
        rows = self._data.rows(
            "SELECT l.picture_id, l.hash, l.mirrored, 1.0 * p.width / p.height, l.matched FROM looks l "
            "JOIN pictures p ON p.id = l.picture_id WHERE l.hash IS NOT NULL ORDER BY l.picture_id"
        )
        numbers = [row[0] for row in rows]
        hashes = twins.Hashes.of([row[1] for row in rows], [row[2] for row in rows], [row[3] for row in rows])
        new = np.array([place for place, row in enumerate(rows) if not row[4]], np.int64)
        del rows
        found = twins.find(hashes, new, check=check) if len(new) else []
        with self._data.writing():
            self._data.many(
                "INSERT OR IGNORE INTO pairs (a, b, distance, mirrored) VALUES (?, ?, ?, ?)",
                ((numbers[pair.a], numbers[pair.b], pair.distance, pair.mirrored) for pair in found),
            )
            self._data.execute("UPDATE looks SET matched = 1 WHERE NOT matched")
        return len(found)

    def pairs(self) -> list[tuple[int, int, int]]:
        """Near-duplicates that nobody has told apart: (a, b, bits of 256 in which they differ), a < b."""
        return self._data.rows(
            "SELECT a, b, distance FROM pairs WHERE NOT EXISTS (SELECT 1 FROM apart x WHERE x.a = pairs.a AND x.b = pairs.b)"
        )

    def families(self, pictures: Iterable[int]) -> dict[int, list[int]]:
        """All near-duplicates of each picture, and theirs, by the picture's number: what may not lie in two splits."""
        near: dict[int, set[int]] = defaultdict(set)
        for a, b, _ in self.pairs():
            near[a].add(b)
            near[b].add(a)
        wanted = set(pictures)
        found: dict[int, list[int]] = {}
        for part in twins.components(near):
            if wanted.intersection(part):
                found.update(dict.fromkeys(wanted.intersection(part), part))
        return found

    def groups(self, used: Iterable[int]) -> list[tuple[list[int], int]]:
        """Groups of near-duplicates among some pictures: (numbers, the middle first; largest distance from it)."""
        among = frozenset(used)
        pairs = {(a, b): distance for a, b, distance in self.pairs() if a in among and b in among}
        return [(group, _radius(group, pairs)) for group in twins.groups(pairs)]


def _radius(group: Sequence[int], pairs: dict[tuple[int, int], int]) -> int:
    middle, *others = group
    return max(pairs[min(middle, other), max(middle, other)] for other in others)
