"""The catalog: which pictures the project has, where they lie, their classes and splits. All SQL is here."""

from __future__ import annotations

import contextlib
import sqlite3
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path
from types import TracebackType

import msgspec

from trainer.catalog import connection, remarks, split
from trainer.catalog.connection import as_path, as_stored, as_text, exists
from trainer.catalog.records import (
    SPLITS,
    ClassCount,
    FileProblem,
    ImportResult,
    Picture,
    Source,
    SourceKind,
    Split,
)
from trainer.catalog.remarks import Places
from trainer.errors import SourceError
from trainer.files import sha256_of as fingerprint_of
from trainer.project import Project

_SAMPLE = 50  # files looked at to recognise a folder that was moved


class SeenFile(msgspec.Struct, frozen=True, kw_only=True):
    """A file of a source as it was found: either a picture (``sha256`` and what follows) or a ``problem``.

    ``name`` is its path inside the source; ``stamp`` changes when the file does; ``size`` is in bytes.
    """

    name: str
    stamp: str
    size: int
    unpacked: bool = False
    label: str | None = None
    sha256: str | None = None
    width: int = 0
    height: int = 0
    suffix: str = ""
    problem: FileProblem | None = None


class Catalog:
    """The open catalog of a project; use it in the thread that opened it, and close it.

    Every method raises `ProjectError` (damaged, busy) or `DiskError` (full, read-only).
    """

    def __init__(self, project: Project, sql: sqlite3.Connection) -> None:
        self._project = project
        self._sql = sql

    @classmethod
    def open(cls, project: Project, *, readonly: bool = False) -> Catalog:
        """Open the project's catalog; an absent one is made, or reads as empty with ``readonly``.

        Raises:
            ProjectError: It is damaged, busy, or was written by a newer program.
            DiskError: It cannot be written to.
        """
        with connection.in_words(project.catalog):
            sql = connection.connect(project.catalog, readonly=readonly)
        catalog = cls(project, sql)
        if not readonly:
            catalog.settle_splits()  # what an import that was killed has left
        return catalog

    def close(self) -> None:
        """Let the file go."""
        self._sql.close()

    def __enter__(self) -> Catalog:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        self.close()

    # What is there

    def classes(self) -> list[ClassCount]:
        """The classes that have pictures, by name, with their counts."""
        rows = self._rows(
            """
            SELECT c.name, COUNT(*), SUM(p.split = 'training'), SUM(p.split = 'validation'), SUM(p.split = 'test')
            FROM first_files f JOIN pictures p ON p.id = f.picture_id JOIN classes c ON c.id = f.class_id
            WHERE p.split IS NOT NULL GROUP BY c.id ORDER BY c.key
            """
        )
        return [ClassCount(name=r[0], pictures=r[1], training=r[2], validation=r[3], test=r[4]) for r in rows]

    def pictures(self, split: Split | None = None, label: str | None = None) -> list[Picture]:
        """The distinct readable pictures, in the order in which they came.

        Args:
            split: Only those of this split.
            label: Only those of the class of this name.
        """
        rows = self._rows(
            """
            SELECT p.id, p.sha256, p.split, p.width, p.height, p.suffix, f.source_id, f.name, f.unpacked, c.name
            FROM pictures p JOIN files f ON f.picture_id = p.id JOIN classes c ON c.id = f.class_id
            WHERE p.split IS NOT NULL AND (:split IS NULL OR p.split = :split) ORDER BY p.id, f.id
            """,
            {"split": split},
        )
        places = self._places()
        found = [self._picture(list(group), places) for _, group in groupby(rows, key=lambda row: row[0])]
        return [picture for picture in found if label in (None, picture.label)]

    def problems(self) -> list[FileProblem]:
        """The files that were not taken, or taken with a remark, in the order in which they were seen."""
        places = self._places(look=False)
        return [remarks.remark(row[1:], places) for row in self._rows(f"{remarks.SQL} ORDER BY f.id")]

    def sources(self) -> list[Source]:
        """The folders and archives that were imported, oldest first."""
        counts: dict[int, int] = dict(self._pairs("SELECT source_id, COUNT(*) FROM first_files GROUP BY source_id"))
        rows = self._rows("SELECT id, kind, location FROM sources ORDER BY id")
        return [
            Source(
                id=number,
                kind=kind,
                location=as_path(location),
                pictures=counts.get(number, 0),
                present=exists(as_path(location)),
            )
            for number, kind, location in rows
        ]

    def summary(self) -> ImportResult:
        """The state of the whole catalog in figures."""
        classes = self.classes()
        problems = self.problems()
        passed_over = remarks.left_out(problems, "passed over")
        return ImportResult(
            images=sum(row.pictures for row in classes),
            classes={row.name: row.pictures for row in classes},
            unreadable=remarks.left_out(problems, "unreadable"),
            exact_duplicates=sum(p.kind in ("duplicate", "two labels") for p in problems),
            splits={split: sum(getattr(row, split) for row in classes) for split in SPLITS},
            passed_over=remarks.few_of_each(passed_over),
            passed_over_files=len(passed_over),
        )

    # Sources

    def add_source(self, kind: SourceKind, location: Path, *, fingerprint: str | None = None) -> int:
        """The number of a source, known before (by its contents or its place) or new.

        Args:
            kind: Folder or archive.
            location: Its absolute path.
            fingerprint: The sha256 of an archive.
        """
        place = as_stored(str(location))
        with self._writing():
            known = self._rows("SELECT id FROM sources WHERE kind = ? AND fingerprint = ?", (kind, fingerprint))
            known = known or self._rows("SELECT id FROM sources WHERE kind = ? AND location = ?", (kind, place))
            if not known:
                insert = "INSERT INTO sources (kind, location, fingerprint) VALUES (?, ?, ?)"
                return int(self._sql.execute(insert, (kind, place, fingerprint)).lastrowid or 0)
            number = int(known[0][0])
            self._sql.execute(
                """
                UPDATE sources SET location = :place, fingerprint = :print, complete = complete AND fingerprint IS :print
                WHERE id = :id
                """,
                {"place": place, "print": fingerprint, "id": number},
            )
            return number

    def is_complete(self, source: int) -> bool:
        """Whether a source was gone through to its end, and its contents are still the same (archives)."""
        return bool(self._rows("SELECT complete FROM sources WHERE id = ?", (source,))[0][0])

    def stamps(self, source: int) -> dict[str | bytes, str]:
        """The stamps of a source's known files by stored name; empty for those that are to be looked at again."""
        sql = "SELECT name, CASE WHEN problem IS NULL THEN stamp ELSE '' END FROM files WHERE source_id = ?"
        rows = self._rows(sql, (source,))
        return {row[0]: row[1] for row in rows}

    def finish_source(self, source: int, *, seen: int, pictures: int, problems: int) -> None:
        """Write a source's row in the ledger: it was gone through to its end."""
        with self._writing():
            self._sql.execute("UPDATE sources SET complete = 1 WHERE id = ?", (source,))
            self._sql.execute(
                "INSERT INTO imports (source_id, finished, files, pictures, problems) VALUES (?, ?, ?, ?, ?)",
                (source, datetime.now(UTC).isoformat(timespec="seconds"), seen, pictures, problems),
            )

    def drop_source(self, source: int) -> None:
        """Forget a source and its files."""
        with self._writing():
            self._sql.execute("DELETE FROM sources WHERE id = ?", (source,))

    def relink(self, source: int, new_location: Path) -> None:
        """Say where a source that was moved lies now.

        Raises:
            SourceError: Its files are not there.
        """
        new_location = new_location.absolute()
        kind, fingerprint = self._rows("SELECT kind, fingerprint FROM sources WHERE id = ?", (source,))[0]
        if kind == "folder":
            self._check_folder(source, new_location)
        elif fingerprint_of(new_location) != fingerprint:
            remedy = "Choose the archive that was imported."
            raise SourceError("This is another archive", path=new_location, remedy=remedy)
        with self._writing():
            self._sql.execute("UPDATE sources SET location = ? WHERE id = ?", (as_stored(str(new_location)), source))

    def has_pictures(self, source: int) -> bool:
        """Whether a source has any readable picture, be it the first of its kind or a duplicate."""
        sql = "SELECT 1 FROM files WHERE source_id = ? AND picture_id IS NOT NULL LIMIT 1"
        return bool(self._rows(sql, (source,)))

    def lost_pictures(self, source: int) -> bool:
        """Whether contents that were unpacked from a source are no longer, or not completely, in ``images/``."""
        rows = self._rows(
            """
            SELECT p.sha256, p.suffix, f.size FROM files f JOIN pictures p ON p.id = f.picture_id
            WHERE f.source_id = ? AND f.unpacked
            """,
            (source,),
        )
        return any(_size(image_path(self._project, row[0], row[1])) != row[2] for row in rows)

    # Files

    def record(self, source: int, seen: Sequence[SeenFile]) -> list[FileProblem | None]:
        """Write files down, all of them or none; says for each what is to be remarked about it."""
        with self._writing():
            numbers = [self._record(source, file) for file in seen]
        said = self._remarks(numbers)
        return [said.get(number) for number in numbers]

    def forget(self, source: int, names: Iterable[str | bytes]) -> int:
        """Take files that are gone out of a source; returns how many pictures the project lost by that."""
        before = self._picture_count()
        with self._writing():
            self._sql.executemany(
                "DELETE FROM files WHERE source_id = ? AND name = ?", ((source, name) for name in names)
            )
        return before - self._picture_count()

    def settle_splits(self) -> None:
        """Give every picture that has no split one; those that have one keep it."""
        with self._writing():
            _settle_splits(self._sql)

    # Inside

    def _record(self, source: int, file: SeenFile) -> int:
        picture = self._picture_number(file) if file.sha256 else None
        label = self._class_number(file.label) if picture is not None and file.label is not None else None
        problem = file.problem
        row = self._sql.execute(
            """
            INSERT INTO files (source_id, name, stamp, size, unpacked, picture_id, class_id, problem, reason)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (source_id, name) DO UPDATE SET stamp = excluded.stamp, size = excluded.size,
                unpacked = excluded.unpacked, picture_id = excluded.picture_id, class_id = excluded.class_id,
                problem = excluded.problem, reason = excluded.reason
            RETURNING id
            """,
            (
                source,
                as_stored(file.name),
                file.stamp,
                file.size,
                file.unpacked,
                picture,
                label,
                problem.kind if problem else None,
                problem.reason if problem else None,
            ),
        )
        return int(row.fetchone()[0])

    def _picture_number(self, file: SeenFile) -> int:
        self._sql.execute(
            "INSERT OR IGNORE INTO pictures (sha256, width, height, suffix) VALUES (?, ?, ?, ?)",
            (file.sha256, file.width, file.height, file.suffix),
        )
        return int(self._rows("SELECT id FROM pictures WHERE sha256 = ?", (file.sha256,))[0][0])

    def _class_number(self, name: str) -> int:
        key = class_key(name)
        self._sql.execute("INSERT OR IGNORE INTO classes (key, name) VALUES (?, ?)", (key, name))
        return int(self._rows("SELECT id FROM classes WHERE key = ?", (key,))[0][0])

    def _remarks(self, numbers: Sequence[int]) -> dict[int, FileProblem]:
        if not numbers:
            return {}
        places = self._places(look=False)
        rows = self._rows(f"{remarks.SQL} AND f.id BETWEEN ? AND ?", (min(numbers), max(numbers)))
        return {row[0]: remarks.remark(row[1:], places) for row in rows}

    def _picture_count(self) -> int:
        return int(self._rows("SELECT COUNT(DISTINCT picture_id) FROM files")[0][0])

    def _picture(self, rows: list[sqlite3.Row], places: Places) -> Picture:
        number, sha256, split, width, height, suffix, _, name, _, label = rows[0]
        return Picture(
            id=number,
            sha256=sha256,
            path=self._where(rows, places, image_path(self._project, sha256, suffix)),
            name=as_text(name),
            label=label,
            split=split,
            width=width,
            height=height,
        )

    @staticmethod
    def _where(rows: list[sqlite3.Row], places: Places, unpacked: Path) -> Path:
        if any(row[8] for row in rows):
            return unpacked
        there = [row for row in rows if places[row[6]][1]] or rows
        return places[there[0][6]][0] / as_text(there[0][7])

    def _places(self, *, look: bool = True) -> Places:
        rows = self._rows("SELECT id, location FROM sources")
        return {number: (as_path(location), look and exists(as_path(location))) for number, location in rows}

    def _check_folder(self, source: int, folder: Path) -> None:
        rows = self._rows(
            "SELECT name, size FROM files WHERE source_id = ? AND unpacked = 0 AND picture_id IS NOT NULL ORDER BY id",
            (source,),
        )
        sample = rows[:: max(1, len(rows) // _SAMPLE)]
        missing = [as_text(name) for name, size in sample if _size(folder / as_text(name)) != size]
        if not folder.is_dir() or len(missing) * 10 > len(sample):
            example = f" (not found: {missing[0]})" if missing else ""
            raise SourceError(
                f"The pictures that were imported are not in this folder{example}",
                path=folder,
                remedy="Choose the folder that holds the class folders, as it was imported.",
            )

    def _rows(self, sql: str, values: Sequence[object] | Mapping[str, object] = ()) -> list[sqlite3.Row]:
        with connection.in_words(self._project.catalog):
            return self._sql.execute(sql, values).fetchall()

    def _pairs(self, sql: str) -> list[tuple[int, int]]:
        return [(row[0], row[1]) for row in self._rows(sql)]

    @contextlib.contextmanager
    def _writing(self) -> Iterator[None]:
        with connection.in_words(self._project.catalog), connection.transaction(self._sql):
            yield


def image_path(project: Project, sha256: str, suffix: str) -> Path:
    """Where an unpacked picture lies: by its contents, so that no name in an archive decides a path."""
    return project.images / sha256[:2] / f"{sha256}{suffix}"


def class_key(name: str) -> str:
    """What makes two class names the same: neither case nor the way in which accents are composed count."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name.strip()).casefold())


def _settle_splits(sql: sqlite3.Connection) -> None:
    sql.execute("INSERT OR IGNORE INTO meta (name, value) VALUES ('split seed', ?)", (str(split.SEED),))
    seed = int(sql.execute("SELECT value FROM meta WHERE name = 'split seed'").fetchone()[0])
    rows = sql.execute(
        """
        SELECT f.class_id, p.sha256 FROM first_files f JOIN pictures p ON p.id = f.picture_id
        WHERE p.split IS NULL ORDER BY f.class_id
        """
    ).fetchall()
    for label, group in groupby(rows, key=lambda row: row[0]):
        existing = sql.execute(
            """
            SELECT p.split, COUNT(*) FROM first_files f JOIN pictures p ON p.id = f.picture_id
            WHERE f.class_id = ? AND p.split IS NOT NULL GROUP BY p.split
            """,
            (label,),
        ).fetchall()
        given = split.assign((row[1] for row in group), dict(existing), seed=seed)
        sql.executemany("UPDATE pictures SET split = ? WHERE sha256 = ?", ((s, sha) for sha, s in given.items()))


def _size(path: Path) -> int | None:
    try:
        return path.stat().st_size
    except OSError:
        return None
