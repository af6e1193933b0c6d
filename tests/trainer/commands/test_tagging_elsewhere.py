"""What other programs make of keywords is told from what ArtClass wrote, and becomes labels."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.trainer import tiny
from tests.trainer.commands.tagged import ABOUT, EXIFTOOL, EXIV2, edited, emptied, exif, said, tag, told, xmp
from trainer.catalog.store import Catalog
from trainer.project import Project
from trainer.xmp import reading


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
def test_a_keyword_given_in_the_file_or_beside_the_old_one_is_not_passed_over(
    folder: Path, listed: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Lightroom writes keywords of a JPEG into the file; and a keyword is sooner added than replaced."""
    project = Project.create(tmp_path / "p.artclass")
    with Catalog.open(project) as catalog:
        catalog.label_each({str(folder / "raw.jpg"): "etchings"})
    exif_words = ("exiftool", "-q", "-overwrite_original")
    subprocess.run([*exif_words, "-subject=etchings", str(folder / "Мир & 和平.jpg")], check=True)  # long before
    words = ("--answers", listed, "--project", project.folder)
    assert tag(capsys, *words)["counts"] == {"written": 4}
    assert tag(capsys, *words)["counts"] == {"unchanged": 4}
    subprocess.run([*exif_words, "-subject+=etchings", str(folder / "a.jpg.xmp")], check=True)
    subprocess.run([*exif_words, "-subject=etchings", str(folder / "b.jpg")], check=True)
    read = tag(capsys, folder, "--read", "--project", project.folder, "--dry-run")
    assert [(Path(row["path"]).name, row["before"], row["label"]) for row in read["corrections"]] == [
        ("b.jpg", "drawings", "etchings")
    ]
    assert [(Path(row["path"]).name, row["classes"]) for row in read["undecided"]] == [
        ("a.jpg", ["drawings", "etchings"])
    ]
    by_list = tag(capsys, "--answers", listed, "--read")
    assert [len(by_list[name]) for name in ("corrections", "undecided")] == [1, 1], "the list names the classes as well"
    tag(capsys, folder, "--read", "--project", project.folder)
    said_so = told(capsys, folder, "--read", "--project", project.folder)
    assert "a.jpg was given several classes in another program: “drawings”, “etchings”." in said_so
    assert "is your label already (1 picture)" in said_so
    assert tag(capsys, *words)["counts"] == {"written": 1, "unchanged": 2, "edited": 1}
