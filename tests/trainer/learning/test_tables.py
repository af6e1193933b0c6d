"""The cache makes room by what was used longest ago, and by nothing that is in use."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np

from trainer.learning import tables
from trainer.learning.rows import Rows
from trainer.project import Project

_SIDE = 32
_PICTURE = _SIDE * _SIDE * 3


def filled(project: Project, name: str, count: int, age: int) -> Rows:
    rows = Rows(project.cache / name, (_SIDE, _SIDE, 3), np.uint8)
    with rows.writing():
        rows.add([f"{number:064x}" for number in range(count)], np.zeros((count, _SIDE, _SIDE, 3), np.uint8))
    os.utime(rows.folder / "keys.txt", (1e9 - age, 1e9 - age))
    return rows


def test_the_oldest_tables_go_first_and_those_in_use_stay(tmp_path: Path) -> None:
    project = Project.create(tmp_path / "a.artclass")
    oldest = filled(project, "pixels-1", 4, age=30)
    used = filled(project, "features-2", 4, age=20)
    newer = filled(project, "frozen-3", 4, age=10)
    foreign = project.cache / "thumbnails"
    foreign.mkdir()
    room = tables.make_room(project.cache, 2 * _PICTURE, using=[used.folder], cap=13 * _PICTURE)
    assert room >= 2 * _PICTURE
    assert not oldest.folder.exists()
    assert used.folder.exists()
    assert newer.folder.exists()
    assert tables.make_room(project.cache, 8 * _PICTURE, using=[used.folder], cap=13 * _PICTURE) >= 8 * _PICTURE
    assert not newer.folder.exists()
    assert tables.make_room(project.cache, 12 * _PICTURE, using=[used.folder], cap=13 * _PICTURE) < 12 * _PICTURE
    assert used.folder.exists()
    assert foreign.exists()


def test_a_table_that_another_process_writes_to_stays(tmp_path: Path) -> None:
    project = Project.create(tmp_path / "a.artclass")
    rows = filled(project, "pixels-1", 4, age=30)
    with rows.writing():
        assert tables.make_room(project.cache, 2 * _PICTURE, using=[], cap=4 * _PICTURE) < 2 * _PICTURE
        with tables.writing_if_idle(Rows(rows.folder, rows.shape, rows.dtype)) as had:
            assert not had
    assert len(rows) == 4
    with tables.writing_if_idle(Rows(rows.folder, rows.shape, rows.dtype)) as had:
        assert had


def test_using_a_table_makes_it_young(tmp_path: Path) -> None:
    project = Project.create(tmp_path / "a.artclass")
    first, second = filled(project, "pixels-1", 4, age=30), filled(project, "pixels-2", 4, age=20)
    tables.used([first])
    tables.make_room(project.cache, 2 * _PICTURE, using=[], cap=9 * _PICTURE)
    assert first.folder.exists()
    assert not second.folder.exists()
