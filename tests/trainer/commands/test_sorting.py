"""The sort command as a person uses it: tried first, done, looked at, undone; nothing is ever replaced or lost."""

from __future__ import annotations

import errno
import json
import os
from pathlib import Path
from typing import Any

import pytest

from tests.trainer import making, tiny
from tests.trainer.predicting import models
from tests.trainer.sorting.conftest import journals  # noqa: F401 - a fixture
from tests.trainer.sorting.scenes import made, said, sort, tree
from trainer import cli
from trainer.catalog.store import Catalog
from trainer.project import Project
from trainer.sorting import placing

ODD = ("a.jpg", "Мир & 和平.jpg", "with space (1).png", "ü.jpg", "x" * 200 + ".jpg")


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    """Pictures of all kinds, with sidecars of both names, a raw file, and one that could belong to two."""
    along = ("a.jpg.xmp", "a_01.jpg.xmp", "ü.xmp", "ü.AAE", "ü.CR2", "two.jpg", "two.png", "two.xmp", "notes.txt")
    return made(tmp_path / "pictures", *ODD, *along)


@pytest.fixture
def listed(pictures: Path, tmp_path: Path) -> Path:
    """What a model says of them."""
    names = [*ODD, "two.jpg", "two.png"]
    rows = {
        pictures / name: (("drawings", "etchings")[place % 2], 0.95 - place / 10) for place, name in enumerate(names)
    }
    return said(tmp_path / "answers.json", rows, novel=("two.png",))


def test_a_dry_run_touches_nothing_and_says_what_would_go_where(
    pictures: Path,
    listed: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    journals: Path,  # noqa: F811
) -> None:
    before = tree(tmp_path)
    result = sort(
        capsys, "--answers", listed, "--into", tmp_path / "out", "--how", "move", "--at-least", "0.5", "--dry-run"
    )
    assert tree(tmp_path) == before
    assert not journals.exists()
    assert (result["planned"], result["filed"], result["review"], result["novel"]) == (7, 5, 1, 1)
    assert result["folders"] == {"drawings": 3, "etchings": 2, "Review/etchings": 1, "None of the classes": 1}
    first = result["moves"][0]
    assert first["to"] == str(tmp_path / "out" / "drawings" / "a.jpg")
    assert first["companions"] == ["a.jpg.xmp", "a_01.jpg.xmp"]
    assert [Path(row["path"]).name for row in result["left"]] == ["two.xmp"]


