"""LiteRT models in 8 bits, their ranges taken from representative pictures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import keras
import numpy as np
import numpy.typing as npt
import tensorflow as tf
from ai_edge_litert.interpreter import Interpreter
from tensorflow.lite.python import convert as lite

from trainer.learning import litert
from trainer.pixels import Pixels

_STAY_WHOLE = frozenset(("FULLY_CONNECTED", "SOFTMAX", "RESHAPE", "QUANTIZE", "DEQUANTIZE", "DELEGATE"))
_OF_DEVIATIONS = frozenset(("MEAN", "SQUARED_DIFFERENCE"))


def convert(model: Any, samples: Sequence[Pixels]) -> bytes:
    """A model with weights and activations in 8 bits (Jacob et al. 2018): (1, S, S, 3) uint8 in, (1, classes) float32 out.

    Filters and dense layers are computed in integers. Averages and deviations over places, and what standardises
    them, stay in floating point, where a model has them: their channels differ in size by so much that 8 bits for
    all of them would change the class of one picture in eleven (docs/adr/0022).

    Args:
        model: (n, S, S, 3) uint8 to (n, classes).
        samples: Representative pictures, at least one.

    Raises:
        DiskError: The disk of the temporary folder is full, read-only or gone.
    """
    numbers = _on_numbers(model)
    stay = _told_of_places(litert.converted(numbers)) or None  # a list: of anything else the converter takes no notice
    with litert.converter(numbers) as converter:
        converter.optimizations = [tf.lite.Optimize.DEFAULT]
        converter.representative_dataset = lambda: _representative(samples)
        converter._experimental_calibrate_only = True  # as TensorFlow's own QuantizationDebugger does it
        calibrated = converter.convert()
    return bytes(lite.mlir_quantize(calibrated, input_data_type=tf.uint8, denylisted_nodes=stay))


def _on_numbers(model: Any) -> Any:
    """The model for one picture of float numbers: the converter makes them bytes again, without a scale."""
    pictures = keras.Input(model.input_shape[1:], batch_size=1, dtype="float32", name="pictures")
    return keras.Model(pictures, model(pictures, training=False), name="artclass")


def _representative(samples: Sequence[Pixels]) -> Iterator[list[npt.NDArray[np.float32]]]:
    for sample in samples:
        numbers = sample[np.newaxis].astype(np.float32)
        numbers[0, 0, :2, 0] = 0, 255  # so that a byte means the same as in the pictures
        yield [numbers]


def _told_of_places(plain: bytes) -> list[str]:
    """Names of the steps from a mean over places on, up to the dense layers: all that give one row a picture."""
    interpreter = Interpreter(model_content=plain)
    steps = interpreter._get_ops_details()
    names = {tensor["index"]: tensor["name"] for tensor in interpreter.get_tensor_details()}
    ranks = {tensor["index"]: len(tensor["shape"]) for tensor in interpreter.get_tensor_details()}
    if not any(step["op_name"] == "MEAN" and ranks[step["outputs"][0]] == 2 for step in steps):
        return []
    stay: set[int] = set()
    feeds: set[int] = set()
    for step in reversed(steps):
        given, kind = step["outputs"][0], step["op_name"]
        if (ranks[given] == 2 and kind not in _STAY_WHOLE) or (given in feeds and kind in _OF_DEVIATIONS):
            stay.add(given)
            feeds.update(step["inputs"])
    return [names[index] for index in sorted(stay)]
