"""A sort is taken back weeks later, when people and other programs have been at the files: no picture is lost, or left untold."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.trainer.sorting.conftest import journals  # noqa: F401 - a fixture
from tests.trainer.sorting.scenes import Sort, contents, made, reasons, replace, said, sort, tree, undo
from trainer import cli
from trainer.errors import DiskError
from trainer.running import moments
from trainer.sorting import placing

NAMES = ("a.jpg", "b.jpg", "c.jpg")


# A copy or link is deleted only where the original has contents of its own


@pytest.mark.parametrize("how", ["copy", "hardlink"])
@pytest.mark.parametrize("link", ["folder", "file", "hard link"])
def test_what_is_the_last_of_a_picture_stays(
    how: str, link: str, *, sorted_by: Sort, pictures: Path, out: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sorted_by(how)
    before = contents(pictures)
    match link:
        case "folder":
            shutil.rmtree(pictures)
            pictures.symlink_to(out / "drawings")
        case "file":
            (pictures / "a.jpg").unlink()
            (pictures / "a.jpg").symlink_to(out / "drawings" / "a.jpg")
        case _:
            (pictures / "a.jpg").unlink()
            (pictures / "a.jpg").hardlink_to(out / "drawings" / "a.jpg")
    undone = undo(capsys)
    assert not before - contents(*{path.resolve() for path in (pictures, out)})
    assert (pictures / "a.jpg").read_bytes() == b"contents of a.jpg"
    if link == "folder":
        assert set(reasons(undone)) == set(NAMES)
    elif how == "copy" or link == "file":
        assert set(reasons(undone)) == {"a.jpg"}
        assert "is kept: " in reasons(undone)["a.jpg"]
        assert set(tree(out)) == {"drawings/a.jpg", "drawings/a.jpg.xmp"}


@pytest.mark.parametrize("how", ["copy", "hardlink"])
def test_an_original_that_is_a_link_to_another_copy_of_the_sort_is_none(
    how: str, pictures: Path, out: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for folder in ("one", "two"):
        (pictures / folder).mkdir()
        (pictures / folder / "same.jpg").write_bytes(b"the same")
    if how == "hardlink":
        (pictures / "two" / "same.jpg").unlink()
        (pictures / "two" / "same.jpg").hardlink_to(pictures / "one" / "same.jpg")
    rows = {pictures / folder / "same.jpg": ("drawings", 0.9) for folder in ("one", "two")}
    sort(capsys, "--answers", said(tmp_path / "a.json", rows), "--into", out, "--how", how)
    shutil.rmtree(pictures / "two")
    (pictures / "two").symlink_to(out / "drawings")
    undone = undo(capsys)
    assert set(reasons(undone)) == {"same (2).jpg"}
    assert set(tree(out)) == {"drawings/same (2).jpg"}


def test_links_that_were_sorted_are_followed(
    pictures: Path, out: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (pictures / "d.jpg").symlink_to(pictures / "a.jpg")
    listed = said(tmp_path / "a.json", {pictures / "d.jpg": ("drawings", 0.9)})
    for how in ("copy", "hardlink", "symlink"):
        sort(capsys, "--answers", listed, "--into", out, "--how", how)
        assert reasons(undo(capsys)) == {}
        assert not out.exists()


# Pictures that were edited where they were sorted to


@pytest.mark.parametrize("disk", ["same", "another"])
def test_an_edited_picture_goes_back_as_it_is_now(
    disk: str,
    *,
    sorted_by: Sort,
    pictures: Path,
    out: Path,
    capsys: pytest.CaptureFixture[str],
    request: pytest.FixtureRequest,
) -> None:
    if disk == "another":
        request.getfixturevalue("another_disk")
    sorted_by("move")
    replace(out / "drawings" / "a.jpg", b"a with keywords")
    (out / "drawings" / "b.jpg").rename(out / "drawings" / "b.jpg_original")  # ExifTool's own way to keep what was
    replace(out / "drawings" / "b.jpg", b"b with keywords")
    assert cli.main(["sort", "--undo"]) == 0
    told = capsys.readouterr()
    assert "Changed since the sort, and back as they are now: 2 pictures" in told.out + told.err
    assert tree(pictures) == {
        "a.jpg": b"a with keywords",
        "a.jpg.xmp": b"contents of a.jpg.xmp",
        "b.jpg": b"b with keywords",
        "b.jpg_original": b"contents of b.jpg",
        "c.jpg": b"contents of c.jpg",
    }
    assert not out.exists()


def test_how_many_were_edited_is_in_the_json(sorted_by: Sort, out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sorted_by("move")
    replace(out / "drawings" / "a.jpg", b"a with keywords")
    undone = undo(capsys)
    assert (undone["pictures"], undone["changed"], undone["never_left"]) == (3, 1, 0)


def test_a_picture_that_took_the_name_of_another_stays_and_so_does_its_sidecar(
    sorted_by: Sort, pictures: Path, out: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sorted_by("move")
    folder = out / "drawings"
    (folder / "a.jpg").rename(folder / "as it was.jpg")
    (folder / "a.jpg").write_bytes(b"quite another one")
    (folder / "b.jpg").rename(folder / "for a moment")
    (folder / "c.jpg").rename(folder / "b.jpg")
    (folder / "for a moment").rename(folder / "c.jpg")
    undone = undo(capsys)
    assert set(reasons(undone)) == set(NAMES)
    assert tree(pictures) == {}
    assert (folder / "a.jpg.xmp").exists()


def test_somebody_elses_file_that_was_never_replaced_stays(
    sorted_by: Sort, pictures: Path, out: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    rename = placing.rename

    def meanwhile(source: Path, target: Path, **more: Callable[[], None]) -> None:
        if target.name == "a.jpg":
            target.write_bytes(b"somebody else's")
        rename(source, target, **more)

    with monkeypatch.context() as patched:
        patched.setattr(placing, "rename", meanwhile)
        sorted_by("move")
    (pictures / "a.jpg").unlink()
    undo(capsys)
    assert tree(out) == {"drawings/a.jpg": b"somebody else's"}


# Sidecars


def test_a_sidecar_stays_with_a_picture_that_cannot_go_back(
    sorted_by: Sort, pictures: Path, out: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sorted_by("move")
    made(out / "drawings", "a.jpg.pp3")
    (pictures / "a.jpg").write_bytes(b"another one")
    assert set(reasons(undo(capsys))) == {"a.jpg"}
    assert set(tree(out / "drawings")) == {"a.jpg", "a.jpg.xmp", "a.jpg.pp3"}
    (pictures / "a.jpg").unlink()
    assert reasons(undo(capsys)) == {}
    assert not out.exists()
    assert set(tree(pictures)) == {*NAMES, "a.jpg.xmp", "a.jpg.pp3"}


def test_a_raw_file_goes_back_though_its_picture_was_thrown_away(
    sorted_by: Sort, pictures: Path, out: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made(pictures, "b.CR2")
    sorted_by("move")
    (out / "drawings" / "b.jpg").unlink()
    assert set(reasons(undo(capsys))) == {"b.jpg"}
    assert (pictures / "b.CR2").exists()


@pytest.mark.usefixtures("another_disk")
def test_a_sidecar_that_was_made_on_another_disk_goes_back(
    sorted_by: Sort, pictures: Path, out: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sorted_by("move")
    made(out / "drawings", "b.jpg.xmp", "c.xmp")
    (pictures / "c.xmp").write_bytes(b"another one")
    undone = undo(capsys)
    assert reasons(undone) == {"c.xmp": "another file has that name by now"}
    assert undone["companions"] == 2
    assert (pictures / "b.jpg.xmp").read_bytes() == b"contents of b.jpg.xmp"
    assert tree(out) == {"drawings/c.xmp": b"contents of c.xmp"}


@pytest.mark.parametrize("moment", ["sort-before-rename", "sort-after-rename", "sort-between"])
def test_a_sidecar_follows_its_picture_also_after_the_undoing_was_broken_off(
    moment: str,
    *,
    sorted_by: Sort,
    pictures: Path,
    out: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sorted_by("move")
    made(out / "drawings", "c.jpg.xmp", "b_01.jpg.xmp")

    def broken_off(name: str) -> None:
        if name == moment:
            raise DiskError("The disk is gone")

    with monkeypatch.context() as patched:
        patched.setattr(moments, "reached", broken_off)
        sort(capsys, "--undo", status=1)
    assert reasons(undo(capsys)) == {}
    assert set(tree(pictures)) == {*NAMES, "a.jpg.xmp", "c.jpg.xmp", "b_01.jpg.xmp"}
    assert not out.exists()


# Damaged journals


@pytest.mark.parametrize("how", ["copy", "move", "hardlink", "symlink"])
@pytest.mark.parametrize(
    "damage", [(b'"inode"', b'"inodx"'), (b'"copied"', b'"\xff\xfe"'), (b'"way": "do"', b'"way": 7')]
)
def test_damaged_lines_of_a_journal_are_passed_over(
    how: str,
    damage: tuple[bytes, bytes],
    *,
    sorted_by: Sort,
    pictures: Path,
    out: Path,
    capsys: pytest.CaptureFixture[str],
    journals: Path,  # noqa: F811
) -> None:
    before = tree(pictures)
    sorted_by(how)
    (path,) = journals.glob("*/done.jsonl")
    path.write_bytes(path.read_bytes().replace(*damage))
    undone = undo(capsys)
    assert tree(pictures) == before
    if undone["refused"]:  # nothing says any more that these are the sort's
        assert damage[1] == b'"way": 7'
        assert len(tree(out)) == 4
        assert set(reasons(undone).values()) == {
            "is kept: the journal is damaged, and does not say any more whether this sort has put it there"
        }
    else:
        assert not out.exists()


def test_a_damaged_plan_is_told_in_a_sentence(
    sorted_by: Sort,
    capsys: pytest.CaptureFixture[str],
    journals: Path,  # noqa: F811
) -> None:
    sorted_by("copy")
    (path,) = journals.glob("*/plan.json")
    whole, name = path.read_bytes(), path.parent.name
    for old, new in (
        (b'"inode"', b'"inodx"'),
        (b'"format": 1', b'"format": "1"'),
        (b'"at": "2', b'"at": "x'),
        (b"}", b"]"),
    ):
        path.write_bytes(whole.replace(old, new))
        assert "This journal is damaged" in " ".join(sort(capsys, "--undo", name, status=1)["error"].split())
