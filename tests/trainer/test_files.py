"""Files that are there completely or not at all."""

from __future__ import annotations

import errno
import hashlib
import os
from pathlib import Path

import pytest

from trainer import files
from trainer.errors import DiskError, disk_error


def test_written_files_are_there_and_nothing_else(tmp_path: Path) -> None:
    files.write(tmp_path / "a.json", b"one")
    files.write(tmp_path / "a.json", b"two")
    assert [path.name for path in tmp_path.iterdir()] == ["a.json"]
    assert (tmp_path / "a.json").read_bytes() == b"two"


def test_a_folder_that_has_vanished_is_not_made_anew(tmp_path: Path) -> None:
    with pytest.raises(DiskError, match="folder is not there") as failure:
        files.write(tmp_path / "gone" / "a.json", b"x")
    assert failure.value.path == str(tmp_path / "gone")
    with pytest.raises(DiskError, match="folder is not there"):
        files.make_folders(tmp_path / "gone" / "a" / "b", within=tmp_path / "gone")
    assert not list(tmp_path.iterdir())


def test_a_folder_that_vanishes_while_a_file_is_written(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()

    def write() -> None:
        with files.atomic(folder / "a.json") as partial:
            partial.write_bytes(b"x")
            partial.unlink()
            folder.rmdir()

    with pytest.raises(DiskError, match="folder is not there"):
        write()
    assert not folder.exists()


def test_folders_are_made_within_one_that_is_there(tmp_path: Path) -> None:
    for _ in range(2):
        files.make_folders(tmp_path / "a" / "b", within=tmp_path)
    assert (tmp_path / "a" / "b").is_dir()
    files.make_folders(tmp_path, within=tmp_path)
    (tmp_path / "file").write_bytes(b"x")
    with pytest.raises(DiskError):
        files.make_folders(tmp_path / "file" / "c", within=tmp_path)


def test_a_failure_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    files.write(path, b"old")

    def fail() -> None:
        with files.atomic(path) as partial:
            partial.write_bytes(b"half")
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        (errno.ENOSPC, "The disk is full"),
        (errno.EROFS, "The disk is read-only"),
        (errno.EACCES, "Access was refused"),
        (errno.EIO, "Input/output error"),
    ],
)
def test_what_the_disk_refuses_is_told_in_words(
    number: int, sentence: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fsync", refuse)
    with pytest.raises(DiskError, match=sentence) as failure:
        files.write(tmp_path / "a.json", b"new")
    assert failure.value.path == str(tmp_path / "a.json")
    assert failure.value.remedy
    assert not list(tmp_path.iterdir())


def test_a_long_name_in_any_script(tmp_path: Path) -> None:
    path = tmp_path / ("字" * 80 + ".txt")
    files.write(path, b"x")
    assert path.read_bytes() == b"x"


def test_a_name_as_long_as_names_can_be(tmp_path: Path) -> None:
    path = tmp_path / ("\U0001f3a8" * 61 + ".jpg.xmp")  # 252 of 255 bytes
    files.write(path, b"x")
    assert path.read_bytes() == b"x"


@pytest.mark.skipif(os.name == "nt", reason="names there are always valid Unicode")
def test_a_partial_file_has_a_short_name_of_whole_characters(tmp_path: Path) -> None:
    for name in ("a" + "\U0001f3a8" * 61, os.fsdecode(b"caf\xe9" * 60)):
        with files.atomic(tmp_path / name) as partial:
            assert len(os.fsencode(partial.name)) <= 100
            assert partial.name.isprintable()
            partial.write_bytes(b"x")
        assert (tmp_path / name).read_bytes() == b"x"


def test_a_read_only_place_has_a_remedy_for_whatever_was_to_be_written() -> None:
    for number in (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EPERM):
        assert "project" not in disk_error(OSError(number, "x")).remedy


def test_an_error_names_its_file() -> None:
    assert disk_error(OSError(errno.ENOSPC, "x", "/some/file")).path == "/some/file"


def test_folder_sizes(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    files.write(tmp_path / "a" / "b", b"12345")
    files.write(tmp_path / "c", b"123")
    assert files.folder_size(tmp_path) == 8
    assert files.folder_size(tmp_path / "nowhere") == 0


def test_fingerprints(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"abc" * 100_000)
    assert files.sha256_of(tmp_path / "a") == hashlib.sha256(b"abc" * 100_000).hexdigest()
    with pytest.raises(DiskError):
        files.sha256_of(tmp_path / "nothing")
