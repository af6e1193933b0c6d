"""Eight bits for filters and dense layers, and none for what is told of all places, which they would spoil."""

from __future__ import annotations

import numpy as np

from trainer import device

device.prepare()
import keras  # noqa: E402
from ai_edge_litert.interpreter import Interpreter  # noqa: E402

from trainer.exporting import quantised  # noqa: E402


def test_means_and_deviations_stay_in_floating_point() -> None:
    pictures = keras.Input((16, 16, 3), dtype="uint8")
    maps = keras.layers.Conv2D(8, 3, activation="relu")(keras.layers.Rescaling(1 / 255)(pictures))
    mean, deviation = keras.ops.mean(maps, axis=(1, 2)), keras.ops.sqrt(keras.ops.var(maps, axis=(1, 2)) + 1e-6)
    told = keras.layers.Concatenate()([mean, deviation])
    model = keras.Model(pictures, keras.layers.Softmax()(keras.layers.Dense(3)(told)))
    samples = list(np.random.default_rng(0).integers(0, 256, (4, 16, 16, 3), np.uint8))
    interpreter = Interpreter(model_content=quantised.convert(model, samples))
    types = {tensor["index"]: tensor["dtype"] for tensor in interpreter.get_tensor_details()}
    steps = [(step["op_name"], types[step["outputs"][0]]) for step in interpreter._get_ops_details()]
    assert {kind for name, kind in steps if name in ("CONV_2D", "FULLY_CONNECTED")} == {np.int8}
    assert {kind for name, kind in steps if name in ("MEAN", "SQRT", "CONCATENATION")} == {np.float32}
    given = interpreter.get_input_details()[0]
    assert given["dtype"] == np.uint8
