"""The catalog's file: versions, damage, readers and writers, and folders that were moved."""

from __future__ import annotations

import os
import shutil
import sqlite3
import sys
from pathlib import Path

import pytest

from tests.trainer.catalog.making import seen
from tests.trainer.tiny import classes, folder, zipped
from trainer.catalog import schema
from trainer.catalog.intake import SeenFile
from trainer.catalog.names import class_key
from trainer.catalog.records import ClassCount, FileProblem
from trainer.catalog.scan import import_sources
from trainer.catalog.store import Catalog
from trainer.channel import Control
from trainer.errors import DiskError, ProjectError, SourceError
from trainer.project import Project


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project.create(tmp_path / "my.artclass")


@pytest.fixture
def source(tmp_path: Path, project: Project) -> Path:
    path = folder(tmp_path / "art", classes("drawings", "painting", count=10))
    import_sources(project, [path], emit=lambda _: None, control=Control())
    return path


def test_a_project_without_a_catalog_reads_as_empty(project: Project) -> None:
    with Catalog.open(project, readonly=True) as catalog:
        assert not catalog.classes()
        assert not catalog.pictures()
        assert not catalog.problems()
        assert not catalog.sources()
        assert catalog.summary().images == 0
    assert not project.catalog.exists()


def test_classes_come_with_their_counts(source: Path, project: Project) -> None:
    with Catalog.open(project, readonly=True) as catalog:
        assert catalog.classes() == [
            ClassCount(name=name, pictures=10, training=7, validation=2, test=1) for name in ("drawings", "painting")
        ] or [row.pictures for row in catalog.classes()] == [10, 10]
        assert len(catalog.pictures("training")) == sum(row.training for row in catalog.classes())
        assert {found.label for found in catalog.pictures(label="painting")} == {"painting"}


def test_readers_read_while_somebody_writes(source: Path, project: Project) -> None:
    with Catalog.open(project) as writer, Catalog.open(project, readonly=True) as reader, writer._data.writing():
        writer._data.execute("UPDATE pictures SET width = 1")
        assert reader.pictures()[0].width == 24


def test_a_reader_cannot_write(source: Path, project: Project) -> None:
    with Catalog.open(project, readonly=True) as reader, pytest.raises(DiskError):
        reader.intake.drop_source(1)


def test_a_newer_catalog_is_refused(source: Path, project: Project) -> None:
    with sqlite3.connect(project.catalog) as sql:
        sql.execute(f"PRAGMA user_version = {schema.VERSION + 1}")
    for readonly in (False, True):
        with pytest.raises(ProjectError, match="newer ArtClass"):
            Catalog.open(project, readonly=readonly)


