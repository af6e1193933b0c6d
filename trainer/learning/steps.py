"""One step of learning and one of measuring, compiled; and what becomes of a batch on its way in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import tensorflow as tf

from trainer.config import Variation
from trainer.learning.augmentation import augmented

_Prepare = Callable[[npt.NDArray[Any], tuple[int, int]], Any]
_Learn = Callable[[Any, npt.NDArray[np.int64]], "Outcome"]
_Measure = Callable[[npt.NDArray[Any], npt.NDArray[np.int64]], "Outcome"]


class Outcome(NamedTuple):
    """Of one batch: the sum of its losses, the sum of the weights these have, and how many were told rightly."""

    loss_sum: float
    weight: float
    correct: int


class Steps(NamedTuple):
    """``prepare(batch, seed)`` gives what ``learn(prepared, labels)`` takes; ``measure(batch, labels)`` learns nothing.

    ``prepare`` may be called from another thread while ``learn`` runs.
    """

    prepare: _Prepare
    learn: _Learn
    measure: _Measure


class Goal(NamedTuple):
    """What is to become small.

    Attributes:
        class_weights: One a class, 1 on average over the training pictures.
        smoothing: Share of certainty spread over all classes while learning (Szegedy et al. 2016), 0 to 0.5.
    """

    class_weights: npt.NDArray[np.float32]
    smoothing: float = 0.0


def goal(labels: npt.NDArray[np.int64], classes: int, *, weighted: bool, smoothing: float) -> Goal:
    """The goal for training pictures with these labels: every picture counts alike, or every class does."""
    if not weighted:
        return Goal(np.ones(classes, np.float32), smoothing)
    counts = np.maximum(np.bincount(labels, minlength=classes), 1)
    return Goal((len(labels) / (classes * counts)).astype(np.float32), smoothing)


def compiled(learner: Any, optimizer: Any, aim: Goal, *, variation: Variation | None) -> Steps:
    """Compile the steps of a learner.

    Args:
        learner: A Keras model, rows (b, ...) to logits (b, classes).
        optimizer: A built Keras optimiser.
        aim: What is to become small. Measuring heeds the class weights, but smooths nothing.
        variation: How far pictures are varied, by chance that depends on the step's seed alone; None: not at all.
    """
    variables, weights = learner.trainable_variables, tf.constant(aim.class_weights)

    @tf.function(reduce_retracing=True)  # type: ignore[untyped-decorator]
    def learn(batch: Any, labels: Any) -> Any:
        with tf.GradientTape() as tape:
            logits = tf.cast(learner(batch, training=True), tf.float32)
            losses = _losses(labels, logits, aim.smoothing) * tf.gather(weights, labels)
            loss = tf.reduce_mean(losses)
        optimizer.apply(tape.gradient(loss, variables), variables)
        return _sums(losses, labels, logits, weights)

    @tf.function(reduce_retracing=True)  # type: ignore[untyped-decorator]
    def measure(batch: Any, labels: Any) -> Any:
        logits = tf.cast(learner(batch, training=False), tf.float32)
        losses = _losses(labels, logits, 0.0) * tf.gather(weights, labels)
        return _sums(losses, labels, logits, weights)

    return Steps(
        _preparation(variation),
        lambda batch, labels: _outcome(learn(batch, tf.constant(labels))),
        lambda batch, labels: _outcome(measure(tf.constant(batch), tf.constant(labels))),
    )


def _preparation(variation: Variation | None) -> _Prepare:
    if variation is None:
        return lambda batch, _seed: tf.constant(batch)
    vary = tf.function(lambda batch, seed: augmented(batch, seed, variation), reduce_retracing=True)
    return lambda batch, seed: vary(tf.constant(batch), tf.constant(seed))


def _losses(labels: Any, logits: Any, smoothing: float) -> Any:
    if not smoothing:
        return tf.nn.sparse_softmax_cross_entropy_with_logits(labels, logits)
    classes = logits.shape[-1]
    wanted = tf.one_hot(labels, classes, 1 - smoothing + smoothing / classes, smoothing / classes)
    return tf.nn.softmax_cross_entropy_with_logits(wanted, logits)


def _sums(losses: Any, labels: Any, logits: Any, weights: Any) -> Any:
    correct = tf.reduce_sum(tf.cast(tf.argmax(logits, axis=-1) == labels, tf.int64))
    return tf.reduce_sum(losses), tf.reduce_sum(tf.gather(weights, labels)), correct


def _outcome(tensors: Any) -> Outcome:
    loss_sum, weight, correct = tensors
    return Outcome(float(loss_sum), float(weight), int(correct))
