"""The check command: what it prints, what it keeps, and how it ends early."""

from __future__ import annotations

import argparse
import io
import os
from pathlib import Path
from typing import Any

import msgspec
import pytest
from rich.console import Console

from tests.trainer.catalog.making import seen, take
from tests.trainer.doctor.making import features_of, keep_features, pictures
from tests.trainer.making import Script, cli
from tests.trainer.tiny import classes, folder
from trainer.catalog.store import Catalog
from trainer.commands import checking
from trainer.doctor import health
from trainer.doctor.records import Health
from trainer.errors import UsageError
from trainer.events import Finished, Stage, Started, Stopped
from trainer.project import Project


@pytest.fixture
def project(tmp_path: Path) -> Project:
    made = Project.create(tmp_path / "made.artclass")
    with Catalog.open(made) as catalog:
        take(catalog, [*pictures("engraving", 60, grey=1.0), *pictures("[b]rush", 60), *pictures("few", 3)])
        wrong = {picture.name: "[b]rush" for picture in catalog.pictures("training", "engraving")[:2]}
        keep_features(made, features_of(catalog, wrong))
    return made


def check(project: Project, script: Script | None = None, **more: Any) -> Finished | Stopped:
    script = script or Script()
    args = argparse.Namespace(project=project.folder, **{"run": None, "report": None, **more})
    return checking.run(args, script, script.control)


def shown(result: dict[str, Any], width: int = 100) -> str:
    stream = io.StringIO()
    checking.show(result, Console(file=stream, width=width, highlight=False))
    return stream.getvalue()


def test_the_result_is_the_report_and_is_kept(project) -> None:
    ending = check(project)
    assert isinstance(ending, Finished)
    assert msgspec.convert(ending.result, Health) == health.load(project)


def test_stages_are_told(project, tmp_path) -> None:
    script = Script()
    check(project, script, report=tmp_path / "page.html")
    assert script.of(Started)[0].job == "check"
    assert [(stage.name, stage.index, stage.count) for stage in script.of(Stage)] == [
        ("reading", 1, 4),
        ("shortcuts", 2, 4),
        ("labels", 3, 4),
        ("page", 4, 4),
    ]
    assert (tmp_path / "page.html").read_text("utf-8").startswith("<!DOCTYPE html>")


def test_the_gravest_is_printed_first_and_the_good_at_the_end(project) -> None:
    text = shown(check(project).result)
    lines = [line.rstrip() for line in text.splitlines()]
    assert lines[0] == "123 pictures in 3 classes"
    marks = [line[0] for line in lines[1:] if line[:1] in ("✗", "!", "·", "✓")]
    assert marks == sorted(marks, key="✗!·✓".index)
    assert "“few” has 3 pictures" in text
    assert "✓ No picture is blank" in text


def test_doubtful_labels_are_printed_with_names_to_be_typed(project) -> None:
    result = check(project).result
    text = shown(result, width=200)
    assert "judged with" in text
    row = next(line for line in text.splitlines() if line.startswith("engraving/engraving"))
    assert "[b]rush" in row
    assert row.rstrip().endswith("over 99 %")


def test_cancelled_it_keeps_nothing(project) -> None:
    script = Script("cancel", lambda event: isinstance(event, Stage) and event.name == "shortcuts")
    ending = check(project, script)
    assert ending == Stopped(resumable=False)
    assert health.load(project) is None


def test_pictures_of_an_import_that_was_cut_off_are_compared_first(project) -> None:
    with Catalog.open(project) as catalog:
        number = catalog.ledger.begin([Path("/pictures/late")])
        source = catalog.intake.add_source("folder", Path("/pictures/late"))
        late = [seen(f"engraving/late {n}.jpg", "engraving", look=3, noise=n) for n in range(2)]
        catalog.intake.record(source, late, during=number)
        assert not catalog.is_settled()
    report = msgspec.convert(check(project).result, Health)
    assert report.pictures == 125
    assert sum(report.splits.values()) == 125
    assert [len(group) for group in report.largest_groups] == [2]


def test_a_run_that_is_not_there(project) -> None:
    with pytest.raises(UsageError, match="no run called"):
        check(project, run="another")


def test_an_empty_project(tmp_path) -> None:
    result = check(Project.create(tmp_path / "empty.artclass")).result
    text = shown(result)
    assert text.startswith("0 pictures in 0 classes")
    assert "There are no labelled pictures" in text


def test_from_the_command_line(project, tmp_path) -> None:
    status, result, _ = cli("check", "--project", project.folder, "--report", tmp_path / "page.html")
    assert status == 0
    assert result["pictures"] == 123
    assert {int(number) for number in result["names"]} >= {suspect["id"] for suspect in result["suspects"]}
    assert (tmp_path / "page.html").stat().st_size < 8_000_000


def test_no_project(tmp_path) -> None:
    status, _, said = cli("check", "--project", tmp_path / "nothing")
    assert status != 0
    assert "There is no ArtClass project here" in said
    assert "Traceback" not in said


def test_real_pictures(art_mini, tmp_path) -> None:
    project = tmp_path / "mini.artclass"
    assert cli("import", art_mini, "--project", project)[0] == 0
    status, result, _ = cli("check", "--project", project, "--report", tmp_path / "page.html")
    assert status == 0
    kinds = {finding["kind"] for finding in result["findings"]}
    assert {"unreadable", "near-duplicates", "leaks", "shortcut", "suspicious labels"} <= kinds
    assert result["pictures"] == sum(row["pictures"] for row in result["classes"])


@pytest.mark.skipif(os.name != "posix", reason="names that are no Unicode")
def test_a_name_that_is_no_unicode_harms_neither_check_nor_page(tmp_path: Path) -> None:
    source = folder(tmp_path / "art", classes("a", "b", count=8))
    Path(os.fsdecode(os.fsencode(source) + b"/a/caf\xe9.jpg")).write_bytes(b"junk")
    project = tmp_path / "p.artclass"
    page = tmp_path / "page.html"
    assert cli("import", source, "--project", project)[0] == 0
    status, result, _ = cli("check", "--project", project, "--report", page)
    assert status == 0
    assert any(finding["kind"] == "unreadable" for finding in result["findings"])
    assert "caf" in page.read_text("utf-8")
    assert health.load(Project.open(project)) is not None
