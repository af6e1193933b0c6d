"""The networks that learn from a person's pictures alone: the article's two, and one of one's own."""

from __future__ import annotations

from typing import Any

import keras
from keras import layers

from trainer.config import Layers, TrainConfig


def network(config: TrainConfig, classes: int) -> Any:
    """The scratch network that the settings name: pictures 0 to 255 (n, S, S, 3) to logits (n, classes)."""
    if config.layers is not None:
        return custom_cnn(config.layers, config.image_size, classes)
    return _SCRATCH[config.architecture](config.image_size, classes)


def shallow_cnn(image_size: int, classes: int) -> Any:
    """The article's first network: two layers of filters, three dense ones (softmax in `networks.deployed`)."""
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
    """The article's second network: three layers of filters, dropout after each (softmax in `networks.deployed`)."""
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
