"""What cannot be is said at once and alone: no stage is named that never began, and no folder is made."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.trainer import tiny
from tests.trainer.predicting import models
from tests.trainer.sorting.conftest import journals  # noqa: F401 - a fixture
from trainer import cli


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where one works: a folder of pictures, and a model."""
    monkeypatch.chdir(tmp_path)
    tiny.folder(tmp_path / "pictures", {"a.jpg": tiny.jpeg(1), "b.jpg": tiny.jpeg(2)})
    models.written(tmp_path / "m.artmodel")
    return tmp_path


NO_MODEL = "There is no model here: none.artmodel."
NO_PATH = "There is no such file or folder: none."
NO_LIST = "none.json."


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("sort pictures --into out --model none.artmodel", NO_MODEL),
        ("sort none --into out --model m.artmodel", NO_PATH),
        ("sort pictures --into m.artmodel --model m.artmodel", "The target is a file: m.artmodel."),
        ("sort --answers none.json --into out", NO_LIST),
        ("sort pictures --into out --model m.artmodel --at-most-wrong 200", "At most 200 % wrong is no budget."),
        ("sort --undo none", "There is no sort called none."),
        ("sort --resume none", "There is no sort called none."),
        ("sort --undo", "Nothing has been sorted into folders yet."),
        ("tag pictures --model none.artmodel", NO_MODEL),
        ("tag none --model m.artmodel", NO_PATH),
        ("tag none --remove", NO_PATH),
        ("tag none --read", NO_PATH),
        ("tag --answers none.json", NO_LIST),
        ("report none --model m.artmodel --output r.html", NO_PATH),
        ("report --answers none.json --output r.html", NO_LIST),
        ("report pictures --model m.artmodel --output none/r.html", "There is no such folder for the page: none."),
        ("classify none --model m.artmodel --output a.csv", NO_PATH),
        ("classify pictures --model m.artmodel --output none/a.csv", "There is no such folder for the answers: none."),
        ("classify pictures --watch --model m.artmodel --output none/a.csv", "no such folder for the answers: none."),
        ("similar none pictures --model m.artmodel", NO_PATH),
        ("similar pictures/a.jpg none --model m.artmodel", NO_PATH),
    ],
)
@pytest.mark.usefixtures("journals")
def test_a_refusal_stands_alone(words: str, reason: str, place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = sorted(place.iterdir())
    assert cli.main(words.split()) in (cli.FAILED, cli.WRONG_USAGE)
    captured = capsys.readouterr()
    (line,) = captured.err.splitlines()
    assert reason in line
    assert captured.out == ""
    assert sorted(place.iterdir()) == before
