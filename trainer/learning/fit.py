"""The training loop: epochs over the training pictures, the best weights by validation loss, a checkpoint to go on from."""

from __future__ import annotations

import contextlib
import math
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, Literal, NamedTuple

import keras
import numpy as np
import numpy.typing as npt
import tensorflow as tf

from trainer import events
from trainer.channel import Control, Emit
from trainer.config import TrainConfig
from trainer.errors import DatasetError, TrainingError
from trainer.learning import checkpoint, networks
from trainer.learning.checkpoint import Checkpoint, State
from trainer.learning.features import Material, Samples
from trainer.learning.steps import Outcome, compiled
from trainer.pace import Pace

Ending = Literal["done", "stop", "pause", "cancel"]
_CHECKPOINT_EVERY = 5.0  # seconds: an epoch of a head takes less than one
_MEASURED_AT_ONCE = 64  # pictures


class Order(NamedTuple):
    """In which order an epoch takes the training pictures, and which view of each: both (n,)."""

    pictures: npt.NDArray[np.int64]
    view: npt.NDArray[np.int64]


def epoch_order(seed: int, epoch: int, *, pictures: int, views: int) -> Order:
    """A function of its arguments alone, so that a training can go on anywhere."""
    chance = np.random.default_rng((seed, epoch))
    return Order(chance.permutation(pictures), chance.integers(0, views, pictures))


def learning_rate(config: TrainConfig, epoch: int) -> float:
    """Falls along half a cosine from the configured rate to (almost) nothing (Loshchilov and Hutter 2017)."""
    return config.learning_rate * 0.5 * (1 + math.cos(math.pi * epoch / config.epochs))


