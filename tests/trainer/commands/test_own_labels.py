"""A list of own labels alone, as the window hands it over before there is a model: the commands take it as any other."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.trainer import tiny
from trainer import answers, cli
from trainer.events import Prediction
from trainer.project import Project
from trainer.sorting import journal


@pytest.fixture
def listed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two pictures with own labels, which no model has seen."""
    monkeypatch.setenv(journal.PLACE, str(tmp_path / "data"))
    folder = tiny.folder(tmp_path / "pictures", {"0.jpg": tiny.jpeg(0), "1.jpg": tiny.jpeg(1)})
    own = {str(folder / "0.jpg"): "etchings", str(folder / "1.jpg"): "icons"}
    path = tmp_path / "list.json"
    with answers.writing(path, answers.About(())) as sheet:
        sheet.add([Prediction(path=name, label=None, confidence=None) for name in own], own)
    return path


def test_they_are_sorted_by(listed: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["sort", "--answers", str(listed), "--into", str(tmp_path / "out"), "--how", "copy", "--json"]
    assert cli.main(words) == 0
    assert json.loads(capsys.readouterr().out)["folders"] == {"etchings": 1, "icons": 1}
    assert (tmp_path / "out" / "icons" / "1.jpg").is_file()


def test_they_become_keywords(listed: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["tag", "--answers", str(listed), "--json"]) == 0
    capsys.readouterr()
    assert "etchings" in (tmp_path / "pictures" / "0.jpg.xmp").read_text("utf-8")


def test_they_are_reported(listed: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["report", "--answers", str(listed), "--output", str(tmp_path / "r.html"), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["shown"] == 2
    assert "icons" in (tmp_path / "r.html").read_text("utf-8")


def test_a_report_of_answers_says_nothing_of_classifying(
    listed: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["report", "--answers", str(listed), "--output", str(tmp_path / "r.html")]) == 0
    said = capsys.readouterr()
    assert "Reading the answers" in said.out + said.err
    assert "Classifying" not in said.out + said.err


@pytest.mark.parametrize("command", [("sort", "--into", "out"), ("tag",), ("report", "--output", "r.html")])
def test_without_a_model_the_list_is_told_of(
    command: tuple[str, ...], listed: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    project = Project.create(tmp_path / "new.artclass")
    words = [*command, str(tmp_path / "pictures"), "--project", str(project.folder)]
    assert cli.main(words) == cli.FAILED
    told = " ".join(capsys.readouterr().err.split())
    assert "has no trained model yet" in told
    assert "labelled the pictures yourself" in told
    assert "--answers" in told
    assert "Save the list" in told
