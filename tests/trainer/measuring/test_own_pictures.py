"""Measuring on a person's own pictures: what the model knows already, or something that looks the same, does not count."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.trainer import making
from tests.trainer.predicting import models
from tests.trainer.predicting.test_seen import painting
from trainer import cli, pixels
from trainer.predicting import seen


@pytest.fixture
def model(tmp_path: Path) -> Path:
    look = seen.look(pixels.squeezed(painting(1), models.SIDE)).hex()[:64]
    return models.written(tmp_path / "colours.artmodel", looks=(look,))


@pytest.fixture
def exam(tmp_path: Path) -> Path:
    folder = tmp_path / "exam" / models.CLASSES[0]
    folder.mkdir(parents=True)
    painting(1).resize((150, 100)).save(folder / "near.jpg", quality=60)
    return folder


def test_what_looks_like_a_picture_of_the_training_is_left_out_and_told(
    exam: Path, model: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for seed in (2, 3, 4):
        painting(seed).save(exam / f"{seed}.png")
    assert cli.main(["evaluate", "--model", str(model), "--images", str(exam.parent)]) == cli.DONE
    said = capsys.readouterr()
    assert "of 3 pictures" in said.out
    assert "1 picture looks like some that were seen in training, and is left out." in said.out + said.err


def test_where_nothing_else_is_there_it_is_refused(exam: Path, model: Path) -> None:
    status, _, said = making.cli("evaluate", "--model", model, "--images", exam.parent)
    assert status == 1
    assert "look like those of the training" in said
