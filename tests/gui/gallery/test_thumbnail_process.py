"""Thumbnails made in a process beside the window are as good as the window's own, and its end loses none."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from PySide6.QtCore import QSettings
from pytestqt.qtbot import QtBot

from artclass_gui.gallery import thumbnail_makers, thumbnail_process, thumbnail_watch
from artclass_gui.gallery.thumbnail_process import ProcessMakers
from artclass_gui.gallery.thumbnail_serving import LIVES
from artclass_gui.gallery.thumbnails import Thumbnails
from artclass_gui.settings import Settings
from tests.gui.gallery.conftest import MakePictures

_SOON = 20_000  # milliseconds: a process has to start on a busy computer


@pytest.fixture
def thumbnails(qtbot: QtBot, tmp_path: Path) -> Iterator[Thumbnails]:
    settings = Settings(QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat))
    made = Thumbnails(tmp_path / "cache", settings)
    yield made
    assert made.finish(10_000)


def _makers(thumbnails: Thumbnails) -> ProcessMakers:
    assert isinstance(thumbnails._makers, ProcessMakers)
    return thumbnails._makers


@pytest.fixture
def moved(qtbot: QtBot, thumbnails: Thumbnails, monkeypatch: pytest.MonkeyPatch) -> Thumbnails:
    """Thumbnails whose process stands; this process could not make any."""
    thumbnails.move_out()
    qtbot.waitUntil(lambda: _makers(thumbnails)._stands, timeout=_SOON)

    def refuse(*_: object) -> None:
        raise AssertionError("made in the window's process")

    monkeypatch.setattr(thumbnail_makers, "decode", refuse)
    return thumbnails


def test_thumbnails_and_reasons_come_from_the_process_and_are_kept_on_the_disk(
    qtbot: QtBot, moved: Thumbnails, make_pictures: MakePictures, tmp_path: Path
) -> None:
    picture, other = make_pictures(2)
    broken = tmp_path / "broken.jpg"
    broken.write_bytes(b"no picture at all")
    for path in (picture, other, broken):
        moved.pixmap(path, 120)
    qtbot.waitUntil(lambda: all(moved.pixmap(path, 120) for path in (picture, other)), timeout=_SOON)
    qtbot.waitUntil(lambda: "no picture" in (moved.reason(broken) or ""), timeout=_SOON)
    pixmap = moved.pixmap(other, 120)
    assert pixmap is not None
    assert (pixmap.width(), pixmap.height()) == (128, 96)
    colour = pixmap.toImage().pixelColor(60, 40)
    assert (abs(colour.red() - 37) < 6, abs(colour.green() - 90) < 6, abs(colour.blue() - 120) < 6) == (True,) * 3
    qtbot.waitUntil(lambda: len(list((tmp_path / "cache").rglob("*.thumb"))) == 2, timeout=_SOON)


def test_what_has_left_the_screen_gives_way_to_what_is_on_it(
    qtbot: QtBot, moved: Thumbnails, make_pictures: MakePictures
) -> None:
    paths = make_pictures(40)
    for path in paths:
        moved.pixmap(path, 120, owner=moved)
    moved.wanted(paths[:1], owner=moved)
    qtbot.waitUntil(lambda: moved.pixmap(paths[0], 120, owner=moved) is not None, timeout=_SOON)
    assert _makers(moved)._stands  # it has understood


def test_when_the_process_is_killed_another_one_makes_what_was_asked_of_it(
    qtbot: QtBot, moved: Thumbnails, make_pictures: MakePictures
) -> None:
    first, *paths = make_pictures(30)
    moved.pixmap(first, 120)
    qtbot.waitUntil(lambda: moved.pixmap(first, 120) is not None, timeout=_SOON)
    process = _makers(moved)._process
    assert process is not None
    for path in paths:
        moved.pixmap(path, 120)
    process.kill()
    qtbot.waitUntil(lambda: all(moved.pixmap(path, 120) for path in paths), timeout=_SOON)


def test_a_picture_that_ends_the_process_is_told_and_ends_neither_the_window_nor_the_others(
    qtbot: QtBot, thumbnails: Thumbnails, make_pictures: MakePictures
) -> None:
    *paths, bad = make_pictures(9)
    crashing = (
        "import os, sys; from artclass_gui.gallery import thumbnail_makers as m, thumbnail_serving as p; d = m.decode\n"
        f"m.decode = lambda path, side: os.abort() if path.name == {bad.name!r} else d(path, side)\n"
        "p.serve(sys.stdin.buffer, sys.stdout.buffer)"
    )
    thumbnails.move_out([sys.executable, "-c", crashing])
    qtbot.waitUntil(lambda: _makers(thumbnails)._stands, timeout=_SOON)
    for path in (*paths, bad):
        thumbnails.pixmap(path, 120)
    qtbot.waitUntil(lambda: "ended the program" in (thumbnails.reason(bad) or ""), timeout=_SOON)
    qtbot.waitUntil(lambda: all(thumbnails.pixmap(path, 120) for path in paths), timeout=_SOON)


@pytest.mark.skipif(not hasattr(signal, "SIGSTOP"), reason="processes cannot be stopped here")
def test_a_process_that_is_stopped_is_noticed_and_another_one_goes_on(
    qtbot: QtBot, moved: Thumbnails, make_pictures: MakePictures, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(thumbnail_watch, "TICK_S", 0.75)
    first, *paths = make_pictures(9)
    moved.pixmap(first, 120)
    qtbot.waitUntil(lambda: moved.pixmap(first, 120) is not None, timeout=_SOON)
    process = _makers(moved)._process
    assert process is not None
    os.kill(process.pid, signal.SIGSTOP)
    for path in paths:
        moved.pixmap(path, 120)
    qtbot.waitUntil(lambda: _makers(moved)._process is not process, timeout=_SOON)
    assert process.poll() is not None
    monkeypatch.setattr(thumbnail_watch, "TICK_S", 5.0)  # the other one may take its time to start
    qtbot.waitUntil(lambda: all(moved.pixmap(path, 120) for path in paths), timeout=_SOON)


def _waiting_at(far: Path) -> list[str]:
    """Starts the process; it waits for a disk that never gives it this picture."""
    waiting = (
        "import sys, threading; from artclass_gui.gallery import thumbnail_makers as m, thumbnail_serving as p\n"
        f"d = m.decode; m.decode = lambda path, side: threading.Event().wait() if path.name == {far.name!r} else d(path, side)\n"
        "p.serve(sys.stdin.buffer, sys.stdout.buffer)"
    )
    return [sys.executable, "-c", waiting]


def _silence(makers: ProcessMakers, processes: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the next processes say nothing; each is given up as soon as anything is wanted of it, which costs no time."""
    serving, left = list(makers._command), list(range(processes))
    makers._command[:] = [sys.executable, "-c", "import threading; threading.Event().wait()"]

    def watch(_ask: object, _wanted: object, give_up: Callable[[], None]) -> SimpleNamespace:
        is_silent = bool(left)
        del left[:1]

        def want() -> None:
            if is_silent:
                makers._command[:] = makers._command if left else serving
                give_up()

        return SimpleNamespace(want=want, hear=lambda: None, end=lambda: None)

    monkeypatch.setattr(thumbnail_process, "Watch", watch)


