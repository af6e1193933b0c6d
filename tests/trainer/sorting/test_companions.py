"""What belongs to a picture, as photo programs and cameras name it."""

from __future__ import annotations

from pathlib import Path

from tests.trainer.sorting.scenes import made
from trainer.sorting.companions import Companions


def test_sidecars_of_both_names_and_the_raw_file_belong_to_a_picture(tmp_path: Path) -> None:
    made(tmp_path, "A.jpg", "a.XMP", "A.JPG.xmp", "A_01.jpg.xmp", "A.CR2", "a.aae", "A.txt", "B.jpg", "AB.xmp")
    found = Companions().of(tmp_path / "A.jpg")
    assert {one.name for one in found.belonging} == {"a.XMP", "A.JPG.xmp", "A_01.jpg.xmp", "A.CR2", "a.aae"}
    renamed = {one.named_after("A (2).jpg") for one in found.belonging}
    assert renamed == {"A (2).XMP", "A (2).jpg.xmp", "A (2)_01.jpg.xmp", "A (2).CR2", "A (2).aae"}


def test_a_raw_files_own_sidecars_go_where_it_goes(tmp_path: Path) -> None:
    made(tmp_path, "a.jpg", "a.CR2", "a.CR2.xmp", "a_01.CR2.xmp", "a.CR2.pp3", "b.CR2.xmp")
    found = Companions().of(tmp_path / "a.jpg")
    assert {one.name for one in found.belonging} == {"a.CR2", "a.CR2.xmp", "a_01.CR2.xmp", "a.CR2.pp3"}
    renamed = {one.named_after("a (2).jpg") for one in found.belonging}
    assert renamed == {"a (2).CR2", "a (2).CR2.xmp", "a (2)_01.CR2.xmp", "a (2).CR2.pp3"}
    made(tmp_path, "a.png")
    assert set(Companions().of(tmp_path / "a.jpg").shared) == {"a.CR2", "a.CR2.pp3", "a.CR2.xmp", "a_01.CR2.xmp"}


def test_what_could_belong_to_two_pictures_belongs_to_none(tmp_path: Path) -> None:
    made(tmp_path, "a.jpg", "a.png", "a.xmp", "a.png.xmp")
    found = Companions().of(tmp_path / "a.png")
    assert [one.name for one in found.belonging] == ["a.png.xmp"]
    assert found.shared == ("a.xmp",)


def test_a_copys_sidecar_is_not_taken_from_a_picture_of_that_name(tmp_path: Path) -> None:
    made(tmp_path, "a.jpg", "a_01.jpg", "a_01.jpg.xmp")
    assert Companions().of(tmp_path / "a.jpg").belonging == ()
    assert [one.name for one in Companions().of(tmp_path / "a_01.jpg").belonging] == ["a_01.jpg.xmp"]


def test_a_picture_without_company_has_none(tmp_path: Path) -> None:
    made(tmp_path, "a.jpg", "b.xmp")
    assert Companions().of(tmp_path / "a.jpg") == ((), ())
