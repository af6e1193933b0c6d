"""What the layers of a network of one's own amount to: their sizes and weights, without building it. Light."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, NamedTuple

from trainer.config import Layers

Kind = Literal["pictures", "block", "dense", "classes"]
_FILTER = 3 * 3
_MOST_FILTERS = 512
_COLOURS = 3


class Layer(NamedTuple):
    """A part of the network, from the pictures to the classes.

    Attributes:
        kind: "block" is a layer of filters with the halving after it.
        side: Side in pixels of what comes out of it; 1 for what is no picture any more.
        depth: Numbers a pixel that come out of it: colours, filters, or the width of a dense layer.
        parameters: How many weights it has.
    """

    kind: Kind
    side: int
    depth: int
    parameters: int


def described(plan: Layers, image_size: int, classes: int) -> tuple[Layer, ...]:
    """The parts of `trainer.learning.scratch.custom_cnn`, in their order.

    Args:
        plan: The layers.
        image_size: Side of the square input in pixels.
        classes: How many classes are told apart.
    """
    blocks = tuple(_blocks(plan, image_size))
    last = blocks[-1]
    return (*blocks, *_dense(plan, last.side**2 * last.depth, classes))


def _blocks(plan: Layers, side: int) -> Iterator[Layer]:
    depth = _COLOURS
    yield Layer("pictures", side, depth, 0)
    for block in range(plan.blocks):
        filters = min(_MOST_FILTERS, plan.filters << block)
        parameters = (_FILTER * depth + 1) * filters
        side, depth = side // 2, filters
        yield Layer("block", side, depth, parameters)


def _dense(plan: Layers, numbers: int, classes: int) -> Iterator[Layer]:
    for width in plan.dense:
        yield Layer("dense", 1, width, (numbers + 1) * width)
        numbers = width
    yield Layer("classes", 1, classes, (numbers + 1) * classes)
