"""Pictures to be tagged, and what a model says of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.trainer import tiny
from tests.trainer.commands.tagged import NAMES, said
from tests.trainer.xmp.shapes import DARKTABLE, LIGHTROOM


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Pictures, one with darktable's sidecar and one with a raw file's beside it."""
    files = {name: tiny.jpeg(seed, (64, 48)) for seed, name in enumerate(NAMES)}
    files |= {"b.jpg.xmp": DARKTABLE.encode(), "raw.CR2": b"raw", "raw.xmp": LIGHTROOM.encode()}
    return tiny.folder(tmp_path / "pictures", files)


@pytest.fixture
def listed(folder: Path, tmp_path: Path) -> Path:
    """What a model says of them."""
    return said(tmp_path / "answers.json", {folder / name: ("drawings", 0.9) for name in NAMES})
