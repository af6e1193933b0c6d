"""How large networks are on paper: multiply-adds, weights and activations, to scale what was measured of one to another."""

from __future__ import annotations

from typing import NamedTuple

from trainer import architectures
from trainer.config import TrainConfig, default_config
from trainer.estimating.values import Speed

HIDDEN = 512
"""Width of the hidden layer of a pooled head."""


class Size(NamedTuple):
    """A network as a sum.

    Attributes:
        macs: Multiply-adds of one picture going through, in millions.
        parameters: Weights that learn, in millions.
        activations: Numbers that one picture leaves behind in it, in millions.
    """

    macs: float
    parameters: float
    activations: float


class _Plan(NamedTuple):
    """Layers of a scratch network: filters of each block, whether they keep the side, and dense widths."""

    filters: tuple[int, ...]
    keeps_side: bool
    dense: tuple[int, ...]


def of_scratch(config: TrainConfig, classes: int) -> Size:
    """The size of a network that learns from the pictures alone."""
    plan = _plan(config)
    side, before, macs, parameters, activations = config.image_size, 3, 0, 0, config.image_size**2 * 3
    for filters in plan.filters:
        side -= 0 if plan.keeps_side else 2
        macs += side**2 * 9 * before * filters
        parameters += 9 * before * filters + filters
        activations += side**2 * filters
        side //= 2
        activations += side**2 * filters
        before = filters
    before *= side**2
    for width in (*plan.dense, classes):
        macs += before * width
        parameters += before * width + width
        activations += width
        before = width
    return Size(macs / 1e6, parameters / 1e6, activations / 1e6)


def of_head(config: TrainConfig, features: int, classes: int) -> Size:
    """The size of what is trained on ``features`` numbers a picture."""
    widths = (256, 128, classes) if config.head == "article" else (HIDDEN, classes)
    before, parameters = features, 0
    for width in widths:
        parameters += before * width + width
        before = width
    return Size(parameters / 1e6, parameters / 1e6, (features + sum(widths)) / 1e6)


def forward_gmacs(config: TrainConfig) -> float:
    """Billions of multiply-adds of one picture at all the sides at which the network looks at it."""
    row = architectures.find(config.architecture)
    return sum(row.forward_gflops * (side / row.image_size) ** 2 for side in (config.image_size, *config.sizes))


def look_name(config: TrainConfig) -> str:
    """A name for how a frozen backbone looks at pictures: the engine is chosen once for each."""
    sizes = "+".join(map(str, (config.image_size, *config.sizes)))
    tuned = f" last {config.fine_tuning.blocks}" if config.fine_tuning is not None else ""
    return f"{config.architecture} {sizes} {config.head} {config.precision}{tuned}"


def _plan(config: TrainConfig) -> _Plan:
    if config.layers is not None:
        filters = tuple(min(512, config.layers.filters << block) for block in range(config.layers.blocks))
        return _Plan(filters, keeps_side=True, dense=config.layers.dense)
    if config.architecture == "shallow_cnn":
        return _Plan((32, 64), keeps_side=False, dense=(64, 128))
    return _Plan((32, 32, 64), keeps_side=False, dense=(128, 64))


def reference(speed: Speed, classes: int) -> Size:
    """The size of the scratch network that was measured, with its default layers."""
    return of_scratch(default_config(speed.name, image_size=speed.image_size), classes)
