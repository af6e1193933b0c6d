"""The tag command as a person uses it, read by independent programs."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from tests.trainer import making, tiny
from tests.trainer.commands.tagged import ABOUT, EXIFTOOL, EXIV2, NAMES, exif, said, tag, told, xmp
from tests.trainer.predicting import models
from tests.trainer.xmp.shapes import DARKTABLE, EMPTY
from trainer import cli, package
from trainer.catalog.store import Catalog
from trainer.package import HeldOut, Sample
from trainer.project import Project
from trainer.running import moments
from trainer.xmp import reading, writing


def test_each_picture_gets_a_sidecar_and_no_picture_is_touched(
    folder: Path, listed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert tag(capsys, "--answers", listed, "--dry-run")["counts"] == {"written": 4}
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    result = tag(capsys, "--answers", listed)
    assert (result["counts"], result["keywords"], result["files"]) == ({"written": 4}, {"drawings": 4}, 4)
    after = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert {name: after[name] for name in before if name != "b.jpg.xmp"} == {
        name: data for name, data in before.items() if name != "b.jpg.xmp"
    }, "a raw file's sidecar is not that of the picture beside it"
    assert set(after) - set(before) == {"a.jpg.xmp", "Мир & 和平.jpg.xmp", "raw.jpg.xmp"}
    assert xmp(folder, "b.jpg.xmp").lists[0] == ("darktable", "format", "drawings")
    assert tag(capsys, "--answers", listed)["counts"] == {"unchanged": 4}
    undone = tag(capsys, folder, "--remove")
    assert undone["counts"] == {"removed": 4}
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


@EXIFTOOL
def test_exiftool_reads_it(folder: Path, listed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tag(capsys, "--answers", listed)
    for name in ("a.jpg.xmp", "b.jpg.xmp", "Мир & 和平.jpg.xmp"):
        found = exif(folder / name)
        assert "drawings" in found["XMP-dc:Subject"]
        assert "ArtClass|drawings" in found["XMP-lr:HierarchicalSubject"]
        assert found["XMP-digiKam:TagsList"] == "ArtClass/drawings"
        assert (found["XMP-artclass:Confidence"], found["XMP-artclass:Model"]) == (0.9, ABOUT.model)
    assert found["XMP-artclass:Run"] == ABOUT.run


@EXIV2
def test_exiv2_reads_it(folder: Path, listed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tag(capsys, "--answers", listed)
    words = ["exiv2", "-Pkv", "-g", "Xmp", str(folder / "b.jpg.xmp")]
    lines = subprocess.run(words, capture_output=True, text=True, check=True).stdout.splitlines()
    found = dict(line.split(maxsplit=1) for line in lines if " " in line.strip())
    assert found["Xmp.dc.subject"].strip() == "darktable, format, drawings"
    assert found["Xmp.digiKam.TagsList"].strip() == "ArtClass/drawings"
    assert found["Xmp.artclass.confidence"].strip() == "0.9000"


def test_what_has_no_sure_class_gets_no_keyword_and_loses_an_old_one(
    folder: Path, tmp_path: Path, listed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tag(capsys, "--answers", listed)
    unsure = said(tmp_path / "unsure.json", {folder / "a.jpg": ("etchings", 0.6)})
    assert tag(capsys, "--answers", unsure, "--at-least", "0.7")["counts"] == {"unsure": 1}
    assert not (folder / "a.jpg.xmp").exists()
    novel = said(tmp_path / "novel.json", {folder / "b.jpg": ("etchings", 0.6)}, novel=True)
    assert tag(capsys, "--answers", novel)["counts"] == {"novel": 1}
    assert (folder / "b.jpg.xmp").read_bytes() == DARKTABLE.encode()
    broken = {"label": None, "confidence": None, "probabilities": (), "status": "unreadable", "reason": "is damaged"}
    unreadable = said(tmp_path / "bad.json", {folder / "raw.jpg": ("drawings", 1.0)}, **broken)
    assert tag(capsys, "--answers", unreadable)["counts"] == {"unreadable": 1}


def test_only_sidecars_of_its_own_are_deleted(folder: Path, listed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "a.jpg.xmp").write_bytes(EMPTY.encode())
    tag(capsys, "--answers", listed)
    assert tag(capsys, folder, "--remove")["counts"] == {"removed": 4}
    assert (folder / "a.jpg.xmp").read_bytes() == EMPTY.encode()
    assert sorted(path.name for path in folder.glob("*.xmp")) == ["a.jpg.xmp", "b.jpg.xmp", "raw.xmp"]


def test_a_dry_run_tells_in_words_why_a_picture_would_get_no_keyword(
    folder: Path, listed: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tag(capsys, "--answers", listed)
    novel = said(tmp_path / "novel.json", {folder / "a.jpg": ("etchings", 0.6)}, novel=True)
    words = told(capsys, "--answers", novel, "--dry-run")
    assert "a.jpg is probably none of the classes; what ArtClass wrote would be taken out of" in words
    unsure = said(tmp_path / "unsure.json", {tiny.folder(tmp_path, {"n.jpg": b"x"}) / "n.jpg": ("etchings", 0.6)})
    words = told(capsys, "--answers", unsure, "--at-least", "0.7", "--dry-run")
    assert "n.jpg would get no keyword, for the model is not sure enough." in words
    words = told(capsys, folder, "--remove", "--dry-run")
    assert "a.jpg would have what ArtClass wrote taken out of" in words


def test_a_damaged_sidecar_and_a_readonly_folder_are_told_and_cost_nothing_else(
    folder: Path, listed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "b.jpg.xmp").write_bytes(b"<x:xmpmeta")
    result = tag(capsys, "--answers", listed)
    assert result["counts"] == {"written": 3, "failed": 1}
    assert result["pictures"][0]["reason"].startswith("has a sidecar file, b.jpg.xmp, that is damaged")
    assert (folder / "b.jpg.xmp").read_bytes() == b"<x:xmpmeta"
    for name in NAMES:
        (folder / f"{name}.xmp").write_bytes(b"<x:xmpmeta")
    assert tag(capsys, "--answers", listed, status=1)["counts"] == {"failed": 4}, "a script has to notice that"


def test_a_picture_that_has_vanished_gets_no_sidecar(
    folder: Path, listed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "a.jpg").unlink()
    result = tag(capsys, "--answers", listed)
    assert result["counts"] == {"written": 3, "failed": 1}
    assert result["pictures"][0]["reason"] == "is no longer there"
    assert not (folder / "a.jpg.xmp").exists()


@EXIFTOOL
def test_into_files_only_when_asked_and_own_labels_stay(
    folder: Path, listed: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    project = Project.create(tmp_path / "p.artclass")
    odd = folder / "odd\nname #1.jpg"
    shutil.copy(folder / "b.jpg", odd)  # one of a.jpg would be of the class that a.jpg is given
    with Catalog.open(project) as catalog:
        catalog.label_files([folder / "a.jpg"], "etchings")
    pictures = {folder / "a.jpg": ("drawings", 0.9), odd: ("drawings", 0.8), folder / "b.jpg": ("drawings", 0.9)}
    listed = said(tmp_path / "answers.json", pictures)
    before = (folder / "a.jpg").read_bytes()
    result = tag(capsys, "--answers", listed, "--into-files", "--project", project.folder)
    assert result["counts"] == {"written": 3}, result
    assert exif(folder / "a.jpg")["XMP-dc:Subject"] == "etchings"
    assert exif(odd)["XMP-artclass:Confidence"] == 0.8
    assert not (folder / "a.jpg.xmp").exists()
    assert xmp(folder, "b.jpg.xmp").lists[0] == ("darktable", "format", "drawings"), "both say the same"
    assert (folder / "a.jpg_original").read_bytes() == before
    with Catalog.open(project) as catalog:
        assert catalog.own_labels([folder / "a.jpg"]) == {str(folder / "a.jpg"): "etchings"}
    assert tag(capsys, "--answers", listed, "--into-files", "--project", project.folder)["counts"] == {"unchanged": 3}
    subprocess.run(
        [
            "exiftool",
            "-q",
            "-overwrite_original",
            "-XMP-dc:Subject=woodcuts",
            "-XMP-lr:HierarchicalSubject=ArtClass|woodcuts",
            odd,
        ],
        check=True,
    )
    read = tag(capsys, folder, "--read")["corrections"]
    assert [(row["path"], row["before"], row["label"]) for row in read] == [(str(odd), "drawings", "woodcuts")]
    tag(capsys, folder, "--remove", "--into-files", "--no-copies")
    assert not any("artclass" in name.lower() for name in exif(folder / "a.jpg"))


@EXIFTOOL
def test_a_format_that_holds_no_keywords_is_told(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    picture = folder / "c.bmp"
    tiny.picture().save(picture)
    before = picture.read_bytes()
    listed = said(tmp_path / "answers.json", {picture: ("drawings", 0.9)})
    result = tag(capsys, "--answers", listed, "--into-files", status=1)
    assert result["counts"] == {"failed": 1}
    assert "ExifTool" in result["pictures"][0]["reason"]
    assert picture.read_bytes() == before


@pytest.mark.skipif(os.name == "nt", reason="a killed process leaves its files open there")
@pytest.mark.parametrize("moment", ["before-keywords:2", "before-rename:2", "after-rename:2", "after-keywords:2"])
def test_a_kill_leaves_whole_files_and_the_next_run_does_the_rest(
    moment: str, folder: Path, listed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    environment = os.environ | {moments.KILL_AT: moment, "ARTCLASS_CORES": "1"}
    command = [sys.executable, "-m", "trainer", "tag", "--answers", str(listed)]
    killed = subprocess.run(command, env=environment, capture_output=True, check=False)
    assert killed.returncode < 0
    for path in folder.glob("[!.]*.jpg.xmp"):
        assert reading.read(path.read_bytes()).lists
    counts = tag(capsys, "--answers", listed)["counts"]
    assert sum(counts.values()) == 4
    assert set(counts) == {"written", "unchanged"}
    assert writing.remove((folder / "b.jpg.xmp").read_bytes()) == DARKTABLE.encode()


@pytest.mark.parametrize(
    "words",
    [[], ["x", "--answers", "y.json"], ["x", "--at-least", "80", "--model", "m"], ["x", "--no-copies", "--model", "m"]],
)
def test_wrong_words_are_refused(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["tag", *words]) == cli.WRONG_USAGE


@pytest.mark.parametrize(("command", "words"), [("sort", "go to the folder for review"), ("tag", "get no keyword")])
def test_help_tells_what_a_budget_does_here(command: str, words: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        cli.main([command, "--help"])
    told = " ".join(capsys.readouterr().out.split()).partition("--at-most-wrong N ")[2].partition(" --")[0]
    assert words in told
    assert "at most N % of these are wrong" in told


@pytest.fixture
def model(tmp_path: Path) -> Path:
    """A model that tells colours apart, with what it said of held-out pictures: from 0.6 on it is always right."""
    sure = tuple(0.5 + 0.5 * number / 400 for number in range(400))
    sample = Sample(confidence=sure, right=tuple(each >= 0.6 for each in sure), distance=(0.0,) * 400)
    made = msgspec.structs.replace(models.colour_package(), held_out=HeldOut(validation=sample, test=sample))
    package.write(tmp_path / "colours.artmodel", made)
    return tmp_path / "colours.artmodel"


def test_a_model_is_asked_and_a_budget_leaves_out_what_it_is_not_sure_of(
    model: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = making.pictures(tmp_path / "p", 2)
    store = ["--store", tmp_path / "store"]
    result = tag(capsys, folder, "--model", model, *store)
    assert result["keywords"] == {"blue": 2, "green": 2, "red": 2}
    budgeted = tag(capsys, folder, "--model", model, *store, "--at-most-wrong", "2")
    assert set(budgeted["counts"]) <= {"unchanged", "unsure"}
    assert cli.main(["tag", str(folder), "--model", str(model), "--at-most-wrong", "0.001"]) == cli.WRONG_USAGE
    told = " ".join(capsys.readouterr().err.split())
    assert "At most 0.001 % wrong cannot be promised" in told
    assert told.endswith("Allow more to be wrong, or train with more pictures.")


@EXIFTOOL
def test_the_copies_of_exiftool_stay_as_the_pictures_were_and_are_no_pictures(
    model: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = making.pictures(tmp_path / "p", 1)
    before = {f"{path}_original": path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    words = [folder, "--into-files", "--store", tmp_path / "store", "--model", model]
    for more, status in ([], "written"), (["--remove"], "removed"), ([], "written"):
        assert tag(capsys, *words, *more)["counts"] == {status: len(before)}
        assert {str(path): path.read_bytes() for path in folder.rglob("*_original")} == before
    old = said(tmp_path / "old.json", {Path(name): ("drawings", 0.9) for name in before})
    assert tag(capsys, "--answers", old, "--into-files")["counts"] == {}, "an earlier list had them among the pictures"
    assert {str(path): path.read_bytes() for path in folder.rglob("*_original")} == before


@EXIFTOOL
@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
def test_a_link_to_a_picture_stays_a_link(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tiny.folder(tmp_path, {"real/a.jpg": tiny.jpeg()})
    link = tmp_path / "link.jpg"
    link.symlink_to(tmp_path / "real" / "a.jpg")
    listed = said(tmp_path / "answers.json", {link: ("drawings", 0.9)})
    assert tag(capsys, "--answers", listed, "--into-files", "--no-copies")["counts"] == {"written": 1}
    assert link.is_symlink()
    assert exif(tmp_path / "real" / "a.jpg")["XMP-dc:Subject"] == "drawings"
