"""The way from Keras to LiteRT: what comes out answers alike, and a disk that refuses is told as that."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

import keras
import numpy as np
import pytest
from ai_edge_litert.interpreter import Interpreter

from tests.trainer.told import as_documented
from trainer.errors import DiskError
from trainer.learning import litert


def network() -> keras.Model:
    """One picture (1, 8, 8, 3) to (1, 3) and (1, 192), the first by chance."""
    keras.utils.set_random_seed(3)
    pictures = keras.Input((8, 8, 3), batch_size=1, dtype="uint8", name="pictures")
    numbers = keras.layers.Flatten()(keras.layers.Rescaling(1 / 255)(pictures))
    said = keras.layers.Dense(3, activation="softmax")(numbers)
    return keras.Model(pictures, {"probabilities": said, "embedding": numbers})


def test_it_answers_as_the_keras_model_does(capfd: pytest.CaptureFixture[str]) -> None:
    model, picture = network(), np.random.default_rng(3).integers(0, 256, (1, 8, 8, 3), np.uint8)
    runner = Interpreter(model_content=litert.converted(model)).get_signature_runner()
    answer, expected = runner(pictures=picture), model(picture, training=False)
    for name in ("probabilities", "embedding"):
        assert answer[name] == pytest.approx(np.asarray(expected[name]), abs=1e-5)
    assert capfd.readouterr().out == ""


def test_nothing_is_left_in_the_temporary_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with litert.converter(network()) as converter:
        assert list(tmp_path.iterdir())
        assert converter.convert()
    assert not list(tmp_path.iterdir())


def test_a_temporary_folder_that_is_gone_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    gone = tmp_path / "gone"
    monkeypatch.setattr(tempfile, "tempdir", str(gone))
    with pytest.raises(DiskError, match="gone"):
        litert.converted(network())


def test_a_full_disk_is_told_in_words(small_disk: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch) -> None:
    place = small_disk("20k")
    monkeypatch.setattr(tempfile, "tempdir", str(place))
    with pytest.raises(DiskError) as caught:
        litert.converted(network())
    as_documented("the temporary folder has no room for a model on its way to LiteRT", caught.value)
    assert caught.value.path == str(place)
    assert not list(place.iterdir())
