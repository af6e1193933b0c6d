"""From a row of the architectures' table to Keras models: backbone, learner, and the graph that is deployed."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

import keras
import numpy as np
import numpy.typing as npt
from keras import layers

from trainer import architectures, weights
from trainer.architectures import Architecture, Scaling
from trainer.config import Layers, TrainConfig

_CAFFE_MEANS = [-103.939, -116.779, -123.68]  # of ImageNet, blue first


class Parts(NamedTuple):
    """A network in its two halves.

    Attributes:
        backbone: uint8 pictures (n, S, S, 3) to what the learner takes; None for scratch networks.
        learner: What is trained: features, or uint8 pictures for scratch networks, to logits (n, classes).
    """

    backbone: Any | None
    learner: Any


def build(config: TrainConfig, classes: int) -> Parts:
    """Make a network with fresh weights, repeatably for ``config.seed``; a backbone gets its pretrained ones.

    Raises:
        WeightsError: The pretrained weights are missing or do not fit.
    """
    keras.utils.set_random_seed(config.seed)
    row = architectures.find(config.architecture)
    if not row.pretrained:
        if config.layers is not None:
            return Parts(None, custom_cnn(config.layers, config.image_size, classes))
        return Parts(None, _SCRATCH[row.name](config.image_size, classes))
    backbone = _backbone(row, config)
    head = article_head if config.head == "article" else pooled_head
    return Parts(backbone, head(backbone.output_shape[1:], classes))


def deployed(parts: Parts, image_size: int, temperature: float, *, batch: int | None = None) -> Any:
    """The whole network: uint8 RGB in, calibrated probabilities out.

    Args:
        parts: The trained network.
        image_size: Side of the square input in pixels.
        temperature: Divides the logits before the softmax (Guo et al. 2017).
        batch: A fixed number of pictures, or None for any.

    Returns:
        A Keras model (batch, S, S, 3) uint8 to (batch, classes) float32.
    """
    pictures = keras.Input((image_size, image_size, 3), batch_size=batch, dtype="uint8", name="pictures")
    features = parts.backbone(pictures, training=False) if parts.backbone is not None else pictures
    logits = parts.learner(features, training=False)
    cooled = layers.Rescaling(1.0 / temperature, name="temperature")(logits)
    return keras.Model(pictures, layers.Softmax(name="probabilities")(cooled), name="artclass")


def fingerprint(backbone: Any) -> str:
    """A name for the backbone's weights: features computed with others are others."""
    digest = hashlib.sha256()
    for variable in backbone.weights:
        digest.update(str(variable.shape).encode())
        digest.update(variable.numpy().tobytes())
    return digest.hexdigest()


def pooled_head(features: tuple[int, ...], classes: int) -> Any:
    """One hidden layer on standardised features, half of everything dropped at each training step.

    `standardise` must be called before the first step. Measured on the art pictures against a plain
    softmax layer on the last layer's averages: docs/adr/0005.
    """
    given = keras.Input(features)
    standard = layers.BatchNormalization(center=False, scale=False, trainable=False, name=_STANDARD)(given)
    x = layers.Dropout(0.5)(keras.ops.clip(standard, -_FAR, _FAR))
    x = layers.Dropout(0.5)(layers.Dense(512, activation="relu")(x))
    return keras.Model(given, layers.Dense(classes)(x), name="head")


_STANDARD = "standardise"
_FAR = 6.0  # standard deviations: further out, a feature only says that the picture is unusual


def standardise(learner: Any, rows: Callable[[], Iterator[npt.NDArray[Any]]]) -> None:
    """Tell a pooled head the mean and variance of the features; other learners need no such thing.

    Args:
        learner: As `build` made it.
        rows: Gives the training pictures' features in batches (b, D).
    """
    if not any(layer.name == _STANDARD for layer in learner.layers):
        return
    count, total, squares = 0, 0.0, 0.0
    for batch in rows():
        wide = batch.astype(np.float64)
        count, total, squares = count + len(wide), total + wide.sum(axis=0), squares + (wide**2).sum(axis=0)
    mean = total / count
    layer = learner.get_layer(_STANDARD)
    layer.moving_mean.assign(mean)
    layer.moving_variance.assign(np.maximum(squares / count - mean**2, 0))


