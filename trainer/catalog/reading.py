"""What can be read from a catalog: classes, pictures, problems, sources, facts, groups of copies."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from itertools import groupby
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple

from trainer.catalog import remarks
from trainer.catalog.connection import as_path, as_text, exists
from trainer.catalog.database import Database
from trainer.catalog.intake import image_path
from trainer.catalog.likeness import Likeness
from trainer.catalog.records import (
    SPLITS,
    Aside,
    ClassCount,
    Conflict,
    FactRow,
    FileProblem,
    ImportResult,
    Item,
    Picture,
    Source,
    Split,
    TwinGroup,
)
from trainer.catalog.remarks import Places
from trainer.catalog.splits import Splits
from trainer.project import Project

_LOSSLESS = frozenset(("PNG", "TIFF", "BMP"))
_USED = "e.class_id IS NOT NULL AND e.aside IS NULL"


class _Tally(NamedTuple):
    """So many pictures of a class (None: unlabelled), in a split, set aside for a reason or not."""

    label: str | None
    split: Split | None
    aside: Aside | None
    pictures: int


class Reading:
    """The reading half of `trainer.catalog.store.Catalog`."""

    def __init__(self, project: Project, data: Database) -> None:
        self._project = project
        self._data = data
        self.likeness = Likeness(data)
        self.splits = Splits(data, self.likeness)

    def classes(self) -> list[ClassCount]:
        """The classes that have pictures that are used, by name, with their counts."""
        return _class_counts(self._tally())

    def pictures(self, split: Split | None = None, label: str | None = None) -> list[Picture]:
        """The distinct readable pictures that are used, in the order in which they came.

        Args:
            split: Only those of this split.
            label: Only those of the class of this name.
        """
        return [
            Picture(
                id=item.id,
                sha256=item.sha256,
                path=item.path,
                name=item.name,
                label=item.label or "",
                split=item.split or "training",
                width=item.width,
                height=item.height,
            )
            for item in self._items(
                f"{_USED} AND e.split IS NOT NULL AND (:split IS NULL OR e.split = :split) AND (:label IS NULL OR c.name = :label)",
                {"split": split, "label": label},
            )
        ]

    def items(self, numbers: Iterable[int] | None = None) -> list[Item]:
        """Pictures by number, used or not, in their order; by default all that have a file."""
        if numbers is None:
            return self._items("1")
        with self._data.chosen(numbers):
            return self._items("e.picture_id IN temp.chosen")

    def unlabelled_count(self) -> int:
        """How many pictures have no class yet."""
        return sum(row.pictures for row in self._tally() if row.label is None and row.aside is None)

    def unlabelled(self) -> list[Item]:
        """Pictures that have no class yet."""
        return self._items("e.class_id IS NULL AND e.aside IS NULL")

    def labelled(self) -> list[Item]:
        """Pictures whose class the person has given, used or not."""
        return self._items("e.picture_id IN (SELECT picture_id FROM labels)")

    def set_aside(self) -> list[Item]:
        """Pictures that are in the project but not used."""
        return self._items("e.aside IS NOT NULL")

    def twin_groups(self, *, unsettled: bool = False, without: Collection[int] = ()) -> list[TwinGroup]:
        """Near-duplicates in groups, the largest first.

        Args:
            unsettled: Only groups of which more than one picture is used.
            without: Pictures that are passed over.
        """
        aside = "WHERE aside IS NULL" if unsettled else ""
        rows = self._data.rows(f"SELECT picture_id FROM entries {aside}")  # noqa: S608 - a constant
        used = [row[0] for row in rows if row[0] not in without]
        found = self.likeness.groups(used)
        formats = self._data.pairs("SELECT picture_id, format FROM looks")
        known = {item.id: item for item in self.items(n for group, _ in found for n in group)}
        made = [
            TwinGroup(items=tuple(_best_first([known[n] for n in group if n in known], formats)), distance=distance)
            for group, distance in found
        ]
        return sorted((group for group in made if len(group.items) > 1), key=lambda group: -len(group.items))

    def conflicts(self) -> list[Conflict]:
        """Pictures that lie under several labels, and nobody has decided: the same bytes first, then near-duplicates."""
        return [*self._exact_conflicts(), *self._near_conflicts()]

    def problems(self) -> list[FileProblem]:
        """The files that were not taken, or taken with a remark, in the order in which they were seen."""
        places = self._places(look=False)
        return [remarks.remark(row[1:], places) for row in self._data.rows(f"{remarks.SQL} ORDER BY f.id")]

    def sources(self) -> list[Source]:
        """The folders and archives that were imported, oldest first."""
        counts = self._data.pairs("SELECT source_id, COUNT(*) FROM entries GROUP BY source_id")
        return [
            Source(
                id=number,
                kind=kind,
                location=as_path(location),
                pictures=counts.get(number, 0),
                present=exists(as_path(location)),
            )
            for number, kind, location in self._data.rows("SELECT id, kind, location FROM sources ORDER BY id")
        ]

    def facts(self) -> list[FactRow]:
        """What is known besides the art of all labelled pictures that are used and have been looked at."""
        rows = self._data.rows(
            f"""
            SELECT e.picture_id, c.name, e.split, e.source_id, e.name, e.width, e.height, l.format, l.bytes, l.grey,
                l.border, l.brightness, l.contrast
            FROM entries e JOIN classes c ON c.id = e.class_id JOIN looks l ON l.picture_id = e.picture_id
            WHERE {_USED} AND e.split IS NOT NULL ORDER BY e.picture_id
            """  # noqa: S608 - a constant
        )
        return [_fact(row) for row in rows]

    def remarked(self) -> list[tuple[int, str]]:
        """Pictures whose file was taken with a remark (number, what is remarked), such as a wrong ending."""
        return self._data.rows(
            "SELECT picture_id, remark FROM files WHERE remark IS NOT NULL AND picture_id IS NOT NULL ORDER BY id"
        )

    def confirmed(self) -> frozenset[int]:
        """Pictures whose class the person has given, be it the one that their sources give them as well."""
        return frozenset(row[0] for row in self._data.rows("SELECT picture_id FROM labels"))

    def fingerprints(self) -> dict[int, str]:
        """The sha256 of all pictures by number."""
        return self._data.pairs("SELECT id, sha256 FROM pictures")

    def unpacked_names(self) -> frozenset[str]:
        """Names of the files in ``images/`` that an import stands for, or stood for before another one changed that."""
        rows = self._data.rows(
            "SELECT sha256, suffix FROM pictures WHERE id IN (SELECT picture_id FROM files WHERE unpacked "
            "UNION SELECT picture_id FROM replaced WHERE unpacked)"
        )
        return frozenset(f"{sha256}{suffix}" for sha256, suffix in rows)

    def is_settled(self) -> bool:
        """Whether every picture that is to have a split has one; not so after an import that was cut off."""
        sql = f"SELECT 1 FROM entries e WHERE e.split IS NULL AND {_USED} LIMIT 1"  # noqa: S608 - a constant
        return self.likeness.unmatched() == 0 and not self._data.rows(sql)

    def summary(self) -> ImportResult:
        """The state of the whole catalog in figures."""
        tally = self._tally()
        classes = _class_counts(tally)
        problems = self.problems()
        passed_over = remarks.left_out(problems, "passed over")
        aside: Counter[Aside] = Counter()
        for row in tally:
            if row.aside is not None:
                aside[row.aside] += row.pictures
        return ImportResult(
            images=sum(row.pictures for row in classes),
            classes={row.name: row.pictures for row in classes},
            unreadable=remarks.left_out(problems, "unreadable"),
            exact_duplicates=sum(p.kind in ("duplicate", "two labels") for p in problems),
            splits={split: sum(getattr(row, split) for row in classes) for split in SPLITS},
            passed_over=remarks.few_of_each(passed_over),
            passed_over_files=len(passed_over),
            unlabelled=sum(row.pictures for row in tally if row.label is None and row.aside is None),
            near_duplicates=sum(len(group) for group, _ in self._groups()),
            set_aside=dict(aside),
            leaks=len({leak.high for leak in self.splits.leaks()}),
            conflicts=len(self.conflicts()),
        )

    # Inside

    def _groups(self) -> list[tuple[list[int], int]]:
        """Groups of near-duplicates among the pictures that have a file."""
        with self._data.chosen(number for pair in self.likeness.pairs() for number in pair[:2]):
            rows = self._data.rows(
                "SELECT id FROM temp.chosen WHERE id IN (SELECT picture_id FROM files WHERE picture_id IS NOT NULL)"
            )
        return self.likeness.groups(row[0] for row in rows)

    def _tally(self) -> list[_Tally]:
        """How many pictures there are of each class, split, and reason to be set aside."""
        rows = self._data.rows(
            "SELECT c.name, e.split, e.aside, COUNT(*) FROM entries e LEFT JOIN classes c ON c.id = e.class_id "
            "GROUP BY e.class_id, e.split, e.aside ORDER BY c.key"
        )
        return [_Tally(*row) for row in rows]

    def _items(self, where: str, values: dict[str, object] | None = None) -> list[Item]:
        rows = self._data.rows(
            f"""
            SELECT e.picture_id, e.sha256, e.split, e.width, e.height, e.suffix, e.name, c.name, found.name, l.bytes,
                e.aside, e.detail, f.source_id, f.name, f.unpacked, f.import_id IS NULL
            FROM entries e JOIN files f ON f.picture_id = e.picture_id
            LEFT JOIN classes c ON c.id = e.class_id LEFT JOIN classes found ON found.id = e.found_class
            LEFT JOIN looks l ON l.picture_id = e.picture_id
            WHERE {where} ORDER BY e.picture_id, f.id <> e.file_id, f.id
            """,  # noqa: S608 - constants
            values or {},
        )
        places = self._places()
        return [self._item(list(group), places) for _, group in groupby(rows, key=lambda row: row[0])]

    def _item(self, rows: Sequence[Any], places: Places) -> Item:
        number, sha256, split, width, height, suffix, name, label, found, size, aside, detail, *_ = rows[0]
        return Item(
            id=number,
            sha256=sha256,
            path=self._where(rows, places, image_path(self._project, sha256, suffix)),
            name=as_text(name),
            label=label,
            found=found,
            split=split,
            width=width,
            height=height,
            size=size or 0,
            aside=aside,
            detail=detail or "",
        )

    @staticmethod
    def _where(rows: Sequence[Any], places: Places, unpacked: Path) -> Path:
        if any(row[14] for row in rows):
            return unpacked
        there = [row for row in rows if places[row[12]][1]] or rows
        found = [places[row[12]][0] / as_text(row[13]) for row in there]
        if len(found) > 1 and any(row[15] for row in there):  # it may be the one that was labelled after it was moved
            return next((path for path in found if exists(path)), found[0])
        return found[0]

    def _places(self, *, look: bool = True) -> Places:
        """Where each source's names begin: the folder, the archive, or the folder that a table lies in."""
        rows = self._data.rows("SELECT id, kind, location FROM sources")
        places = {number: as_path(place).parent if kind == "table" else as_path(place) for number, kind, place in rows}
        return {number: (place, look and exists(place)) for number, place in places.items()}

    def _exact_conflicts(self) -> list[Conflict]:
        rows = self._data.rows(
            """
            SELECT f.picture_id, c.name, f.source_id, f.name FROM files f JOIN classes c ON c.id = f.class_id
            WHERE f.picture_id IN (
                SELECT picture_id FROM files WHERE class_id IS NOT NULL GROUP BY picture_id
                HAVING COUNT(DISTINCT class_id) > 1
            ) AND f.picture_id NOT IN (SELECT picture_id FROM labels)
            AND f.picture_id NOT IN (SELECT picture_id FROM aside) ORDER BY f.picture_id, f.id
            """
        )
        places = self._places(look=False)
        claims = {
            number: tuple((label, str(places[source][0] / as_text(name))) for _, label, source, name in group)
            for number, group in groupby(rows, key=lambda row: row[0])
        }
        known = {item.id: item for item in self.items(claims)} if claims else {}
        return [Conflict(items=(known[n],), claims=claims[n], exact=True) for n in claims if n in known]

    def _near_conflicts(self) -> list[Conflict]:
        with self._data.chosen(number for pair in self.likeness.pairs() for number in pair[:2]):
            labels: dict[int, int] = self._data.pairs(
                "SELECT picture_id, class_id FROM entries "
                "WHERE picture_id IN temp.chosen AND class_id IS NOT NULL AND aside IS NULL"
            )
        groups = [g for g, _ in self.likeness.groups(labels) if len({labels[n] for n in g}) > 1]
        known = {item.id: item for item in self.items(n for group in groups for n in group)} if groups else {}
        return [
            Conflict(
                items=tuple(known[n] for n in group),
                claims=tuple((known[n].label or "", str(known[n].path)) for n in group),
                exact=False,
            )
            for group in groups
        ]


