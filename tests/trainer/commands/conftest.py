"""Pictures to be tagged or sorted, and what a model says of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.trainer import tiny
from tests.trainer.commands import tagged
from tests.trainer.commands.tagged import NAMES
from tests.trainer.sorting.mortal import _crossing
from tests.trainer.sorting.scenes import Sort, made, said, sort
from tests.trainer.xmp.shapes import DARKTABLE, LIGHTROOM
from trainer.sorting import placing

SORTED = ("a.jpg", "b.jpg", "c.jpg")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Pictures, one with darktable's sidecar and one with a raw file's beside it."""
    files = {name: tiny.jpeg(seed, (64, 48)) for seed, name in enumerate(NAMES)}
    files |= {"b.jpg.xmp": DARKTABLE.encode(), "raw.CR2": b"raw", "raw.xmp": LIGHTROOM.encode()}
    return tiny.folder(tmp_path / "pictures", files)


@pytest.fixture
def listed(folder: Path, tmp_path: Path) -> Path:
    """What a model says of them."""
    return tagged.said(tmp_path / "answers.json", {folder / name: ("drawings", 0.9) for name in NAMES})


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    """Three pictures, one with a sidecar."""
    return made(tmp_path / "p", *SORTED, "a.jpg.xmp")


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """Where all are put."""
    return tmp_path / "out"


@pytest.fixture
def sorted_by(pictures: Path, out: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Sort:
    """Sorts them."""
    listed = said(tmp_path / "answers.json", {pictures / name: ("drawings", 0.9) for name in SORTED})
    return lambda how, *, status=0: sort(capsys, "--answers", listed, "--into", out, "--how", how, status=status)


@pytest.fixture
def another_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """The target is on a disk of its own."""
    monkeypatch.setattr(placing, "_renamed", _crossing)
