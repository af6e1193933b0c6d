"""Shortcuts: what gives a class away besides its art is found, named and measured; what does not is not accused."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from tests.trainer.catalog.making import code, opened, take
from tests.trainer.doctor.making import examined, findings, only, pictures
from trainer.catalog.store import Catalog
from trainer.doctor.records import Health, Shortcut
from trainer.project import Project


@pytest.fixture
def catalog(tmp_path: Path) -> Iterator[Catalog]:
    with opened(tmp_path) as catalog:
        yield catalog


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path / "made.artclass")


def by_fact(report: Health) -> dict[str, Shortcut]:
    return {shortcut.fact: shortcut for shortcut in report.shortcuts}


def test_classes_that_differ_in_nothing_have_no_shortcut(catalog, project) -> None:
    take(catalog, [picture for label in "abcd" for picture in pictures(label, 120)])
    report = examined(catalog, project)
    assert report.shortcuts == ()
    good = only(report, "shortcut")
    assert good.level == "good"
    assert "guessing tells 25 %" in good.words


def test_a_class_that_is_all_grey_is_named_with_its_shares(catalog, project) -> None:
    grey = pictures("engraving", 96, grey=1.0) + pictures("engraving", 4, start=96)
    others = pictures("drawing", 31, grey=1.0) + pictures("drawing", 69, start=31) + pictures("icon", 100)
    take(catalog, grey + others)
    found = by_fact(examined(catalog, project))["grey"]
    assert (found.label, found.property) == ("engraving", "is grey")
    assert found.share == 0.96
    assert found.elsewhere == pytest.approx(31 / 200)
    assert found.accuracy > found.interval[0] > found.baseline == pytest.approx(1 / 3)
    assert found.words.startswith("96 % of “engraving” is grey, 16 % of the other classes: the model may learn colour")
    assert "grey copies of all classes" in found.words


def test_a_shortcut_is_a_finding_that_shows_the_pictures(catalog, project) -> None:
    take(catalog, pictures("a", 60, pixels=(290, 400)) + pictures("b", 60))
    report = examined(catalog, project)
    finding = next(row for row in findings(report, "shortcut") if "size in pixels" in row.title)
    assert finding.level == "warning"
    assert finding.count == 60
    names = {report.names[number] for number in finding.pictures}
    assert names == {picture.name for picture in pictures("a", 60)}
    assert finding.words.startswith("100 % of “a” has 290 × 400 pixels, 0 % of “b”: ")


def test_a_rare_class_is_not_hidden_by_its_size(catalog, project) -> None:
    """Plain accuracy cannot gain by telling it: it is one picture in thirty."""
    take(catalog, pictures("rare", 25, format="PNG") + pictures("a", 350) + pictures("b", 350))
    found = by_fact(examined(catalog, project))["format"]
    assert (found.label, found.property) == ("rare", "is a PNG file")
    assert (found.share, found.elsewhere) == (1.0, 0.0)


def test_of_many_classes_one_that_is_given_away_is_found(catalog, project) -> None:
    take(catalog, [p for n in range(24) for p in pictures(f"class {n:02}", 30, grey=1.0 if n == 7 else 0.2)])
    found = by_fact(examined(catalog, project))
    assert set(found) == {"grey"}
    assert found["grey"].label == "class 07"


def test_a_class_from_one_archive_is_told_by_its_source(catalog, project) -> None:
    take(catalog, pictures("a", 50) + pictures("b", 30), folder="first.zip")
    take(catalog, pictures("a", 30, start=50) + pictures("c", 60), folder="second.zip")
    found = by_fact(examined(catalog, project))["source"]
    assert found.label == "c"
    assert found.property == "comes from “second.zip”"
    assert found.share == 1.0


def test_the_folder_of_a_class_is_no_source(catalog, project) -> None:
    take(catalog, [picture for label in "abc" for picture in pictures(label, 60)])
    assert "source" not in by_fact(examined(catalog, project))


def test_a_renamed_class_folder_is_no_source_either(catalog, project) -> None:
    catalog.intake.name_classes({"Engravings": "engraving"})
    take(catalog, pictures("engraving", 60, folder="Engravings") + pictures("drawing", 60))
    assert "source" not in by_fact(examined(catalog, project))


def test_an_inner_archive_is_a_source(catalog, project) -> None:
    take(
        catalog,
        pictures("a", 60, folder="one.zip") + pictures("b", 60, folder="one.zip") + pictures("c", 60, folder="two.zip"),
    )
    found = by_fact(examined(catalog, project))["source"]
    assert found.property == "comes from “two.zip”"


def test_an_archive_for_each_class_is_worth_a_note_only(catalog, project) -> None:
    for label in "abc":
        take(catalog, pictures(label, 60), folder=f"{label}.zip")
    report = examined(catalog, project)
    finding = next(row for row in findings(report, "shortcut") if "source" in row.title)
    assert finding.title == "Every class comes from a source of its own"
    assert finding.level == "note"


def test_all_facts_together_are_told_first(catalog, project) -> None:
    take(catalog, pictures("a", 60, grey=1.0) + pictures("b", 60, format="PNG") + pictures("c", 60))
    report = examined(catalog, project)
    first = report.shortcuts[0]
    assert (first.fact, first.label, first.share) == ("all together", None, None)
    assert first.accuracy > 0.95
    assert findings(report, "shortcut")[0].title.endswith("can be told without a look at the art")


def test_near_duplicates_are_no_evidence(catalog, project) -> None:
    """Ninety copies of one grey picture are one grey picture."""
    copies = pictures("a", 90, grey=1.0)
    alike = [
        msgspec.structs.replace(c, look=msgspec.structs.replace(c.look, plain=code(5), mirrored=code(6)))
        for c in copies
    ]
    take(catalog, [*alike, *pictures("a", 60, start=90), *pictures("b", 120)])
    assert by_fact(examined(catalog, project)) == {}


def test_too_few_pictures_are_not_measured_and_that_is_said(catalog, project) -> None:
    take(catalog, pictures("a", 10, grey=1.0) + pictures("b", 10))
    finding = only(examined(catalog, project), "shortcut")
    assert finding.level == "note"
    assert finding.title == "Shortcuts were not measured"
