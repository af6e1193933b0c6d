"""The way from Keras to LiteRT: what comes out answers alike, and a disk that refuses is told as that."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import keras
import numpy as np
import pytest
from ai_edge_litert.interpreter import Interpreter

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


@pytest.fixture
def full(tmp_path: Path) -> Iterator[Path]:
    """A place for 20 KB."""
    place = tmp_path / "full"
    place.mkdir()
    asked = ["mount", "-t", "tmpfs", "-o", "size=20k", "tmpfs", str(place)]
    if shutil.which("mount") is None or subprocess.run(asked, capture_output=True, check=False).returncode:
        pytest.skip("a small disk can be mounted by root on Linux only")
    yield place
    subprocess.run(["umount", "--lazy", str(place)], check=True)


def test_a_full_disk_is_told_in_words(full: Path) -> None:
    script = """
from tests.trainer.learning.test_litert import network
from trainer.errors import DiskError
from trainer.learning import litert

try:
    litert.converted(network())
except DiskError as error:
    print(error)
"""
    done = subprocess.run(
        [sys.executable, "-c", script],
        env={**os.environ, "TMPDIR": str(full)},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        check=False,
    )
    assert done.stdout.startswith(f"The disk is full: {full}. Free some space")