class Fit:
    """One training of one learner.

    Args:
        config: The run's settings.
        learner: The Keras model that is trained, rows to logits.
        folder: Where checkpoints go.
        began: When this sitting began (`time.monotonic`).
        emit: Told steps and epochs.
        control: Looked at between batches.
    """

    def __init__(
        self, config: TrainConfig, learner: Any, *, folder: Path, began: float, emit: Emit, control: Control
    ) -> None:
        self._config = config
        self._learner = learner
        self._folder = folder
        self._emit = emit
        self._control = control
        self._optimizer = keras.optimizers.Adam(config.learning_rate)
        self._optimizer.build(learner.trainable_variables)
        augment = config.augment and len(learner.input_shape) == 4 and learner.name != "head"
        self._steps = compiled(learner, self._optimizer, augment=augment)
        self._best: checkpoint.Arrays = []
        self._saved = -math.inf
        self._began = began
        self.state = State(started=datetime.now().astimezone().isoformat(timespec="seconds"))

    def restore(self, saved: Checkpoint) -> None:
        """Go on from a checkpoint.

        Raises:
            ValueError: It is of another network.
        """
        checkpoint.restore(self._learner.variables, saved.learner)
        checkpoint.restore(self._optimizer.variables, saved.optimizer)
        self._best = saved.best
        self.state = saved.state

    def save(self) -> None:
        """Write a checkpoint now.

        Raises:
            DiskError: The disk is full, read-only or gone.
        """
        self.state.seconds = self.elapsed()
        self._began = self._saved = time.monotonic()
        learner = [variable.numpy() for variable in self._learner.variables]
        optimizer = [variable.numpy() for variable in self._optimizer.variables]
        checkpoint.save(self._folder, Checkpoint(self.state, learner, optimizer, self._best))

    def elapsed(self) -> float:
        """Seconds that the run has taken so far, in all sittings."""
        return self.state.seconds + time.monotonic() - self._began

    def take_best(self) -> bool:
        """Put the best weights into the learner; False where there are none."""
        if self._best:
            checkpoint.restore(self._learner.weights, self._best)
        return bool(self._best)

    def run(self, material: Material) -> Ending:
        """Train until the last epoch, until it gets no better, or until somebody asks.

        Returns:
            How it ended. A checkpoint is written in any case but "cancel".

        Raises:
            TrainingError: The loss is no number, or memory does not suffice.
            DatasetError: The checkpoint is of other pictures.
            DiskError: A checkpoint cannot be written.
        """
        self._claim(material.dataset.fingerprint())
        self._saved = -math.inf  # the first epoch's weights are kept at once
        if self.state.epoch == self.state.step == 0:
            networks.standardise(self._learner, lambda: _batches(material.training))
        with _memory_in_words(self._config):
            ending = self._run(material)
            if ending == "stop" and not self._best and self.state.seen:
                self._validate(material.validation, heed=False)
        self.state.over = ending in ("done", "stop")
        if ending != "cancel":
            self.save()
        return ending

    def _run(self, material: Material) -> Ending:
        steps = math.ceil(len(material.training) / self._config.batch_size)
        total = self._config.epochs * steps
        pace = Pace(self._emit, "steps", total=total, done=self.state.epoch * steps + self.state.step)
        while not self._over():
            began = time.monotonic()
            whole = self._train(material.training, pace, steps) and self._validate(
                material.validation, seconds=lambda since=began: time.monotonic() - since
            )
            if not whole:
                return self._control.request or "pause"
            if time.monotonic() - self._saved > _CHECKPOINT_EVERY:
                self.save()
        return "done"

    def _claim(self, fingerprint: str) -> None:
        if self.state.dataset not in ("", fingerprint):
            raise DatasetError(
                "The pictures of this project have changed since this training was paused",
                remedy="Start a new training: it will learn from all that is there now.",
            )
        self.state.dataset = fingerprint

    def _over(self) -> bool:
        state = self.state
        waited = state.epoch - state.best_epoch
        return state.over or state.epoch >= self._config.epochs or waited >= self._config.patience

    def _train(self, training: Samples, pace: Pace, steps: int) -> bool:
        """The rest of an epoch; False where somebody asked."""
        state, size = self.state, self._config.batch_size
        order = epoch_order(self._config.seed, state.epoch, pictures=len(training), views=len(training.views))
        self._optimizer.learning_rate.assign(learning_rate(self._config, state.epoch))
        while state.step < steps:
            if self._control.request is not None:
                return False
            part = slice(state.step * size, (state.step + 1) * size)
            chosen = order.pictures[part]
            batch = training.batch(chosen, order.view[part])
            number = state.epoch * steps + state.step
            self._count(self._steps.learn(batch, training.labels[chosen], (self._config.seed, number)), len(chosen))
            pace.at(number + 1, loss=state.loss_sum / state.seen, accuracy=state.correct / state.seen)
        return True

    def _count(self, outcome: Outcome, pictures: int) -> None:
        if not math.isfinite(outcome.loss_sum):
            raise TrainingError(
                "Training has run away: the loss is no number any more",
                remedy=f"Choose a smaller learning rate, such as {self._config.learning_rate / 10:g}.",
            )
        state = self.state
        state.step += 1
        state.loss_sum += outcome.loss_sum
        state.correct += outcome.correct
        state.seen += pictures

    def _validate(self, validation: Samples, *, seconds: Any = lambda: 0.0, heed: bool = True) -> bool:
        """Measure and close the epoch; False where somebody asked meanwhile."""
        loss_sum, correct = 0.0, 0
        for start in range(0, len(validation), _MEASURED_AT_ONCE):
            if heed and self._control.request is not None:
                return False
            chosen = np.arange(start, min(start + _MEASURED_AT_ONCE, len(validation)))
            outcome = self._steps.measure(validation.batch(chosen), validation.labels[chosen])
            loss_sum, correct = loss_sum + outcome.loss_sum, correct + outcome.correct
        self._close_epoch(loss_sum / len(validation), correct / len(validation), seconds())
        return True

    def _close_epoch(self, loss: float, accuracy: float, seconds: float) -> None:
        state = self.state
        best = state.best_loss is None or loss < state.best_loss
        if best:
            self._best = [weight.numpy().copy() for weight in self._learner.weights]
            state.best_loss, state.best_epoch = loss, state.epoch + 1
        self._emit(
            events.Epoch(
                epoch=state.epoch + 1,
                epochs=self._config.epochs,
                loss=state.loss_sum / state.seen,
                accuracy=state.correct / state.seen,
                validation_loss=loss,
                validation_accuracy=accuracy,
                seconds=round(seconds, 3),
                learning_rate=learning_rate(self._config, state.epoch),
                best=best,
            )
        )
        state.epoch += 1
        state.step = state.correct = state.seen = 0
        state.loss_sum = 0.0


@contextlib.contextmanager
def _memory_in_words(config: TrainConfig) -> Iterator[None]:
    try:
        yield
    except (MemoryError, tf.errors.ResourceExhaustedError) as error:
        raise TrainingError(
            f"The memory does not suffice for {config.batch_size} pictures of {config.image_size} pixels at once",
            remedy="Choose a smaller batch size or image size, or close other programs.",
        ) from error


def logits(learner: Any, samples: Samples) -> npt.NDArray[np.float32]:
    """What a learner says of samples, shape (n, classes)."""
    return np.concatenate([np.asarray(learner(batch, training=False)) for batch in _batches(samples)])


def _batches(samples: Samples) -> Iterator[npt.NDArray[Any]]:
    for start in range(0, len(samples), _MEASURED_AT_ONCE):
        yield samples.batch(np.arange(start, min(start + _MEASURED_AT_ONCE, len(samples))))