@pytest.mark.parametrize("how", ["copy", "move", "hardlink", "symlink"])
def test_what_is_done_can_be_taken_back_also_by_another_process(
    how: str, pictures: Path, listed: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before, out = tree(pictures), tmp_path / "out"
    result = sort(capsys, "--answers", listed, "--into", out, "--how", how, "--pattern", "{class}/{confidence}/{name}")
    assert (result["pictures"], result["companions"], result["refused"]) == (7, 5, [])
    found = tree(out)
    assert found["drawings/90-100/a.jpg"] in (before["a.jpg"], os.fsencode(pictures / "a.jpg"))
    assert {"drawings/90-100/a.jpg.xmp", "drawings/90-100/a_01.jpg.xmp"} < set(found)
    assert {"etchings/60-70/ü.xmp", "etchings/60-70/ü.AAE", "etchings/60-70/ü.CR2"} < set(found)
    if how == "move":
        assert set(tree(pictures)) == {"two.xmp", "notes.txt"}
        assert {Path(name).name: data for name, data in found.items()} | tree(pictures) == before
    else:
        assert tree(pictures) == before
    undone = sort(capsys, "--undo")
    assert (undone["pictures"], undone["companions"], undone["refused"]) == (7, 5, [])
    assert tree(pictures) == before
    assert not out.exists()
    assert sort(capsys, "--list")["sorts"][0]["state"] == "undone"


def test_no_file_is_ever_replaced_and_collisions_are_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pictures = made(tmp_path / "p", "one/a.jpg", "two/A.JPG", "one/a.jpg.xmp", "one/b.jpg", "one/b.xmp")
    out = made(tmp_path / "out", "drawings/A.jpg", "drawings/B.xmp")
    theirs = tree(out)
    names = ("one/a.jpg", "two/A.JPG", "one/b.jpg")
    listed = said(tmp_path / "a.json", {pictures / name: ("drawings", 0.9) for name in names})
    tried = sort(capsys, "--answers", listed, "--into", out, "--dry-run")
    assert tried["collisions"] == 3
    assert all(row["renamed"] for row in tried["moves"])
    sort(capsys, "--answers", listed, "--into", out)
    assert tree(out) == theirs | {
        "drawings/a (2).jpg": b"contents of one/a.jpg",
        "drawings/a (2).jpg.xmp": b"contents of one/a.jpg.xmp",
        "drawings/A (3).JPG": b"contents of two/A.JPG",
        "drawings/b (2).jpg": b"contents of one/b.jpg",
        "drawings/b (2).xmp": b"contents of one/b.xmp",
    }
    sort(capsys, "--undo")
    assert tree(out) == theirs
    skipped = sort(capsys, "--answers", listed, "--into", out, "--collisions", "skip")
    assert (skipped["pictures"], len(skipped["left"])) == (0, 3)
    assert "already" in skipped["left"][0]["reason"]


def test_what_came_between_the_plan_and_the_sort_stays(
    pictures: Path, listed: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    out, planned = tmp_path / "out", placing.rename

    def meanwhile(source: Path, target: Path, **more: Any) -> None:
        if target.name == "a.jpg":
            target.write_bytes(b"somebody else's")
        planned(source, target, **more)

    monkeypatch.setattr(placing, "rename", meanwhile)
    result = sort(capsys, "--answers", listed, "--into", out, "--how", "move")
    assert [(Path(row["path"]).name, row["reason"]) for row in result["refused"]] == [
        ("a.jpg", "another file has that name by now")
    ]
    assert (out / "drawings" / "a.jpg").read_bytes() == b"somebody else's"
    assert (pictures / "a.jpg").read_bytes() == b"contents of a.jpg"
    assert (pictures / "a.jpg.xmp").exists()
    sort(capsys, "--undo")
    assert tree(out) == {"drawings/a.jpg": b"somebody else's"}


def test_undoing_keeps_what_has_changed_since_and_says_so(
    pictures: Path, listed: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    sort(capsys, "--answers", listed, "--into", out)
    (out / "drawings" / "a.jpg").write_bytes(b"retouched")
    (pictures / "ü.jpg").unlink()
    (out / "drawings" / "mine.txt").write_bytes(b"mine")
    undone = sort(capsys, "--undo")
    reasons = {Path(row["path"]).name: row["reason"] for row in undone["refused"]}
    assert reasons == {
        "a.jpg": "was changed since it was copied, and is kept",
        "ü.jpg": "is kept: the file that it was copied from is gone, or has changed",
    }
    assert tree(out) == {
        "drawings/a.jpg": b"retouched",
        "drawings/a.jpg.xmp": b"contents of a.jpg.xmp",
        "drawings/a_01.jpg.xmp": b"contents of a_01.jpg.xmp",
        "drawings/mine.txt": b"mine",
        **{f"etchings/{name}": f"contents of {name}".encode() for name in ("ü.jpg", "ü.xmp", "ü.AAE", "ü.CR2")},
    }


def test_moved_pictures_come_back_with_what_was_made_beside_them_since(
    pictures: Path, listed: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    sort(capsys, "--answers", listed, "--into", out, "--how", "move")
    (out / "drawings" / "a.jpg.xmp").write_bytes(b"edited")
    made(out / "drawings", "with space (1).png.xmp", "a.jpg.pp3")
    (pictures / "two.jpg").write_bytes(b"another one")
    undone = sort(capsys, "--undo")
    assert [row["reason"] for row in undone["refused"]] == ["has another file in its old place by now"]
    assert (pictures / "two.jpg").read_bytes() == b"another one"
    assert (pictures / "a.jpg.xmp").read_bytes() == b"edited"
    assert (pictures / "a.jpg.pp3").exists()
    assert (pictures / "with space (1).png.xmp").exists()
    assert set(tree(out)) == {"etchings/two.jpg"}
    assert sort(capsys, "--list")["sorts"][0]["state"] == "undoing"


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        ("../{name}", "leads out"),
        ("/tmp/{name}", "leads out of the target"),
        ("C:\\{name}", "leads out of the target"),
        ("{class}/../../{name}", "leads out"),
        ("{class}", "the same name"),
        ("{klass}/{name}", "unknown field {klass}"),
        ("{class.__class__}/{name}", "unknown field"),
        ("{class/{name}", "brace"),
    ],
)
def test_patterns_that_lead_elsewhere_are_refused(
    pattern: str, words: str, listed: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = tree(tmp_path)
    result = sort(capsys, "--answers", listed, "--into", tmp_path / "out", "--pattern", pattern, status=2)
    assert words in " ".join(result["error"].split())
    assert tree(tmp_path) == before


def test_class_names_cannot_lead_out_and_links_in_the_target_are_not_followed_out(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pictures = made(tmp_path / "p", "a.jpg", "b.jpg", "c.jpg", "d.jpg")
    out, elsewhere = made(tmp_path / "out"), made(tmp_path / "elsewhere")
    (out / "drawings").symlink_to(elsewhere)
    rows = {
        pictures / "a.jpg": ("../up", 0.9),
        pictures / "b.jpg": ("CON", 0.9),
        pictures / "c.jpg": ("drawings", 0.9),
        pictures / "d.jpg": ("a/b: c?", 0.9),
    }
    result = sort(capsys, "--answers", said(tmp_path / "a.json", rows), "--into", out)
    assert set(tree(out)) == {".._up/a.jpg", "_CON/b.jpg", "a_b_ c_/d.jpg"}
    assert (out / "drawings").readlink() == elsewhere
    assert [row["reason"] for row in result["left"]] == ["“drawings” in the target is a link that leads out of it"]
    assert tree(elsewhere) == {}


@pytest.mark.parametrize("how", ["move", "copy"])
def test_a_disk_that_fills_stops_the_sort_which_goes_on_later(
    how: str, listed: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    pictures, out, real = tmp_path / "pictures", tmp_path / "out", os.write
    before = tree(pictures)
    full = [False]

    def crossing(*_: Any, **__: Any) -> None:
        raise OSError(errno.EXDEV, os.strerror(errno.EXDEV))

    def write(handle: int, data: Any) -> int:
        if bytes(data[:12]) == b"contents of " and full[0]:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        full[0] = full[0] or bytes(data[12:]) == b"a.jpg.xmp"
        return real(handle, data)

    with monkeypatch.context() as patch:
        patch.setattr(placing.os, "write", write)
        if how == "move":
            patch.setattr(placing, "_renamed", lambda source, target: _only_partials(source, target, crossing))
        failed = sort(capsys, "--answers", listed, "--into", out, "--how", how, status=1)
    assert "The disk is full" in failed["error"]
    assert "--resume" in failed["error"]
    together = {Path(name).name: data for name, data in tree(out).items()}
    assert tree(pictures) | together == before
    assert not [name for name in together if name.endswith(".part")]
    assert sort(capsys, "--list")["sorts"][0]["state"] == "unfinished"
    assert sort(capsys, "--resume")["pictures"] == 7
    sort(capsys, "--undo")
    assert tree(pictures) == before


def _only_partials(source: Path, target: Path, crossing: Any) -> bool:
    """As if the pictures lay on another disk than the target."""
    if not source.name.endswith(".part"):
        crossing()
    source.rename(target)
    return True


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root writes everywhere")
def test_a_target_that_cannot_be_written_to_is_told(
    pictures: Path, listed: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out, before = made(tmp_path / "out"), tree(pictures)
    out.chmod(0o555)
    assert "Access was refused" in sort(capsys, "--answers", listed, "--into", out, status=1)["error"]
    assert tree(pictures) == before


def test_sorting_again_leaves_what_is_in_place(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = made(tmp_path / "out", "drawings/a.jpg", "b.jpg")
    (tmp_path / "other way").symlink_to(out)
    rows = {tmp_path / "other way" / "drawings" / "a.jpg": ("drawings", 0.9), out / "b.jpg": ("etchings", 0.9)}
    result = sort(capsys, "--answers", said(tmp_path / "a.json", rows), "--into", out, "--how", "move")
    assert (result["in_place"], result["pictures"]) == (1, 1)
    assert set(tree(out)) == {"drawings/a.jpg", "etchings/b.jpg"}


def test_a_person_reads_what_happened(
    pictures: Path, listed: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["sort", "--answers", str(listed), "--into", str(tmp_path / "out"), "--how", "move"]) == 0
    words = " ".join(capsys.readouterr().out.split())
    assert "7 pictures moved into" in words
    assert "Sidecar and raw files that went along: 5." in words
    assert "two.xmp may belong to another picture too" in words
    name = json.loads(json.dumps(words)).partition("sort --undo ")[2].partition("”")[0]
    assert cli.main(["sort", "--undo", name]) == 0
    assert "7 pictures back where they were" in " ".join(capsys.readouterr().out.split())
    assert cli.main(["sort", "--list"]) == 0
    assert "undone" in capsys.readouterr().out


def test_names_that_are_no_unicode_travel_to_the_byte(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    name = os.fsdecode(b"caf\xe9.jpg")
    pictures = made(tmp_path / "p", name, f"{name}.xmp")
    before = tree(pictures)
    listed = said(tmp_path / "a.json", {pictures / name: ("drawings", 0.9)})
    sort(capsys, "--answers", listed, "--into", tmp_path / "out", "--how", "move")
    assert tree(tmp_path / "out" / "drawings") == before
    sort(capsys, "--undo")
    assert tree(pictures) == before


def test_labels_go_along_with_what_is_moved_and_come_back(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pictures = tiny.folder(tmp_path / "p", {f"{number}.jpg": tiny.jpeg(number, (64, 48)) for number in range(3)})
    project = Project.create(tmp_path / "p.artclass")
    with Catalog.open(project) as catalog:
        catalog.label_files([pictures / "1.jpg"], "woodcuts")
    listed = said(tmp_path / "a.json", dict.fromkeys(pictures.iterdir(), ("drawings", 0.9)))
    words = ("--answers", listed, "--into", tmp_path / "out", "--how", "move", "--project", project.folder)
    assert sort(capsys, *words)["labels_followed"] == 1
    moved = tmp_path / "out" / "woodcuts" / "1.jpg"
    with Catalog.open(project, readonly=True) as catalog:
        assert catalog.own_labels([moved]) == {str(moved): "woodcuts"}
    assert sort(capsys, "--undo")["labels_followed"] == 1
    with Catalog.open(project, readonly=True) as catalog:
        assert catalog.own_labels([moved, pictures / "1.jpg"]) == {str(pictures / "1.jpg"): "woodcuts"}


def test_a_journal_that_cannot_be_written_leaves_all_untouched(
    listed: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    journals: Path,  # noqa: F811
) -> None:
    journals.parent.write_bytes(b"a file in the way")
    before = tree(tmp_path)
    assert sort(capsys, "--answers", listed, "--into", tmp_path / "out", "--how", "move", status=1)["error"]
    assert tree(tmp_path) == before


def test_own_labels_are_a_part_of_their_own_whatever_the_model_says(
    listed: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = json.loads(listed.read_text())
    for row in rows:
        if row["novel"] or row["confidence"] > 0.9:
            row["own_label"] = "woodcuts"
    listed.write_text(json.dumps(rows))
    words = ("--answers", listed, "--into", tmp_path / "out", "--how", "copy", "--at-least", "0.5", "--dry-run")
    result = sort(capsys, *words)
    assert (result["labelled"], result["filed"], result["review"], result["novel"]) == (2, 4, 1, 0)
    assert result["folders"]["woodcuts"] == 2


def test_a_model_sorts_a_folder_and_keeps_its_folders(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pictures = making.pictures(tmp_path / "p", 3)
    model = models.written(tmp_path / "colours.artmodel")
    words = (pictures, "--model", model, "--store", tmp_path / "kept", "--into", tmp_path / "out")
    result = sort(capsys, *words, "--pattern", "{class}/{folder}/{name}", "--how", "symlink")
    assert (result["filed"], result["pictures"]) == (9, 9)
    for link in (path for path in (tmp_path / "out").rglob("*") if path.is_symlink()):
        label, folder = link.relative_to(tmp_path / "out").parts[:2]
        assert label == folder
        assert link.resolve().is_relative_to(pictures / folder)
    missing = sort(capsys, *words, "--at-most-wrong", "2", status=1)
    assert "Train it again" in missing["error"]
