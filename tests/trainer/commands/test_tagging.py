"""The tag command as a person uses it, read by independent programs."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from tests.trainer import making, tiny
from tests.trainer.predicting import models
from tests.trainer.xmp.shapes import DARKTABLE, EMPTY, LIGHTROOM
from trainer import answers, cli, package
from trainer.answers import About
from trainer.catalog.store import Catalog
from trainer.events import Prediction
from trainer.package import HeldOut, Sample
from trainer.project import Project
from trainer.running import moments
from trainer.xmp import reading, writing

ABOUT = About(("drawings", "etchings"), run="2026-11-23-1405-vgg16", model="0123456789abcdef")
NAMES = ("a.jpg", "b.jpg", "Мир & 和平.jpg", "raw.jpg")
EXIFTOOL = pytest.mark.skipif(shutil.which("exiftool") is None, reason="ExifTool is not on this machine")
EXIV2 = pytest.mark.skipif(shutil.which("exiv2") is None, reason="exiv2 is not on this machine")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Pictures, one with darktable's sidecar and one with a raw file's beside it."""
    files = {name: tiny.jpeg(seed, (64, 48)) for seed, name in enumerate(NAMES)}
    files |= {"b.jpg.xmp": DARKTABLE.encode(), "raw.CR2": b"raw", "raw.xmp": LIGHTROOM.encode()}
    return tiny.folder(tmp_path / "pictures", files)


@pytest.fixture
def listed(folder: Path, tmp_path: Path) -> Path:
    """What a model says of them."""
    return said(tmp_path / "answers.json", {folder / name: ("drawings", 0.9) for name in NAMES})


def said(path: Path, labels: dict[Path, tuple[str, float]], **more: Any) -> Path:
    with answers.writing(path, ABOUT) as sheet:
        for picture, (label, sure) in labels.items():
            shares = (sure, 1 - sure) if label == "drawings" else (1 - sure, sure)
            row = {"label": label, "confidence": sure, "probabilities": shares} | more
            sheet.add([Prediction(path=str(picture), **row)])
    return path


def tag(capsys: pytest.CaptureFixture[str], *words: str | Path) -> dict[str, Any]:
    assert cli.main(["tag", *map(str, words), "--json"]) == 0, capsys.readouterr().err
    result: dict[str, Any] = json.loads(capsys.readouterr().out)
    return result


def exif(*words: str | Path) -> dict[str, Any]:
    out = subprocess.run(["exiftool", "-j", "-G1", "-a", *map(str, words)], capture_output=True, check=True).stdout
    found: dict[str, Any] = json.loads(out)[0]
    return found


def xmp(folder: Path, name: str) -> reading.Said:
    return reading.read((folder / name).read_bytes())


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


def told(capsys: pytest.CaptureFixture[str], *words: str | Path) -> str:
    """What a person reads, on one line."""
    assert cli.main(["tag", *map(str, words)]) == 0
    return " ".join(capsys.readouterr().out.split())


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


