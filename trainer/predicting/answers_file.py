"""The file in which one model's answers are kept: SQLite, by the sha256 of the contents, and by path and stamp.

Every answer has a checksum of its own: a disk may give back other bytes than it was given, and SQLite would not notice.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
import struct
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from trainer.predicting.answer import Answer

if TYPE_CHECKING:
    from trainer.predicting.store import File, Row

_LAYOUT = 1  # part of the name: another program version reads and writes a file of its own
_ENDING = ".sqlite"
_BUSY_SECONDS = 5.0
_AT_ONCE = 256  # files in one query
_BESIDE = ("-wal", "-shm")
_SCHEMA = """
CREATE TABLE IF NOT EXISTS answers (
    digest BLOB PRIMARY KEY, probabilities BLOB NOT NULL, embedding BLOB NOT NULL, distance REAL,
    alike INTEGER NOT NULL, sum INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS files (
    path BLOB PRIMARY KEY, mtime_ns INTEGER NOT NULL, size INTEGER NOT NULL, digest BLOB NOT NULL
) WITHOUT ROWID;
"""
_COLUMNS = "digest, probabilities, embedding, distance, alike, sum"


class Shape(NamedTuple):
    """What an answer of a model looks like: how many classes and features."""

    classes: int
    features: int


def name(model: str) -> str:
    """The name of the file for a model, by its sha256 in hex."""
    return f"{model[:40]}-{_LAYOUT}{_ENDING}"


def connect(path: Path) -> sqlite3.Connection:
    """Open the file, made where it is absent.

    Raises:
        sqlite3.Error: It cannot be opened or written to, or is damaged.
    """
    sql = sqlite3.connect(path, isolation_level=None, timeout=_BUSY_SECONDS, check_same_thread=False)
    try:
        _switch_to_wal(sql)
        sql.execute("PRAGMA synchronous = NORMAL")
        sql.executescript(_SCHEMA)
        sql.execute("SELECT count(*) FROM (SELECT 1 FROM answers LIMIT 1), (SELECT 1 FROM files LIMIT 1)").fetchone()
    except BaseException:
        sql.close()
        raise
    return sql


def connect_readonly(path: Path) -> sqlite3.Connection:
    """Open a file on a disk that may not be written to.

    Raises:
        sqlite3.Error: It is absent or damaged.
    """
    for mode in ("mode=ro", "immutable=1"):  # the second where SQLite cannot keep its shared memory
        sql = sqlite3.connect(f"{path.absolute().as_uri()}?{mode}", uri=True, check_same_thread=False)
        try:
            sql.execute("SELECT 1 FROM answers LIMIT 1").fetchone()
        except sqlite3.Error:
            sql.close()
            if mode == "immutable=1":
                raise
        else:
            return sql
    raise AssertionError


def _switch_to_wal(sql: sqlite3.Connection) -> None:
    """Readers and the writer do not wait for each other then; the file remembers it."""
    try:
        sql.execute("PRAGMA journal_mode = WAL")
    except sqlite3.OperationalError as error:
        if getattr(error, "sqlite_errorcode", 0) & 0xFF != sqlite3.SQLITE_BUSY:  # SQLite does not wait here
            raise


def of_files(
    sql: sqlite3.Connection, files: Sequence[File], shape: Shape
) -> Iterator[tuple[str, bytes, Answer | None]]:
    """Path, sha256 and answer of those files that are known under their stamp; None for an answer that is damaged."""
    for start in range(0, len(files), _AT_ONCE):
        asked = {os.fsencode(file.path): file for file in files[start : start + _AT_ONCE]}
        marks = ",".join("?" * len(asked))
        rows = sql.execute(
            f"SELECT path, mtime_ns, size, {_COLUMNS} FROM files JOIN answers USING (digest) WHERE path IN ({marks})",  # noqa: S608
            list(asked),
        )
        for path, mtime_ns, size, *row in rows:
            file = asked[path]
            if file.stamp == (mtime_ns, size):
                yield file.path, row[0], _answer(row, shape)


def of_digest(sql: sqlite3.Connection, digest: bytes, shape: Shape) -> Answer | None:
    """The answer to contents; None where there is none, or a damaged one."""
    row = sql.execute(f"SELECT {_COLUMNS} FROM answers WHERE digest = ?", (digest,)).fetchone()  # noqa: S608
    return None if row is None else _answer(row, shape)


def write(sql: sqlite3.Connection, rows: Sequence[Row]) -> None:
    """Write rows, all of them or none.

    Raises:
        sqlite3.Error: The disk is full or refuses, another process holds the file, or it is damaged.
    """
    sql.execute("BEGIN IMMEDIATE")
    try:
        sql.executemany(
            f"INSERT OR REPLACE INTO answers ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?)",  # noqa: S608
            [_columns(row.digest, row.answer) for row in rows if row.answer is not None],
        )
        sql.executemany(
            "INSERT OR REPLACE INTO files (path, mtime_ns, size, digest) VALUES (?, ?, ?, ?)",
            [(os.fsencode(row.file.path), *row.file.stamp, row.digest) for row in rows if row.file is not None],
        )
        sql.execute("COMMIT")
    except BaseException:
        with contextlib.suppress(sqlite3.Error):  # a full disk has rolled it back already
            sql.execute("ROLLBACK")
        raise


def set_aside(path: Path, *, inode: int) -> None:
    """Move a damaged file out of the way, unless another process has done so and begun a new one.

    Raises:
        OSError: It cannot be moved.
    """
    with contextlib.suppress(FileNotFoundError):
        if inode in (0, path.stat().st_ino):
            path.replace(path.with_suffix(".damaged"))
            for beside in _BESIDE:
                path.with_name(path.name + beside).unlink(missing_ok=True)


def tidy(folder: Path, *, keep: Path, largest: int) -> None:
    """Delete the answers of models that were used longest ago, until all together are no larger than ``largest`` bytes."""
    with contextlib.suppress(OSError):
        found = [(path.stat(), path) for path in folder.iterdir() if path.suffix in (_ENDING, ".damaged")]
        total = sum(status.st_size for status, _ in found)
        for status, path in sorted(found, key=lambda item: item[0].st_mtime):
            if total <= largest or path == keep:
                continue
            total -= status.st_size
            for file in (path, *(path.with_name(path.name + beside) for beside in _BESIDE)):
                file.unlink(missing_ok=True)


def _columns(digest: bytes, answer: Answer) -> tuple[Any, ...]:
    probabilities, embedding = answer.probabilities.tobytes(), answer.embedding.tobytes()
    checked = _sum(digest, probabilities, embedding, answer.distance, answer.alike)
    return digest, probabilities, embedding, answer.distance, answer.alike, checked


def _answer(row: Sequence[Any], shape: Shape) -> Answer | None:
    digest, probabilities, embedding, distance, alike, checked = row
    if len(probabilities) != 4 * shape.classes or len(embedding) != 2 * shape.features:
        return None
    if checked != _sum(digest, probabilities, embedding, distance, bool(alike)):
        return None
    said, features = np.frombuffer(probabilities, np.float32), np.frombuffer(embedding, np.float16)
    return Answer(said, features, distance, bool(alike))


def _sum(digest: bytes, probabilities: bytes, embedding: bytes, distance: float | None, alike: bool) -> int:
    numbers = struct.pack("<d?", -1.0 if distance is None else distance, alike)
    return zlib.crc32(b"".join((digest, probabilities, embedding, numbers)))
