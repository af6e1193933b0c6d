"""Earlier sorts: which one is meant, what is told where none can be, and how long they are remembered."""

from __future__ import annotations

import errno
import os
import tempfile
import time
from pathlib import Path

import pytest

from tests.trainer.sorting.conftest import journals  # noqa: F401 - a fixture
from tests.trainer.sorting.scenes import made, said, sort, tree
from trainer import cli
from trainer.sorting import placing, pruning


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    """Two pictures, one with a sidecar."""
    return made(tmp_path / "pictures", "a.jpg", "a.jpg.xmp", "b.jpg")


@pytest.fixture
def listed(pictures: Path, tmp_path: Path) -> Path:
    """What a model says of them."""
    rows = {pictures / "a.jpg": ("drawings", 0.9), pictures / "b.jpg": ("etchings", 0.8)}
    return said(tmp_path / "answers.json", rows)


def test_a_damaged_journal_is_told_and_the_others_stay_usable(
    listed: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    journals: Path,  # noqa: F811
) -> None:
    sort(capsys, "--answers", listed, "--into", tmp_path / "one")
    (journals / "2999-01-01-000000-ffff").mkdir()
    (journals / "2999-01-01-000000-ffff" / "plan.json").write_text('{"format": 1, "plan"')
    assert "damaged" in sort(capsys, "--undo", "2999-01-01-000000-ffff", status=1)["error"]
    assert "no sort called" in sort(capsys, "--undo", "../x", status=2)["error"]
    assert [row["state"] for row in sort(capsys, "--list")["sorts"]] == ["done"]
    assert sort(capsys, "--undo")["pictures"] == 2
    assert "has been undone" in sort(capsys, "--resume", sort(capsys, "--list")["sorts"][0]["name"], status=2)["error"]


def test_listing_says_nothing_of_sorting(listed: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    name = sort(capsys, "--answers", listed, "--into", tmp_path / "one")["journal"]
    assert cli.main(["sort", "--list"]) == cli.DONE
    told = capsys.readouterr()
    assert told.err == ""
    assert name in told.out


def test_undo_without_a_name_never_reaches_an_older_sort(
    listed: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "Nothing has been sorted" in sort(capsys, "--undo", status=2)["error"]
    older = sort(capsys, "--answers", listed, "--into", tmp_path / "one")["journal"]
    sort(capsys, "--answers", listed, "--into", tmp_path / "two")
    sort(capsys, "--undo")
    assert (tmp_path / "one").exists()
    assert not (tmp_path / "two").exists()
    words = " ".join(sort(capsys, "--undo", status=2)["error"].split())
    assert f"{older} (2 pictures copied into {tmp_path / 'one'}; done)" in words
    assert f"sort --undo {older}" in words
    assert "sort --list" in words
    assert (tmp_path / "one").exists()
    sort(capsys, "--undo", older)
    assert not (tmp_path / "one").exists()
    assert "All sorts have been undone" in sort(capsys, "--undo", status=2)["error"]


def test_going_on_with_a_sort_whose_undoing_was_broken_off_names_the_way(
    pictures: Path, listed: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "No sort was broken off" in sort(capsys, "--resume", status=2)["error"]
    before = tree(pictures)
    name = sort(capsys, "--answers", listed, "--into", tmp_path / "out", "--how", "move")["journal"]
    with monkeypatch.context() as patch:
        patch.setattr(placing, "rename", _full)
        assert "The disk is full" in sort(capsys, "--undo", status=1)["error"]
    for words in (("--resume",), ("--resume", name)):
        told = " ".join(sort(capsys, *words, status=2)["error"].split())
        assert "its undoing was broken off" in told
        assert f"sort --undo {name}" in told
    sort(capsys, "--undo", name)
    assert tree(pictures) == before


def _full(*_: object, **__: object) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_what_was_undone_long_ago_is_forgotten_and_nothing_else(
    listed: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    journals: Path,  # noqa: F811
) -> None:
    names = [sort(capsys, "--answers", listed, "--into", tmp_path / place)["journal"] for place in ("1", "2", "3", "4")]
    done, partly, undone, lately = names
    made(tmp_path / "2", "drawings/a.jpg")  # changed since, so that it is kept
    for name in (partly, undone, lately):
        sort(capsys, "--undo", name)
    long_ago = time.time() - (pruning.DAYS + 1) * 86_400
    for name in (done, partly, undone):
        os.utime(journals / name / "done.jsonl", (long_ago, long_ago))
    fresh = sort(capsys, "--answers", listed, "--into", tmp_path / "5")["journal"]
    states = {row["name"]: row["state"] for row in sort(capsys, "--list")["sorts"]}
    assert states == {done: "done", partly: "undoing", lately: "undone", fresh: "done"}
    assert not (journals / undone).exists()
    assert sort(capsys, "--undo", done)["pictures"] == 2


def test_a_target_that_refuses_is_told_before_anything_is_written_down(
    listed: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a disk does that is mounted read-only, for whoever asks."""

    def refuse(*_: object, dir: Path, **__: object) -> None:  # noqa: A002 - its name there
        raise OSError(errno.EROFS, os.strerror(errno.EROFS), str(dir))

    with monkeypatch.context() as broken:
        broken.setattr(tempfile, "TemporaryFile", refuse)
        error = sort(capsys, "--answers", listed, "--into", tmp_path / "out", status=1)["error"]
    assert "The disk is read-only" in error
    assert "nothing has been touched" in error
    assert sort(capsys, "--list")["sorts"] == []
    assert not (tmp_path / "out").exists()


def test_an_undoing_that_can_take_nothing_back_has_failed(
    pictures: Path, listed: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A script has to notice that; where some are back, the others are told."""
    sort(capsys, "--answers", listed, "--into", tmp_path / "out", "--how", "move")
    made(pictures, "a.jpg", "b.jpg")
    assert cli.main(["sort", "--undo"]) == 1
    assert "Could not be undone: 2" in capsys.readouterr().out
    (pictures / "b.jpg").unlink()
    assert cli.main(["sort", "--undo"]) == 0
