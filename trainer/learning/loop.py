"""The epochs of one phase: steps, validation, the best weights so far, checkpoints in between."""

from __future__ import annotations

import contextlib
import math
import time
from collections.abc import Generator
from typing import Any, Literal, NamedTuple

import numpy as np
import numpy.typing as npt

from trainer import events, parallel
from trainer.channel import Control, Emit
from trainer.config import TrainConfig
from trainer.errors import TrainingError
from trainer.learning import checkpoint, networks, quicker, schedule, steps
from trainer.learning.checkpoint import Checkpoint
from trainer.learning.features import Material, Samples
from trainer.learning.phases import Phase
from trainer.learning.reading import MEASURED_AT_ONCE, batches
from trainer.learning.standing import Standing
from trainer.learning.steps import Outcome, Steps
from trainer.measuring import metrics
from trainer.pace import Pace
from trainer.running import moments

Ending = Literal["done", "stop", "pause", "cancel"]
_WORTH_A_THREAD = 1 << 18  # bytes of a batch: below, handing it over takes longer than making it


class Order(NamedTuple):
    """In which order an epoch takes the training pictures, and which view of each: both (n,)."""

    pictures: npt.NDArray[np.int64]
    view: npt.NDArray[np.int64]


def epoch_order(seed: int, epoch: int, *, pictures: int, views: int) -> Order:
    """A function of its arguments alone, so that a training can go on anywhere."""
    chance = np.random.default_rng((seed, epoch))
    return Order(chance.permutation(pictures), chance.integers(0, views, pictures))


