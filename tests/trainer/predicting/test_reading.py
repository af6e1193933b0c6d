"""Reading a file once: what is hashed is what is decoded, and a file that changes meanwhile is not taken for another."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from tests.trainer import tiny
from trainer.errors import PictureError
from trainer.predicting import reading


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    path = tmp_path / "a.jpg"
    path.write_bytes(tiny.jpeg(1))
    return path


@pytest.mark.parametrize("at_once", [1 << 20, 10])
def test_the_bytes_that_are_given_are_those_that_were_hashed(
    picture: Path, monkeypatch: pytest.MonkeyPatch, at_once: int
) -> None:
    monkeypatch.setattr(reading, "_AT_ONCE", at_once)
    with reading.contents(picture) as found:
        found.stream.seek(0)
        assert hashlib.sha256(found.stream.read()).digest() == found.digest
        assert found.stamp == reading.stamp(picture)


def test_a_large_file_that_changes_while_it_is_decoded_is_refused(
    picture: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "_AT_ONCE", 10)
    with pytest.raises(PictureError, match="changed while it was read"), reading.contents(picture):
        picture.write_bytes(tiny.jpeg(2, (48, 32)))


def test_a_file_that_grows_while_it_is_read_is_read_again(picture: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real, reads = hashlib.sha256, []

    def hashed(data: bytes) -> object:
        reads.append(len(data))
        if len(reads) == 1:
            picture.write_bytes(data + b"more")
        return real(data)

    monkeypatch.setattr(hashlib, "sha256", hashed)
    with reading.contents(picture) as found:
        assert found.stamp.size == picture.stat().st_size == reads[1]
    assert len(reads) == 2


def test_what_is_no_file_is_told_in_words(tmp_path: Path) -> None:
    for path, words in ((tmp_path / "none.jpg", "is no longer there"), (tmp_path, "is a folder, not a picture")):
        with pytest.raises(PictureError, match=words), reading.contents(path):
            pass


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes in folders here")
def test_a_pipe_does_not_keep_anybody_waiting(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.jpg")
    with pytest.raises(PictureError, match="a pipe or a device"), reading.contents(tmp_path / "a.jpg"):
        pass


def test_a_stamp_of_just_now_is_not_trusted(picture: Path) -> None:
    assert not reading.is_settled(reading.stamp(picture))
    os.utime(picture, (1_700_000_000, 1_700_000_000))
    assert reading.is_settled(reading.stamp(picture))
