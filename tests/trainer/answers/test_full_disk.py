"""A list for which there is no room is told in words, whatever library writes it, and nothing of it is left."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from trainer import answers

WRITING = """
import sys
from pathlib import Path
from trainer import answers
from trainer.answers import About
from trainer.errors import DiskError
from trainer.events import Prediction

try:
    with answers.writing(Path(sys.argv[1]), About(("a", "b"))) as sheet:
        for start in range(0, 4000, 500):
            shown = [f"{n * n * 7919}.jpg" for n in range(start, start + 500)]
            sheet.add([Prediction(path=name, label="a", confidence=1 / len(name)) for name in shown])
except DiskError as error:
    print(error)
"""


@pytest.fixture
def full(small_disk: Callable[[str], Path]) -> Path:
    """A place for 40 KB."""
    return small_disk("40k")


def said(path: Path, **places: str) -> list[str]:
    """What a program says that writes a list, on stdout and stderr together."""
    done = subprocess.run(
        [sys.executable, "-c", WRITING, str(path)],
        env={**os.environ, **places},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return done.stdout.splitlines()


@pytest.mark.parametrize("ending", answers.FORMATS)
def test_a_full_disk_is_told_in_one_sentence(full: Path, ending: str) -> None:
    path = full / f"a{ending}"
    path.write_bytes(b"old")
    remedy = "Free some space and try again; nothing that was complete is lost."
    assert said(path) == [f"The disk is full: {path}. {remedy}"]
    assert list(full.iterdir()) == [path]
    assert path.read_bytes() == b"old"


def test_no_room_for_temporary_files_is_told_with_their_folder(full: Path, tmp_path: Path) -> None:
    told = said(tmp_path / "a.xlsx", TMPDIR=str(full))
    assert len(told) == 1
    assert told[0].startswith(f"The disk is full: {full}")
    assert list(full.iterdir()) == []
    assert not (tmp_path / "a.xlsx").exists()
