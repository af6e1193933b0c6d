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
    # 2: unlabelled pictures, tables, a ledger that can be undone, looks and near-duplicates, decisions. Stamps are left
    # empty, so that the next import looks at every file once more and learns what it looks like.
    """
    DROP VIEW first_files;

    CREATE TABLE ledger (                 -- the ledger: one row an import
        id INTEGER PRIMARY KEY,
        started TEXT NOT NULL,            -- UTC, ISO 8601
        finished TEXT,
        undone TEXT,
        sources TEXT NOT NULL,            -- JSON list of places
        pictures INTEGER NOT NULL DEFAULT 0,
        duplicates INTEGER NOT NULL DEFAULT 0,
        changed INTEGER NOT NULL DEFAULT 0,
        gone INTEGER NOT NULL DEFAULT 0,
        left_out TEXT NOT NULL DEFAULT '{}'  -- JSON: files by reason
    );

    CREATE TABLE new_sources (
        id INTEGER PRIMARY KEY,
        kind TEXT NOT NULL CHECK (kind IN ('folder', 'archive', 'table')),
        location NOT NULL,                -- absolute path
        fingerprint TEXT,                 -- sha256 of an archive
        complete INTEGER NOT NULL DEFAULT 0,  -- whether it was gone through to its end
        honour INTEGER NOT NULL DEFAULT 0, -- whether the splits that it names are kept
        class_level INTEGER NOT NULL DEFAULT 1 -- which folder is the class, counted from the file
    );
    INSERT INTO new_sources SELECT id, kind, location, fingerprint, 0, 0, 1 FROM sources;

    INSERT INTO ledger (id, started, finished, sources, pictures)
        SELECT i.id, i.finished, i.finished, json_array(CAST(s.location AS TEXT)), i.pictures
        FROM imports i JOIN sources s ON s.id = i.source_id;
    INSERT INTO ledger (started, sources)
        SELECT strftime('%Y-%m-%dT%H:%M:%S+00:00', 'now'), json_array(CAST(location AS TEXT)) FROM sources
        WHERE id NOT IN (SELECT source_id FROM imports);

    CREATE TABLE new_files (              -- every file of every source that was taken, or not taken for a reason
        id INTEGER PRIMARY KEY,
        source_id INTEGER NOT NULL REFERENCES new_sources (id) ON DELETE CASCADE,
        import_id INTEGER NOT NULL REFERENCES ledger (id),  -- the import that saw it as it is
        name NOT NULL,                    -- path inside the source
        stamp TEXT NOT NULL,              -- changes when the file does
        size INTEGER NOT NULL,            -- bytes
        unpacked INTEGER NOT NULL,        -- whether its contents lie in images/
        picture_id INTEGER REFERENCES pictures (id),
        class_id INTEGER REFERENCES classes (id),  -- absent: unlabelled
        given TEXT CHECK (given IN ('training', 'validation', 'test')),  -- the split that the source names
        maker TEXT,                       -- the artist or series that a table names
        problem TEXT CHECK (problem IN ('unreadable', 'passed over')),
        reason TEXT,
        remark TEXT,                      -- on a file that was taken: "is a PNG picture, though …"
        UNIQUE (source_id, name),
        CHECK ((picture_id IS NULL) = (problem IS NOT NULL)),
        CHECK (picture_id IS NOT NULL OR class_id IS NULL)
    );
    INSERT INTO new_files (id, source_id, import_id, name, stamp, size, unpacked, picture_id, class_id, problem, reason)
        SELECT id, source_id,
            COALESCE((SELECT MIN(i.id) FROM imports i WHERE i.source_id = files.source_id),
                (SELECT MIN(l.id) FROM ledger l, sources s
                 WHERE s.id = files.source_id AND l.sources = json_array(CAST(s.location AS TEXT)))),
            name, '', size, unpacked, picture_id, class_id, problem, reason FROM files;

    DROP TABLE files;
    DROP TABLE imports;
    DROP TABLE sources;
    ALTER TABLE new_sources RENAME TO sources;
    ALTER TABLE new_files RENAME TO files;
    CREATE INDEX files_by_picture ON files (picture_id, (class_id IS NULL), id);
    CREATE INDEX files_by_import ON files (import_id);

    CREATE TABLE replaced (               -- files as they were before an import changed them or took them out
        by_import INTEGER NOT NULL REFERENCES ledger (id),
        source_id INTEGER NOT NULL REFERENCES sources (id) ON DELETE CASCADE,
        import_id INTEGER NOT NULL,
        name NOT NULL,
        stamp TEXT NOT NULL,
        size INTEGER NOT NULL,
        unpacked INTEGER NOT NULL,
        picture_id INTEGER,
        class_id INTEGER,
        given TEXT,
        maker TEXT,
        problem TEXT,
        reason TEXT,
        remark TEXT,
        PRIMARY KEY (source_id, name, by_import)
    ) WITHOUT ROWID;
    CREATE INDEX replaced_by_import ON replaced (by_import);

    CREATE TABLE looks (                  -- what a picture looks like in numbers
        picture_id INTEGER PRIMARY KEY REFERENCES pictures (id),
        format TEXT NOT NULL,
        bytes INTEGER NOT NULL,
        grey REAL NOT NULL,
        border REAL NOT NULL,
        brightness REAL NOT NULL,
        contrast REAL NOT NULL,
        hash BLOB,
        mirrored BLOB,
        creator TEXT,
        matched INTEGER NOT NULL DEFAULT 0  -- whether its near-duplicates were looked for
    );
    CREATE INDEX looks_unmatched ON looks (picture_id) WHERE NOT matched;

    CREATE TABLE pairs (                  -- near-duplicates, a < b
        a INTEGER NOT NULL REFERENCES pictures (id),
        b INTEGER NOT NULL REFERENCES pictures (id),
        distance INTEGER NOT NULL,        -- bits of 256
        mirrored INTEGER NOT NULL,
        PRIMARY KEY (a, b)
    ) WITHOUT ROWID;
    CREATE INDEX pairs_by_b ON pairs (b);

    -- Decisions of the person, by picture: they survive whatever becomes of its files.
    CREATE TABLE labels (picture_id INTEGER PRIMARY KEY REFERENCES pictures (id),
        class_id INTEGER NOT NULL REFERENCES classes (id));
    CREATE TABLE aside (picture_id INTEGER PRIMARY KEY REFERENCES pictures (id),
        reason TEXT NOT NULL CHECK (reason IN ('copy', 'leak', 'bridge', 'person')), detail TEXT NOT NULL DEFAULT '');
    CREATE TABLE apart (a INTEGER NOT NULL, b INTEGER NOT NULL, PRIMARY KEY (a, b)) WITHOUT ROWID;
    CREATE TABLE decisions (id INTEGER PRIMARY KEY, made TEXT NOT NULL, words TEXT NOT NULL,
        undone INTEGER NOT NULL DEFAULT 0, changes TEXT NOT NULL);  -- JSON: what each was before and after
    CREATE TABLE aliases (key TEXT PRIMARY KEY, becomes TEXT);  -- class names as found; NULL: left out

    -- A picture's first labelled file says its name and class, unless the person has decided otherwise.
    CREATE VIEW entries AS
        SELECT f.picture_id, f.id AS file_id, f.source_id, f.name, f.class_id AS found_class, f.given, f.maker,
            COALESCE(l.class_id, f.class_id) AS class_id, p.split, p.sha256, p.width, p.height, p.suffix,
            a.reason AS aside, a.detail
        FROM files f JOIN pictures p ON p.id = f.picture_id
        LEFT JOIN labels l ON l.picture_id = p.id LEFT JOIN aside a ON a.picture_id = p.id
        WHERE f.id = (SELECT o.id FROM files o WHERE o.picture_id = f.picture_id
            ORDER BY o.class_id IS NULL, o.id LIMIT 1);
    """,
    # 3: pictures that were labelled where they lie, without an import: sources of kind "reviewed", whose files belong to
    # no entry of the ledger but to the decision that labelled them.
    """
    DROP VIEW entries;

    CREATE TABLE new_sources (
        id INTEGER PRIMARY KEY,
        kind TEXT NOT NULL CHECK (kind IN ('folder', 'archive', 'table', 'reviewed')),
        location NOT NULL,                -- absolute path
        fingerprint TEXT,                 -- sha256 of an archive
        complete INTEGER NOT NULL DEFAULT 0,  -- whether it was gone through to its end
        honour INTEGER NOT NULL DEFAULT 0, -- whether the splits that it names are kept
        class_level INTEGER NOT NULL DEFAULT 1 -- which folder is the class, counted from the file
    );
    INSERT INTO new_sources SELECT id, kind, location, fingerprint, complete, honour, class_level FROM sources;

    CREATE TABLE new_files (              -- every file of every source that was taken, or not taken for a reason
        id INTEGER PRIMARY KEY,
        source_id INTEGER NOT NULL REFERENCES new_sources (id) ON DELETE CASCADE,
        import_id INTEGER REFERENCES ledger (id),  -- the import that saw it as it is; NULL: labelled without one
        name NOT NULL,                    -- path inside the source
        stamp TEXT NOT NULL,              -- changes when the file does
        size INTEGER NOT NULL,            -- bytes
        unpacked INTEGER NOT NULL,        -- whether its contents lie in images/
        picture_id INTEGER REFERENCES pictures (id),
        class_id INTEGER REFERENCES classes (id),  -- absent: unlabelled
        given TEXT CHECK (given IN ('training', 'validation', 'test')),  -- the split that the source names
        maker TEXT,                       -- the artist or series that a table names
        problem TEXT CHECK (problem IN ('unreadable', 'passed over')),
        reason TEXT,
        remark TEXT,                      -- on a file that was taken: "is a PNG picture, though …"
        UNIQUE (source_id, name),
        CHECK ((picture_id IS NULL) = (problem IS NOT NULL)),
        CHECK (picture_id IS NOT NULL OR class_id IS NULL)
    );
    INSERT INTO new_files SELECT id, source_id, import_id, name, stamp, size, unpacked, picture_id, class_id, given, maker,
        problem, reason, remark FROM files;

    CREATE TABLE new_replaced (           -- files as they were before an import changed them or took them out
        by_import INTEGER NOT NULL REFERENCES ledger (id),
        source_id INTEGER NOT NULL REFERENCES new_sources (id) ON DELETE CASCADE,
        import_id INTEGER NOT NULL,
        name NOT NULL,
        stamp TEXT NOT NULL,
        size INTEGER NOT NULL,
        unpacked INTEGER NOT NULL,
        picture_id INTEGER,
        class_id INTEGER,
        given TEXT,
        maker TEXT,
        problem TEXT,
        reason TEXT,
        remark TEXT,
        PRIMARY KEY (source_id, name, by_import)
    ) WITHOUT ROWID;
    INSERT INTO new_replaced SELECT by_import, source_id, import_id, name, stamp, size, unpacked, picture_id, class_id,
        given, maker, problem, reason, remark FROM replaced;

    DROP TABLE replaced;
    DROP TABLE files;
    DROP TABLE sources;
    ALTER TABLE new_sources RENAME TO sources;
    ALTER TABLE new_files RENAME TO files;
    ALTER TABLE new_replaced RENAME TO replaced;
    CREATE INDEX files_by_picture ON files (picture_id, (class_id IS NULL), (import_id IS NULL), id);
    CREATE INDEX files_by_import ON files (import_id);
    CREATE INDEX replaced_by_import ON replaced (by_import);

    -- A picture's first labelled file says its name and class, one of an import before others, unless the person has
    -- decided otherwise.
    CREATE VIEW entries AS
        SELECT f.picture_id, f.id AS file_id, f.source_id, f.name, f.class_id AS found_class, f.given, f.maker,
            COALESCE(l.class_id, f.class_id) AS class_id, p.split, p.sha256, p.width, p.height, p.suffix,
            a.reason AS aside, a.detail
        FROM files f JOIN pictures p ON p.id = f.picture_id
        LEFT JOIN labels l ON l.picture_id = p.id LEFT JOIN aside a ON a.picture_id = p.id
        WHERE f.id = (SELECT o.id FROM files o WHERE o.picture_id = f.picture_id
            ORDER BY o.class_id IS NULL, o.import_id IS NULL, o.id LIMIT 1);
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
