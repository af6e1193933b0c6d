"""Pictures that cannot be read are told on the screen with their reasons, and in JSON."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.trainer import tiny
from tests.trainer.predicting import models
from trainer import cli

REASON = "is no picture (text inside)"


@pytest.fixture
def model(tmp_path: Path) -> str:
    return str(models.written(tmp_path / "m.artmodel"))


@pytest.mark.parametrize("count", [1, 5, 8])
def test_few_are_named_and_of_many_the_first(
    count: int, model: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = {f"bad{number}.jpg": b"nothing" for number in range(count)}
    folder, listed = tiny.folder(tmp_path / "p", files | {"good.jpg": tiny.jpeg(1)}), tmp_path / "a.csv"
    words = ["classify", str(folder), "--model", model, "--output", str(listed)]
    assert cli.main(words) == cli.DONE
    err = capsys.readouterr().err
    assert [f"{folder / name} {REASON}." in err for name in files] == [number < 5 for number in range(count)]
    rest = f"And 3 more that cannot be read; the column “status” of {listed} says why."
    assert (rest in err) == (count == 8)
    assert cli.main([*words, "--json"]) == cli.DONE
    assert json.loads(capsys.readouterr().out)["unreadable"] == [
        {"path": str(folder / name), "reason": REASON} for name in files
    ]


def test_a_picture_that_gets_no_keyword_is_named_with_its_reason(
    model: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = tiny.folder(tmp_path / "p", {"bad.jpg": b"nothing"}) / "bad.jpg"
    assert cli.main(["tag", str(bad), "--model", model]) == cli.DONE
    assert capsys.readouterr().out.splitlines() == ["1 picture cannot be read.", f"{bad} {REASON}."]


def test_those_that_cannot_be_like_another_are_named(
    model: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tiny.folder(tmp_path / "p", {"bad.jpg": b"nothing", "a.jpg": tiny.jpeg(1), "b.jpg": tiny.jpeg(2)})
    assert cli.main(["similar", str(folder / "a.jpg"), str(folder), "--model", model]) == cli.DONE
    captured = capsys.readouterr()
    assert f"{folder / 'bad.jpg'} {REASON}." in captured.err
    assert captured.out.endswith("1 picture could not be read.\n")
