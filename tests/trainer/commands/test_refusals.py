"""What cannot be is said at once and alone: no stage is named that never began, and no folder is made."""

from __future__ import annotations

import errno
import tempfile
from pathlib import Path

import pytest

from tests.trainer import tiny
from tests.trainer.commands import tagged
from tests.trainer.predicting import models
from tests.trainer.sorting.conftest import journals  # noqa: F401 - a fixture
from trainer import cli
from trainer.project import Project


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where one works: a folder of pictures, and a model."""
    monkeypatch.chdir(tmp_path)
    folder = tiny.folder(tmp_path / "pictures", {"a.jpg": tiny.jpeg(1), "b.jpg": tiny.jpeg(2)})
    tiny.folder(tmp_path / "empty", {"words.txt": b"no picture"})
    tagged.said(tmp_path / "list.json", {folder / "a.jpg": ("red", 0.9)})
    damaged = Project.create(tmp_path / "bad.artclass")
    damaged.catalog.write_bytes(b"no database" * 1_000)
    models.written(tmp_path / "m.artmodel")
    return tmp_path


NO_MODEL = "There is no model here: none.artmodel."
NO_PATH = "There is no such file or folder: none."
NO_PICTURE = "There are no pictures here: empty."
NO_PROJECT = "There is no ArtClass project here"
DAMAGED = "bad.artclass"
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
        ("sort empty --into out --model m.artmodel", NO_PICTURE),
        ("tag empty --model m.artmodel", NO_PICTURE),
        ("tag empty --remove", NO_PICTURE),
        ("tag empty --read", NO_PICTURE),
        ("report empty --model m.artmodel --output r.html", NO_PICTURE),
        ("classify empty --model m.artmodel --output a.csv", NO_PICTURE),
        ("similar pictures/a.jpg empty --model m.artmodel", NO_PICTURE),
        ("similar pictures pictures --model m.artmodel", "This is a folder, not a picture: pictures."),
        ("label empty --class red --project new.artclass", NO_PICTURE),
        ("label none --class red --project new.artclass", NO_PATH),
        ("label pictures --remove --project new.artclass", NO_PROJECT),
        ("label pictures --class red --project bad.artclass", DAMAGED),
        ("tag --answers list.json --project bad.artclass", DAMAGED),
        ("sort --answers list.json --into out --project none.artclass", NO_PROJECT),
        ("tag --answers list.json --project none.artclass", NO_PROJECT),
        ("report --answers list.json --output r.html --project none.artclass", NO_PROJECT),
        ("sort --answers list.json --into out --run first", "Leave out paths, --model and --run."),
        ("evaluate --model m.artmodel", "Pictures to measure with are needed."),
        ("evaluate --images none --model m.artmodel", "There is no such folder: none."),
        ("evaluate --images empty --model m.artmodel", "There are no class folders here: empty."),
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


@pytest.mark.parametrize(
    "words",
    [
        "report pictures --model m.artmodel --output r.html",
        "classify pictures --model m.artmodel --output a.csv",
        "classify pictures --watch --model m.artmodel --output a.csv",
    ],
)
def test_a_folder_that_takes_no_files_is_told_before_the_work(
    words: str, place: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(errno.EROFS, "Read-only file system")

    monkeypatch.setattr(tempfile, "TemporaryFile", refuse)
    assert cli.main(words.split()) == cli.FAILED
    (line,) = capsys.readouterr().err.splitlines()
    assert f"The disk is read-only: {place}." in line


def test_a_picture_that_cannot_be_read_is_told_before_others_are_looked_at(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["similar", "empty/words.txt", "pictures", "--model", "m.artmodel", "--store", str(place / "store")]
    assert cli.main([*words, "--json"]) == cli.FAILED
    assert "This picture is no picture (text inside)" in capsys.readouterr().err
