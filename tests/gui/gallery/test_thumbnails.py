"""Thumbnails come from worker threads, are kept, and never lie about the file they show."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QObject, QSettings
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from artclass_gui.gallery import thumbnail_makers as module
from artclass_gui.gallery import thumbnails as thumbnails_module
from artclass_gui.gallery.thumbnail_cache import Original
from artclass_gui.gallery.thumbnail_files import ThumbnailFiles, key_of
from artclass_gui.gallery.thumbnail_makers import Key, Request
from artclass_gui.gallery.thumbnails import Thumbnails
from artclass_gui.settings import Settings
from tests.gui.gallery.conftest import MakePictures


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat))


@pytest.fixture
def thumbnails(qtbot: QtBot, tmp_path: Path, settings: Settings) -> Iterator[Thumbnails]:
    made = Thumbnails(tmp_path / "cache", settings)
    yield made
    assert made.finish(10_000)


def _files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file() and path.suffix != ".part"]


def test_a_missing_thumbnail_is_made_in_the_background_and_announced(
    qtbot: QtBot, thumbnails: Thumbnails, make_pictures: MakePictures
) -> None:
    (path,) = make_pictures(1)
    with qtbot.waitSignal(thumbnails.ready) as ready:
        assert thumbnails.pixmap(path, 120) is None
    assert ready.args == [str(path)]
    pixmap = thumbnails.pixmap(path, 120)
    assert pixmap is not None
    assert (pixmap.width(), pixmap.height()) == (128, 96)
    assert thumbnails.reason(path) is None


def test_each_picture_is_written_to_the_disk_once_and_read_from_there_the_next_time(
    qtbot: QtBot, thumbnails: Thumbnails, make_pictures: MakePictures, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, other = make_pictures(2)
    for picture in (path, other):
        with qtbot.waitSignal(thumbnails.ready):
            thumbnails.pixmap(picture, 120)
    qtbot.waitUntil(lambda: len(_files(tmp_path / "cache")) == 2)

    def refuse(*_: object) -> None:
        raise AssertionError("decoded although it is on the disk")

    monkeypatch.setattr(module, "decode", refuse)
    thumbnails.forget()
    with qtbot.waitSignal(thumbnails.ready):
        assert thumbnails.pixmap(path, 120) is None
    assert thumbnails.pixmap(path, 120) is not None


def test_a_changed_file_gets_another_thumbnail(
    qtbot: QtBot, thumbnails: Thumbnails, make_pictures: MakePictures
) -> None:
    (path,) = make_pictures(1)
    with qtbot.waitSignal(thumbnails.ready):
        thumbnails.pixmap(path, 120)
    Image.new("RGB", (50, 200), "red").save(path)
    os.utime(path, (1, 1))
    thumbnails.forget()
    with qtbot.waitSignal(thumbnails.ready):
        thumbnails.pixmap(path, 120)
    pixmap = thumbnails.pixmap(path, 120)
    assert pixmap is not None
    assert pixmap.width() < pixmap.height()


def test_damaged_entries_on_the_disk_are_made_anew(
    qtbot: QtBot, thumbnails: Thumbnails, make_pictures: MakePictures, tmp_path: Path
) -> None:
    (path,) = make_pictures(1)
    with qtbot.waitSignal(thumbnails.ready):
        thumbnails.pixmap(path, 120)
    qtbot.waitUntil(lambda: len(_files(tmp_path / "cache")) == 1)
    (entry,) = _files(tmp_path / "cache")
    whole = entry.read_bytes()
    entry.write_bytes(whole[: len(whole) // 2])
    thumbnails.forget()
    with qtbot.waitSignal(thumbnails.ready):
        thumbnails.pixmap(path, 120)
    assert thumbnails.pixmap(path, 120) is not None
    qtbot.waitUntil(lambda: entry.exists() and entry.read_bytes() == whole)


@pytest.mark.parametrize(
    ("content", "reason"), [(b"", "empty"), (b"no picture at all", "no picture"), (None, "no longer")]
)
def test_what_cannot_be_read_has_a_reason_and_is_asked_for_only_once(
    qtbot: QtBot, thumbnails: Thumbnails, tmp_path: Path, content: bytes | None, reason: str
) -> None:
    path = tmp_path / "broken.jpg"
    if content is not None:
        path.write_bytes(content)
    with qtbot.waitSignal(thumbnails.ready):
        assert thumbnails.pixmap(path, 120) is None
    assert reason in (thumbnails.reason(path) or "")
    with qtbot.assertNotEmitted(thumbnails.ready, wait=50):
        assert thumbnails.pixmap(path, 120) is None


def test_without_a_place_for_the_cache_there_are_thumbnails_all_the_same(
    qtbot: QtBot, settings: Settings, make_pictures: MakePictures, tmp_path: Path
) -> None:
    (tmp_path / "a file").write_text("in the way")
    thumbnails = Thumbnails(tmp_path / "a file" / "cache", settings)
    (path,) = make_pictures(1)
    with qtbot.waitSignal(thumbnails.ready):
        thumbnails.pixmap(path, 120)
    assert thumbnails.pixmap(path, 120) is not None
    assert thumbnails.finish(10_000)


def test_memory_is_capped_and_the_least_recently_shown_leaves(
    qtbot: QtBot, settings: Settings, make_pictures: MakePictures, tmp_path: Path
) -> None:
    paths = make_pictures(4)
    one = 128 * 96 * 4
    thumbnails = Thumbnails(tmp_path / "cache", settings, memory=2 * one)
    for path in paths[:2]:
        with qtbot.waitSignal(thumbnails.ready):
            thumbnails.pixmap(path, 120)
    thumbnails.pixmap(paths[0], 120)
    with qtbot.waitSignal(thumbnails.ready):
        thumbnails.pixmap(paths[2], 120)
    assert thumbnails.pixmap(paths[0], 120) is not None
    assert thumbnails.pixmap(paths[2], 120) is not None
    assert thumbnails.pixmap(paths[1], 120) is None
    assert thumbnails.finish(10_000)


def test_requests_that_left_the_screen_are_dropped_but_only_those_of_their_owner(
    thumbnails: Thumbnails, make_pictures: MakePictures, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    queue = module._Queue()
    mine, theirs = QObject(), QObject()
    for name, owner in (("a", mine), ("b", mine), ("c", theirs)):
        queue.push(Key(name, 128), Request(id(owner), 0))
    queue.keep({"b"}, id(mine))
    assert [queue.pop(), queue.pop(), queue.pop()] == [(Key("c", 128), 0), (Key("b", 128), 0), None]


def test_the_newest_request_is_met_first() -> None:
    queue = module._Queue()
    for name in ("a", "b", "a"):
        queue.push(Key(name, 128), Request(0, 0))
    assert [request[0].path for request in iter(queue.pop, None)] == ["a", "b"]


def test_another_size_is_shown_until_the_right_one_is_made(
    qtbot: QtBot, thumbnails: Thumbnails, make_pictures: MakePictures
) -> None:
    (path,) = make_pictures(1)
    with qtbot.waitSignal(thumbnails.ready):
        thumbnails.pixmap(path, 120)
    with qtbot.waitSignal(thumbnails.ready):
        meanwhile = thumbnails.pixmap(path, 200)
    assert meanwhile is not None
    assert meanwhile.width() == 128
    better = thumbnails.pixmap(path, 200)
    assert better is not None
    assert better.width() == 256


def test_the_disk_cache_stays_below_its_limit_and_keeps_what_was_used_last(tmp_path: Path) -> None:
    files = ThumbnailFiles(tmp_path / "cache", limit=10_000)
    for number in range(20):
        files.write(f"{number:040}", bytes(1_000))
        os.utime(files._path(f"{number:040}"), (number, number))
    files.trim()
    kept = [number for number in range(20) if files.read(f"{number:040}") is not None]
    assert sum(path.stat().st_size for path in _files(tmp_path / "cache")) <= 10_000
    assert kept == list(range(20 - len(kept), 20))


def test_the_key_changes_with_the_file(make_pictures: MakePictures) -> None:
    (path,) = make_pictures(1)
    before = key_of(Original.of(str(path)), 128)
    assert key_of(Original.of(str(path)), 128) == before
    assert key_of(Original.of(str(path)), 256) != before
    os.utime(path, (1, 1))
    assert key_of(Original.of(str(path)), 128) != before


def test_a_folder_that_does_not_answer_holds_up_no_other_thumbnails(
    qtbot: QtBot, thumbnails: Thumbnails, make_pictures: MakePictures, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers, decode = threading.Event(), module.decode

    def slow(path: Path, side: int) -> QImage:
        if path.name.startswith("stalled"):
            answers.wait(10)
        return decode(path, side)

    (picture,) = make_pictures(1)
    stalled = [picture.with_name(f"stalled {number}.jpg") for number in range(3)]
    for path in stalled:
        path.write_bytes(picture.read_bytes())
    monkeypatch.setattr(module, "decode", slow)
    monkeypatch.setattr(module, "_PATIENCE_S", 0.05)
    for path in stalled:
        thumbnails.pixmap(path, 120)
    qtbot.waitUntil(lambda: thumbnails.pixmap(picture, 120) is not None)
    answers.set()
    qtbot.waitUntil(lambda: all(thumbnails.pixmap(path, 120) is not None for path in stalled))


def test_a_file_that_has_changed_is_looked_at_anew_while_others_are_kept(
    qtbot: QtBot, thumbnails: Thumbnails, make_pictures: MakePictures
) -> None:
    path, other = make_pictures(2)
    for picture in (path, other):
        with qtbot.waitSignal(thumbnails.ready):
            thumbnails.pixmap(picture, 120)
    Image.new("RGB", (50, 200), "red").save(path)
    os.utime(path, (1, 1))
    thumbnails.forget_files([path])
    assert thumbnails.pixmap(other, 120) is not None
    qtbot.waitUntil(lambda: (found := thumbnails.pixmap(path, 120)) is not None and found.height() > found.width())


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes among files here")
def test_a_pipe_among_the_pictures_is_refused_at_once(qtbot: QtBot, thumbnails: Thumbnails, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.jpg"
    os.mkfifo(pipe)
    with qtbot.waitSignal(thumbnails.ready):
        thumbnails.pixmap(pipe, 120)
    assert "no file that can be read" in (thumbnails.reason(pipe) or "")


def test_what_is_painted_in_one_turn_is_asked_for_at_once_and_the_newest_comes_first(
    qtbot: QtBot, thumbnails: Thumbnails, make_pictures: MakePictures, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = make_pictures(5)
    asked: list[list[str]] = []
    ask = module.ThreadMakers.ask

    def noted(self: module.ThreadMakers, wanted: Sequence[tuple[Key, Request]]) -> None:
        asked.append([key.path for key, _ in wanted])
        ask(self, wanted)

    monkeypatch.setattr(module.ThreadMakers, "ask", noted)
    came: list[str] = []
    thumbnails.ready.connect(came.append)
    for path in (*paths, paths[0]):
        thumbnails.pixmap(path, 120)
    assert asked == []
    qtbot.waitUntil(lambda: len(came) == 5)
    assert asked == [[str(path) for path in (*paths[1:], paths[0])]]


def test_much_that_comes_at_once_is_taken_in_several_turns_and_nothing_is_lost(
    qtbot: QtBot, thumbnails: Thumbnails, make_pictures: MakePictures, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(thumbnails_module, "_TAKE_S", 0.0)
    paths = make_pictures(12)
    came: list[str] = []
    thumbnails.ready.connect(came.append)
    for path in paths:
        thumbnails.pixmap(path, 120)
    qtbot.waitUntil(lambda: len(came) == len(paths))
    assert all(thumbnails.pixmap(path, 120) is not None for path in paths)
