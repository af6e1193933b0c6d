"""Findings: every illness is said in words with its number, and what is well is said as well."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from tests.trainer.catalog.making import opened, seen, take
from tests.trainer.doctor.making import examined, findings, only, pictures
from trainer.catalog.grouping import Grouping
from trainer.catalog.intake import SeenFile
from trainer.catalog.records import FileProblem, NotTaken
from trainer.catalog.store import Catalog
from trainer.claims import too_large
from trainer.doctor.records import LEVELS, MOST
from trainer.pixels import why_unreadable
from trainer.project import Project


@pytest.fixture
def catalog(tmp_path: Path) -> Iterator[Catalog]:
    with opened(tmp_path) as catalog:
        yield catalog


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path / "made.artclass")


def refused(name: str, reason: str, kind: NotTaken = "unreadable") -> SeenFile:
    return SeenFile(name=name, stamp="1", size=9, problem=FileProblem(path=name, reason=reason, kind=kind))


def well(count: int = 40) -> list[SeenFile]:
    return pictures("a", count) + pictures("b", count)


def test_a_well_dataset_is_told_so_check_by_check(catalog, project, tmp_path) -> None:
    take(catalog, well(), folder=str(tmp_path))
    report = examined(catalog, project)
    assert {finding.level for finding in report.findings} == {"good", "note"}
    good = {finding.kind for finding in report.findings if finding.level == "good"}
    assert good == {
        "unreadable",
        "wrong ending",
        "duplicates",
        "too small",
        "blank",
        "nearly black",
        "near-duplicates",
        "two labels",
        "small class",
        "imbalance",
        "splits",
        "leaks",
        "shortcut",
    }
    assert all(finding.words.endswith(".") and not finding.pictures for finding in report.findings)


def test_the_gravest_is_said_first(catalog, project) -> None:
    take(catalog, [*well(), *pictures("tiny", 3), refused("x.jpg", "is damaged")])
    levels = [LEVELS.index(finding.level) for finding in examined(catalog, project).findings]
    assert levels == sorted(levels)
    assert levels[0] == 0


def test_an_empty_catalog_is_no_clean_bill(catalog, project) -> None:
    report = examined(catalog, project)
    assert report.pictures == 0
    finding = only(report, "classes")
    assert (finding.level, finding.title) == ("bad", "There are no labelled pictures")
    assert only(report, "shortcut").level == "note"


def test_a_catalog_that_is_not_there_yet(project, tmp_path) -> None:
    Project.create(project.folder)
    with Catalog.open(project, readonly=True) as catalog:
        assert only(examined(catalog, project), "classes").level == "bad"
    assert not project.catalog.exists()


def test_files_that_are_no_pictures_are_named_with_what_is_wrong(catalog, project) -> None:
    cut = [refused(f"a/cut {n}.jpg", why_unreadable(EOFError())) for n in range(3)]
    bomb = refused("a/bomb.png", too_large("30,000 × 30,000 pixels"))
    odd = [refused("a/page.jpg", "is no picture (a web page inside)"), refused("b/x.png", "is damaged")]
    take(catalog, [*well(), *cut, bomb, *odd, refused("a/notes.txt", "is no picture (text inside)", "passed over")])
    report = examined(catalog, project)
    truncated, large, unreadable = (only(report, kind) for kind in ("truncated", "too large", "unreadable"))
    assert (truncated.title, truncated.level) == ("3 files cut off before the end", "warning")
    assert [Path(row.path).name for row in large.files] == ["bomb.png"]
    assert unreadable.count == 2
    assert "1 × is damaged" in unreadable.words
    assert only(report, "passed over").title == "1 file passed over"


def test_a_wrong_ending_is_used_and_noted(catalog, project) -> None:
    wrong = msgspec.structs.replace(well()[0], remark="is a PNG picture, though its name ends in .jpg")
    take(catalog, [wrong, *well()[1:]])
    report = examined(catalog, project)
    finding = only(report, "wrong ending")
    assert (finding.level, finding.count) == ("note", 1)
    assert "is a PNG picture" in finding.words
    assert report.names[finding.pictures[0]] == wrong.name


def test_pictures_on_which_little_is_to_be_seen(catalog, project) -> None:
    odd = [
        *pictures("a", 2, start=100, pixels=(63, 400)),
        *pictures("a", 1, start=110, contrast=1.0, brightness=3.0),
        *pictures("b", 1, start=120, brightness=4.0),
    ]
    take(catalog, [*well(), *odd])
    report = examined(catalog, project)
    assert only(report, "too small").title == "2 pictures smaller than 64 pixels"
    assert [report.names[n] for n in only(report, "blank").pictures] == ["a/a 110.jpg"]
    assert [report.names[n] for n in only(report, "nearly black").pictures] == ["b/b 120.jpg"]


def test_duplicates_and_near_duplicates(catalog, project) -> None:
    again = msgspec.structs.replace(well()[0], name="a/again.jpg")
    copies = [seen(f"a/copy {n}.jpg", "a", look=77, noise=4 * n) for n in range(4)]
    more = [seen(f"b/copy {n}.jpg", "b", look=78, noise=4 * n) for n in range(2)]
    take(catalog, [*well(), again, *copies, *more])
    report = examined(catalog, project)
    duplicates, near = only(report, "duplicates"), only(report, "near-duplicates")
    assert duplicates.title == "1 duplicate"
    assert Path(duplicates.files[0].path).name == "again.jpg"
    assert (near.title, near.count) == ("2 groups of near-duplicates", 2)
    assert "6 pictures in 2 groups" in near.words
    assert "4 pictures count twice" in near.words
    assert [len(group) for group in report.largest_groups] == [4, 2]
    catalog.keep_best()
    report = examined(catalog, project)
    assert only(report, "near-duplicates").level == "good"
    assert only(report, "set aside").title == "4 pictures set aside"


def test_one_picture_in_two_classes(catalog, project) -> None:
    twice = msgspec.structs.replace(well()[0], name="b/the same.jpg", label="b")
    alike = [seen("a/x.jpg", "a", look=5), seen("b/x.jpg", "b", look=5, noise=8)]
    take(catalog, [*well(), twice, *alike])
    finding = only(examined(catalog, project), "two labels")
    assert (finding.level, finding.title) == ("bad", "2 pictures with two labels")
    assert "1 picture lies with the same bytes" in finding.words
    assert "1 group of near-duplicates spans" in finding.words


def test_small_and_uneven_classes(catalog, project) -> None:
    take(catalog, [*pictures("much", 200), *pictures("some", 29), *pictures("hardly", 4)])
    report = examined(catalog, project)
    poor, few = findings(report, "small class")
    assert (poor.level, few.level) == ("bad", "warning")
    assert "“hardly” has 4 pictures: fewer than 5" in poor.words
    assert "“some” has 29 pictures" in few.words
    uneven = only(report, "imbalance")
    assert "“much” has 200 pictures, 50 times as many as “hardly” (4)" in uneven.words


def test_one_class_alone(catalog, project) -> None:
    take(catalog, pictures("a", 40))
    report = examined(catalog, project)
    assert only(report, "classes").title == "There is only one class"
    assert findings(report, "imbalance") == []


def test_a_class_without_test_pictures(catalog, project) -> None:
    given = [msgspec.structs.replace(p, given="training" if p.label == "b" else None) for p in well()]
    take(
        catalog,
        [
            msgspec.structs.replace(p, given=p.given or ("training", "validation", "test")[n % 3])
            for n, p in enumerate(given)
        ],
        honour=True,
    )
    words = [(finding.level, finding.title) for finding in findings(examined(catalog, project), "splits")]
    assert ("warning", "1 class without test pictures") in words


def test_leaks_are_bad_until_they_are_mended(catalog, project) -> None:
    files = [msgspec.structs.replace(p, given=("training", "test", "validation")[n % 3]) for n, p in enumerate(well())]
    pair = [seen("a/x.jpg", "a", look=5, given="training"), seen("a/y.jpg", "a", look=5, noise=8, given="test")]
    take(catalog, [*files, *pair], honour=True)
    report = examined(catalog, project)
    finding = only(report, "leaks")
    assert (finding.level, finding.title) == ("bad", "1 picture leaks between splits")
    assert {report.names[number] for number in finding.pictures} == {"a/x.jpg", "a/y.jpg"}
    catalog.mend_leaks()
    assert only(examined(catalog, project), "leaks").level == "good"


def test_pictures_without_a_class(catalog, project) -> None:
    take(catalog, [*well(), seen("x.jpg"), seen("y.jpg")])
    report = examined(catalog, project)
    assert report.unlabelled == 2
    assert only(report, "unlabelled").title == "2 pictures without a class"


def test_artists_that_are_known_but_not_kept_together(catalog, project) -> None:
    files = [
        msgspec.structs.replace(p, look=msgspec.structs.replace(p.look, creator=f"artist {n % 9}"))
        for n, p in enumerate(well())
    ]
    take(catalog, files)
    finding = only(examined(catalog, project), "groups")
    assert finding.title == "Artists are known, but not kept together"
    assert "80 pictures name who made them (9 names)" in finding.words


def test_a_class_by_one_artist(catalog, project) -> None:
    files = [
        *pictures("a", 40, folder="Rembrandt/a"),
        *(p for n in range(8) for p in pictures("b", 5, start=5 * n, folder=f"artist {n}/b")),
    ]
    take(catalog, files)
    catalog.draw_splits(Grouping(by="folder", level=2))
    found = findings(examined(catalog, project), "groups")
    assert [finding.level for finding in found] == ["warning", "good"]
    assert found[0].words.startswith("100 % of “a” is by “Rembrandt”")
    assert found[1].title == "9 artists or series kept together"


def test_artists_in_several_splits(catalog, project) -> None:
    files = [
        p
        for n in range(8)
        for p in (*pictures("a", 5, start=5 * n, folder=f"x{n}/a"), *pictures("b", 5, start=5 * n, folder=f"x{n}/b"))
    ]
    splits = [msgspec.structs.replace(p, given=("training", "test", "validation")[n % 3]) for n, p in enumerate(files)]
    take(catalog, splits, honour=True)
    catalog.draw_splits(Grouping(by="folder", level=2))
    catalog._data.execute("UPDATE pictures SET split = 'test' WHERE id = (SELECT MIN(picture_id) FROM files)")
    catalog._data.execute("UPDATE pictures SET split = 'training' WHERE id = (SELECT MIN(picture_id) + 1 FROM files)")
    warned = [finding for finding in findings(examined(catalog, project), "groups") if finding.level == "warning"]
    assert warned[0].title == "1 artist in several splits"


def test_a_folder_that_is_gone(catalog, project, tmp_path) -> None:
    take(catalog, well())
    finding = only(examined(catalog, project), "missing source")
    assert finding.level == "bad"
    assert "80 pictures cannot be opened" in finding.words


def test_pictures_of_an_older_catalog_are_to_be_imported_once_more(catalog, project) -> None:
    take(catalog, [*well(), *(msgspec.structs.replace(p, look=None) for p in pictures("a", 7, start=90))])
    finding = only(examined(catalog, project), "not looked at")
    assert finding.title == "7 pictures not looked at yet"
    assert "Import the same sources once more" in finding.words


def test_no_finding_names_more_pictures_than_a_person_reads(catalog, project) -> None:
    take(catalog, [*well(150), *pictures("a", MOST + 9, start=500, pixels=(20, 20))])
    finding = only(examined(catalog, project), "too small")
    assert (finding.count, len(finding.pictures)) == (MOST + 9, MOST)
