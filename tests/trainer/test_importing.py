"""Importing: what is taken, what is not and why, and that nothing of it is lost or done twice."""

from __future__ import annotations

import contextlib
import errno
import json
import os
import random
import shutil
import signal
import stat
import subprocess
import sys
import unicodedata
import warnings
import zipfile
from collections import Counter
from pathlib import Path
from typing import Any

import msgspec
import pytest
from rich.console import Console

from tests.trainer.tiny import classes, encoded, folder, jpeg, picture, zipped
from trainer import cli, events, files
from trainer.catalog import scan
from trainer.catalog.records import FileProblem, ImportResult
from trainer.catalog.store import Catalog
from trainer.channel import Control
from trainer.commands import importing
from trainer.errors import ArtClassError, DiskError, ProjectError, SourceError, UsageError
from trainer.pixels import open_picture
from trainer.project import Project


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project.create(tmp_path / "my.artclass")


def taken(project: Project, *paths: Path, said: list[events.Event] | None = None) -> ImportResult:
    result = scan.import_sources(project, paths, emit=(said if said is not None else []).append, control=Control())
    assert result is not None
    return msgspec.structs.replace(result, import_id=None)


def archive(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


def problems(project: Project) -> dict[str, FileProblem]:
    with Catalog.open(project, readonly=True) as catalog:
        return {Path(problem.path).name: problem for problem in catalog.problems()}


def snapshot(root: Path) -> dict[str, tuple[int, int, bytes]]:
    return {
        str(path.relative_to(root)): (path.stat().st_mtime_ns, path.stat().st_mode, path.read_bytes())
        for path in root.rglob("*")
        if path.is_file()
    }


# What is taken


def test_a_folder_of_classes(tmp_path: Path, project: Project) -> None:
    source = folder(tmp_path / "art", classes("drawings", "painting", count=20))
    before = snapshot(source)
    said: list[events.Event] = []
    result = taken(project, source, said=said)
    assert result.classes == {"drawings": 20, "painting": 20}
    assert result.images == 40
    assert result.splits == {"training": 28, "validation": 6, "test": 6}
    assert not result.unreadable
    assert not result.exact_duplicates
    assert snapshot(source) == before
    with Catalog.open(project, readonly=True) as catalog:
        for found in catalog.pictures():
            assert found.path.is_relative_to(source)
            assert found.path.parent.name == found.label
            assert (found.width, found.height) == (24, 16)
        assert len(catalog.pictures("test", "drawings")) == 3
        (row,) = catalog.sources()
        assert (row.kind, row.location, row.pictures, row.present) == ("folder", source, 40, True)
    assert isinstance(said[0], events.Started)
    assert not any(isinstance(event, events.TERMINAL) for event in said)
    assert [e.done for e in said if isinstance(e, events.Progress)][-1] == 40
    assert {e.index for e in said if isinstance(e, events.Stage)} == {1, 2, 3}


def test_zips_in_a_zip_with_split_levels(tmp_path: Path, project: Project) -> None:
    one = classes("set/training_set/drawings", "set/validation_set/drawings", "set/training_set/painting")
    two = {
        "painting/extra.png": encoded(picture(900), "PNG"),
        "drawings/same.jpg": one["set/training_set/drawings/0.jpg"],
    }
    clutter = {"__MACOSX/._x.jpg": b"x", "painting/.DS_Store": b"x", "Thumbs.db": b"x"}
    outer = zipped({"one.zip": zipped(one), "more/two.zip": zipped({**two, **clutter})}, method=zipfile.ZIP_STORED)
    result = taken(project, archive(tmp_path / "art.zip", outer))
    assert result.classes == {"drawings": 12, "painting": 7}
    assert result.exact_duplicates == 1
    assert list(problems(project)) == ["same.jpg"]
    with Catalog.open(project, readonly=True) as catalog:
        for found in catalog.pictures():
            assert found.path.is_relative_to(project.images)
            assert open_picture(found.path).size == (24, 16)
        assert {found.path.suffix for found in catalog.pictures()} == {".jpg", ".png"}
    assert not any(project.cache.rglob("*"))


def test_a_folder_with_zips_in_it(tmp_path: Path, project: Project) -> None:
    source = folder(tmp_path / "art", {**classes("drawings"), "painting/pack.zip": zipped({"a.jpg": jpeg(99)})})
    assert taken(project, source).classes == {"drawings": 6, "painting": 1}


def test_names_in_any_script(tmp_path: Path, project: Project) -> None:
    long = "ж" * 110
    names = ["日本画", "رسم", "עברית", "Gemälde", long]
    files_ = {f"{name}/{name} {i}.jpg": jpeg(10 * k + i) for k, name in enumerate(names) for i in range(3)}
    result = taken(project, folder(tmp_path / "فن", files_))
    assert set(result.classes) == set(names)
    other = Project.create(tmp_path / "پروژه.artclass")
    assert set(taken(other, archive(tmp_path / "هنر.zip", zipped(files_))).classes) == set(names)


def test_zips_that_hold_utf8_without_saying_so(tmp_path: Path, project: Project) -> None:
    data = zipped({f"Gemälde/{i}.jpg": jpeg(i) for i in range(3)})
    undeclared = bytearray(data)
    for signature, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = -1
        while (start := data.find(signature, start + 1)) >= 0:
            undeclared[start + place + 1] &= 0xF7
    assert taken(project, archive(tmp_path / "a.zip", bytes(undeclared))).classes == {"Gemälde": 3}


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux allows such names")
def test_a_name_that_is_no_unicode(tmp_path: Path, project: Project) -> None:
    source = folder(tmp_path / "art", classes("drawings", "painting"))
    for name in (b"odd\xff.jpg", b"bad\xfe.jpg"):
        Path(os.fsdecode(os.fsencode(source / "drawings") + b"/" + name)).write_bytes(
            jpeg(77) if name.startswith(b"odd") else b""
        )
    said: list[events.Event] = []
    assert taken(project, source, said=said).images == 13
    assert all(events.encode(event) for event in said)
    with Catalog.open(project, readonly=True) as catalog:
        assert all(found.path.exists() for found in catalog.pictures())


def test_class_names_that_differ_in_case_or_accents_composed_are_one(tmp_path: Path, project: Project) -> None:
    decomposed = unicodedata.normalize("NFD", "Gemälde")
    files_ = {"Gemälde/1.jpg": jpeg(1), f"{decomposed}/2.jpg": jpeg(2), "GEMÄLDE/3.jpg": jpeg(3), "x/4.jpg": jpeg(4)}
    assert sorted(taken(project, archive(tmp_path / "a.zip", zipped(files_))).classes.values()) == [1, 3]


# What is not taken


def test_files_that_cannot_be_read_are_listed_with_their_reasons(tmp_path: Path, project: Project) -> None:
    bad = {
        "drawings/empty.jpg": b"",
        "drawings/cut.jpg": jpeg(500, (300, 300))[:3000],
        "drawings/words.png": b"not a picture, honestly\n",
        "drawings/notes.txt": b"remember the milk\n",
        "drawings/sheet.pdf": b"%PDF-1.4",
        "drawings/more.rar": b"Rar!",
        "cover.jpg": jpeg(501),
    }
    hidden_picture = {"drawings/unnamed": jpeg(502), "painting/renamed.dat": encoded(picture(503), "PNG")}
    expected = {
        "empty.jpg": ("unreadable", "is empty (0 bytes)"),
        "cut.jpg": ("unreadable", "ends too early (truncated)"),
        "words.png": ("unreadable", "is no picture (text inside)"),
        "notes.txt": ("passed over", "is no picture (text inside)"),
        "sheet.pdf": ("passed over", "is a PDF document, not a picture"),
        "more.rar": ("passed over", "is an archive of a kind that ArtClass cannot open; unpack it first"),
    }
    every = {**classes("drawings", "painting"), **bad, **hidden_picture}
    for source in (folder(tmp_path / "art", every), archive(tmp_path / "art.zip", zipped(every))):
        own = Project.create(tmp_path / f"{source.name}.artclass")
        said: list[events.Event] = []
        result = taken(own, source, said=said)
        assert result.images == 14
        assert result.unlabelled == 1  # cover.jpg
        assert {name: (row.kind, row.reason) for name, row in problems(own).items()} == expected
        assert {Path(row.path).name for row in result.unreadable} == {"empty.jpg", "cut.jpg", "words.png"}
        assert {Path(e.path).name for e in said if isinstance(e, events.Problem)} == set(expected)


def test_the_same_picture_twice_and_under_two_classes(tmp_path: Path, project: Project) -> None:
    files_ = classes("drawings", "painting")
    files_ |= {"drawings/again.jpg": files_["drawings/0.jpg"], "painting/wrong.jpg": files_["drawings/1.jpg"]}
    result = taken(project, folder(tmp_path / "art", files_))
    assert (result.images, result.exact_duplicates) == (12, 2)
    assert result.classes == {"drawings": 6, "painting": 6}
    found = problems(project)
    assert (found["again.jpg"].kind, found["again.jpg"].reason) == (
        "duplicate",
        "is the same picture as drawings/0.jpg",
    )
    assert found["wrong.jpg"].kind == "two labels"
    assert "drawings/1.jpg" in found["wrong.jpg"].reason


def test_unsafe_and_locked_members_of_a_zip(tmp_path: Path, project: Project) -> None:
    path = tmp_path / "a.zip"
    link = zipfile.ZipInfo("drawings/link.jpg")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(path, "w") as zipping:
        for name, data in classes("drawings", "painting").items():
            zipping.writestr(name, data)
        zipping.writestr("../../evil/up.jpg", jpeg(600))
        zipping.writestr("/drawings/root.jpg", jpeg(601))
        zipping.writestr("C:\\drawings\\drive.jpg", jpeg(602))
        zipping.writestr(link, "/etc/passwd")
        zipping.writestr("drawings\\back.jpg", jpeg(603))
        zipping.writestr("drawings/locked.jpg", jpeg(604))
        zipping.infolist()[-1].flag_bits |= 1
    assert taken(project, path).images == 13
    found = problems(project)
    assert set(found) == {"up.jpg", "root.jpg", "drive.jpg", "link.jpg", "locked.jpg"}
    assert all("unsafe name" in found[name].reason for name in ("up.jpg", "root.jpg", "drive.jpg"))
    assert "password" in found["locked.jpg"].reason
    assert not list(tmp_path.rglob("evil"))


def test_a_bomb_is_not_unpacked(tmp_path: Path, project: Project) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as zipping:
        for name, data in classes("drawings", "painting").items():
            zipping.writestr(name, data)
        with zipping.open("drawings/bomb.bmp", "w") as member:
            for _ in range(110):
                member.write(bytes(1 << 20))
    taken(project, path)
    assert "GB unpacked" in problems(project)["bomb.bmp"].reason
    assert files.folder_size(project.images) < 100_000


def test_archives_nested_too_deeply_and_damaged_ones(tmp_path: Path, project: Project) -> None:
    deep = zipped({"drawings/deep.jpg": jpeg(700)})
    for number in range(4):
        deep = zipped({f"level{number}.zip": deep})
    good = zipped(classes("drawings", "painting"))
    outer = zipped({"deep.zip": deep, "good.zip": good, "torn.zip": good[: len(good) // 2], "x/fake.zip": b"no zip"})
    assert taken(project, archive(tmp_path / "a.zip", outer)).images == 12
    found = problems(project)
    assert found["torn.zip"].kind == found["fake.zip"].kind == "unreadable"
    assert found["torn.zip"].reason == found["fake.zip"].reason == "is a damaged or incomplete zip file"
    assert [row.reason for name, row in found.items() if name.startswith("level")] == [
        "lies in too many archives inside each other"
    ]


def test_what_was_left_out_is_told_with_its_reasons(
    tmp_path: Path, project: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    good = zipped(classes("drawings", "painting"))
    notes = {f"drawings/{number}.txt": b"a note" for number in range(30)}
    outer = zipped({"good.zip": good, "torn.zip": good[:-40], "../up.jpg": jpeg(1), "/root.jpg": jpeg(2), **notes})
    result = taken(project, archive(tmp_path / "a.zip", outer))
    assert [Path(row.path).name for row in result.unreadable] == ["torn.zip"]
    assert "damaged" in result.unreadable[0].reason
    assert result.passed_over_files == 32
    assert Counter(row.reason for row in result.passed_over) == {
        "is no picture (text inside)": 20,
        "has an unsafe name that leads out of the archive; it was not unpacked": 2,
    }
    importing.show(msgspec.to_builtins(result), Console(width=300))
    said = capsys.readouterr().out
    assert "torn.zip is a damaged or incomplete zip file." in said
    assert said.count("unsafe name") == said.count("text inside") == 1
    assert "Passed over: 30 more files." in said


def test_nothing_is_said_where_nothing_was_left_out(
    tmp_path: Path, project: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    result = taken(project, folder(tmp_path / "art", classes("drawings", "painting")))
    assert (result.passed_over, result.passed_over_files) == ((), 0)
    importing.show(msgspec.to_builtins(result), Console(width=300))
    assert "assed over" not in capsys.readouterr().out


def test_a_damaged_member_does_not_end_the_import(tmp_path: Path, project: Project) -> None:
    data = bytearray(zipped(classes("drawings", "painting"), method=zipfile.ZIP_STORED))
    data[data.find(b"\xff\xd8\xff") + 200] ^= 0xFF
    assert taken(project, archive(tmp_path / "a.zip", bytes(data))).images == 11
    assert problems(project)["0.jpg"].reason == "is damaged inside its archive"


@pytest.mark.skipif(os.name != "posix", reason="links need rights on Windows")
def test_links_out_of_the_folder_are_not_followed(tmp_path: Path, project: Project) -> None:
    outside = folder(tmp_path / "elsewhere", {"secret/1.jpg": jpeg(800)})
    source = folder(tmp_path / "art", classes("drawings", "painting"))
    (source / "drawings" / "out.jpg").symlink_to(outside / "secret" / "1.jpg")
    (source / "drawings" / "dangling.jpg").symlink_to(tmp_path / "nowhere")
    (source / "more").symlink_to(outside)
    (source / "circle").symlink_to(source)
    (source / "drawings" / "in.jpg").symlink_to(source / "painting" / "0.jpg")
    os.mkfifo(source / "drawings" / "pipe.jpg")
    result = taken(project, source)
    assert (result.images, result.exact_duplicates) == (12, 1)
    found = problems(project)
    assert {"out.jpg", "dangling.jpg", "more"} <= {n for n, row in found.items() if "outside" in row.reason}
    assert found["pipe.jpg"].reason == "is no ordinary file"


def test_another_project_inside_the_folder_is_left_alone(tmp_path: Path) -> None:
    source = folder(tmp_path / "art", classes("drawings", "painting"))
    project = Project.create(source / "my.artclass")
    taken(project, source)
    assert taken(project, source).images == 12
    with pytest.raises(SourceError, match="inside the project"):
        taken(project, project.folder)


# Sources that cannot be used


@pytest.mark.parametrize(
    ("made", "sentence"),
    [
        (lambda _: None, "There is nothing here"),
        (lambda path: path.mkdir(), "There are no pictures in it"),
        (lambda path: folder(path, {"a/1.jpg": b"", "a/2.txt": b"x"}), "None of its files is a picture"),
        (lambda path: path.write_bytes(b"words"), "neither a folder nor a zip"),
        (lambda path: path.write_bytes(zipped({})), "There are no pictures in it"),
    ],
)
def test_sources_without_pictures(tmp_path: Path, project: Project, made: Any, sentence: str) -> None:
    path = tmp_path / "source"
    made(path)
    with pytest.raises(SourceError, match=sentence) as failure:
        taken(project, path)
    assert failure.value.remedy
    assert failure.value.path == str(path)
    with Catalog.open(project) as catalog:
        assert not catalog.sources()
        assert not catalog.problems()


@pytest.mark.parametrize("size", [0, 10, 300])
def test_a_damaged_zip(tmp_path: Path, project: Project, size: int) -> None:
    path = archive(tmp_path / "a.zip", zipped(classes("drawings", "painting"))[:size])
    with pytest.raises(SourceError, match="damaged or incomplete"):
        taken(project, path)


def test_a_bad_source_is_told_and_the_others_are_taken(tmp_path: Path, project: Project) -> None:
    good = folder(tmp_path / "good", classes("drawings", "painting"))
    (tmp_path / "bad").mkdir()
    torn = archive(tmp_path / "torn.zip", zipped(classes("drawings"))[:300])
    said: list[events.Event] = []
    result = taken(project, tmp_path / "bad", torn, tmp_path / "nowhere", good, said=said)
    assert result.splits == {"training": 8, "validation": 2, "test": 2}
    notices = [event.message for event in said if isinstance(event, events.Notice)]
    for words, name in (("no pictures", "bad"), ("damaged or incomplete", "torn.zip"), ("nothing here", "nowhere")):
        assert any(words in text and name in text for text in notices)
    with Catalog.open(project, readonly=True) as catalog:
        (entry,) = catalog.ledger.entries()
        assert entry.pictures == 12


def test_sources_of_which_none_can_be_used_are_refused(tmp_path: Path, project: Project) -> None:
    with pytest.raises(SourceError, match="nothing here"):
        scan.check_sources(project.folder, [tmp_path / "nowhere", tmp_path / "neither"])
    (tmp_path / "bad").mkdir()
    with pytest.raises(SourceError, match="no pictures"):
        taken(project, tmp_path / "bad")


def test_names_that_are_near_are_told(tmp_path: Path, project: Project) -> None:
    said: list[events.Event] = []
    taken(project, folder(tmp_path / "art", classes("painting", "paintings", "drawings")), said=said)
    notices = " ".join(event.message for event in said if isinstance(event, events.Notice))
    assert "--class=paintings=painting" in notices or "--class=painting=paintings" in notices


@pytest.mark.parametrize("becomes", [None, "sketches"])
@pytest.mark.parametrize("packed", [False, True])
def test_names_of_classes_that_are_not_there_are_refused_before_anything_is_written(
    tmp_path: Path, project: Project, becomes: str | None, *, packed: bool
) -> None:
    files = classes("painting", "drawings")
    source = archive(tmp_path / "art.zip", zipped(files)) if packed else folder(tmp_path / "art", files)
    choices = scan.Choices(classes={"painting": "pictures", "drawigns": becomes, "xyz": None})
    with pytest.raises(UsageError, match="have no classes “drawigns”, “xyz”, so nothing was imported") as refusal:
        scan.import_sources(project, [source], emit=lambda _: None, control=Control(), choices=choices)
    assert refusal.value.remedy == "Is “drawings” meant? They have “drawings”, “painting”."
    with Catalog.open(project, readonly=True) as catalog:
        assert not catalog.items()
        assert not catalog.ledger.entries()
        assert not catalog.intake.aliases()


def test_a_misspelt_class_makes_no_project(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source, place = folder(tmp_path / "art", classes("painting", "drawings")), tmp_path / "new.artclass"
    words = ["import", str(source), "--project", str(place), "--leave-out"]
    assert cli.main([*words, "paintins"]) == cli.WRONG_USAGE
    assert "Is “painting” meant?" in capsys.readouterr().err
    assert not place.exists()
    assert cli.main([*words, "Painting", "--json"]) == cli.DONE
    assert list(json.loads(capsys.readouterr().out)["classes"]) == ["drawings"]


def test_a_class_that_may_be_in_a_source_that_cannot_be_used_is_only_told(tmp_path: Path, project: Project) -> None:
    sources = [folder(tmp_path / "art", classes("painting", "drawings")), tmp_path / "gone.zip"]
    said: list[events.Event] = []
    choices = scan.Choices(classes={"etchings": None})
    assert scan.import_sources(project, sources, emit=said.append, control=Control(), choices=choices)
    notices = " ".join(event.message for event in said if isinstance(event, events.Notice))
    assert "There is no class “etchings” in these sources" in notices


def test_a_class_is_looked_for_at_the_level_that_was_chosen_before(tmp_path: Path, project: Project) -> None:
    files = {f"art/{name}": data for name, data in classes("painting/a", "drawings/b").items()}
    source = folder(tmp_path / "art", files)
    deep = scan.Choices(class_level=2)
    assert scan.import_sources(project, [source], emit=lambda _: None, control=Control(), choices=deep)
    named = scan.Choices(classes={"painting": None})
    result = scan.import_sources(project, [source], emit=lambda _: None, control=Control(), choices=named)
    assert result is not None
    assert list(result.classes) == ["drawings"]


def test_small_and_single_classes_are_remarked_on(tmp_path: Path, project: Project) -> None:
    said: list[events.Event] = []
    taken(project, folder(tmp_path / "art", classes("drawings", count=4)), said=said)
    notices = [event.message for event in said if isinstance(event, events.Notice)]
    assert any("“drawings” has only 4 readable pictures" in text for text in notices)
    assert any("only one class" in text for text in notices)


# Twice, later, and after an accident


def test_importing_again_adds_nothing_and_reads_nothing(
    tmp_path: Path, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = folder(tmp_path / "art", classes("drawings", "painting"))
    second = archive(tmp_path / "art.zip", zipped(classes("drawings", "painting", start=50)))
    before = taken(project, first, second)
    monkeypatch.setattr(scan, "look", lambda *_: pytest.fail("looked at a known file"))
    assert taken(project, first, second) == before
    moved = second.rename(tmp_path / "renamed.zip")
    assert taken(project, moved) == before
    with Catalog.open(project, readonly=True) as catalog:
        assert [row.location for row in catalog.sources()] == [first, moved]


def test_adding_pictures_never_moves_old_ones(tmp_path: Path, project: Project) -> None:
    source = folder(tmp_path / "art", classes("drawings", "painting", count=9))
    taken(project, source)
    before = splits(project)
    folder(source, classes("drawings", "sculpture", count=30, start=100))
    taken(project, source)
    after = splits(project)
    assert {sha: after[sha] for sha in before} == before
    # names 0 to 8 of drawings were overwritten by other pictures
    with Catalog.open(project, readonly=True) as catalog:
        assert catalog.summary().classes == {"drawings": 30, "painting": 9, "sculpture": 30}


def splits(project: Project) -> dict[str, str]:
    import sqlite3

    with sqlite3.connect(project.catalog) as sql:
        return dict(sql.execute("SELECT sha256, split FROM pictures"))


def test_the_split_does_not_depend_on_the_order_of_import(tmp_path: Path) -> None:
    one = folder(tmp_path / "one", classes("drawings", "painting", count=15))
    two = folder(tmp_path / "two", classes("drawings", "painting", count=15, start=100))
    a, b = Project.create(tmp_path / "a.artclass"), Project.create(tmp_path / "b.artclass")
    taken(a, one, two)
    taken(b, two, one)
    assert splits(a) == splits(b)


def test_pictures_that_left_the_folder_leave_the_project(tmp_path: Path, project: Project) -> None:
    source = folder(tmp_path / "art", classes("drawings", "painting"))
    taken(project, source)
    before = splits(project)
    (source / "drawings" / "0.jpg").unlink()
    (source / "drawings" / "1.jpg").rename(source / "painting" / "moved.jpg")
    said: list[events.Event] = []
    assert taken(project, source, said=said).classes == {"drawings": 4, "painting": 7}
    assert any("1 picture is no longer" in e.message for e in said if isinstance(e, events.Notice))
    (source / "drawings" / "0.jpg").write_bytes(classes("drawings")["drawings/0.jpg"])
    assert taken(project, source).classes == {"drawings": 5, "painting": 7}
    assert splits(project) == before


def test_asking_to_stop_keeps_what_was_taken(tmp_path: Path, project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scan, "_BATCH", 4)
    source = folder(tmp_path / "art", classes("drawings", "painting", count=20))
    control = Control()

    def emit(event: events.Event) -> None:
        if isinstance(event, events.Progress):
            control.ask("stop")

    assert scan.import_sources(project, [source], emit=emit, control=control) is None
    with Catalog.open(project, readonly=True) as catalog:
        taken_so_far = catalog.summary().images
        assert 0 < taken_so_far < 40
        assert not catalog.is_settled()
    with Catalog.open(project) as catalog:  # whoever needs splits finishes what was left
        catalog.settle_splits()
        assert len(catalog.pictures()) == taken_so_far
    assert taken(project, source).images == 40


def test_a_folder_that_vanishes_during_the_import(
    tmp_path: Path, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = folder(tmp_path / "art", classes("drawings", "painting", count=20))
    real = scan.look

    def look(member: Any, own: Project) -> Any:
        if member.name == "painting/3.jpg":
            source.rename(tmp_path / "elsewhere")  # all at once, as a disk that is pulled out
        return real(member, own)

    monkeypatch.setattr(scan, "look", look)
    with pytest.raises(SourceError, match="vanished during the import"):
        taken(project, source)
    with Catalog.open(project, readonly=True) as catalog:
        assert not [row for row in catalog.problems() if row.kind == "unreadable"]


@pytest.mark.skipif(os.name != "posix", reason="Windows deletes no folder in which files are open")
@pytest.mark.parametrize("packed", [True, False])
def test_a_project_that_vanishes_during_the_import(tmp_path: Path, project: Project, *, packed: bool) -> None:
    pictures = classes("drawings", "painting", count=20)
    zip_file = tmp_path / "art.zip"
    source = archive(zip_file, zipped(pictures)) if packed else folder(tmp_path / "art", pictures)

    def emit(event: events.Event) -> None:
        if isinstance(event, events.Stage) and event.name == "reading":
            shutil.rmtree(project.folder)

    with pytest.raises(ProjectError, match="project's folder is no longer there") as failure:
        scan.import_sources(project, [source], emit=emit, control=Control())
    assert failure.value.path == str(project.folder)
    assert not project.folder.exists()


def test_a_full_disk_is_told_and_loses_nothing(
    tmp_path: Path, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = archive(tmp_path / "a.zip", zipped(classes("drawings", "painting", count=20)))
    monkeypatch.setattr(scan, "_BATCH", 4)
    written = []

    def full(*_: object) -> None:
        written.append(1)
        if len(written) > 20:
            raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(DiskError, match="disk is full") as failure:
            taken(project, path)
    assert "Free some space" in failure.value.remedy
    assert taken(project, path).images == 40
    assert not list(project.images.rglob("*.part"))


def test_a_lost_unpacked_picture_is_unpacked_again(tmp_path: Path, project: Project) -> None:
    path = archive(tmp_path / "a.zip", zipped(classes("drawings", "painting")))
    before = taken(project, path)
    shutil.rmtree(project.images)
    assert taken(project, path) == before
    assert len(list(project.images.rglob("*.jpg"))) == 12


def test_two_imports_at_once_are_refused(tmp_path: Path, project: Project) -> None:
    source = folder(tmp_path / "art", classes("drawings", "painting"))
    with project.claimed("import"), pytest.raises(ProjectError, match="Another ArtClass import"):
        taken(project, source)


@pytest.mark.skipif(os.name != "posix", reason="kill -9")
def test_killed_in_the_middle_and_started_again(tmp_path: Path) -> None:
    """The first run dies when it has told of some progress; the second one ends like an undisturbed one."""
    source = archive(tmp_path / "a.zip", zipped(classes("drawings", "painting", "sculpture", count=150)))
    project, undisturbed = tmp_path / "p.artclass", Project.create(tmp_path / "u.artclass")
    command = [sys.executable, "-m", "trainer", "import", str(source), "--project", str(project), "--events"]
    child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    assert child.stdout is not None
    for line in child.stdout:
        if isinstance(events.decode(line), events.Progress):
            break
    child.send_signal(signal.SIGKILL)
    child.wait()
    child.stdout.close()
    assert taken(Project.open(project), source) == taken(undisturbed, source)
    assert splits(Project.open(project)) == splits(undisturbed)


# Real pictures, and random damage


def test_real_pictures(art_mini: Path, project: Project) -> None:
    result = taken(project, art_mini)
    assert sum(result.classes.values()) == result.images
    assert set(result.classes) == {"drawings", "engraving", "iconography", "painting", "sculpture"}
    assert result.images + result.exact_duplicates + len(result.unreadable) == 200
    with Catalog.open(project, readonly=True) as catalog:
        per_class = Counter(found.label for found in catalog.pictures("test"))
        assert all(5 <= per_class[name] <= 7 for name in result.classes)


def fuzz(tmp_path: Path, rounds: int, seed: int) -> None:
    dice = random.Random(seed)
    nested = zipped({"in.zip": zipped(classes("a", "b", count=2)), "c/1.jpg": jpeg(9)}, method=zipfile.ZIP_STORED)
    sound = [zipped(classes("a", "b", count=3)), nested, zipped(classes("a", count=2), method=zipfile.ZIP_LZMA)]
    for number in range(rounds):
        data = bytearray(dice.choice(sound))
        for _ in range(dice.randint(1, 8)):
            data[dice.randrange(len(data))] = dice.randrange(256)
        if dice.random() < 0.2:
            del data[dice.randrange(len(data)) :]
        path = archive(tmp_path / "fuzz.zip", bytes(data))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with contextlib.suppress(ArtClassError):  # anything else fails the test
                taken(Project.create(tmp_path / f"{number}.artclass"), path)
        shutil.rmtree(tmp_path / f"{number}.artclass")


def test_damaged_archives_give_pictures_or_words(tmp_path: Path) -> None:
    fuzz(tmp_path, 60, seed=1)


@pytest.mark.soak
@pytest.mark.timeout(3_600)
@pytest.mark.parametrize("seed", range(2, 6))
def test_many_damaged_archives(tmp_path: Path, seed: int) -> None:
    fuzz(tmp_path, 2_000, seed)
