"""What the program remembers, and what it does with damaged memories."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QByteArray, QSettings

from artclass_gui.settings import SETTINGS, Settings


@pytest.fixture
def store(tmp_path: Path) -> QSettings:
    return QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)


@pytest.mark.parametrize("row", SETTINGS, ids=lambda row: row.key)
def test_every_row_has_its_default_and_words(store, row) -> None:
    assert Settings(store).value(row.key) == row.default
    assert row.label


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("appearance/theme", "dark"),
        ("projects/folder", Path("art") / "работа"),
        ("gallery/size", 200),
        ("projects/reopen", False),
    ],
)
def test_what_was_set_is_there_again_in_its_type(qtbot, tmp_path, key, value) -> None:
    path = str(tmp_path / "again.ini")
    first = Settings(QSettings(path, QSettings.Format.IniFormat))
    with qtbot.waitSignal(first.changed) as changed:
        first.set(key, value)
    assert changed.args == [key]
    first._store.sync()
    assert Settings(QSettings(path, QSettings.Format.IniFormat)).value(key) == value


@pytest.mark.parametrize(
    ("key", "damaged", "given"),
    [
        ("gallery/size", "many", 160),
        ("gallery/size", "5000", 320),
        ("gallery/size", "-1", 80),
        ("appearance/theme", "pink", "system"),
    ],
)
def test_a_damaged_value_gives_something_that_works(store, key, damaged, given) -> None:
    store.setValue(key, damaged)
    assert Settings(store).value(key) == given


def test_recent_projects_come_newest_first_and_only_if_they_are_there(store, tmp_path) -> None:
    settings = Settings(store)
    folders = [tmp_path / name for name in ("a", "b", "c")]
    for folder in folders:
        folder.mkdir()
        settings.remember_project(folder)
    settings.remember_project(folders[0])
    folders[2].rmdir()
    assert settings.recent_projects() == [folders[0], folders[1]]


def test_a_single_recent_project_survives_the_file(tmp_path) -> None:
    path = str(tmp_path / "s.ini")
    first = Settings(QSettings(path, QSettings.Format.IniFormat))
    first.remember_project(tmp_path)
    first._store.sync()
    assert Settings(QSettings(path, QSettings.Format.IniFormat)).recent_projects() == [tmp_path]


def test_no_more_than_ten_projects_are_remembered(store, tmp_path) -> None:
    settings = Settings(store)
    for number in range(12):
        (tmp_path / str(number)).mkdir()
        settings.remember_project(tmp_path / str(number))
    assert len(settings.recent_projects()) == 10


def test_geometry_is_remembered_by_name(store) -> None:
    settings = Settings(store)
    assert settings.geometry("window").isEmpty()
    settings.set_geometry("window", QByteArray(b"abc"))
    assert settings.geometry("window") == QByteArray(b"abc")
