"""The files of a folder: each once, with its class and split, or the reason why it is not taken."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.trainer.tiny import folder, zipped
from trainer.catalog import sources
from trainer.catalog.sources import Member
from trainer.errors import DiskError, PictureError, SourceError
from trainer.project import Project

posix = pytest.mark.skipif(os.name != "posix", reason="links and pipes need rights on Windows")
not_root = pytest.mark.skipif(hasattr(os, "geteuid") and os.geteuid() == 0, reason="root may read everything")


@contextmanager
def listed(path: Path) -> Iterator[dict[str, Member]]:
    with tempfile.TemporaryDirectory() as scratch:
        with sources.opened(path, scratch=Path(scratch), check=lambda: None) as members:
            yield {member.name: member for member in members}
        assert not list(Path(scratch).iterdir())


def refusals(path: Path) -> dict[str, str]:
    with listed(path) as found:
        return {name: member.refusal for name, member in found.items() if member.refusal}


def test_folders_by_class_with_and_without_split_levels(tmp_path: Path) -> None:
    names = ["art/training_set/drawings/1.jpg", "art/Test/drawings/2.jpg", "art/painting/deep/down/3.jpg"]
    names += ["art/painting/val/4.jpg", "art/cover.jpg", "art/drawings/readme"]
    with listed(folder(tmp_path / "my", dict.fromkeys(names, b"x"))) as found:
        assert {m.name: (m.label, m.given) for m in found.values()} == {
            "art/training_set/drawings/1.jpg": ("drawings", "training"),
            "art/Test/drawings/2.jpg": ("drawings", "test"),
            "art/painting/deep/down/3.jpg": ("down", None),
            "art/painting/val/4.jpg": ("painting", "validation"),
            "art/cover.jpg": (None, None),
            "art/drawings/readme": ("drawings", None),
        }
        assert not any(member.refusal for member in found.values())
        member = found["art/painting/val/4.jpg"]
        assert (member.parents, member.size, member.packed) == (("art", "painting", "val"), 1, False)
        with member.open() as stream:
            assert stream.read() == b"x"


def test_a_flat_folder_is_unlabelled(tmp_path: Path) -> None:
    with listed(folder(tmp_path / "my", {"1.jpg": b"x", "2.jpg": b"y"})) as found:
        assert {name: member.label for name, member in found.items()} == {"1.jpg": None, "2.jpg": None}
        assert not refusals(tmp_path / "my")


def test_clutter_is_passed_over_without_a_word(tmp_path: Path) -> None:
    clutter = [".DS_Store", "drawings/Thumbs.db", "__MACOSX/drawings/._1.jpg", ".git/x.jpg", "a/.hidden.jpg", "Icon\r"]
    if os.name == "nt":
        clutter.pop()
    with listed(folder(tmp_path / "my", {"drawings/1.jpg": b"x", **dict.fromkeys(clutter, b"")})) as found:
        assert list(found) == ["drawings/1.jpg"]


def test_copies_that_exiftool_keeps_are_told_and_not_taken(tmp_path: Path) -> None:
    files = {"drawings/1.jpg": b"x", "drawings/1.jpg_original": b"x", "drawings/painting_original.jpg": b"x"}
    root = folder(tmp_path / "my", files)
    with listed(root) as found:
        assert [name for name, member in found.items() if not member.refusal] == [
            "drawings/1.jpg",
            "drawings/painting_original.jpg",
        ]
    assert "ExifTool" in refusals(root)["drawings/1.jpg_original"]


def test_stamps_tell_when_a_file_changes_and_not_what_it_is_called(tmp_path: Path) -> None:
    root = folder(tmp_path / "my", {"drawings/1.jpg": b"x", "drawings/2.jpg": b"x"})
    with listed(root) as before:
        pass
    (root / "drawings").rename(root / "painting")
    (root / "painting" / "2.jpg").write_bytes(b"changed")
    with listed(root) as after:
        pass
    assert after["painting/1.jpg"].stamp == before["drawings/1.jpg"].stamp
    assert after["painting/2.jpg"].stamp != before["drawings/2.jpg"].stamp


@posix
def test_links_pipes_and_other_archives_are_refused_in_words(tmp_path: Path) -> None:
    outside = folder(tmp_path / "elsewhere", {"1.jpg": b"x"})
    root = folder(tmp_path / "my", {"drawings/1.jpg": b"x", "drawings/all.7z": b"x", "drawings/scan.gz": b"x"})
    (root / "drawings" / "out.jpg").symlink_to(outside / "1.jpg")
    (root / "drawings" / "in.jpg").symlink_to(root / "drawings" / "1.jpg")
    (root / "nowhere.jpg").symlink_to(tmp_path / "nothing")
    (root / "round").symlink_to(root / "round")
    (root / "up").symlink_to(root)
    (root / "more").symlink_to(outside)
    os.mkfifo(root / "pipe.jpg")
    out = "is a link to something outside this folder"
    other = "is an archive of a kind that ArtClass cannot open; unpack it first"
    assert refusals(root) == {
        "drawings/out.jpg": out,
        "nowhere.jpg": out,
        "round": out,
        "more": out,
        "pipe.jpg": "is no ordinary file",
        "drawings/all.7z": other,
        "drawings/scan.gz": other,
    }
    with listed(root) as found:
        assert found["drawings/in.jpg"].refusal is None


@posix
@not_root
def test_a_folder_that_may_not_be_opened_does_not_end_it(tmp_path: Path) -> None:
    root = folder(tmp_path / "my", {"drawings/1.jpg": b"x", "secret/2.jpg": b"x"})
    (root / "secret").chmod(0)
    try:
        assert refusals(root) == {"secret": "is a folder that may not be opened (access refused)"}
    finally:
        (root / "secret").chmod(0o700)


def test_a_folder_that_cannot_be_opened_is_said_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = folder(tmp_path / "my", {"drawings/1.jpg": b"x", "secret/2.jpg": b"x"})
    real = os.scandir

    def scandir(path: str | int) -> object:
        if str(path).endswith("secret/"):
            raise PermissionError(13, "Permission denied", path)
        return real(path)

    monkeypatch.setattr(os, "scandir", scandir)
    assert refusals(root) == {"secret": "is a folder that may not be opened (access refused)"}


def test_files_and_folders_that_vanish_meanwhile(tmp_path: Path) -> None:
    root = folder(tmp_path / "my", {f"class {i:02}/{j}.jpg": b"x" for i in range(20) for j in range(3)})
    calls = iter(range(1_000_000))

    def check() -> None:
        if next(calls) == 10:
            shutil.rmtree(root / "class 15")

    with sources.opened(root, scratch=tmp_path / "scratch", check=check) as members:
        assert len(members) == 57
        assert not any(member.refusal for member in members)
        (root / "class 01" / "1.jpg").unlink()
        gone = next(member for member in members if member.name == "class 01/1.jpg")
        with pytest.raises(FileNotFoundError):
            gone.open()


def test_a_source_that_vanishes_is_not_taken_for_an_empty_one(tmp_path: Path) -> None:
    root = folder(tmp_path / "my", {f"class {i:02}/1.jpg": b"x" for i in range(20)})
    calls = iter(range(1_000_000))

    def check() -> None:
        if next(calls) == 10:
            shutil.rmtree(root)

    with pytest.raises(DiskError, match="vanished"), sources.opened(root, scratch=tmp_path / "scratch", check=check):
        pass


@posix
def test_a_file_that_becomes_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    root = folder(tmp_path / "my", {"drawings/1.jpg": b"x"})
    with listed(root) as found:
        (root / "drawings" / "1.jpg").unlink()
        os.mkfifo(root / "drawings" / "1.jpg")
        with pytest.raises(PictureError, match="no ordinary file"):
            found["drawings/1.jpg"].open()


def test_projects_inside_are_left_alone(tmp_path: Path) -> None:
    root = folder(tmp_path / "my", {"drawings/1.jpg": b"x"})
    Project.create(root / "old.artclass")
    with listed(root) as found:
        assert list(found) == ["drawings/1.jpg"]


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux allows such names")
def test_names_of_every_kind(tmp_path: Path) -> None:
    names = ["日本画/١.jpg", "עברית/א.jpg", f"{'ж' * 127}/{'n' * 251}.jpg", "back\\slash/a\\b.jpg", "line\nbreak/1.jpg"]
    root = folder(tmp_path / "my", dict.fromkeys(names, b"x"))
    folder(root, {os.fsdecode(b"odd\xff/\xfe.jpg"): b"x"})
    with listed(root) as found:
        assert len(found) == 6
        assert {"日本画", "עברית", "ж" * 127, "back\\slash", "odd\\xff"} < {m.label for m in found.values()}
        for member in found.values():
            with member.open() as stream:
                assert stream.read() == b"x"


@posix
def test_folders_a_thousand_deep(tmp_path: Path) -> None:
    place = folder(tmp_path / "my", {"1.jpg": b""})
    for _ in range(1_200):  # built from the inside: no call has to go down to the end
        (tmp_path / "new").mkdir()
        place.rename(tmp_path / "new" / "d")
        (tmp_path / "new").rename(place)
    try:
        with listed(place) as found:
            assert list(found) == [f"{'d/' * 1_200}1.jpg"]
    finally:
        subprocess.run(["rm", "-rf", place], check=True)  # shutil's own way down is too short


def test_looking_through_can_be_broken_off(tmp_path: Path) -> None:
    class Enough(Exception):
        pass

    root = folder(tmp_path / "my", {f"drawings/{i}.jpg": b"" for i in range(2_000)})
    calls = 0

    def check() -> None:
        nonlocal calls
        calls += 1
        if calls == 20:
            raise Enough

    with pytest.raises(Enough), sources.opened(root, scratch=tmp_path / "scratch", check=check):
        pass


def test_files_are_read_in_several_threads(tmp_path: Path) -> None:
    contents = {f"drawings/{i}.jpg": bytes([i]) * 1_000 * i for i in range(40)}
    root = folder(tmp_path / "my", {**contents, "more.zip": zipped(contents)})
    with listed(root) as found, ThreadPoolExecutor(8) as pool:

        def read(member: Member) -> bytes:
            with member.open() as stream:
                return stream.read()

        for name, data in zip(found, pool.map(read, found.values()), strict=True):
            assert data == contents[name.removeprefix("more.zip/")]


# What a path is


def test_what_can_be_imported(tmp_path: Path) -> None:
    files = {
        "a.zip": zipped({}),
        "b.CSV": b"x",
        "c.tsv": b"",
        "d.tar": bytes(1024),
        "picture.cbz": b"",
        "noname": zipped({}),
    }
    root = folder(tmp_path / "my", {**files, "x.rar": b"Rar!", "y.tar.zst": b"x", "words.txt": b"words"})
    assert sources.kind_of(root) == "folder"
    kinds = ["archive", "table", "table", "archive", "archive", "archive"]
    assert [sources.kind_of(root / name) for name in files] == kinds
    with pytest.raises(SourceError, match="neither a folder nor a zip") as failure:
        sources.kind_of(root / "words.txt")
    assert "zip or tar" in failure.value.remedy
    with pytest.raises(SourceError, match="There is nothing here"):
        sources.kind_of(root / "nothing")
    for name in ("x.rar", "y.tar.zst"):
        with pytest.raises(SourceError, match="Unpack it first"):
            sources.kind_of(root / name)
