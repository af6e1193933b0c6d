"""The ledger: every import as an entry that tells what it took and left out, and that can be undone as a whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec

from trainer.catalog.connection import as_path
from trainer.catalog.database import Database
from trainer.catalog.records import ImportEntry
from trainer.errors import UsageError
from trainer.names import readable

FILE = "source_id, import_id, name, stamp, size, unpacked, picture_id, class_id, given, maker, problem, reason, remark"
"""The columns that say what a file is; `replaced` keeps them as they were."""


class Ledger:
    """The imports of one catalog."""

    def __init__(self, data: Database) -> None:
        self._data = data

    def begin(self, sources: Sequence[Path]) -> int:
        """Open a new entry; what is recorded from now on belongs to it."""
        places = [readable(str(source)) for source in sources]
        with self._data.writing():
            return self._data.execute(
                "INSERT INTO ledger (started, sources) VALUES (?, ?)", (now(), msgspec.json.encode(places).decode())
            )

    def finish(self, number: int, *, gone: int) -> None:
        """Close an entry with what it took and left out; where it found nothing new, say just that."""
        with self._data.writing():
            counts = self._counts(number)
            self._data.execute(
                """
                UPDATE ledger SET finished = :now, pictures = :pictures, duplicates = :duplicates, changed = :changed,
                    gone = :gone, left_out = :left_out WHERE id = :id
                """,
                {"id": number, "now": now(), "gone": gone, **counts},
            )

    def entries(self) -> list[ImportEntry]:
        """All imports, newest first."""
        rows = self._data.rows(
            "SELECT id, started, finished, undone, sources, pictures, duplicates, changed, gone, left_out FROM ledger "
            "ORDER BY id DESC"
        )
        return [self._counted(_entry(row)) for row in rows]

    def files(self, number: int) -> list[tuple[str, str | None]]:
        """What an import saw anew: path inside its source, and why it was not taken (None: taken).

        Raises:
            UsageError: There is no such import.
        """
        self._known(number)
        rows = self._data.rows("SELECT name, reason FROM files WHERE import_id = ? ORDER BY id", (number,))
        return [(str(as_path(name)), reason) for name, reason in rows]

    def undo(self, number: int) -> int:
        """Take an import back as a whole: what it brought goes, what it changed or missed is as before.

        Decisions about pictures are kept for the case that they come back. Returns how many pictures left.

        Raises:
            UsageError: There is no such import, or it was undone already.
        """
        if self._known(number).undone:
            raise UsageError(f"Import number {number} was undone already", remedy="Import its sources again instead.")
        before = self._pictures()
        with self._data.writing():
            self._restore(number)
            self._data.execute("DELETE FROM sources WHERE id NOT IN (SELECT source_id FROM files)")
            self._data.execute("UPDATE ledger SET undone = ? WHERE id = ?", (now(), number))
        return len(before - self._pictures())

    def _known(self, number: int) -> ImportEntry:
        entry = next((entry for entry in self.entries() if entry.id == number), None)
        if entry is None:
            raise UsageError(f"There is no import number {number}", remedy="artclass-cli imports lists them.")
        return entry

    def keep(self, number: int, source: int, names: Iterable[str | bytes]) -> None:
        """Keep files as they are now, before import ``number`` changes them or takes them out."""
        self._data.many(
            f"INSERT OR IGNORE INTO replaced (by_import, {FILE}) SELECT ?, {FILE} FROM files "  # noqa: S608 - constant
            "WHERE source_id = ? AND name = ? AND import_id <> ?",
            ((number, source, name, number) for name in names),
        )

    def _restore(self, number: int) -> None:
        """Put what import ``number`` replaced into the place of what it left, here or in a later import's memory."""
        self._data.execute(
            "UPDATE sources SET complete = 0 WHERE id IN (SELECT source_id FROM files WHERE import_id = :n "
            "UNION SELECT source_id FROM replaced WHERE by_import = :n)",
            {"n": number},
        )
        for row in self._data.rows(f"SELECT {FILE} FROM replaced WHERE by_import = ?", (number,)):  # noqa: S608
            self._restore_file(number, row)
        self._data.execute("DELETE FROM replaced WHERE import_id = :n OR by_import = :n", {"n": number})
        self._data.execute("DELETE FROM files WHERE import_id = ?", (number,))

    def _restore_file(self, number: int, row: Sequence[object]) -> None:
        """Bring back one file as it was before import ``number``, wherever that import's own version is now."""
        columns = FILE.split(", ")
        where = "WHERE source_id = :source_id AND name = :name"
        old = dict(zip(columns, row, strict=True))
        assigned = ", ".join(f"{column} = :{column}" for column in columns)
        mine = {**old, "n": number}
        for table in ("replaced", "files"):
            if self._data.rows(f"SELECT 1 FROM {table} {where} AND import_id = :n", mine):  # noqa: S608
                self._data.execute(f"UPDATE {table} SET {assigned} {where} AND import_id = :n", mine)  # noqa: S608
                return
        following = self._data.value(
            f"SELECT MIN(import_id) FROM (SELECT import_id FROM files {where} UNION "  # noqa: S608
            f"SELECT import_id FROM replaced {where}) WHERE import_id > :n",
            mine,
        )
        if following is None:  # import ``number`` took the file out, and nobody has seen it since
            places = ", ".join(f":{column}" for column in columns)
            self._data.execute(f"INSERT INTO files ({FILE}) VALUES ({places})", old)  # noqa: S608
        else:
            self._data.execute(
                f"UPDATE OR IGNORE replaced SET by_import = :following {where} AND by_import = :n",  # noqa: S608
                {**mine, "following": following},
            )

    def _counts(self, number: int) -> dict[str, Any]:
        first = "(SELECT MIN(o.id) FROM files o WHERE o.picture_id = f.picture_id AND o.import_id IS NOT NULL)"
        taken, doubles = self._data.rows(
            f"SELECT COALESCE(SUM(f.id = {first}), 0), COALESCE(SUM(f.id <> {first}), 0) FROM files f "  # noqa: S608
            "WHERE f.import_id = :n AND f.picture_id IS NOT NULL AND f.picture_id NOT IN "
            "(SELECT picture_id FROM replaced WHERE by_import = :n AND picture_id IS NOT NULL)",
            {"n": number},
        )[0]
        left_out = Counter[str]()
        for reason, count in self._data.rows(
            "SELECT reason, COUNT(*) FROM files WHERE import_id = ? AND problem IS NOT NULL GROUP BY reason", (number,)
        ):
            left_out[reason] += count
        changed = self._data.value(
            "SELECT COUNT(*) FROM replaced r WHERE r.by_import = ? AND EXISTS "
            "(SELECT 1 FROM files f WHERE f.source_id = r.source_id AND f.name = r.name)",
            (number,),
        )
        return {
            "pictures": taken,
            "duplicates": doubles,
            "changed": changed,
            "left_out": msgspec.json.encode(left_out).decode(),
        }

    def _counted(self, entry: ImportEntry) -> ImportEntry:
        """An entry with figures: one that was cut off has none of its own, and is counted now."""
        if entry.finished is not None or entry.undone is not None:
            return entry
        counts = self._counts(entry.id)
        left_out = msgspec.json.decode(counts.pop("left_out"), type=dict[str, int])
        return msgspec.structs.replace(entry, left_out=left_out, **counts)

    def _pictures(self) -> set[int]:
        rows = self._data.rows("SELECT DISTINCT picture_id FROM files WHERE picture_id IS NOT NULL")
        return {row[0] for row in rows}


def _entry(row: Sequence[Any]) -> ImportEntry:
    number, started, finished, undone, sources, pictures, duplicates, changed, gone, left_out = row
    return ImportEntry(
        id=number,
        started=started,
        finished=finished,
        undone=undone,
        sources=tuple(Path(place) for place in msgspec.json.decode(sources, type=list[str])),
        pictures=pictures,
        duplicates=duplicates,
        changed=changed,
        gone=gone,
        left_out=msgspec.json.decode(left_out, type=dict[str, int]),
    )


def now() -> str:
    """The present time as it is kept: UTC, ISO 8601."""
    return datetime.now(UTC).isoformat(timespec="seconds")