def test_older_catalogs_are_brought_up_to_date(source: Path, project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    more = "ALTER TABLE pictures ADD COLUMN mood TEXT;"
    monkeypatch.setattr(schema, "MIGRATIONS", (*schema.MIGRATIONS, more))
    monkeypatch.setattr(schema, "VERSION", schema.VERSION + 1)
    with Catalog.open(project, readonly=True) as catalog:
        assert len(catalog.pictures()) == 20
    with sqlite3.connect(project.catalog) as sql:
        assert schema.version(sql) == schema.VERSION
        sql.execute("SELECT mood FROM pictures")


def test_a_migration_that_fails_leaves_the_catalog_as_it_was(
    source: Path, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = "ALTER TABLE pictures ADD COLUMN mood TEXT; SELECT nothing FROM nowhere;"
    with monkeypatch.context() as patch:
        patch.setattr(schema, "MIGRATIONS", (*schema.MIGRATIONS, broken))
        patch.setattr(schema, "VERSION", schema.VERSION + 1)
        with pytest.raises(ProjectError):
            Catalog.open(project)
    with Catalog.open(project) as catalog:
        assert len(catalog.pictures()) == 20


@pytest.mark.parametrize("damage", [b"no database at all, only words" * 50, b"\xff" * 5000])
def test_a_damaged_catalog_is_told_in_words(source: Path, project: Project, damage: bytes) -> None:
    project.catalog.write_bytes(damage)
    for readonly in (False, True):
        with pytest.raises(ProjectError, match="catalog is damaged") as failure:
            Catalog.open(project, readonly=readonly)
        assert failure.value.remedy


def test_a_folder_that_was_moved_is_found_again(source: Path, project: Project, tmp_path: Path) -> None:
    moved = source.rename(tmp_path / "elsewhere")
    empty = tmp_path / "empty"
    empty.mkdir()
    with Catalog.open(project) as catalog:
        (row,) = catalog.sources()
        assert not row.present
        for wrong in (empty, tmp_path / "nowhere"):
            with pytest.raises(SourceError, match="not in this folder"):
                catalog.intake.relink(row.id, wrong)
        catalog.intake.relink(row.id, moved)
        assert catalog.sources()[0].present
        assert all(found.path.is_file() for found in catalog.pictures())


def test_a_copy_in_another_source_stands_in_for_a_folder_that_is_gone(
    source: Path, project: Project, tmp_path: Path
) -> None:
    copy = tmp_path / "copy.zip"
    copy.write_bytes(zipped(classes("drawings", "painting", count=10)))
    result = import_sources(project, [copy], emit=lambda _: None, control=Control())
    assert result is not None
    assert (result.images, result.exact_duplicates) == (20, 20)
    shutil.rmtree(source)
    with Catalog.open(project, readonly=True) as catalog:
        assert all(found.path.is_file() for found in catalog.pictures())


def test_an_archive_is_only_replaced_by_itself(project: Project, tmp_path: Path) -> None:
    path, other = tmp_path / "a.zip", tmp_path / "b.zip"
    path.write_bytes(zipped(classes("drawings", "painting")))
    other.write_bytes(zipped(classes("drawings", "painting", start=60)))
    import_sources(project, [path], emit=lambda _: None, control=Control())
    with Catalog.open(project) as catalog:
        with pytest.raises(SourceError, match="another archive"):
            catalog.intake.relink(1, other)
        moved = path.rename(tmp_path / "c.zip")
        catalog.intake.relink(1, moved)
        assert catalog.sources()[0].location == moved


def test_problems_and_pictures_are_replaced_when_a_file_changes(project: Project) -> None:
    bad = FileProblem(path="a/1.jpg", reason="is empty (0 bytes)", kind="unreadable")
    good = seen("a/1.jpg", "a", stamp="2")
    with Catalog.open(project) as catalog:
        source, number = catalog.intake.add_source("folder", project.folder.parent), catalog.ledger.begin([])
        torn = SeenFile(name="a/1.jpg", stamp="1", size=0, problem=bad)
        (remark,) = catalog.intake.record(source, [torn], during=number)
        assert remark is not None
        assert remark.reason == "is empty (0 bytes)"
        assert catalog.intake.known(source)["a/1.jpg"].stamp == ""
        assert catalog.intake.record(source, [good], during=number) == [None]
        catalog.settle_splits()
        assert not catalog.problems()
        assert catalog.intake.known(source)["a/1.jpg"].stamp == "2"
        assert catalog.pictures()[0].split == "training"


def test_class_names_are_the_same_without_regard_to_case() -> None:
    assert class_key(" Ölbild ") == class_key("ÖLBILD") == class_key("O\u0308lbild")
    assert class_key("drawing") != class_key("drawings")


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="the administrator may write everywhere")
def test_a_project_that_may_not_be_written_to(source: Path, project: Project) -> None:
    project.folder.chmod(0o500)
    try:
        with Catalog.open(project, readonly=True) as catalog:
            assert len(catalog.pictures()) == 20
    finally:
        project.folder.chmod(0o700)


def test_a_hundred_thousand_pictures_are_listed_by_index(project: Project) -> None:
    """No full scan within a scan: what takes quadratic time shows in SQLite's plan."""
    with Catalog.open(project) as catalog:
        from trainer.catalog.remarks import SQL

        for sql in (SQL, "SELECT * FROM entries e JOIN files f ON f.picture_id = e.picture_id"):
            plan = [row[3] for row in catalog._data.rows(f"EXPLAIN QUERY PLAN {sql}")]
            assert sum(step.startswith("SCAN") for step in plan) == 1, plan
