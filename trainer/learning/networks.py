"""From a row of the architectures' table to Keras models: backbone, learner, and the graph that is deployed."""

from __future__ import annotations

import hashlib
from typing import Any, NamedTuple

import keras
from keras import layers

from trainer import architectures
from trainer.config import FineTuning, TrainConfig
from trainer.learning import backbones, scratch
from trainer.learning.backbones import Pretrained
from trainer.learning.heads import article_head, pooled_head, standardise

__all__ = ["Parts", "build", "deployed", "fingerprint", "stages", "standardise"]


class Parts(NamedTuple):
    """A network in its two halves.

    Attributes:
        backbone: What does not learn: uint8 pictures (n, S, S, 3) to what the learner takes; None where the
            learner takes the pictures themselves.
        learner: What is trained: features, flat rows, or pictures 0 to 255 of any number type, to logits (n, classes).
    """

    backbone: Any | None
    learner: Any


def stages(config: TrainConfig, classes: int) -> tuple[Parts, ...]:
    """The networks that are trained one after the other, with fresh weights, repeatably for ``config.seed``.

    Returns:
        One for a network from scratch, and one for a head on a frozen backbone, which gets its pretrained weights.
        With fine-tuning, a second one: a shorter frozen backbone (None if all blocks learn), and a learner of the
        last blocks and the same head. They share the head's layers, so that what it has learnt carries over; the
        blocks' weights are copies, so that the first network answers as before if its head's weights are put back.

    Raises:
        WeightsError: The pretrained weights are missing or do not fit.
    """
    keras.utils.set_random_seed(config.seed)
    row = architectures.find(config.architecture)
    if not row.pretrained:
        return (Parts(None, scratch.network(config, classes)),)
    pretrained = backbones.load(row, config)
    frozen = backbones.backbone(pretrained)
    head = (article_head if config.head == "article" else pooled_head)(frozen.output_shape[1:], classes)
    first = Parts(frozen, head)
    return (first,) if config.fine_tuning is None else (first, _tuned(pretrained, config.fine_tuning, head))


def build(config: TrainConfig, classes: int) -> Parts:
    """The first of `stages`."""
    return stages(config, classes)[0]


def _tuned(pretrained: Pretrained, tuning: FineTuning, head: Any) -> Parts:
    layer = backbones.boundary(pretrained.row, tuning.blocks)
    if layer is None:
        return Parts(None, backbones.whole(pretrained, head))
    return Parts(*backbones.cut(pretrained, layer, head))


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
    return keras.Model(pictures, calibrated(logits, temperature), name="artclass")


def calibrated(logits: Any, temperature: float) -> Any:
    """Probabilities from logits, both (n, classes): divided by the temperature, then a softmax (Guo et al. 2017)."""
    cooled = layers.Rescaling(1.0 / temperature, name="temperature")(logits)
    return layers.Softmax(name="probabilities")(cooled)


def fingerprint(backbone: Any) -> str:
    """A name for the backbone's weights: features computed with others are others."""
    digest = hashlib.sha256()
    for variable in backbone.weights:
        digest.update(str(variable.shape).encode())
        digest.update(variable.numpy().tobytes())
    return digest.hexdigest()