def article_head(features: tuple[int, ...], classes: int) -> Any:
    """The head that the article puts on VGG16, which names its six layers.

    They are Flatten, Dense 256, Dropout, Dense 128, Dropout and the Dense layer of the classes (whose
    softmax is the last layer of `deployed`).
    """
    return keras.Sequential(
        [
            keras.Input(features),
            layers.Flatten(),
            layers.Dense(256, activation="relu"),
            layers.Dropout(0.5),
            layers.Dense(128, activation="relu"),
            layers.Dropout(0.5),
            layers.Dense(classes),
        ],
        name="head",
    )


def shallow_cnn(image_size: int, classes: int) -> Any:
    """The article's first network: two layers of filters, three dense ones (softmax in `deployed`)."""
    return keras.Sequential(
        [
            *_pictures(image_size),
            layers.Conv2D(32, 3, activation="relu"),
            layers.MaxPooling2D(),
            layers.Conv2D(64, 3, activation="relu"),
            layers.MaxPooling2D(),
            layers.Flatten(),
            layers.Dense(64, activation="relu"),
            layers.Dense(128, activation="relu"),
            layers.Dense(classes),
        ],
        name="shallow_cnn",
    )


def deep_cnn(image_size: int, classes: int) -> Any:
    """The article's second network: three layers of filters, dropout after each (softmax in `deployed`)."""
    filters = [
        layer
        for count in (32, 32, 64)
        for layer in (layers.Conv2D(count, 3, activation="relu"), layers.MaxPooling2D(), layers.Dropout(0.2))
    ]
    dense = [layer for width in (128, 64) for layer in (layers.Dense(width, activation="relu"), layers.Dropout(0.2))]
    return keras.Sequential(
        [*_pictures(image_size), *filters, layers.Flatten(), *dense, layers.Dense(classes)], name="deep_cnn"
    )


def custom_cnn(plan: Layers, image_size: int, classes: int) -> Any:
    """A network of one's own: blocks of filters, each twice as many as before, then dense layers."""
    filters = [
        layer
        for block in range(plan.blocks)
        for layer in (
            layers.Conv2D(min(512, plan.filters << block), 3, padding="same", activation="relu"),
            layers.MaxPooling2D(),
            layers.Dropout(plan.dropout),
        )
    ]
    dense = [
        layer
        for width in plan.dense
        for layer in (layers.Dense(width, activation="relu"), layers.Dropout(plan.dropout))
    ]
    return keras.Sequential(
        [*_pictures(image_size), *filters, layers.Flatten(), *dense, layers.Dense(classes)], name="custom_cnn"
    )


_SCRATCH = {"shallow_cnn": shallow_cnn, "deep_cnn": deep_cnn}


def _pictures(image_size: int) -> list[Any]:
    return [keras.Input((image_size, image_size, 3)), layers.Rescaling(1 / 255)]


def _backbone(row: Architecture, config: TrainConfig) -> Any:
    """Scaling, the frozen network and, for a pooled head, what is read off it."""
    assert row.keras_name is not None
    side = config.image_size
    network = getattr(keras.applications, row.keras_name)(weights=None, include_top=False, input_shape=(side, side, 3))
    weights.load(network, row, config.weights)
    if config.head == "pooled":
        taps = [network.get_layer(name).output for name in row.taps]
        network = keras.Model(network.input, [*taps, network.output], name=network.name)
    network.trainable = False
    pictures = keras.Input((side, side, 3), dtype="uint8")
    outputs = network(scaled(pictures, row.scaling), training=False)
    features = _pooled(outputs) if config.head == "pooled" else outputs
    model = keras.Model(pictures, features, name="backbone")
    model.trainable = False
    return model


def _pooled(outputs: Sequence[Any]) -> Any:
    """Mean and standard deviation over places of each tapped layer, and the mean of the last one.

    Which textures there are says more about a technique than what is shown; means and deviations of
    a layer's channels describe them (Huang and Belongie 2017, "Arbitrary style transfer").
    """
    places = (1, 2)
    means = [keras.ops.mean(output, axis=places) for output in outputs]
    deviations = [keras.ops.sqrt(keras.ops.var(output, axis=places) + 1e-6) for output in outputs[:-1]]
    return layers.Concatenate()([*means, *deviations])


def scaled(pictures: Any, scaling: Scaling) -> Any:
    """Pictures 0 to 255 as a backbone takes them: what ``keras.applications``' preprocess_input does."""
    numbers = layers.Rescaling(1.0)(pictures)  # uint8 to float32
    match scaling:
        case "unit":
            return layers.Rescaling(1 / 127.5, -1.0)(numbers)
        case "caffe":
            return layers.Rescaling(1.0, _CAFFE_MEANS)(numbers[..., ::-1])
        case "own":
            return numbers