def test_a_class_that_was_taken_out_elsewhere_is_told_alike_by_tag_and_read(
    folder: Path, listed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tag(capsys, "--answers", listed)
    emptied(folder / "a.jpg.xmp")
    lost = "a.jpg has lost its class “drawings” in another program."
    remedy = "get no label by --read: give them one class there, or let tag --overwrite write it again."
    for words in (["--answers", listed], [folder, "--read"]):
        printed = told(capsys, *words)
        assert lost in printed
        assert remedy in printed
        assert "get it as your label" not in printed
        assert "no class was changed" not in printed
    assert tag(capsys, "--answers", listed, "--overwrite")["counts"] == {"written": 1, "unchanged": 3}
    assert xmp(folder, "a.jpg.xmp").lists[0] == ("drawings",)
    edited(folder / "b.jpg.xmp", "etchings")
    printed = told(capsys, "--answers", listed)
    assert "Pictures that were given another class get it as your label by --read" in printed
    assert remedy not in printed


def test_a_damaged_sidecar_and_a_readonly_folder_are_told_and_cost_nothing_else(
    folder: Path, listed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "b.jpg.xmp").write_bytes(b"<x:xmpmeta")
    result = tag(capsys, "--answers", listed)
    assert result["counts"] == {"written": 3, "failed": 1}
    assert result["pictures"][0]["reason"].startswith("has a sidecar file, b.jpg.xmp, that is damaged")
    assert (folder / "b.jpg.xmp").read_bytes() == b"<x:xmpmeta"


def edited(path: Path, label: str) -> None:
    """Another program gives the picture another class."""
    path.write_bytes(
        path.read_bytes()
        .replace(b">drawings<", f">{label}<".encode())
        .replace(b"s|drawings", f"s|{label}".encode())
        .replace(b"s/drawings", f"s/{label}".encode())
    )


def emptied(path: Path) -> None:
    """Another program takes the class out."""
    data = path.read_bytes()
    for entry in (b"drawings", b"ArtClass|drawings", b"ArtClass/drawings"):
        data = data.replace(b"<rdf:li>%s</rdf:li>" % entry, b"")
    path.write_bytes(data)


def test_classes_changed_elsewhere_become_labels_and_are_never_overwritten(
    folder: Path, listed: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    project = Project.create(tmp_path / "p.artclass")
    tag(capsys, "--answers", listed)
    edited(folder / "a.jpg.xmp", "etchings")
    edited(folder / "b.jpg.xmp", "woodcuts")
    result = tag(capsys, "--answers", listed)
    assert result["counts"] == {"unchanged": 2, "edited": 2}
    assert result["pictures"][0]["reason"] == "was given the class “etchings” in another program"
    assert tag(capsys, folder, "--read", "--project", project.folder, "--dry-run")["decision"] is None
    read = tag(capsys, folder, "--read", "--project", project.folder)
    assert [(Path(row["path"]).name, row["before"], row["label"]) for row in read["corrections"]] == [
        ("a.jpg", "drawings", "etchings"),
        ("b.jpg", "drawings", "woodcuts"),
    ]
    with Catalog.open(project) as catalog:
        own = catalog.own_labels([folder / "a.jpg", folder / "b.jpg", folder / "raw.jpg"])
    assert {Path(path).name: label for path, label in own.items()} == {"a.jpg": "etchings", "b.jpg": "woodcuts"}
    again = tag(capsys, folder, "--read", "--project", project.folder)
    assert (again["corrections"], again["known"]) == ([], 2)
    settled = tag(capsys, "--answers", listed, "--project", project.folder)
    assert settled["counts"] == {"written": 2, "unchanged": 2}
    assert xmp(folder, "a.jpg.xmp").written == reading.Written(
        "etchings", "etchings", "drawings", "0.9000", ABOUT.run, ABOUT.model
    )
    assert tag(capsys, folder, "--read", "--project", project.folder)["known"] == 0, "nothing differs any more"


def test_a_picture_that_has_vanished_gets_no_sidecar(
    folder: Path, listed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "a.jpg").unlink()
    result = tag(capsys, "--answers", listed)
    assert result["counts"] == {"written": 3, "failed": 1}
    assert result["pictures"][0]["reason"] == "is no longer there"
    assert not (folder / "a.jpg.xmp").exists()


@pytest.mark.skipif(sys.platform != "linux", reason="names there are always valid Unicode")
def test_names_that_are_no_unicode_are_tagged_and_read_back(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    picture = tmp_path / os.fsdecode(b"caf\xe9.jpg")
    picture.write_bytes(tiny.jpeg())
    listed = said(tmp_path / "answers.json", {picture: ("drawings", 0.9)})
    assert tag(capsys, "--answers", listed)["counts"] == {"written": 1}
    sidecar = tmp_path / os.fsdecode(b"caf\xe9.jpg.xmp")
    edited(sidecar, "etchings")
    read = tag(capsys, tmp_path, "--read")
    assert [row["label"] for row in read["corrections"]] == ["etchings"]
    if shutil.which("exiftool"):
        assert tag(capsys, "--answers", listed, "--into-files", "--overwrite")["counts"] == {"written": 1}
        assert exif(picture)["XMP-dc:Subject"] == "drawings"


def test_what_cannot_be_decided_is_told(folder: Path, listed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tag(capsys, "--answers", listed)
    path = folder / "a.jpg.xmp"
    path.write_bytes(path.read_bytes().replace(b"</rdf:li>", b"</rdf:li><rdf:li>ArtClass|etchings</rdf:li>"))
    read = tag(capsys, folder, "--read")
    assert read["corrections"] == []
    assert read["undecided"] == [
        {
            "path": str(folder / "a.jpg"),
            "before": "drawings",
            "classes": ["drawings", "etchings"],
            "reason": "was given several classes in another program: “drawings”, “etchings”",
        }
    ]


@EXIFTOOL
def test_into_files_only_when_asked_and_own_labels_stay(
    folder: Path, listed: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    project = Project.create(tmp_path / "p.artclass")
    odd = folder / "odd\nname #1.jpg"
    shutil.copy(folder / "a.jpg", odd)
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
    result = tag(capsys, "--answers", listed, "--into-files")
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
    assert "cannot be promised" in " ".join(capsys.readouterr().err.split())


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


def with_exiv2(sidecar: Path, label: str) -> None:
    """exiv2, as digiKam uses it, writes the whole file anew."""
    lists = {
        "Xmp.lr.hierarchicalSubject": f"XmpBag ArtClass|{label}",
        "Xmp.digiKam.TagsList": f"XmpSeq ArtClass/{label}",
        "Xmp.dc.subject": f"XmpBag {label}",
    }
    words = [word for name, value in lists.items() for word in (f"-Mdel {name}", f"-Mset {name} {value}")]
    subprocess.run(["exiv2", *words, str(sidecar)], check=True)


def with_exiftool(sidecar: Path, label: str) -> None:
    """ExifTool knows digiKam's list as well, but a person sets what they see: the plain keyword and the tree."""
    words = [f"-XMP-dc:Subject={label}", f"-XMP-lr:HierarchicalSubject=ArtClass|{label}"]
    subprocess.run(["exiftool", "-q", "-overwrite_original", *words, str(sidecar)], check=True)


@pytest.mark.parametrize("edit", [pytest.param(with_exiv2, marks=EXIV2), pytest.param(with_exiftool, marks=EXIFTOOL)])
def test_what_independent_programs_rewrite_is_read_back_and_written_to_again(
    edit: Callable[[Path, str], None], folder: Path, listed: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    project = Project.create(tmp_path / "p.artclass")
    tag(capsys, "--answers", listed)
    sidecar = folder / "b.jpg.xmp"
    edit(sidecar, "etchings")
    assert xmp(folder, "b.jpg.xmp").written == reading.Written(
        "drawings", "drawings", "drawings", "0.9000", ABOUT.run, ABOUT.model
    )
    read = tag(capsys, folder, "--read", "--project", project.folder)
    assert [(Path(row["path"]).name, row["label"]) for row in read["corrections"]] == [("b.jpg", "etchings")]
    assert tag(capsys, "--answers", listed, "--project", project.folder)["counts"]["written"] == 1
    found = exif(sidecar) if shutil.which("exiftool") else {}
    assert found.get("XMP-digiKam:TagsList", "ArtClass/etchings") == "ArtClass/etchings"
    assert found.get("XMP-exif:DateTimeOriginal", "2019:05:04 12:13:14") == "2019:05:04 12:13:14"
    tag(capsys, folder, "--remove")
    left = xmp(folder, "b.jpg.xmp")
    assert left.written is None
    assert b"rtclass" not in sidecar.read_bytes().replace(b"xmlns:artclass=", b"")
    assert b"gz02eJxjYGBg" in sidecar.read_bytes(), "darktable's edits are still there"


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
