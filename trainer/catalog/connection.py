"""Opening the catalog's file, and saying in words what SQLite says in codes."""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from trainer.catalog import schema
from trainer.errors import DiskError, ProjectError

_BUSY_SECONDS = 30


def connect(path: Path, *, readonly: bool) -> sqlite3.Connection:
    """Open the catalog at ``path`` with its tables up to date.

    Args:
        path: Made where it is absent; with ``readonly``, an absent one reads as empty.
        readonly: Do not write to it, except to bring an older one up to date.

    Raises:
        ProjectError: It was written by a newer program.
        sqlite3.Error: It cannot be opened.
    """
    connection = _connect_readonly(path) if readonly else _connect(path)
    try:
        _bring_up_to_date(connection, path, readonly=readonly)
    except BaseException:
        connection.close()
        raise
    return connection


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None, timeout=_BUSY_SECONDS)
    connection.execute("PRAGMA foreign_keys = ON")
    try:
        connection.execute("PRAGMA journal_mode = WAL")
    except sqlite3.OperationalError as error:
        # SQLite does not wait here; whoever holds the file makes the switch, and the file remembers it
        if getattr(error, "sqlite_errorcode", 0) & 0xFF != sqlite3.SQLITE_BUSY:
            connection.close()
            raise
    connection.execute("PRAGMA synchronous = NORMAL")
    return connection


def _connect_readonly(path: Path) -> sqlite3.Connection:
    if not path.exists():
        return sqlite3.connect(":memory:", isolation_level=None)
    for mode in ("mode=ro", "immutable=1"):  # the second for disks where SQLite cannot keep its shared memory
        connection = sqlite3.connect(
            f"{path.absolute().as_uri()}?{mode}", uri=True, isolation_level=None, timeout=_BUSY_SECONDS
        )
        try:
            schema.version(connection)
        except sqlite3.OperationalError as error:
            connection.close()
            if mode == "immutable=1" or "open" not in str(error):
                raise
        else:
            return connection
    raise AssertionError


def _bring_up_to_date(connection: sqlite3.Connection, path: Path, *, readonly: bool) -> None:
    found = schema.version(connection)
    if found > schema.VERSION:
        raise ProjectError(
            "This project was written by a newer ArtClass", path=path.parent, remedy="Update ArtClass to open it."
        )
    if readonly and path.exists():
        if found < schema.VERSION:
            _connect_and_migrate(path)
        return
    schema.migrate(connection)


def _connect_and_migrate(path: Path) -> None:
    with contextlib.closing(_connect(path)) as connection:
        _bring_up_to_date(connection, path, readonly=False)


@contextlib.contextmanager
def transaction(sql: sqlite3.Connection) -> Iterator[None]:
    """Do what follows completely or not at all."""
    sql.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        with contextlib.suppress(sqlite3.Error):  # a full disk has rolled it back already
            sql.execute("ROLLBACK")
        raise
    sql.execute("COMMIT")


@contextlib.contextmanager
def in_words(path: Path) -> Iterator[None]:
    """Turn SQLite's errors about the catalog at ``path`` into `ProjectError` and `DiskError`."""
    try:
        yield
    except sqlite3.Error as error:
        raise _error_in_words(error, path) from error


def _error_in_words(error: sqlite3.Error, path: Path) -> ProjectError | DiskError:
    match getattr(error, "sqlite_errorcode", 0) & 0xFF:
        case sqlite3.SQLITE_FULL:
            return DiskError("The disk is full", path=path, remedy="Free some space and start again.")
        case sqlite3.SQLITE_READONLY | sqlite3.SQLITE_CANTOPEN | sqlite3.SQLITE_PERM:
            remedy = "Choose a project folder that you may write to."
            return DiskError("The project's catalog cannot be opened or written to", path=path, remedy=remedy)
        case sqlite3.SQLITE_IOERR:
            return DiskError("The disk failed", path=path, remedy="Check that it is connected and has space left.")
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            remedy = "Wait until it has ended."
            return ProjectError("Another ArtClass is at work on this project", path=path.parent, remedy=remedy)
    return ProjectError(
        "The project's catalog is damaged",
        path=path,
        remedy="Move this file away and import the pictures again; trained models are not touched by that.",
    )


def as_stored(text: str) -> str | bytes:
    """A path as SQLite keeps it: text, or bytes where it is no valid Unicode; the same in every locale."""
    try:
        text.encode()
    except UnicodeEncodeError:
        raw = os.fsencode(text)
        with contextlib.suppress(UnicodeDecodeError):
            return raw.decode()
        return raw
    return text


def as_text(stored: str | bytes) -> str:
    """The path that `as_stored` made a column of."""
    return os.fsdecode(stored if isinstance(stored, bytes) else stored.encode())


def as_path(stored: str | bytes) -> Path:
    """As `as_text`, as a path."""
    return Path(as_text(stored))


def exists(path: Path) -> bool:
    """Whether something is at ``path`` that can be reached now."""
    try:
        return path.exists()
    except OSError:
        return False
