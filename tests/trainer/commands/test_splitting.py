"""The split command: what is said of groups before the splits are drawn by them, and that it comes true."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.trainer import making
from trainer import cli
from trainer.catalog.store import Catalog
from trainer.project import Project


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """Three classes of 24 pictures; in each, eight artists have a folder with three of them."""
    folder = making.pictures(tmp_path / "pictures", 24)
    for path in sorted(folder.rglob("*.png")):
        artist = path.parent / f"{path.parent.name} artist {int(path.stem) % 8}"
        artist.mkdir(exist_ok=True)
        path.rename(artist / path.name)
    assert (
        cli.main(["import", str(folder), "--project", str(tmp_path / "p.artclass"), "--class-level", "2", "--json"])
        == cli.DONE
    )
    return Project.open(tmp_path / "p.artclass")


def told(project: Project, capsys: pytest.CaptureFixture[str], *words: str) -> str:
    """What a person reads, on one line."""
    capsys.readouterr()
    assert cli.main(["split", "--project", str(project.folder), *words]) == cli.DONE
    return " ".join(capsys.readouterr().out.split())


def asked(project: Project, capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, Any]:
    """What a program reads."""
    capsys.readouterr()
    assert cli.main(["split", "--project", str(project.folder), *words, "--json"]) == cli.DONE
    result: dict[str, Any] = json.loads(capsys.readouterr().out)
    return result


def splits(project: Project) -> dict[str, str]:
    """The split of every picture."""
    with Catalog.open(project, readonly=True) as catalog:
        return {picture.name: picture.split for picture in catalog.pictures()}


def test_a_preview_says_what_the_split_would_be_and_it_comes_true(
    project: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    words = told(project, capsys, "--by", "folder")
    assert "Split now: " in words
    assert "24 groups" in words
    assert "hardly" not in words
    assert "Drawn so, the split would be about " in words
    assert "--anew draws the splits so" in words
    forecast = asked(project, capsys, "--by", "folder")["forecast"]
    drawn = asked(project, capsys, "--by", "folder", "--anew")
    assert drawn["splits"] == forecast
    assert "Split: " in told(project, capsys)


def test_folders_that_are_the_classes_are_told_as_no_artists_and_refused(
    project: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    words = told(project, capsys, "--by", "folder", "--level", "2")
    assert "“blue” and 2 others each have more than half of a class" in words
    assert "--level names another folder" in words
    assert "nothing would be left to choose by, or to test: --anew refuses that" in words
    assert "--anew draws the splits so" not in words
    anew = ["split", "--project", str(project.folder), "--by", "folder", "--level", "2", "--anew"]
    assert cli.main(anew) == cli.WRONG_USAGE
    assert "no validation and no test pictures would be left" in " ".join(capsys.readouterr().err.split())


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--by", "pattern", "--pattern", "zzz_{group}"], "The pattern zzz_{group} fits the name of no picture"),
        (["--by", "creator"], "No picture says in its metadata who made it"),
        (["--by", "table"], "No picture came with a table that names its group"),
        (["--by", "folder", "--level", "9"], "No picture has a folder at level 9 around it"),
    ],
)
def test_what_puts_no_picture_into_a_group_draws_no_splits(
    project: Project, capsys: pytest.CaptureFixture[str], words: list[str], sentence: str
) -> None:
    before = splits(project)
    assert f"{sentence}: --anew refuses that." in told(project, capsys, *words)
    assert asked(project, capsys, *words)["without_effect"] == sentence
    assert cli.main(["split", "--project", str(project.folder), *words, "--anew", "--seed", "7"]) == cli.WRONG_USAGE
    said = " ".join(capsys.readouterr().err.split())
    assert f"{sentence}. " in said
    assert "The splits are as they were." in said
    assert splits(project) == before
    with Catalog.open(project, readonly=True) as catalog:
        assert not catalog.decisions.journal()


@pytest.mark.parametrize(
    ("words", "needed"),
    [
        (["--anew", "--pattern", "{group}_*"], "--pattern belongs to --by pattern"),
        (["--by", "creator", "--level", "2"], "--level belongs to --by folder"),
        (["--known"], "--known belongs to --by"),
        (["--by", "folder", "--seed", "3"], "--seed belongs to --anew"),
    ],
)
def test_an_option_that_would_do_nothing_is_refused(
    project: Project, capsys: pytest.CaptureFixture[str], words: list[str], needed: str
) -> None:
    before = splits(project)
    assert cli.main(["split", "--project", str(project.folder), *words]) == cli.WRONG_USAGE
    assert needed in " ".join(capsys.readouterr().err.split())
    assert splits(project) == before


def test_who_draws_by_groups_as_large_as_classes_is_told_then_too_and_how_to_take_it_back(
    project: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    before = splits(project)
    words = told(project, capsys, "--by", "pattern", "--pattern", r"re:^1?\d\.(png)", "--anew")
    assert "“png” has more than half of a class: it is hardly the work of one artist" in words
    number = words.split("decide --undo ")[1].split("”")[0]
    assert cli.main(["decide", "--project", str(project.folder), "--undo", number]) == cli.DONE
    assert splits(project) == before
