"""One step of learning and one of measuring, compiled; and what becomes of a picture on its way in."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import tensorflow as tf

_TURN = 0.05  # of a full circle: 18 degrees either way
_ZOOM = 0.15
_Learn = Callable[[npt.NDArray[Any], npt.NDArray[np.int64], tuple[int, int]], "Outcome"]
_Measure = Callable[[npt.NDArray[Any], npt.NDArray[np.int64]], "Outcome"]


class Outcome(NamedTuple):
    """Of one batch: the sum of its losses, and how many pictures were told rightly."""

    loss_sum: float
    correct: int


class Steps(NamedTuple):
    """``learn(batch, labels, (seed, number of the step))`` and ``measure(batch, labels)``."""

    learn: _Learn
    measure: _Measure


def compiled(learner: Any, optimizer: Any, *, augment: bool) -> Steps:
    """Compile the steps of a learner.

    Args:
        learner: A Keras model, rows (b, ...) to logits (b, classes).
        optimizer: A built Keras optimiser.
        augment: Mirror, turn and zoom each picture a little, by chance that depends on the step's seed alone.
    """
    variables = learner.trainable_variables

    @tf.function(reduce_retracing=True)  # type: ignore[untyped-decorator]
    def learn(batch: Any, labels: Any, seed: Any) -> Any:
        given = augmented(batch, seed) if augment else batch
        with tf.GradientTape() as tape:
            logits = learner(given, training=True)
            losses = tf.nn.sparse_softmax_cross_entropy_with_logits(labels, logits)
            loss = tf.reduce_mean(losses)
        optimizer.apply(tape.gradient(loss, variables), variables)
        return tf.reduce_sum(losses), _correct(logits, labels)

    @tf.function(reduce_retracing=True)  # type: ignore[untyped-decorator]
    def measure(batch: Any, labels: Any) -> Any:
        logits = learner(batch, training=False)
        losses = tf.nn.sparse_softmax_cross_entropy_with_logits(labels, logits)
        return tf.reduce_sum(losses), _correct(logits, labels)

    return Steps(
        lambda batch, labels, seed: _outcome(learn(tf.constant(batch), tf.constant(labels), tf.constant(seed))),
        lambda batch, labels: _outcome(measure(tf.constant(batch), tf.constant(labels))),
    )


def augmented(pictures: Any, seed: Any) -> Any:
    """Mirror, turn (up to 18 degrees) and zoom (up to 15 %) pictures by chance.

    Args:
        pictures: (b, S, S, 3), any number type.
        seed: Two integers; the same ones give the same result.

    Returns:
        (b, S, S, 3) float32; what comes in from outside the picture is its mirror image.
    """
    count, side = tf.shape(pictures)[0], tf.cast(tf.shape(pictures)[1], tf.float32)
    chance = tf.random.stateless_uniform((3, count), seed, -1.0, 1.0)
    mirror = tf.where(chance[0] < 0, -1.0, 1.0)
    angle, scale = chance[1] * (_TURN * 2 * math.pi), 1 + chance[2] * _ZOOM
    cos, sin, middle = tf.cos(angle) * scale, tf.sin(angle) * scale, (side - 1) / 2
    a, b, d, e = cos * mirror, -sin, sin * mirror, cos
    nothing = tf.zeros_like(a)
    about_middle = (middle - (a + b) * middle, middle - (d + e) * middle)
    transforms = tf.stack([a, b, about_middle[0], d, e, about_middle[1], nothing, nothing], axis=1)
    return tf.raw_ops.ImageProjectiveTransformV3(
        images=tf.cast(pictures, tf.float32),
        transforms=transforms,
        output_shape=tf.shape(pictures)[1:3],
        fill_value=0.0,
        interpolation="BILINEAR",
        fill_mode="REFLECT",
    )


def _correct(logits: Any, labels: Any) -> Any:
    return tf.reduce_sum(tf.cast(tf.argmax(logits, axis=-1) == labels, tf.int64))


def _outcome(tensors: Any) -> Outcome:
    loss_sum, correct = tensors
    return Outcome(float(loss_sum), int(correct))
