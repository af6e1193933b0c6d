"""The backbone in TensorFlow: float32, or bfloat16 where the processor computes with it; on a graphics card if there is one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import keras
import tensorflow as tf
from keras import layers

from trainer import parallel
from trainer.engines import EngineChoice
from trainer.learning.engines.engine import Rows, by_batches
from trainer.pixels import Pixels

_BATCH = 8  # on a processor: what fits its caches; larger ones were slower
_BATCH_ON_CARD = 64
_FLAGS = ("avx512_bf16", "amx_bf16", "bf16")  # Linux' names on Intel and AMD, and on ARM


class TensorFlowEngine:
    """A compiled forward pass that always takes the same number of pictures.

    Args:
        backbone: uint8 pictures (n, S, S, 3) to rows.
        device: What TensorFlow computes on, in words.
        bfloat16: Compute in bfloat16; what is read off the layers, and rows, are float32 all the same.
    """

    lanes = 1

    def __init__(self, backbone: Any, *, device: str, bfloat16: bool = False) -> None:
        self.chunk = _BATCH_ON_CARD if on_card() else _BATCH
        model = lowered(backbone) if bfloat16 else backbone
        shape = (self.chunk, *backbone.input_shape[1:])
        self._forward = tf.function(
            lambda pictures: model(pictures, training=False), input_signature=[tf.TensorSpec(shape, tf.uint8)]
        )
        self.choice = EngineChoice(
            name="tensorflow",
            precision="bfloat16" if bfloat16 else "float32",
            threads=parallel.usable_cores(),
            batch=self.chunk,
            device=device,
        )

    def see(self, pictures: Pixels) -> Rows:
        """As `Engine.see`."""
        return by_batches(self._forward, pictures, self.chunk)


def on_card() -> bool:
    """Whether TensorFlow finds a graphics card."""
    return bool(tf.config.list_logical_devices("GPU"))


def has_bfloat16() -> bool:
    """Whether bfloat16 is computed by the hardware rather than imitated."""
    if on_card():
        return True
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:  # not Linux: not known, and not tried
        return False
    flags = next((line.split() for line in lines if line.startswith(("flags", "Features"))), [])
    return any(flag in flags for flag in _FLAGS)


def lowered(backbone: Any) -> Any:
    """The backbone with the networks inside it in bfloat16, and everything around them in float32.

    Means and deviations of a layer's maps are taken in float32: bfloat16 has eight bits for a number, too few
    for sums over hundreds of places.
    """

    def lower(layer: Any) -> Any:
        return _network_in_bfloat16(layer) if isinstance(layer, keras.Model) else layer

    return keras.models.clone_model(backbone, clone_function=lower)


def _network_in_bfloat16(network: Any) -> Any:
    def rebuilt(layer: Any) -> Any:
        return type(layer).from_config({**layer.get_config(), "dtype": "mixed_bfloat16"})

    inner = keras.models.clone_model(network, clone_function=rebuilt)
    inner.set_weights(network.get_weights())
    given = keras.Input(network.input_shape[1:])
    outputs = inner(given, training=False)
    several = isinstance(outputs, (list, tuple))
    wide = [_widened(output) for output in (outputs if several else [outputs])]
    return keras.Model(given, wide if several else wide[0], name=network.name)


def _widened(maps: Any) -> Any:
    return layers.Activation("linear", dtype="float32")(maps)
