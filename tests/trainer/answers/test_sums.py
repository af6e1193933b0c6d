"""A second look at the same files reads none of them again, unless something has changed."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from trainer.answers.sums import Sums


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    made = tmp_path / os.fsdecode(b"a \xff picture.jpg")
    made.write_bytes(b"contents")
    return made


@pytest.fixture
def kept(tmp_path: Path, picture: Path) -> Path:
    """What a first look has read."""
    sums = Sums(tmp_path / "sums")
    sums.of(picture)
    sums.keep()
    return tmp_path / "sums"


def _refuse(*_: object) -> None:
    raise AssertionError("read again")


def test_what_has_not_changed_is_not_read_again(kept: Path, picture: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hashlib, "file_digest", _refuse)
    assert Sums(kept).of(picture) == hashlib.sha256(b"contents").hexdigest()
    with pytest.raises(AssertionError):
        Sums().of(picture)  # who touches files has each of them read


def test_other_contents_of_the_same_size_and_time_are_read(kept: Path, picture: Path) -> None:
    before = picture.stat()
    picture.write_bytes(b"CONTENTS")
    os.utime(picture, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert Sums(kept).of(picture) == hashlib.sha256(b"CONTENTS").hexdigest()


def test_what_is_cut_off_is_as_good_as_nothing(kept: Path, picture: Path) -> None:
    kept.write_bytes(kept.read_bytes()[:-3])
    assert Sums(kept).of(picture) == hashlib.sha256(b"contents").hexdigest()
