"""Pictures whose classes are known by the folders they lie in."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.trainer import making
from trainer import known
from trainer.errors import DatasetError
from trainer.package import PackageInfo
from trainer.pixels import DECODE_SPEC


def knows(*classes: str) -> PackageInfo:
    return PackageInfo(
        format=1,
        name="colours",
        classes=classes,
        image_size=32,
        decode=DECODE_SPEC,
        architecture="shallow_cnn",
        version="1",
        created="2026-11-25T12:00:00+00:00",
        temperature=1.0,
    )


def test_a_folder_that_wraps_the_class_folders_is_looked_into(tmp_path: Path) -> None:
    plain = making.pictures(tmp_path / "plain", 2)
    wrapped = tmp_path / "download" / "pictures of art"
    shutil.copytree(plain, wrapped)
    (tmp_path / "download" / ".thumbnails").mkdir()
    expected = [
        (picture.path.name, picture.label) for picture in known.in_class_folders(plain, knows(*making.COLOURS)).pictures
    ]
    found = known.in_class_folders(tmp_path / "download", knows(*making.COLOURS)).pictures
    assert [(picture.path.name, picture.label) for picture in found] == expected
    assert len(found) == 2 * len(making.COLOURS)


def test_an_only_folder_that_is_a_class_or_holds_no_folders_is_taken_as_a_class(tmp_path: Path) -> None:
    folder = making.pictures(tmp_path / "pictures", 2)
    only, *others = sorted(making.COLOURS)
    for colour in others:
        shutil.rmtree(folder / colour)
    (folder / only / "details").mkdir()
    found = known.in_class_folders(folder, knows(*making.COLOURS)).pictures
    assert {picture.label for picture in found} == {only}
    (folder / only / "details").rmdir()
    (folder / only).rename(folder / "purple")
    with pytest.raises(DatasetError, match="does not know the class “purple”"):
        known.in_class_folders(folder, knows(*making.COLOURS))
