"""The tables: made once, however many make them at the same time."""

from __future__ import annotations

import contextlib
import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from trainer.catalog import schema
from trainer.catalog.connection import connect
from trainer.catalog.store import Catalog
from trainer.errors import ProjectError
from trainer.project import Project


def test_several_may_make_the_catalog_at_the_same_time(tmp_path: Path) -> None:
    """The window reads a project while its first import makes the catalog."""
    for attempt in range(20):
        path, together = tmp_path / f"{attempt}.sqlite", threading.Barrier(4)

        def make(number: int, path: Path = path, together: threading.Barrier = together) -> int:
            together.wait()
            connection = connect(path, readonly=number % 2 == 1)
            try:
                return schema.version(connection)
            finally:
                connection.close()

        with ThreadPoolExecutor(4) as pool:
            versions = list(pool.map(make, range(4)))
        assert set(versions) <= {0, schema.VERSION}  # a reader may come before there is anything
        with sqlite3.connect(path) as connection:
            assert schema.version(connection) == schema.VERSION


def first_version(path: Path) -> None:
    """A catalog as the first version wrote it: folders and a zip that share pictures, one file that was not taken."""
    with contextlib.closing(sqlite3.connect(path)) as sql:
        sql.executescript(f"{schema.MIGRATIONS[0]}; PRAGMA user_version = 1;")
        sql.executescript(
            """
            INSERT INTO meta VALUES ('split seed', '20260');
            INSERT INTO sources VALUES (1, 'folder', '/art', NULL, 1), (2, 'archive', '/a.zip', 'abc', 1),
                (3, 'folder', '/cut', NULL, 0);
            INSERT INTO imports (source_id, finished, files, pictures, problems)
                VALUES (1, '2026-01-01T10:00:00+00:00', 3, 2, 1), (2, '2026-01-02T10:00:00+00:00', 1, 0, 0);
            INSERT INTO classes VALUES (1, 'drawings', 'drawings');
            INSERT INTO pictures VALUES (1, '1111', 'training', 10, 20, '.jpg'), (2, '2222', 'test', 10, 20, '.jpg');
            INSERT INTO files VALUES (1, 1, 'drawings/1.jpg', '9:1:drawings', 9, 0, 1, 1, NULL, NULL),
                (2, 1, 'drawings/2.jpg', '9:2:drawings', 9, 0, 2, 1, NULL, NULL),
                (3, 1, 'note.txt', '1:1:None', 1, 0, NULL, NULL, 'passed over', 'is no picture (text inside)'),
                (4, 2, 'drawings/1.jpg', '9:aa:drawings', 9, 1, 1, 1, NULL, NULL),
                (5, 3, 'drawings/2.jpg', '9:2:drawings', 9, 0, 2, 1, NULL, NULL);
            """
        )


def test_a_catalog_of_the_first_version_keeps_its_pictures_splits_and_imports(tmp_path: Path) -> None:
    project = Project.create(tmp_path / "old.artclass")
    first_version(project.catalog)
    with Catalog.open(project) as catalog:
        assert {(p.name, p.label, p.split) for p in catalog.pictures()} == {
            ("drawings/1.jpg", "drawings", "training"),
            ("drawings/2.jpg", "drawings", "test"),
        }
        assert [problem.kind for problem in catalog.problems()] == ["passed over", "duplicate", "duplicate"]
        assert [source.location for source in catalog.sources()] == [Path("/art"), Path("/a.zip"), Path("/cut")]
        assert [entry.sources for entry in catalog.ledger.entries()] == [
            (Path("/cut"),),
            (Path("/a.zip"),),
            (Path("/art"),),
        ]
        assert not any(known.stamp for known in catalog.intake.known(1).values())  # all is looked at once more
        assert catalog.ledger.undo(2) == 0
        assert {p.name for p in catalog.pictures()} == {"drawings/1.jpg", "drawings/2.jpg"}


def test_a_migration_that_fails_half_way_leaves_the_first_version(tmp_path: Path, monkeypatch) -> None:
    project = Project.create(tmp_path / "old.artclass")
    first_version(project.catalog)
    broken = schema.MIGRATIONS[1].replace("DROP TABLE imports", "DROP TABLE no_such_table")
    with monkeypatch.context() as patch:
        patch.setattr(schema, "MIGRATIONS", (schema.MIGRATIONS[0], broken))
        with pytest.raises(ProjectError):
            Catalog.open(project)
    with contextlib.closing(sqlite3.connect(project.catalog)) as sql:
        assert schema.version(sql) == 1
        assert sql.execute("SELECT COUNT(*) FROM files").fetchone() == (5,)
    with Catalog.open(project) as catalog:
        assert len(catalog.pictures()) == 2


def test_a_catalog_of_the_second_version_keeps_files_and_what_imports_replaced(tmp_path: Path) -> None:
    project = Project.create(tmp_path / "old.artclass")
    first_version(project.catalog)
    with contextlib.closing(sqlite3.connect(project.catalog)) as sql:
        sql.executescript(f"BEGIN; {schema.MIGRATIONS[1]}; PRAGMA user_version = 2; COMMIT;")
        sql.executescript(
            """
            INSERT INTO replaced SELECT 3, source_id, import_id, name, 'older', size, unpacked, picture_id, class_id, given,
                maker, problem, reason, remark FROM files WHERE source_id = 1;
            UPDATE files SET import_id = 3 WHERE source_id = 1;
            """
        )
        before = sql.execute("SELECT * FROM files ORDER BY id").fetchall()
        replaced = sql.execute("SELECT * FROM replaced ORDER BY name").fetchall()
    with Catalog.open(project) as catalog:
        assert catalog._data.rows("SELECT * FROM files ORDER BY id") == before
        assert catalog._data.rows("SELECT * FROM replaced ORDER BY name") == replaced
        assert not catalog._data.rows("PRAGMA foreign_key_check")
        assert {p.name for p in catalog.pictures()} == {"drawings/1.jpg", "drawings/2.jpg"}
        catalog.ledger.undo(3)
        assert catalog._data.value("SELECT stamp FROM files WHERE source_id = 1 AND name = 'drawings/1.jpg'") == "older"
