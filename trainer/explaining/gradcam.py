"""Grad-CAM: which places of a picture speak for a class (Selvaraju et al. 2017, arXiv:1610.02391). Heavy."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import keras
import numpy as np
import numpy.typing as npt
import tensorflow as tf
from keras import layers

from trainer.pixels import Pixels

Heat = npt.NDArray[np.float32]
_PASSED_OVER = (
    layers.MaxPooling2D,
    layers.AveragePooling2D,
    layers.Dropout,
    layers.ZeroPadding2D,
    layers.Rescaling,
    layers.Normalization,
    layers.Resizing,
    layers.InputLayer,
    layers.Reshape,
    keras.Model,
)
_LOGITS = "temperature"  # the layer of `networks.deployed` before the softmax


class Seen(NamedTuple):
    """Why a model says what it says of a picture.

    Attributes:
        heat: What speaks for the class, place by place: (h, w), 0 to 1, coarser than the picture.
        probabilities: Of all classes, (classes,).
        number: The class it was asked about.
    """

    heat: Heat
    probabilities: npt.NDArray[np.float32]
    number: int


class Explainer:
    """A deployed model that can be asked why.

    The maps are those of the last layer that still knows places: the last one of a backbone or of a network from
    scratch. What a pooled head reads off earlier layers takes part in the answer, but not in the heat map.

    Args:
        model: A deployed Keras model: (n, S, S, 3) uint8 to (n, classes).

    Raises:
        ValueError: No layer of it knows places.
    """

    def __init__(self, model: Any) -> None:
        self._model = model
        self.side = int(model.input_shape[1])
        self._maps = _last_maps(model)
        self._logits = next((layer for layer in model.layers if layer.name == _LOGITS), model)

    def explain(self, square: Pixels, number: int | None = None) -> Seen:
        """Say why.

        Args:
            square: The picture, (S, S, 3).
            number: The class to ask about; by default the one that the model says.
        """
        given = tf.constant(square[np.newaxis])
        maps: list[Any] = []
        logits: list[Any] = []
        with tf.GradientTape(watch_accessed_variables=False) as tape:

            def keep(value: Any) -> None:
                tape.watch(value)
                maps.append(value)

            with _heard(self._maps, keep), _heard(self._logits, logits.append):
                probabilities = self._model(given, training=False)
            chosen = int(np.argmax(probabilities[0])) if number is None else number
            score = logits[-1][0, chosen]
        slopes = tape.gradient(score, maps)
        return Seen(_heat(maps, slopes), np.asarray(probabilities[0], np.float32), chosen)


def _heat(maps: list[Any], slopes: list[Any]) -> Heat:
    """The weighted sum of a layer's channels, what is below nothing cut off; of several sizes, their mean."""
    side = max(int(value.shape[1]) for value in maps)
    total = np.zeros((side, int(maps[0].shape[2]) * side // int(maps[0].shape[1])), np.float32)
    for value, slope in zip(maps, slopes, strict=True):
        if slope is None:  # these maps have no part in the answer
            continue
        weights = tf.reduce_mean(slope, axis=(1, 2), keepdims=True)
        cam = tf.nn.relu(tf.reduce_sum(weights * value, axis=-1, keepdims=True))
        total += np.asarray(tf.image.resize(cam, total.shape)[0, :, :, 0])
    highest = float(total.max())
    return total / highest if highest > 0 else total


@contextlib.contextmanager
def _heard(layer: Any, hear: Callable[[Any], None]) -> Iterator[None]:
    """Hand over what a layer gives while the model runs; a layer inside a model inside a model has no other way out."""
    usual = layer.call

    def call(*args: Any, **options: Any) -> Any:
        given = usual(*args, **options)
        hear(given)
        return given

    layer.call = call
    try:
        yield
    finally:
        layer.call = usual


def _last_maps(model: Any) -> Any:
    """The last layer, in the order in which they run, that gives maps and is more than a step between two others."""
    order: list[Any] = []
    with contextlib.ExitStack() as stack:
        for layer in _all_layers(model):
            stack.enter_context(_heard(layer, _noting(layer, order)))
        model(np.zeros((1, *model.input_shape[1:]), np.uint8), training=False)
    if not order:
        raise ValueError("no layer of this model knows places")
    return order[-1]


def _noting(layer: Any, order: list[Any]) -> Callable[[Any], None]:
    def note(value: Any) -> None:
        shape: tuple[int, ...] = tuple(getattr(value, "shape", ()))
        if len(shape) == 4 and shape[1] > 1 and shape[2] > 1 and not isinstance(layer, _PASSED_OVER):
            order.append(layer)

    return note


def _all_layers(model: Any) -> Iterator[Any]:
    for layer in model.layers:
        if isinstance(layer, keras.Model):
            yield from _all_layers(layer)
        else:
            yield layer