def test_a_process_that_is_stopped_before_it_says_anything_is_noticed(
    qtbot: QtBot, moved: Thumbnails, make_pictures: MakePictures, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, *paths = make_pictures(9)
    moved.pixmap(made, 120)
    qtbot.waitUntil(lambda: moved.pixmap(made, 120) is not None, timeout=_SOON)
    makers = _makers(moved)
    first = makers._process
    assert first is not None
    _silence(makers, 1, monkeypatch)
    first.kill()
    for path in paths:
        moved.pixmap(path, 120)
    qtbot.waitUntil(lambda: all(moved.pixmap(path, 120) for path in paths), timeout=2 * _SOON)
    assert makers._process is not first


def test_where_two_in_a_row_say_nothing_the_window_makes_thumbnails_but_for_what_may_have_ended_them(
    qtbot: QtBot, thumbnails: Thumbnails, make_pictures: MakePictures, monkeypatch: pytest.MonkeyPatch
) -> None:
    *paths, suspect = make_pictures(4)
    thumbnails.move_out(_waiting_at(suspect))
    makers = _makers(thumbnails)
    qtbot.waitUntil(lambda: makers._stands, timeout=_SOON)
    thumbnails.pixmap(suspect, 120)
    qtbot.waitUntil(lambda: bool(makers._begun), timeout=_SOON)
    assert makers._process is not None
    _silence(makers, 2, monkeypatch)
    makers._process.kill()
    for path in paths:
        thumbnails.pixmap(path, 120)
    qtbot.waitUntil(lambda: "was at hand" in (thumbnails.reason(suspect) or ""), timeout=_SOON)
    qtbot.waitUntil(lambda: all(thumbnails.pixmap(path, 120) for path in paths), timeout=_SOON)


def test_a_process_that_waits_for_a_disk_goes_on(
    qtbot: QtBot, thumbnails: Thumbnails, make_pictures: MakePictures, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(thumbnail_watch, "TICK_S", 0.05)
    signs: list[str] = []
    hear = ProcessMakers._hear
    monkeypatch.setattr(ProcessMakers, "_hear", lambda self, what, *rest: (signs.append(what), hear(self, what, *rest)))
    *paths, far = make_pictures(3)
    thumbnails.move_out(_waiting_at(far))
    qtbot.waitUntil(lambda: _makers(thumbnails)._stands, timeout=_SOON)
    process = _makers(thumbnails)._process
    thumbnails.pixmap(far, 120)
    qtbot.waitUntil(lambda: signs.count(LIVES) > 5, timeout=_SOON)  # far longer than it is waited for
    for path in paths:
        thumbnails.pixmap(path, 120)
    qtbot.waitUntil(lambda: all(thumbnails.pixmap(path, 120) for path in paths), timeout=_SOON)
    assert _makers(thumbnails)._process is process


@pytest.mark.parametrize("command", [["/no/such/program"], [sys.executable, "-c", "print('something else')"]])
def test_without_the_process_the_window_makes_them(
    qtbot: QtBot, thumbnails: Thumbnails, make_pictures: MakePictures, command: list[str]
) -> None:
    (path,) = make_pictures(1)
    thumbnails.move_out(command)
    qtbot.waitUntil(lambda: not _makers(thumbnails)._writer.is_alive(), timeout=_SOON)
    thumbnails.pixmap(path, 120)
    qtbot.waitUntil(lambda: thumbnails.pixmap(path, 120) is not None, timeout=_SOON)


def test_the_process_ends_with_the_window(qtbot: QtBot, moved: Thumbnails) -> None:
    process = _makers(moved)._process
    assert process is not None
    assert moved.finish(10_000)
    assert process.poll() == 0
