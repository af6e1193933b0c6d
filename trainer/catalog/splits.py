"""The splits of a catalog: given to new pictures in units that stay together, drawn anew when asked, checked for leaks."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

import msgspec

from trainer.catalog import split
from trainer.catalog.connection import as_text
from trainer.catalog.database import Database
from trainer.catalog.grouping import Grouping, maker
from trainer.catalog.likeness import Likeness
from trainer.catalog.records import SPLITS, Split
from trainer.catalog.split import Unit

_RANK = {"training": 0, "validation": 1, "test": 2}  # of two copies, the one held out longest stays where it is
_SUFFICE = 5  # pictures from imports; a class with so many can be learnt and measured without what was reviewed
_APART_SHARES: Mapping[Split, float] = {"training": 0.85, "validation": 0.075, "test": 0.075}


_NAMED = (  # splits that sources name whose splits are to be kept
    "SELECT DISTINCT f.given FROM files f JOIN sources s ON s.id = f.source_id "
    "WHERE s.honour AND f.given IS NOT NULL AND f.picture_id IS NOT NULL"
)


class _New(NamedTuple):
    """A picture that is to have a split."""

    id: int
    sha256: str
    label: int
    given: Split | None
    maker: str | None


class Named(NamedTuple):
    """What tells the artist or series of a picture: ``name`` is its path inside its source."""

    sha256: str
    label: str
    name: str
    creator: str | None
    table: str | None


class Leak(NamedTuple):
    """Two near-duplicates in two splits: numbers of the pictures; ``low`` is learnt from (or chosen by) earlier."""

    low: int
    high: int


class Splits:
    """The splits of one catalog."""

    def __init__(self, data: Database, likeness: Likeness) -> None:
        self._data = data
        self._likeness = likeness

    def grouping(self) -> Grouping:
        """How pictures of one artist or series are recognised."""
        stored = self._data.value("SELECT value FROM meta WHERE name = 'grouping'")
        return msgspec.json.decode(stored, type=Grouping) if stored else Grouping()

    def settle(self, *, check: Callable[[], None] = lambda: None) -> int:
        """Give every labelled picture that is used and has no split one; those that have one keep it.

        Near-duplicates share their split. A new picture that is near to pictures of two splits is set aside.
        Returns how many were set aside. ``check`` is called often and may raise to break off; nothing is written then.
        """
        if not self._data.rows(
            "SELECT 1 FROM entries WHERE split IS NULL AND class_id IS NOT NULL AND aside IS NULL LIMIT 1"
        ):
            return 0
        with self._data.writing():
            self._data.execute("INSERT OR IGNORE INTO meta (name, value) VALUES ('split seed', ?)", (str(split.SEED),))
            return self._settle(self._new(), check)

    def given_twice(self) -> int:
        """How many pictures lie in several of the splits that sources name whose splits are kept, as the same bytes."""
        return int(
            self._data.value(
                "SELECT COUNT(*) FROM (SELECT 1 FROM files f JOIN sources s ON s.id = f.source_id "
                "WHERE s.honour AND f.given IS NOT NULL AND f.picture_id IS NOT NULL "
                "GROUP BY f.picture_id HAVING COUNT(DISTINCT f.given) > 1)"
            )
        )

    def named_held_out(self) -> set[Split]:
        """Which kinds of held-out pictures the sources name whose splits are kept."""
        return {row[0] for row in self._data.rows(_NAMED)} - {"training"}

    def leaks(self) -> list[Leak]:
        """Near-duplicates that are used and lie in two splits: old catalogs, and splits kept as they were given."""
        pairs = self._likeness.pairs()
        with self._data.chosen(number for pair in pairs for number in pair[:2]):
            used = self._data.pairs(
                "SELECT p.id, p.split FROM pictures p WHERE p.split IS NOT NULL AND p.id IN temp.chosen "
                "AND p.id IN (SELECT picture_id FROM files) AND p.id NOT IN (SELECT picture_id FROM aside)"
            )
        found = []
        for a, b, _ in pairs:
            if a in used and b in used and used[a] != used[b]:
                found.append(Leak(a, b) if _RANK[used[a]] < _RANK[used[b]] else Leak(b, a))
        return found

    def makers(self, grouping: Grouping) -> dict[int, str]:
        """Artist or series of each labelled picture that has one, by the picture's number."""
        tell = maker(grouping)
        if grouping.by == "nothing":
            return {}
        rows = self._data.rows(
            "SELECT e.picture_id, e.name, l.creator, e.maker FROM entries e "
            "LEFT JOIN looks l ON l.picture_id = e.picture_id WHERE e.class_id IS NOT NULL"
        )
        told = ((row[0], tell(as_text(row[1]), row[2], row[3])) for row in rows)
        return {number: name for number, name in told if name}

    def named(self) -> list[Named]:
        """What tells the artist or series of every picture that is used; light enough for 100,000 of them."""
        rows = self._data.rows(
            "SELECT e.sha256, c.name, e.name, l.creator, e.maker FROM entries e JOIN classes c ON c.id = e.class_id "
            "LEFT JOIN looks l ON l.picture_id = e.picture_id WHERE e.aside IS NULL ORDER BY e.picture_id"
        )
        return [Named(row[0], row[1], as_text(row[2]), row[3], row[4]) for row in rows]

    # Inside

    def _new(self) -> list[_New]:
        makers = self.makers(self.grouping())
        given = self._given()
        rows = self._data.rows(
            "SELECT picture_id, sha256, class_id FROM entries "
            "WHERE split IS NULL AND class_id IS NOT NULL AND aside IS NULL ORDER BY picture_id"
        )
        return [_New(row[0], row[1], row[2], given.get(row[0]), makers.get(row[0])) for row in rows]

    def _given(self) -> dict[int, Split]:
        """The splits that sources name whose splits are to be kept; of two, the one held out longest."""
        given: dict[int, Split] = {}
        for number, name in self._data.rows(
            "SELECT f.picture_id, f.given FROM files f JOIN sources s ON s.id = f.source_id "
            "WHERE s.honour AND f.given IS NOT NULL AND f.picture_id IS NOT NULL"
        ):
            if number not in given or _RANK[name] > _RANK[given[number]]:
                given[number] = name
        return given

    def _settle(self, new: Sequence[_New], check: Callable[[], None]) -> int:
        families = self._likeness.families(picture.id for picture in new)
        check()
        honoured = self._honoured([picture for picture in new if picture.given is not None], families)
        self._write(honoured)
        free = [picture for picture in new if picture.id not in honoured]
        known = self._splits_of(families)
        followers: dict[int, Split] = {}
        bridges: dict[int, set[Split]] = {}
        loose: list[_New] = []
        for picture in free:
            around = {known[n] for n in families.get(picture.id, ()) if n in known}
            if len(around) > 1:
                bridges[picture.id] = around
            elif around:
                followers[picture.id] = around.pop()
            else:
                loose.append(picture)
        self._write(followers)
        self._set_aside(bridges)
        check()
        self._draw(loose, families, check)
        return len(bridges)

    def _honoured(self, new: Sequence[_New], families: Mapping[int, list[int]]) -> dict[int, Split]:
        """The given splits; where sources name one kind of held-out pictures only, half of these become the other kind.

        Where they name none at all there is nothing to be kept: everything is drawn.
        """
        held_out = self.named_held_out()
        if not held_out:
            return {}
        given = {picture.id: picture.given for picture in new if picture.given is not None}
        if len(held_out) == 2:
            return given
        kind = held_out.pop()
        other: Split = "validation" if kind == "test" else "test"
        seed = int(self._data.value("SELECT value FROM meta WHERE name = 'split seed'"))
        counts: dict[int, Counter[Split]] = defaultdict(Counter)
        every: Counter[Split] = Counter()
        units = _units([picture for picture in new if picture.given == kind], families, by_maker=False)
        for unit in sorted(units, key=lambda unit: split.place((p.sha256 for p in unit), seed)):
            mine = counts[unit[0].label]
            fewer = (mine["validation"], every["validation"]) <= (mine["test"], every["test"])
            chosen: Split = "validation" if fewer else "test"
            mine[chosen] += len(unit)
            every[chosen] += len(unit)
            given.update({picture.id: chosen for picture in unit if chosen == other})
        return given

    def _draw(self, loose: Sequence[_New], families: Mapping[int, list[int]], check: Callable[[], None]) -> None:
        """Draw splits for pictures whose near-duplicates have none."""
        grouping, made = self.grouping(), self._splits_of_makers()
        rest: list[_New] = []
        for picture in loose:  # an artist whose pictures have a split already keeps to it
            taken = made.get(picture.maker or "")
            if taken is None or (grouping.known and "training" in taken):
                rest.append(picture)
            else:
                self._write({picture.id: max(taken, key=lambda name: (taken[name], _RANK[name]))})
        rest = self._without_corrections(rest, families)
        if grouping.known:
            apart = [picture for picture in rest if picture.maker is not None and picture.maker not in made]
            drawn = self._divided(_units(apart, families, by_maker=True), _APART_SHARES, check)
            self._write({number: name for number, name in drawn.items() if name != "training"})
            rest = [picture for picture in rest if drawn.get(picture.id, "training") == "training"]
            self._write(self._divided(_units(rest, families, by_maker=False), split.SHARES, check))
        else:
            self._write(self._divided(_units(rest, families, by_maker=True), split.SHARES, check))

    def _without_corrections(self, loose: Sequence[_New], families: Mapping[int, list[int]]) -> list[_New]:
        """Let corrections of what a model said be learnt from, with whatever stays with them; gives the others.

        They were looked at because a model was unsure or wrong: among the held-out pictures they would measure
        something else than before. Only where a class has no other pictures are its splits drawn from them.
        """
        corrections = self._corrections()
        units = _units(loose, families, by_maker=True)
        learnt = {p.id for unit in units if any(p.id in corrections for p in unit) for p in unit}
        self._write(dict.fromkeys(learnt, "training"))
        return [picture for picture in loose if picture.id not in learnt]

    def _corrections(self) -> set[int]:
        """Pictures that came by being labelled where they lie, of classes that imports hold enough of."""
        rows = self._data.rows(
            "SELECT e.picture_id, e.class_id, s.kind = 'reviewed' FROM entries e JOIN sources s ON s.id = e.source_id "
            "WHERE e.class_id IS NOT NULL AND e.aside IS NULL"
        )
        imported = Counter(label for _, label, reviewed in rows if not reviewed)
        return {number for number, label, reviewed in rows if reviewed and imported[label] >= _SUFFICE}

    def _divided(
        self, units: Sequence[Sequence[_New]], shares: Mapping[Split, float], check: Callable[[], None]
    ) -> dict[int, Split]:
        seed = int(self._data.value("SELECT value FROM meta WHERE name = 'split seed'"))
        given = split.divide(
            [Unit(tuple(p.sha256 for p in unit), Counter(p.label for p in unit)) for unit in units],
            self._counts(),
            seed=seed,
            shares=shares,
            check=check,
        )
        return {picture.id: name for unit, name in zip(units, given, strict=True) for picture in unit}

    def _counts(self) -> dict[int, dict[Split, int]]:
        counts: dict[int, dict[Split, int]] = defaultdict(dict)
        for label, name, count in self._data.rows(
            "SELECT class_id, split, COUNT(*) FROM entries "
            "WHERE split IS NOT NULL AND class_id IS NOT NULL AND aside IS NULL GROUP BY class_id, split"
        ):
            counts[label][name] = count
        return counts

    def _splits_of(self, families: Mapping[int, Iterable[int]]) -> dict[int, Split]:
        members = {number for family in families.values() for number in family}
        with self._data.chosen(members):
            return self._data.pairs("SELECT id, split FROM pictures WHERE split IS NOT NULL AND id IN temp.chosen")

    def _splits_of_makers(self) -> dict[str, Counter[Split]]:
        """How many pictures each artist has in each split."""
        makers = self.makers(self.grouping())
        if not makers:
            return {}
        counts: dict[str, Counter[Split]] = defaultdict(Counter)
        for number, name in self._data.rows("SELECT id, split FROM pictures WHERE split IS NOT NULL"):
            if number in makers:
                counts[makers[number]][name] += 1
        return counts

    def _write(self, given: Mapping[int, Split]) -> None:
        self._data.many(
            "UPDATE pictures SET split = ? WHERE id = ?", ((name, number) for number, name in given.items())
        )

    def _set_aside(self, bridges: Mapping[int, Iterable[Split]]) -> None:
        words = (
            (number, f"is nearly the same as pictures for {' and for '.join(sorted(around, key=SPLITS.index))}")
            for number, around in bridges.items()
        )
        self._data.many("INSERT OR REPLACE INTO aside (picture_id, reason, detail) VALUES (?, 'bridge', ?)", words)


def _units(pictures: Sequence[_New], families: Mapping[int, list[int]], *, by_maker: bool) -> list[list[_New]]:
    """Pictures that stay together: near-duplicates, and with ``by_maker`` all of one artist or series."""
    parent = {picture.id: picture.id for picture in pictures}

    def root(number: int) -> int:
        while parent[number] != number:
            parent[number] = number = parent[parent[number]]
        return number

    by_name: dict[str, int] = {}
    for picture in pictures:
        ties = [number for number in families.get(picture.id, ()) if number in parent]
        if by_maker and picture.maker is not None:
            ties.append(by_name.setdefault(picture.maker, picture.id))
        for number in ties:
            parent[root(number)] = root(picture.id)
    units: dict[int, list[_New]] = defaultdict(list)
    for picture in pictures:
        units[root(picture.id)].append(picture)
    return list(units.values())
