"""Disks that do not answer: their pictures wait, all others go on, and the process can always leave."""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.trainer import making
from tests.trainer.predicting import models
from tests.trainer.predicting.talk import talking
from trainer.events import Notice, Settled
from trainer.predicting import reading, working
from trainer.predicting.queueing import Queue


class Disk:
    """A folder whose disk answers nothing until it is let go."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.back = threading.Event()

    def ask(self, path: Path | str) -> None:
        if Path(path).is_relative_to(self.folder):
            self.back.wait(60)


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    made = Disk(tmp_path / "network")
    yield made
    made.back.set()


@pytest.fixture
def pictures(tmp_path: Path, disk: Disk) -> tuple[list[Path], list[Path]]:
    """What lies on that disk, and what lies elsewhere."""
    far, near = making.pictures(disk.folder, 4), making.pictures(tmp_path / "here", 8)
    return sorted(far.rglob("*.png")), sorted(near.rglob("*.png"))


def stall_at(step: str, disk: Disk, patch: pytest.MonkeyPatch) -> None:
    """Let the disk be silent when it is asked for stamps, or only when files are opened."""
    patch.setattr(working, "_PATIENCE", 0.3)
    if step == "stamp":
        real_stamp = reading.stamp

        def stamp(path: Path | str) -> reading.Stamp:
            disk.ask(path)
            return real_stamp(path)

        patch.setattr(reading, "stamp", stamp)
        return
    real_opened = reading._opened

    @contextlib.contextmanager
    def opened(path: Path) -> Iterator[Any]:
        disk.ask(path)
        with real_opened(path) as stream:
            yield stream

    patch.setattr(reading, "_opened", opened)


@pytest.mark.parametrize("step", ["stamp", "open"])
def test_others_go_on_while_a_disk_is_silent_and_nothing_is_lost(
    step: str,
    disk: Disk,
    pictures: tuple[list[Path], list[Path]],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    stall_at(step, disk, monkeypatch)
    far, near = pictures
    with talking(models.colour_package(), tmp_path / "answers") as talk:
        talk.ask(do="classify", paths=[str(path) for path in [*far, *near]])
        talk.wait(lambda: {p.path for p in talk.predictions} == {str(path) for path in near})
        assert any(
            "does not answer" in notice.message and str(disk.folder) in notice.message for notice in talk.of(Notice)
        )
        assert not talk.of(Settled)
        disk.back.set()
        assert talk.settled().answered == len(far) + len(near)
        assert {p.path for p in talk.predictions if p.status == "ok"} == {str(path) for path in [*far, *near]}
        talk.wait(lambda: any("answers again" in notice.message for notice in talk.of(Notice)))


def test_what_was_read_together_with_a_picture_of_a_silent_disk_does_not_wait_for_it(
    disk: Disk, pictures: tuple[list[Path], list[Path]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stall_at("open", disk, monkeypatch)
    monkeypatch.setattr(Queue, "_handful", lambda _queue: 8)
    far, near = pictures
    mixed = [*near[:3], far[0], *near[3:6], far[1], *near[6:], *far[2:]]
    with talking(models.colour_package(), tmp_path / "answers") as talk:
        talk.ask(do="classify", paths=[str(path) for path in mixed])
        talk.wait(lambda: {p.path for p in talk.predictions} == {str(path) for path in near})
        disk.back.set()
        assert talk.settled().answered == len(mixed)
        assert sorted(p.path for p in talk.predictions if p.status == "ok") == sorted(map(str, mixed))


def test_a_silent_disk_keeps_nobody_from_leaving(
    disk: Disk, pictures: tuple[list[Path], list[Path]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stall_at("open", disk, monkeypatch)
    with talking(models.colour_package(), tmp_path / "answers") as talk:
        talk.ask(do="classify", paths=[str(path) for path in pictures[0]])
        talk.wait(lambda: bool(talk.of(Notice)))
    assert not disk.back.is_set()  # it has left all the same


@pytest.mark.parametrize("mounted", [True, False])
def test_the_place_that_waits_is_the_disk_or_else_the_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mounted: bool
) -> None:
    import psutil

    class Part:
        mountpoint = str(tmp_path)

    root = type("Root", (), {"mountpoint": tmp_path.anchor})
    monkeypatch.setattr(psutil, "disk_partitions", lambda **_: [root, Part] if mounted else [root])
    expected = tmp_path if mounted else tmp_path / "a" / "b"
    assert working._place(str(tmp_path / "a" / "b" / "c.jpg")) == str(expected) + os.sep
