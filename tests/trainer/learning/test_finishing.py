"""A package says that it knows what is none of its classes only where it was seen to."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from msgspec.structs import replace

from tests.trainer.making import Script
from tests.trainer.predicting import models
from trainer import device
from trainer.config import default_config
from trainer.events import Notice
from trainer.package import Package
from trainer.predicting.predictor import Predictor
from trainer.runs import HeldOutPrediction, Run

device.prepare()
from trainer.learning.finishing import Finishing  # noqa: E402


def told_apart(
    place: Path, colour: tuple[int, int, int], held_out: int = 40, distance: float = 0.05
) -> tuple[Package, list[str]]:
    """The package of a model that was trained on pictures of one colour, and what was said of it."""
    row = np.array(colour) - 127.5
    given = replace(models.colour_package(), reference=(row[np.newaxis] / np.linalg.norm(row)).astype(np.float16))
    said = [
        HeldOutPrediction(
            sha256="", path="", label="red", predicted="red", confidence=0.9, probabilities=(), distance=distance
        )
    ] * held_out
    script = Script()
    finishing = Finishing(
        Run(place), default_config("deep_cnn"), stage=lambda _name: None, emit=script, control=script.control
    )
    return finishing._told_apart(given, Predictor(given, threads=1), said), [one.message for one in script.of(Notice)]


def test_a_model_that_notices_strangers_gets_a_threshold(tmp_path: Path) -> None:
    packed, notices = told_apart(tmp_path, (250, 20, 20))
    assert packed.info.novelty is not None
    assert packed.info.novelty.threshold == 0.05
    assert not notices


def test_one_that_takes_them_for_its_classes_gets_none_and_that_is_said(tmp_path: Path) -> None:
    packed, notices = told_apart(tmp_path, (250, 250, 250), distance=1.0)  # its own classes lie as far apart
    assert packed.info.novelty is None
    (notice,) = notices
    assert "cannot tell pictures that are none of its classes" in notice


def test_nothing_is_said_where_held_out_pictures_are_too_few_for_a_threshold(tmp_path: Path) -> None:
    packed, notices = told_apart(tmp_path, (250, 250, 250), held_out=5, distance=1.0)
    assert packed.info.novelty is None
    assert not notices
