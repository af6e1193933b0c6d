"""Watching a real folder: what arrives, changes, moves and goes is told, as the system tells it."""

from __future__ import annotations

import os
import shutil
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from tests.trainer import tiny
from trainer.predicting import noticing, watching
from trainer.predicting.arrivals import Arrivals
from trainer.predicting.watching import Watching

PATIENCE = 30


class Heard:
    """Keeps what is told, and waits for it."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self.appeared: list[str] = []
        self.vanished: list[str] = []
        self.told: list[str] = []

    def into(self, place: list[str]) -> Callable[[Sequence[str] | str], None]:
        def hear(what: Sequence[str] | str) -> None:
            with self._changed:
                place.extend([what] if isinstance(what, str) else what)
                self._changed.notify_all()

        return hear

    def wait(self, until: Callable[[], bool]) -> None:
        with self._changed:
            assert self._changed.wait_for(until, PATIENCE), (self.appeared, self.vanished, self.told)


@pytest.fixture
def heard() -> Heard:
    return Heard()


@pytest.fixture
def watched(heard: Heard, tmp_path: Path) -> Iterator[Path]:
    """A folder that is being watched by now."""
    folder = tmp_path / "watched"
    folder.mkdir()
    watching_it = Watching(
        appeared=heard.into(heard.appeared),
        vanished=heard.into(heard.vanished),
        known=lambda _path: False,
        known_below=lambda _folder: (),
        tell=heard.into(heard.told),
        ended=lambda why: heard.into(heard.told)(why.sentence()),
        arrivals=lambda tell: Arrivals(tell, still=0.05, patience=0.5),
    )
    watching_it.watch(folder)
    _until_it_watches(folder, heard)
    yield folder
    watching_it.stop()


def _until_it_watches(folder: Path, heard: Heard) -> None:
    """What comes in the moment after it was asked to watch is noticed as well."""
    first = folder / "first.png"
    first.write_bytes(tiny.encoded(tiny.picture(1), "PNG"))
    heard.wait(lambda: str(first) in heard.appeared)
    heard.appeared.clear()


def test_a_picture_that_is_copied_here_appears(watched: Path, heard: Heard) -> None:
    (watched / "deeper").mkdir()
    (watched / "deeper" / "日本.jpg").write_bytes(tiny.jpeg(1))
    heard.wait(lambda: str(watched / "deeper" / "日本.jpg") in heard.appeared)


def test_what_is_no_picture_does_not(watched: Path, heard: Heard) -> None:
    (watched / "notes.txt").write_text("no picture")
    (watched / "b.jpg.part").write_bytes(tiny.jpeg(2))
    (watched / ".hidden.jpg").write_bytes(tiny.jpeg(2))
    (watched / "a.jpg").write_bytes(tiny.jpeg(1))
    heard.wait(lambda: str(watched / "a.jpg") in heard.appeared)
    (watched / "b.jpg.part").rename(watched / "b.jpg")  # now it is there
    heard.wait(lambda: str(watched / "b.jpg") in heard.appeared)
    assert {Path(path).name for path in heard.appeared} <= {"a.jpg", "b.jpg", "first.png"}


def test_a_folder_that_is_moved_here_brings_its_pictures(watched: Path, heard: Heard, tmp_path: Path) -> None:
    other = tiny.folder(tmp_path / "other", tiny.classes("red", count=3))
    shutil.move(other, watched)
    expected = {str(watched / "other" / "red" / f"{number}.jpg") for number in range(3)}
    heard.wait(lambda: expected <= set(heard.appeared))
    shutil.move(watched / "other", tmp_path / "back")
    heard.wait(lambda: str(watched / "other") in heard.vanished)


def test_pictures_that_are_deleted_vanish(watched: Path, heard: Heard) -> None:
    (watched / "first.png").unlink()
    heard.wait(lambda: str(watched / "first.png") in heard.vanished)


def test_a_folder_that_goes_is_told(watched: Path, heard: Heard, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watching, "_LOOK", 1)
    shutil.rmtree(watched)
    heard.wait(lambda: f"The folder that was watched is gone: {watched}." in heard.told)


def test_where_the_system_tells_nothing_the_folder_is_listed(
    heard: Heard, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_folder: Path, _stop: threading.Event) -> Iterator[list[str]]:
        raise OSError(28, "inotify watch limit reached")

    monkeypatch.setattr(noticing, "_told", refuse)
    monkeypatch.setattr(noticing, "_POLL", 50)
    watching_it = Watching(
        appeared=heard.into(heard.appeared),
        vanished=heard.into(heard.vanished),
        known=lambda _path: False,
        known_below=lambda _folder: (),
        tell=heard.into(heard.told),
        ended=lambda why: heard.into(heard.told)(why.sentence()),
        arrivals=lambda tell: Arrivals(tell, still=0.05),
    )
    watching_it.watch(tmp_path)
    heard.wait(lambda: len(heard.told) == 1)
    _until_it_watches(tmp_path, heard)
    watching_it.stop()
    assert "it is listed every few seconds" in heard.told[0]


LATIN = pytest.mark.skipif(sys.platform != "linux", reason="Only Linux has names that are no valid Unicode")


def _latin(folder: Path, name: bytes) -> str:
    """A picture whose name is no valid Unicode."""
    path = Path(os.fsdecode(os.fsencode(folder) + b"/" + name))
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(tiny.jpeg(5))
    return str(path)


@LATIN
@pytest.mark.parametrize("restarts", [10, 0])
def test_names_that_are_no_valid_unicode_end_nothing(
    watched: Path, heard: Heard, monkeypatch: pytest.MonkeyPatch, restarts: int
) -> None:
    """The library fails at each: it is started anew, and in the end the folder is listed instead."""
    monkeypatch.setattr(noticing, "_POLL", 50)
    monkeypatch.setattr(noticing, "_RESTARTS", restarts)
    (watched / "with.jpg").write_bytes(tiny.jpeg(1))
    latin = [_latin(watched, name) for name in (b"caf\xe9.jpg", b"d\xff/deep.jpg")]
    heard.wait(lambda: {*latin, str(watched / "with.jpg")} <= set(heard.appeared))
    heard.appeared.clear()
    (watched / "later.jpg").write_bytes(tiny.jpeg(2))
    (watched / "with.jpg").write_bytes(tiny.jpeg(3))
    heard.wait(lambda: {str(watched / name) for name in ("later.jpg", "with.jpg")} <= set(heard.appeared))
    Path(latin[0]).unlink()
    (watched / "with.jpg").unlink()
    heard.wait(lambda: str(watched / "with.jpg") in heard.vanished)
    assert [words for words in heard.told if "it is listed every few seconds" in words] == heard.told


def test_no_folder_to_watch_is_told(heard: Heard, tmp_path: Path) -> None:
    Watching(
        appeared=heard.into(heard.appeared),
        vanished=heard.into(heard.vanished),
        known=lambda _path: False,
        known_below=lambda _folder: (),
        tell=heard.into(heard.told),
        ended=lambda why: heard.into(heard.told)(why.sentence()),
    ).watch(tmp_path / "none")
    heard.wait(lambda: heard.told == [f"There is no such folder to watch: {tmp_path / 'none'}."])


def test_the_end_of_a_watching_that_nobody_wants_any_more_is_not_told(
    heard: Heard, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It fails because it was stopped, as a rule."""
    begun, over = threading.Event(), threading.Event()

    def fail(_folder: Path, _inside: object, stop: threading.Event, _tell: object) -> Iterator[tuple[()]]:
        yield ()
        begun.set()
        assert stop.wait(PATIENCE)
        over.set()
        raise OSError("the disk is broken")

    monkeypatch.setattr(noticing, "changes", fail)
    watching_it = Watching(
        appeared=heard.into(heard.appeared),
        vanished=heard.into(heard.vanished),
        known=lambda _path: False,
        known_below=lambda _folder: (),
        tell=heard.into(heard.told),
        ended=lambda why: heard.into(heard.told)(why.sentence()),
    )
    watching_it.watch(tmp_path)
    assert begun.wait(PATIENCE)
    watching_it.watch(tmp_path / "none")  # in its place
    assert over.wait(PATIENCE)
    heard.wait(lambda: bool(heard.told))
    assert heard.told == [f"There is no such folder to watch: {tmp_path / 'none'}."]


