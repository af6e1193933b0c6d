"""A move that was broken off, also by a disk that is read-only, is taken back, and only what had left is told as back."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from tests.trainer.sorting.conftest import journals  # noqa: F401 - a fixture
from tests.trainer.sorting.mortal import _crossing
from tests.trainer.sorting.scenes import Sort, made, reasons, said, sort, tree, undo
from trainer import cli
from trainer.errors import DiskError
from trainer.running import moments
from trainer.sorting import placing


def read_only(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a folder be on a read-only disk, where not even what is not there can be deleted."""
    unlink, opened, crossing = os.unlink, os.open, placing._renamed

    def refuse(path: Path) -> None:
        if folder in (Path(path), *Path(path).parents):
            raise OSError(errno.EROFS, os.strerror(errno.EROFS), str(path))

    def unlinking(path: Path, **more: object) -> None:
        refuse(path)
        unlink(path)

    def opening(path: Path, flags: int, *more: int, **named: int) -> int:
        if flags & os.O_CREAT:
            refuse(path)
        return opened(path, flags, *more, **named)

    def renaming(source: Path, target: Path) -> bool:
        if folder in source.parents:
            raise OSError(errno.EXDEV, os.strerror(errno.EXDEV), str(source))
        refuse(target) if target.parent.samefile(source.parent) else None
        return crossing(source, target)

    monkeypatch.setattr(os, "unlink", unlinking)
    monkeypatch.setattr(os, "open", opening)
    monkeypatch.setattr(placing, "_renamed", renaming)


@pytest.mark.parametrize("how", ["copy", "move"])
def test_a_broken_off_sort_from_a_read_only_disk_can_be_undone(
    how: str,
    *,
    sorted_by: Sort,
    pictures: Path,
    out: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before, copy, copies = tree(pictures), placing.copy, []
    monkeypatch.setattr(placing, "_renamed", _crossing)
    read_only(pictures, monkeypatch)

    def filling(source: Path, partial: Path) -> placing.Copied:
        copies.append(source)
        if len(copies) > 2:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(partial))
        return copy(source, partial)

    monkeypatch.setattr(placing, "copy", filling)
    sorted_by(how, status=1)
    assert tree(out)
    assert cli.main(["sort", "--undo"]) == 0
    words = capsys.readouterr().out
    assert (tree(pictures), out.exists()) == (before, False)
    if how == "move":
        assert words == "1 picture had not left its place; the copy that was made of it is deleted.\n"
    else:
        assert words.startswith("1 picture taken out of the folders.")


@pytest.mark.parametrize("moment", ["sort-before-unlink", "sort-after-unlink"])
def test_only_what_had_left_its_place_is_told_as_back(
    moment: str,
    *,
    sorted_by: Sort,
    pictures: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    another_disk: None,
) -> None:
    before, reached = tree(pictures), []

    def broken_off(name: str) -> None:
        reached.append(name)
        if reached.count(moment) == 3:  # a.jpg, its sidecar, b.jpg
            raise DiskError("The disk is gone")

    with monkeypatch.context() as patched:
        patched.setattr(moments, "reached", broken_off)
        sorted_by("move", status=1)
    undone = undo(capsys)
    left = moment == "sort-after-unlink"
    assert (undone["pictures"], undone["companions"], undone["never_left"]) == (1 + left, 1, 1 - left)
    assert tree(pictures) == before


def test_what_cannot_go_back_to_a_read_only_disk_does_not_hinder_others(
    pictures: Path, out: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    other = made(tmp_path / "other", "d.jpg")
    rows = dict.fromkeys((other / "d.jpg", pictures / "a.jpg"), ("drawings", 0.9))
    sort(capsys, "--answers", said(tmp_path / "a.json", rows), "--into", out, "--how", "move")
    monkeypatch.setattr(placing, "_renamed", _crossing)
    with monkeypatch.context() as patched:
        read_only(pictures, patched)
        undone = undo(capsys)
    assert reasons(undone) == {"a.jpg": "stays: the disk that it lies on, or came from, is read-only"}
    assert (other / "d.jpg").exists()
    assert set(tree(out)) == {"drawings/a.jpg", "drawings/a.jpg.xmp"}


@pytest.mark.parametrize("how", ["copy", "move"])
def test_what_could_not_be_done_at_all_is_no_sort_to_take_back(
    how: str, *, sorted_by: Sort, pictures: Path, out: Path, capsys: pytest.CaptureFixture[str], monkeypatch
) -> None:
    before = tree(pictures)

    def refuse(*_files: object, **_more: object) -> None:
        raise PermissionError(errno.EPERM, os.strerror(errno.EPERM))

    for name in ("_renamed", "copy"):
        monkeypatch.setattr(placing, name, refuse)
    sorted_by(how, status=1)
    answers = pictures.parent / "answers.json"
    assert cli.main(["sort", "--answers", str(answers), "--into", str(out), "--how", how]) == 1
    told = capsys.readouterr().out
    assert "Could not be done" in told
    assert "Take it back" not in told
    assert not out.exists()
    assert tree(pictures) == before
    assert sort(capsys, "--list")["sorts"] == []
