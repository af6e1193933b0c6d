"""An audit of a model that has learnt nothing claims nothing."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from tests.trainer import making
from trainer import dataset
from trainer.channel import Control
from trainer.explaining import audit, records
from trainer.explaining.records import Audit
from trainer.package import FORMAT, Package, PackageInfo
from trainer.pixels import DECODE_SPEC

CLASSES = tuple(making.COLOURS)


class Guess:
    """Takes the place of a model: every picture is of the first class."""

    def __init__(self, _packed: Package) -> None:
        pass

    def probabilities(self, _square: object) -> npt.NDArray[np.float32]:
        return np.eye(1, len(CLASSES), dtype=np.float32)[0]


class Eye(Guess):
    """The strongest colour is the class."""

    def probabilities(self, square: npt.NDArray[np.uint8]) -> npt.NDArray[np.float32]:  # type: ignore[override]
        red, green, blue = np.asarray(square, np.float32).reshape(-1, 3).mean(axis=0)
        return np.array([blue, green, red], np.float32)


def audited(place: Path) -> Audit:
    """The audit of a model on the validation pictures of a small project."""
    info = PackageInfo(
        format=FORMAT, name="r", classes=CLASSES, image_size=32, decode=DECODE_SPEC, architecture="deep_cnn",
        version="1", created="2026-11-25", temperature=1.0, seen=(),
    )  # fmt: skip
    pictures = dataset.load(making.project(place, 14)).validation
    return audit.audit(Package(info=info, model=b""), pictures, emit=lambda _: None, control=Control())


def test_of_a_model_that_guesses_nothing_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audit, "Predictor", Guess)
    told = records.verdict(audited(tmp_path))
    assert "no better than guessing" in told
    assert "leans neither" not in told


def test_of_one_that_has_learnt_it_is_said_what_it_leans_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audit, "Predictor", Eye)
    made = audited(tmp_path)
    assert made.accuracy == 1
    assert not made.guessing
    assert "guessing" not in records.verdict(made)
