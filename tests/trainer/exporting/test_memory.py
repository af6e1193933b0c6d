"""How much memory a format's file takes while it is written, by the size of the file."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = """
import resource, sys
from pathlib import Path
from trainer import device
device.prepare()
import keras
from trainer.exporting import convert

layers = keras.layers
model = keras.Sequential([
    keras.Input((64, 64, 3), dtype="uint8"), layers.Rescaling(1 / 255), layers.Flatten(), layers.Dense(1_024), layers.Dense(3)
])
path = Path(sys.argv[1])
def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1_024)
before = peak()
convert.write("onnx", convert.Source(path, model, "abc", {}, list), path)
print((peak() - before) / path.stat().st_size)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows tells no peak this way")
def test_onnx_takes_no_copy_of_the_weights_for_each_step_of_the_converter(tmp_path: Path) -> None:
    """TensorFlow itself takes some 18 copies; with one for each of tf2onnx's steps there were 34."""
    words = [sys.executable, "-c", PROGRAM, str(tmp_path / "model.onnx")]
    done = subprocess.run(words, capture_output=True, text=True, check=True)
    assert float(done.stdout.split()[-1]) < 26
