"""Which sidecar files are a picture's, and how one is replaced."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from tests.trainer import tiny
from trainer.errors import DiskError
from trainer.xmp import sidecars
from trainer.xmp.document import XmpError
from trainer.xmp.sidecars import Sidecars


def found(root: Path, picture: str, *names: str) -> list[str]:
    tiny.folder(root, dict.fromkeys((picture, *names), b"x"))
    return [path.name for path in Sidecars().of(root / picture)]


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        ((), []),
        (("a.jpg.xmp",), ["a.jpg.xmp"]),
        (("a.xmp",), ["a.xmp"]),
        (("a.xmp", "a.jpg.xmp"), ["a.jpg.xmp", "a.xmp"]),
        (("a.xmp", "a.CR2"), []),  # the raw file's
        (("a.xmp", "a.png"), []),  # whose?
        (("a.xmp", "a.AAE", "a.pp3", "a.jpg_original", "a.jpg_original_original"), ["a.xmp"]),
        (("A.JPG.XMP",), ["A.JPG.XMP"]),
        (("b.xmp", "a.jpg.json"), []),
    ],
)
def test_a_sidecar_belongs_to_one_picture(tmp_path: Path, names: tuple[str, ...], expected: list[str]) -> None:
    assert found(tmp_path, "a.jpg", *names) == expected


def test_of_a_picture_without_ending_both_names_are_one(tmp_path: Path) -> None:
    assert found(tmp_path, "noext", "noext.xmp") == ["noext.xmp"]


def test_a_new_one_has_the_whole_name() -> None:
    assert Sidecars.new(Path("/p/a.b.jpg")) == Path("/p/a.b.jpg.xmp")


@pytest.mark.skipif(os.name == "nt", reason="links and permissions are otherwise there")
def test_a_link_stays_a_link_and_permissions_stay(tmp_path: Path) -> None:
    real = tmp_path / "elsewhere" / "real.xmp"
    tiny.folder(tmp_path, {"elsewhere/real.xmp": b"before", "a.jpg": b""})
    real.chmod(0o640)
    (tmp_path / "a.jpg.xmp").symlink_to(real)
    sidecars.replace(tmp_path / "a.jpg.xmp", b"before", b"after")
    assert (tmp_path / "a.jpg.xmp").is_symlink()
    assert real.read_bytes() == b"after"
    assert stat.S_IMODE(real.stat().st_mode) == 0o640


def test_what_was_changed_meanwhile_is_left(tmp_path: Path) -> None:
    path = tmp_path / "a.jpg.xmp"
    path.write_bytes(b"theirs")
    for change in (
        lambda: sidecars.replace(path, b"before", b"after"),
        lambda: sidecars.replace(path, None, b"after"),
        lambda: sidecars.delete(path, b"before"),
    ):
        with pytest.raises(XmpError, match="changed by another program"):
            change()
    assert [(found.name, found.read_bytes()) for found in tmp_path.iterdir()] == [("a.jpg.xmp", b"theirs")]


def test_an_empty_or_missing_one_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.xmp").write_bytes(b" \n")
    with pytest.raises(XmpError, match="is empty"):
        sidecars.read(tmp_path / "a.xmp")
    with pytest.raises(DiskError):
        sidecars.read(tmp_path / "none.xmp")


def test_what_a_kill_has_left_is_swept_once_it_is_old(tmp_path: Path) -> None:
    old, young, foreign = (
        tmp_path / name for name in (".a.jpg.xmp.0123abcd.part", ".b.jpg.xmp.0123abcd.part", ".x.part")
    )
    for path in (old, young, foreign, tmp_path / "a.jpg"):
        path.write_bytes(b"x")
    os.utime(old, (1_000, 1_000))
    os.utime(foreign, (1_000, 1_000))
    Sidecars().sweep(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == [young.name, foreign.name, "a.jpg"]
