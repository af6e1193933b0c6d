"""The label command: classes from nothing, listed, taken back, and what cannot be labelled."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.trainer import tiny
from tests.trainer.catalog.test_reviewing import pictures
from trainer import cli
from trainer.catalog.store import Catalog
from trainer.project import Project
from trainer.running.moments import KILL_AT


@pytest.fixture
def flat(tmp_path: Path) -> Path:
    """A folder of pictures that lie in no classes."""
    return pictures(tmp_path / "flat", 6)


def told(capsys, *words: object) -> dict:
    """What the command prints as JSON."""
    assert cli.main(["label", *map(str, words), "--json"]) == 0
    answer: dict = json.loads(capsys.readouterr().out)
    return answer


def test_a_flat_folder_becomes_a_project_with_classes(capsys, flat, tmp_path: Path) -> None:
    place = ("--project", tmp_path / "New.artclass")
    made = told(capsys, flat / "0.png", flat / "1.png", "--class", "drawings", *place)
    assert (made["decision"]["pictures"], made["new_classes"]) == (2, ["drawings"])
    assert told(capsys, flat / "2.png", "--class", "etchings", *place)["new_classes"] == ["etchings"]
    listed = told(capsys, "--list", *place)["labels"]
    assert [(row["path"], row["label"]) for row in listed] == [
        (str(flat / "0.png"), "drawings"),
        (str(flat / "1.png"), "drawings"),
        (str(flat / "2.png"), "etchings"),
    ]
    told(capsys, "--undo", *place)
    told(capsys, flat / "1.png", "--remove", *place)
    assert [row["path"] for row in told(capsys, "--list", *place)["labels"]] == [str(flat / "0.png")]
    told(capsys, "--redo", made["decision"]["id"] + 1, *place)
    assert len(told(capsys, "--list", *place)["labels"]) == 2


def test_a_whole_folder_is_one_class_and_unreadable_files_are_named(capsys, flat, tmp_path: Path) -> None:
    (flat / "torn.png").write_bytes((flat / "0.png").read_bytes()[:80])
    project = str(tmp_path / "New.artclass")
    assert cli.main(["label", str(flat), "--class", "drawings", "--project", project]) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "Done: 6 pictures labelled “drawings” (decision 1)." in said
    assert "torn.png ends too early (truncated)." in said
    assert cli.main(["label", "--list", "--project", project]) == 0
    assert "drawings" in capsys.readouterr().out


def test_the_list_names_what_was_labelled_also_where_an_archive_brought_it_before(capsys, flat, tmp_path: Path) -> None:
    archive, project = tmp_path / "scans.zip", tmp_path / "New.artclass"
    archive.write_bytes(
        tiny.zipped({f"drawings/{number}.png": (flat / f"{number}.png").read_bytes() for number in range(6)})
    )
    assert cli.main(["import", str(archive), "--project", str(project)]) == 0
    capsys.readouterr()
    place = ("--project", project)
    told(capsys, flat / "3.png", "--class", "etchings", *place)
    with Catalog.open(Project.open(project)) as catalog:
        catalog.label([next(item.id for item in catalog.items() if item.name == "drawings/5.png")], "etchings")
    labelled, member = told(capsys, "--list", *place)["labels"]
    assert (labelled["path"], labelled["origin"]) == (str(flat / "3.png"), str(flat / "3.png"))
    assert member["origin"] == str(archive / "drawings" / "5.png")
    assert Path(member["path"]).read_bytes() == (flat / "5.png").read_bytes()
    (flat / "3.png").unlink()
    gone = told(capsys, "--list", *place)["labels"][0]
    assert gone["origin"] == str(flat / "3.png")
    assert Path(gone["path"]).exists()
    assert cli.main(["label", "--list", *map(str, place)]) == 0
    words = "".join(capsys.readouterr().out.split())
    assert f"{flat.name}/3.png" in words
    assert "scans.zip/drawings/5.png" in words
    assert "images" not in words


def test_labels_that_are_so_already_are_no_decision(capsys, flat, tmp_path: Path) -> None:
    place = ("--project", tmp_path / "New.artclass")
    assert told(capsys, flat / "0.png", flat / "1.png", "--class", "drawings", *place)["changed"] == 2
    for words in ([flat / "0.png", "--class", "drawings"], [flat / "2.png", "--remove"]):
        same = told(capsys, *words, *place)
        assert (same["changed"], same["decision"], same["new_classes"]) == (0, None, [])
        assert cli.main(["label", *map(str, (*words, *place))]) == cli.DONE
        assert capsys.readouterr().out == "There was nothing to change, so nothing was recorded.\n"
    with Catalog.open(Project.open(tmp_path / "New.artclass"), readonly=True) as catalog:
        assert len(catalog.decisions.journal()) == 1
    assert told(capsys, flat, "--class", "drawings", *place)["changed"] == 4


def test_what_cannot_be_read_is_named_though_the_rest_is_so_already(capsys, flat, tmp_path: Path) -> None:
    words = ["label", str(flat), "--class", "drawings", "--project", str(tmp_path / "New.artclass")]
    assert cli.main(words) == cli.DONE
    (flat / "torn.png").write_bytes((flat / "0.png").read_bytes()[:80])
    assert cli.main(words) == cli.FAILED
    assert "torn.png" in capsys.readouterr().err


def test_nothing_readable_makes_no_project(capsys, tmp_path: Path) -> None:
    note = tmp_path / "note.txt"
    note.write_text("no picture")
    project = tmp_path / "New.artclass"
    assert cli.main(["label", str(note), "--class", "drawings", "--project", str(project)]) == 1
    assert "note.txt" in capsys.readouterr().err
    assert not project.exists()
    assert cli.main(["label", "--class", "drawings", "--project", str(project)]) == cli.WRONG_USAGE


@pytest.mark.skipif(os.name != "posix", reason="kill -9")
@pytest.mark.parametrize(("moment", "labelled"), [("pictures-taken", 0), ("before-commit", 0), ("before-settling", 6)])
def test_labels_are_all_there_or_none_when_it_is_killed(flat, tmp_path: Path, moment: str, labelled: int) -> None:
    project = Project.create(tmp_path / "p.artclass")
    command = [sys.executable, "-m", "trainer", "label", str(flat), "--class", "drawings", "--project"]
    ended = subprocess.run([*command, str(project.folder)], env={**os.environ, KILL_AT: moment}, check=False)
    assert ended.returncode < 0
    with Catalog.open(project) as catalog:
        assert len(catalog.labelled()) == len(catalog.items()) == labelled
        catalog.settle_splits()
        assert catalog.is_settled()
        catalog.label_files(sorted(flat.iterdir()), "drawings")
        assert len(catalog.labelled()) == 6
        for _ in catalog.decisions.journal():
            catalog.undo_decision()
        assert not catalog.items()


def test_a_class_typed_in_other_letters_is_told_as_it_is_written(capsys, flat, tmp_path: Path) -> None:
    place = ("--project", tmp_path / "New.artclass")
    told(capsys, flat / "0.png", "--class", "drawings", *place)
    made = told(capsys, flat / "1.png", "--class", "Drawings ", *place)
    assert (made["decision"]["words"], made["new_classes"]) == ("labelled “drawings”", [])


def test_files_with_the_same_picture_are_accounted_for(capsys, flat, tmp_path: Path) -> None:
    (flat / "copy.png").write_bytes((flat / "0.png").read_bytes())
    place = ["--project", str(tmp_path / "New.artclass")]
    assert cli.main(["label", str(flat), "--class", "ink", *place]) == 0
    said = capsys.readouterr().out
    assert "6 pictures labelled “ink”" in said
    assert "1 other file holds the same picture as one of these" in said
    assert cli.main(["label", str(flat / "0.png"), "--class", "oil", *place]) == 0
    assert "other file" not in capsys.readouterr().out
