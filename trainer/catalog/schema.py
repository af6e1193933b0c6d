"""The catalog's tables, and how older catalogs are brought up to date."""

from __future__ import annotations

import sqlite3

# Number n brings a catalog from version n to n + 1; a published one is never changed, only followed by another.
MIGRATIONS: tuple[str, ...] = (
    """
    CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL);

    CREATE TABLE sources (
        id INTEGER PRIMARY KEY,
        kind TEXT NOT NULL CHECK (kind IN ('folder', 'archive')),
        location NOT NULL,                -- absolute path
        fingerprint TEXT,                 -- sha256 of an archive
        complete INTEGER NOT NULL DEFAULT 0  -- whether it was gone through to its end
    );

    CREATE TABLE imports (                -- the ledger: one row each time a source was gone through
        id INTEGER PRIMARY KEY,
        source_id INTEGER NOT NULL REFERENCES sources (id) ON DELETE CASCADE,
        finished TEXT NOT NULL,           -- UTC, ISO 8601
        files INTEGER NOT NULL,           -- files looked at this time
        pictures INTEGER NOT NULL,        -- distinct new pictures
        problems INTEGER NOT NULL
    );

    CREATE TABLE classes (
        id INTEGER PRIMARY KEY,
        key TEXT NOT NULL UNIQUE,         -- the name without regard to case and to how accents are composed
        name TEXT NOT NULL
    );

    CREATE TABLE pictures (               -- distinct contents; never deleted, so that a split is for good
        id INTEGER PRIMARY KEY,
        sha256 TEXT NOT NULL UNIQUE,
        split TEXT CHECK (split IN ('training', 'validation', 'test')),
        width INTEGER NOT NULL,
        height INTEGER NOT NULL,
        suffix TEXT NOT NULL
    );

    CREATE TABLE files (                  -- every file of every source that was taken, or not taken for a reason
        id INTEGER PRIMARY KEY,
        source_id INTEGER NOT NULL REFERENCES sources (id) ON DELETE CASCADE,
        name NOT NULL,                    -- path inside the source
        stamp TEXT NOT NULL,              -- changes when the file does
        size INTEGER NOT NULL,            -- bytes
        unpacked INTEGER NOT NULL,        -- whether its contents lie in images/
        picture_id INTEGER REFERENCES pictures (id),
        class_id INTEGER REFERENCES classes (id),
        problem TEXT CHECK (problem IN ('unreadable', 'passed over')),
        reason TEXT,
        UNIQUE (source_id, name),
        CHECK ((picture_id IS NULL) = (problem IS NOT NULL)),
        CHECK ((picture_id IS NULL) = (class_id IS NULL))
    );
    CREATE INDEX files_by_picture ON files (picture_id, id);

    -- A picture's first file says its name and class; the others are duplicates.
    CREATE VIEW first_files AS
        SELECT * FROM files WHERE id = (SELECT MIN(id) FROM files other WHERE other.picture_id = files.picture_id);
    """,
)

VERSION = len(MIGRATIONS)


def version(connection: sqlite3.Connection) -> int:
    """The version of the tables; 0 where there are none yet."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def migrate(connection: sqlite3.Connection) -> None:
    """Bring the tables to the newest version, each step completely or not at all."""
    while (number := version(connection)) < VERSION:
        try:
            connection.executescript(
                f"BEGIN IMMEDIATE; {MIGRATIONS[number]}; PRAGMA user_version = {number + 1}; COMMIT;"
            )
        except sqlite3.OperationalError:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            if version(connection) == number:  # otherwise another process has taken this step meanwhile
                raise