def test_a_flood_of_changes_is_followed_by_a_listing(
    watched: Path, heard: Heard, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The system drops what it cannot hold: with so many changes at once, it is looked at what is there."""
    monkeypatch.setattr(watching, "_MANY", 1)
    monkeypatch.setattr(watching, "is_arriving", lambda path: path.suffix == ".jpg" and path.name != "dropped.jpg")
    (watched / "dropped.jpg").write_bytes(tiny.jpeg(1))
    (watched / "a.jpg").write_bytes(tiny.jpeg(2))
    heard.wait(lambda: str(watched / "a.jpg") in heard.appeared)
    monkeypatch.setattr(watching, "is_arriving", lambda path: path.suffix == ".jpg")
    (watched / "b.jpg").write_bytes(tiny.jpeg(3))
    heard.wait(lambda: str(watched / "dropped.jpg") in heard.appeared)


def test_changes_are_told_by_the_name_under_which_the_folder_is_watched(tmp_path: Path) -> None:
    """Systems tell real paths, while the person came by a link."""
    real, link = tmp_path / "real", tmp_path / "link"
    real.mkdir()
    link.symlink_to(real, target_is_directory=True)
    told = [str(real / "a.jpg"), str(link / "b.jpg"), str(real / ".c" / "d.jpg"), str(tmp_path / "e.jpg")]
    assert list(watching._visible(link, told)) == [link / "a.jpg", link / "b.jpg"]


def test_what_went_before_it_began_to_watch_is_told(heard: Heard, tmp_path: Path) -> None:
    there, gone = tmp_path / "there.png", tmp_path / "gone.png"
    there.write_bytes(tiny.encoded(tiny.picture(1), "PNG"))
    watching_it = Watching(
        appeared=heard.into(heard.appeared),
        vanished=heard.into(heard.vanished),
        known=lambda _path: True,
        known_below=lambda _folder: (str(gone), str(there)),
        tell=heard.into(heard.told),
        ended=lambda why: heard.into(heard.told)(why.sentence()),
    )
    watching_it.watch(tmp_path)
    heard.wait(lambda: bool(heard.vanished))
    watching_it.stop()
    assert heard.vanished == [str(gone)]
