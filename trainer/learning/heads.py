"""What is put on a frozen backbone: the pooled head of our own, the article's head, and what they are told before they learn."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import keras
import numpy as np
import numpy.typing as npt
from keras import layers

_STANDARD = "standardise"
_FAR = 6.0  # standard deviations: further out, a feature only says that the picture is unusual


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


def standardise(learner: Any, rows: Callable[[], Iterator[npt.NDArray[Any]]]) -> None:
    """Tell a pooled head the mean and variance of the features; other learners need no such thing.

    Args:
        learner: As `networks.stages` made it. One that fine-tunes keeps what its head was told before.
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
    softmax is the last layer of `networks.deployed`).
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
