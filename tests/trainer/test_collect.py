"""Which files are taken for pictures."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.trainer import tiny
from trainer import collect
from trainer.errors import DatasetError
from trainer.predicting import watching

PICTURES = ("a.jpg", "b", "c.CR2", "d_original", "e_original.png", "f.original")
COPIES = ("a.jpg_original", "a.jpg_original_original", "b_original", "c.CR2_original", "gone.TIF_original")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Pictures, some of which only their first bytes tell, and the copies that ExifTool keeps beside what it changes."""
    return tiny.folder(tmp_path / "pictures", dict.fromkeys((*PICTURES, *COPIES), tiny.jpeg()))


def test_copies_that_exiftool_keeps_are_no_pictures(folder: Path) -> None:
    assert [path.name for path in collect.pictures([folder])] == list(PICTURES)
    assert [sorted(names) for _, names in collect.by_folder(folder)] == [list(PICTURES)]
    assert {path.name for path in folder.iterdir() if watching.is_arriving(path)} == set(PICTURES)


def test_not_even_if_they_are_named_as_a_star_in_a_shell_does(folder: Path) -> None:
    assert {path.name for path in collect.pictures(folder.iterdir())} == set(PICTURES)
    with pytest.raises(DatasetError, match="Copies that ExifTool keeps") as error:
        collect.pictures([folder / "a.jpg_original"])
    assert "rename" in error.value.remedy


def test_a_folder_of_many_pictures_is_in_the_order_of_names(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(collect, "_SORTED_AT_ONCE", 7)
    for path in list(folder.iterdir()):
        path.unlink()
    names = sorted(f"{number * 37 % 50:02}.jpg" for number in range(50))
    for name in reversed(names):
        (folder / name).touch()
    assert [path.name for path in collect.inside(folder)] == names