class Loop:
    """One phase at work.

    Args:
        config: The run's settings.
        phase: What is trained.
        standing: Where the run stands; its state goes on with each step.
        epochs: How many the run will have in all, if no phase ends early.
        emit: Told steps and epochs.
        control: Looked at between batches.
    """

    def __init__(
        self, config: TrainConfig, phase: Phase, standing: Standing, *, epochs: int, emit: Emit, control: Control
    ) -> None:
        self._config = config
        self._phase = phase
        self._standing = standing
        self._epochs = epochs
        self._emit = emit
        self._control = control
        self._learner = phase.learner()
        self._optimizer = quicker.Adam(phase.plan.highest)
        self._optimizer.build(self._learner.trainable_variables)

    def restore(self, saved: Checkpoint) -> None:
        """Go on from a checkpoint.

        Raises:
            ValueError: It is of another network.
        """
        checkpoint.restore(self._learner.variables, saved.learner)
        checkpoint.restore(self._optimizer.variables, saved.optimizer)

    def save(self) -> None:
        """Write a checkpoint now.

        Raises:
            DiskError: The disk is full, read-only or gone.
        """
        self._standing.save(self._learner.variables, self._optimizer.variables)

    def run(self, material: Material) -> Ending:
        """Train until the phase's last epoch, until it gets no better, or until somebody asks.

        Raises:
            TrainingError: The loss is no number.
            DiskError: A checkpoint cannot be written.
        """
        state = self._standing.state
        if state.epoch == state.step == 0:
            networks.standardise(self._learner, lambda: batches(material.training))
        compiled = self._compiled(material)
        ending = self._run(material, compiled)
        if ending == "stop" and not self._standing.best and state.seen:
            self._validate(material.validation, compiled, heed=False)
        return ending

    def _compiled(self, material: Material) -> Steps:
        config = self._config
        aim = steps.goal(
            material.training.labels,
            len(material.dataset.classes),
            weighted=config.class_weights,
            smoothing=config.label_smoothing,
        )
        return steps.compiled(self._learner, self._optimizer, aim, variation=self._phase.variation)

    def _run(self, material: Material, compiled: Steps) -> Ending:
        each = math.ceil(len(material.training) / self._config.batch_size)
        pace = Pace(self._emit, "steps", total=self._phase.plan.epochs * each, done=self._number(each))
        while not self._over():
            began = time.monotonic()
            whole = self._train(material.training, compiled, pace, each)
            whole = whole and self._validate(material.validation, compiled, since=began)
            if not whole:
                return self._control.request or "pause"
        return "done"

    def _number(self, each: int) -> int:
        """Of the next step, counted from the beginning of the phase."""
        state = self._standing.state
        return (state.epoch - state.phase_start) * each + state.step

    def _over(self) -> bool:
        state = self._standing.state
        waited = state.epoch - max(state.best_epoch, state.phase_start)
        return state.epoch - state.phase_start >= self._phase.plan.epochs or waited >= self._config.patience

    def _train(self, training: Samples, compiled: Steps, pace: Pace, each: int) -> bool:
        """The rest of an epoch; False where somebody asked."""
        state = self._standing.state
        with contextlib.closing(self._prepared(training, compiled, each)) as prepared:
            while state.step < each:
                if self._control.request is not None:
                    return False
                moments.reached(self._phase.name)
                self._set_rate(each)
                batch, labels = next(prepared)
                self._count(compiled.learn(batch, labels), len(labels))
                pace.at(self._number(each), loss=state.loss_sum / state.weight, accuracy=state.correct / state.seen)
                if self._standing.due:
                    self.save()
        return True

    def _prepared(
        self, training: Samples, compiled: Steps, each: int
    ) -> Generator[tuple[Any, npt.NDArray[np.int64]], None, None]:
        """The batches that are left of the epoch; the next one is made in a thread while one is learnt from.

        What a batch holds, and how it is varied, depends on its number alone, not on who makes it when.
        """
        state, seed, size = self._standing.state, self._config.seed, self._config.batch_size
        order = epoch_order(seed, state.epoch, pictures=len(training), views=len(training.views))
        before = state.epoch * each

        def prepare(step: int) -> tuple[Any, npt.NDArray[np.int64]]:
            part = slice(step * size, (step + 1) * size)
            chosen = order.pictures[part]
            batch = training.batch(chosen, order.view[part])
            return compiled.prepare(batch, (seed, before + step)), training.labels[chosen]

        left = range(state.step, each)
        if size * training.views[0][:1].nbytes < _WORTH_A_THREAD:
            return (prepare(step) for step in left)
        return parallel.in_order(prepare, left, workers=1, ahead=2)

    def _set_rate(self, each: int) -> None:
        self._optimizer.learning_rate.assign(self._rate(self._number(each), each))

    def _rate(self, number: int, each: int) -> float:
        return schedule.rate(self._phase.plan, number, steps=each, lowered=self._standing.state.lowered)

    def _count(self, outcome: Outcome, pictures: int) -> None:
        if not math.isfinite(outcome.loss_sum):
            raise self._run_away()
        state = self._standing.state
        state.step += 1
        state.loss_sum += outcome.loss_sum
        state.weight += outcome.weight
        state.correct += outcome.correct
        state.seen += pictures

    def _run_away(self) -> TrainingError:
        """What to say; the best weights are kept for whoever goes on with the run."""
        standing, kept = self._standing, ""
        if standing.best and standing.state.best_phase == standing.state.phase:
            checkpoint.restore(self._learner.weights, standing.best)
        if standing.best:
            standing.state.over = True
            self.save()
            kept = f" The best weights, of epoch {standing.state.best_epoch}, are kept: resuming this run packs them."
        return TrainingError(
            "Training has run away: the loss is no number any more",
            remedy=f"Choose a smaller learning rate, such as {self._phase.plan.highest / 10:g}.{kept}",
        )

    def _validate(self, validation: Samples, compiled: Steps, *, since: float | None = None, heed: bool = True) -> bool:
        """Measure and close the epoch; False where somebody asked meanwhile."""
        loss_sum, weight, correct = 0.0, 0.0, 0
        for start in range(0, len(validation), MEASURED_AT_ONCE):
            if heed and self._control.request is not None:
                return False
            moments.reached("validation")
            chosen = np.arange(start, min(start + MEASURED_AT_ONCE, len(validation)))
            outcome = compiled.measure(validation.batch(chosen), validation.labels[chosen])
            loss_sum, weight = loss_sum + outcome.loss_sum, weight + outcome.weight
            correct += outcome.correct
        if not math.isfinite(loss_sum):
            raise self._run_away()
        seconds = 0.0 if since is None else time.monotonic() - since
        self._close_epoch(loss_sum / weight, correct, len(validation), seconds)
        return True

    def _close_epoch(self, loss: float, correct: int, images: int, seconds: float) -> None:
        state = self._standing.state
        best, first = state.best_loss is None or loss < state.best_loss, not self._standing.best
        event = events.Epoch(
            epoch=state.epoch + 1,
            epochs=self._epochs,
            loss=state.loss_sum / state.weight,
            accuracy=state.correct / state.seen,
            validation_loss=loss,
            validation_accuracy=correct / images,
            seconds=round(seconds, 3),
            learning_rate=float(self._optimizer.learning_rate),
            best=best,
            phase=self._phase.name,
            validation_images=images,
            validation_interval=metrics.wilson(correct, images),
        )
        state.epoch += 1
        state.step = state.correct = state.seen = 0
        state.loss_sum = state.weight = 0.0
        if best:
            self._standing.improved(loss, self._learner.weights)
        self._heed_plateau(best)
        self._emit(event)
        moments.reached("epoch-told")  # and not written down in a checkpoint yet
        if first or self._standing.due:  # the first epoch's weights are kept at once
            self.save()

    def _heed_plateau(self, best: bool) -> None:
        state = self._standing.state
        if best:
            state.since = state.epoch
        elif state.epoch - state.since >= schedule.plateau_patience(self._config.patience):
            state.lowered, state.since = state.lowered + 1, state.epoch
