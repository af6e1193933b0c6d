"""How an import writes: sources, the files that it saw, the files that are gone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import msgspec

from trainer.catalog import remarks
from trainer.catalog.connection import as_path, as_stored, as_text
from trainer.catalog.database import Database
from trainer.catalog.ledger import Ledger
from trainer.catalog.likeness import Likeness
from trainer.catalog.names import class_key, class_number
from trainer.catalog.records import FileProblem, Look, SourceKind, Split
from trainer.errors import SourceError
from trainer.files import sha256_of as fingerprint_of
from trainer.project import Project

_SAMPLE = 50  # files looked at to recognise a folder that was moved


class SeenFile(msgspec.Struct, frozen=True, kw_only=True):
    """A file of a source as it was found: either a picture (``sha256`` and what follows) or a ``problem``.

    ``name`` is its path inside the source; ``stamp`` changes when the file does; ``size`` is in bytes; ``label`` is its
    class (None: unlabelled), ``given`` the split and ``maker`` the artist that the source names; ``remark`` is said of a
    file that was taken.
    """

    name: str
    stamp: str
    size: int
    unpacked: bool = False
    label: str | None = None
    given: Split | None = None
    maker: str | None = None
    sha256: str | None = None
    width: int = 0
    height: int = 0
    suffix: str = ""
    look: Look | None = None
    remark: str | None = None
    problem: FileProblem | None = None


class KnownFile(NamedTuple):
    """What is known of a file: its ``stamp`` ("" where it is to be looked at again), class key, split, artist."""

    stamp: str
    label: str | None
    given: str | None
    maker: str | None


class Intake:
    """Writes what imports see into one catalog."""

    def __init__(self, project: Project, data: Database, ledger: Ledger, likeness: Likeness) -> None:
        self._project = project
        self._data = data
        self._ledger = ledger
        self._likeness = likeness

    # Sources

    def add_source(
        self,
        kind: SourceKind,
        location: Path,
        *,
        fingerprint: str | None = None,
        honour: bool | None = None,
        class_level: int | None = None,
    ) -> int:
        """The number of a source, known before (by its contents or its place) or new.

        Args:
            kind: Folder, archive or table.
            location: Its absolute path.
            fingerprint: The sha256 of an archive.
            honour: Whether the splits that it names are kept; None leaves what was said before.
            class_level: Which folder is the class, counted from the file; None leaves what was said before.
        """
        place = as_stored(str(location))
        with self._data.writing():
            known = self._data.value("SELECT id FROM sources WHERE kind = ? AND fingerprint = ?", (kind, fingerprint))
            known = known or self._data.value("SELECT id FROM sources WHERE kind = ? AND location = ?", (kind, place))
            if known is None:
                insert = "INSERT INTO sources (kind, location, fingerprint, honour, class_level) VALUES (?, ?, ?, ?, ?)"
                return self._data.execute(insert, (kind, place, fingerprint, bool(honour), class_level or 1))
            self._data.execute(
                """
                UPDATE sources SET location = :place, fingerprint = :print,
                    complete = complete AND fingerprint IS :print, honour = COALESCE(:honour, honour),
                    class_level = COALESCE(:level, class_level) WHERE id = :id
                """,
                {"place": place, "print": fingerprint, "honour": honour, "level": class_level, "id": known},
            )
            return int(known)

    def class_level(self, source: int) -> int:
        """Which folder is the class in a source, counted from the file."""
        return int(self._data.value("SELECT class_level FROM sources WHERE id = ?", (source,)))

    def class_level_at(self, location: Path) -> int:
        """The same for what was imported from an absolute path before; 1 where nothing was."""
        sql = "SELECT class_level FROM sources WHERE location = ? AND kind <> 'reviewed'"
        return int(self._data.value(sql, (as_stored(str(location)),)) or 1)

    def is_complete(self, source: int) -> bool:
        """Whether a source was gone through to its end, and its contents are still the same (archives)."""
        return bool(self._data.value("SELECT complete FROM sources WHERE id = ?", (source,)))

    def known(self, source: int) -> dict[str | bytes, KnownFile]:
        """A source's known files by stored name."""
        rows = self._data.rows(
            """
            SELECT f.name, CASE WHEN f.problem IS NULL AND l.picture_id IS NOT NULL THEN f.stamp ELSE '' END,
                c.key, f.given, f.maker
            FROM files f LEFT JOIN looks l ON l.picture_id = f.picture_id LEFT JOIN classes c ON c.id = f.class_id
            WHERE f.source_id = ?
            """,
            (source,),
        )
        return {row[0]: KnownFile(*row[1:]) for row in rows}

    def finish_source(self, source: int) -> None:
        """Remember that a source was gone through to its end."""
        with self._data.writing():
            self._data.execute("UPDATE sources SET complete = 1 WHERE id = ?", (source,))

    def drop_source(self, source: int) -> None:
        """Forget a source and its files."""
        with self._data.writing():
            self._data.execute("DELETE FROM sources WHERE id = ?", (source,))

    def relink(self, source: int, new_location: Path) -> None:
        """Say where a source that was moved lies now.

        Raises:
            SourceError: Its files are not there.
        """
        new_location = new_location.absolute()
        kind, fingerprint, old = self._data.rows(
            "SELECT kind, fingerprint, location FROM sources WHERE id = ?", (source,)
        )[0]
        if kind == "archive":
            if fingerprint_of(new_location) != fingerprint:
                remedy = "Choose the archive that was imported."
                raise SourceError("This is another archive", path=new_location, remedy=remedy)
        else:
            self._check_folder(source, new_location.parent if kind == "table" else new_location)
        with self._data.writing():
            self._data.execute("UPDATE sources SET location = ? WHERE id = ?", (as_stored(str(new_location)), source))
            if kind == "reviewed":
                from trainer.catalog.relocating import follow_source  # noqa: PLC0415 - it needs this module

                follow_source(self._data, as_text(old), str(new_location))

    def has_pictures(self, source: int) -> bool:
        """Whether a source has any readable picture, be it the first of its kind or a duplicate."""
        sql = "SELECT 1 FROM files WHERE source_id = ? AND picture_id IS NOT NULL LIMIT 1"
        return bool(self._data.rows(sql, (source,)))

    def lost_pictures(self, source: int) -> bool:
        """Whether contents that were unpacked from a source are no longer, or not completely, in ``images/``."""
        rows = self._data.rows(
            """
            SELECT p.sha256, p.suffix, f.size FROM files f JOIN pictures p ON p.id = f.picture_id
            WHERE f.source_id = ? AND f.unpacked
            """,
            (source,),
        )
        return any(size_of(image_path(self._project, row[0], row[1])) != row[2] for row in rows)

    # Class names

    def aliases(self) -> dict[str, str | None]:
        """What class names as found become, by their keys; None: left out."""
        return self._data.pairs("SELECT key, becomes FROM aliases")

    def name_classes(self, names: Mapping[str, str | None]) -> None:
        """Remember what class names as found become (None: left out); it holds for later imports too."""
        with self._data.writing():
            self._data.many(
                "INSERT OR REPLACE INTO aliases VALUES (?, ?)",
                ((class_key(found), becomes) for found, becomes in names.items()),
            )

    # Files

    def record(self, source: int, seen: Sequence[SeenFile], *, during: int) -> list[FileProblem | None]:
        """Write files down, all of them or none; says for each what is to be remarked about it.

        Args:
            source: Where they lie.
            seen: What was found.
            during: The import's number in the ledger.
        """
        with self._data.writing():
            self._ledger.keep(during, source, (as_stored(file.name) for file in seen))
            numbers = [self._record(source, file, during) for file in seen]
        said = self._remarks(numbers)
        return [said.get(number) for number in numbers]

    def relabel(
        self, source: int, files: Iterable[tuple[str, str | None, Split | None, str | None]], *, during: int
    ) -> None:
        """Give unchanged files another class, split or artist: (name, class, split, artist)."""
        rows = list(files)
        with self._data.writing():
            self._ledger.keep(during, source, (as_stored(row[0]) for row in rows))
            for name, label, given, maker in rows:
                number = None if label is None else class_number(self._data, label)
                self._data.execute(
                    "UPDATE files SET class_id = ?, given = ?, maker = ?, import_id = ? "
                    "WHERE source_id = ? AND name = ? AND picture_id IS NOT NULL",
                    (number, given, maker, during, source, as_stored(name)),
                )

    def forget(self, source: int, names: Iterable[str | bytes], *, during: int) -> int:
        """Take files that are gone out of a source; returns how many pictures the project lost by that."""
        gone = list(names)
        if not gone:
            return 0
        before = self._picture_count()
        with self._data.writing():
            self._ledger.keep(during, source, gone)
            self._data.many("DELETE FROM files WHERE source_id = ? AND name = ?", ((source, name) for name in gone))
        return before - self._picture_count()

    # Inside

    def _record(self, source: int, file: SeenFile, during: int) -> int:
        picture = self.picture_number(file) if file.sha256 else None
        label = class_number(self._data, file.label) if picture is not None and file.label is not None else None
        self._data.execute(
            """
            INSERT INTO files (source_id, import_id, name, stamp, size, unpacked, picture_id, class_id, given, maker,
                problem, reason, remark)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (source_id, name) DO UPDATE SET stamp = excluded.stamp, size = excluded.size,
                import_id = excluded.import_id, unpacked = excluded.unpacked, picture_id = excluded.picture_id,
                class_id = excluded.class_id, given = excluded.given, maker = excluded.maker,
                problem = excluded.problem, reason = excluded.reason, remark = excluded.remark
            """,
            (
                source,
                during,
                as_stored(file.name),
                file.stamp,
                file.size,
                file.unpacked,
                picture,
                label,
                file.given,
                file.maker,
                file.problem.kind if file.problem else None,
                file.problem.reason if file.problem else None,
                file.remark,
            ),
        )
        return int(
            self._data.value("SELECT id FROM files WHERE source_id = ? AND name = ?", (source, as_stored(file.name)))
        )

    def picture_number(self, file: SeenFile) -> int:
        """The number of a file's picture, written down where it is new, inside `Database.writing`."""
        self._data.execute(
            "INSERT OR IGNORE INTO pictures (sha256, width, height, suffix) VALUES (?, ?, ?, ?)",
            (file.sha256, file.width, file.height, file.suffix),
        )
        number = int(self._data.value("SELECT id FROM pictures WHERE sha256 = ?", (file.sha256,)))
        if file.look is not None:
            self._likeness.record(number, file.look)
        return number

    def _remarks(self, numbers: Sequence[int]) -> dict[int, FileProblem]:
        if not numbers:
            return {}
        places = {
            number: (as_path(place), False) for number, place in self._data.rows("SELECT id, location FROM sources")
        }
        rows = self._data.rows(f"{remarks.SQL} AND f.id BETWEEN ? AND ?", (min(numbers), max(numbers)))
        return {row[0]: remarks.remark(row[1:], places) for row in rows}

    def _picture_count(self) -> int:
        return int(self._data.value("SELECT COUNT(DISTINCT picture_id) FROM files"))

    def _check_folder(self, source: int, folder: Path) -> None:
        rows = self._data.rows(
            "SELECT name, size FROM files WHERE source_id = ? AND unpacked = 0 AND picture_id IS NOT NULL ORDER BY id",
            (source,),
        )
        sample = rows[:: max(1, len(rows) // _SAMPLE)]
        missing = [as_text(name) for name, size in sample if size_of(folder / as_text(name)) != size]
        if not folder.is_dir() or len(missing) * 10 > len(sample):
            example = f" (not found: {missing[0]})" if missing else ""
            raise SourceError(
                f"The pictures that were imported are not in this folder{example}",
                path=folder,
                remedy="Choose the folder that holds the class folders, as it was imported.",
            )


def image_path(project: Project, sha256: str, suffix: str) -> Path:
    """Where an unpacked picture lies: by its contents, so that no name in an archive decides a path."""
    return project.images / sha256[:2] / f"{sha256}{suffix}"


def size_of(path: Path) -> int | None:
    """Bytes of a file; None where it cannot be found."""
    try:
        return path.stat().st_size
    except OSError:
        return None