def _class_counts(tally: Iterable[_Tally]) -> list[ClassCount]:
    counts: dict[str, Counter[str]] = {}
    for row in tally:
        if row.label is not None and row.aside is None:
            counts.setdefault(row.label, Counter())[row.split or ""] += row.pictures
    return [
        ClassCount(
            name=name,
            pictures=count.total(),
            training=count["training"],
            validation=count["validation"],
            test=count["test"],
        )
        for name, count in counts.items()
    ]


def _fact(row: Sequence[Any]) -> FactRow:
    number, label, split, source, name, *rest = row
    width, height, kind, size, grey, border, brightness, contrast = rest
    return FactRow(
        id=number,
        label=label,
        split=split,
        source=source,
        folder=PurePosixPath(as_text(name)).parts[0] if "/" in as_text(name) else "",
        width=width,
        height=height,
        format=kind,
        size=size,
        grey=grey,
        border=border,
        brightness=brightness,
        contrast=contrast,
    )


def _best_first(items: Sequence[Item], formats: dict[int, str]) -> list[Item]:
    """The best copy first: used, most pixels, without loss, most bytes, first come."""
    return sorted(
        items,
        key=lambda item: (
            item.aside is not None,
            -item.width * item.height,
            formats.get(item.id) not in _LOSSLESS,
            -item.size,
            item.id,
        ),
    )
