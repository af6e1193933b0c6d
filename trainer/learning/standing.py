"""Where a run stands: its state, its best weights so far, and when the next checkpoint is due."""

from __future__ import annotations

import logging
import math
import os
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from trainer import dates
from trainer.learning import checkpoint
from trainer.learning.checkpoint import Arrays, Checkpoint, State

EVERY = "ARTCLASS_CHECKPOINT_SECONDS"
"""The environment variable with the seconds from one checkpoint to the next, whatever they cost; for tests."""

_SOONEST = 5.0  # seconds: an epoch of a head takes less than one
_COST = 0.02  # of the time may go into writing checkpoints
_log = logging.getLogger(__name__)


class Standing:
    """What is known of a run, and kept on disk at a bounded cost.

    Args:
        folder: Where checkpoints go.
        began: When this sitting began (`time.monotonic`).
    """

    def __init__(self, folder: Path, *, began: float) -> None:
        self.state = State(started=dates.now())
        self.best: Arrays = []
        self._folder = folder
        self._counted_from = began
        self._best_written = 0  # the epoch whose best weights are on disk
        self._due = -math.inf
        self._writing = 0.0

    def load(self) -> Checkpoint | None:
        """Go on from the last checkpoint; None where there is none.

        Raises:
            ProjectError: It is damaged or of another version.
            DiskError: It cannot be read.
        """
        checkpoint.tidy(self._folder)
        saved = checkpoint.load(self._folder)
        if saved is not None:
            self.state, self.best = saved.state, saved.best
            self._best_written = self.state.best_epoch
        return saved

    def elapsed(self) -> float:
        """Seconds that the run has taken so far, in all sittings."""
        return self.state.seconds + time.monotonic() - self._counted_from

    def improved(self, loss: float, weights: Sequence[Any]) -> None:
        """Keep the weights of the epoch that is just over: none before had so small a validation loss."""
        state = self.state
        self.best = [weight.numpy().copy() for weight in weights]
        state.best_loss, state.best_epoch, state.best_phase = loss, state.epoch, state.phase

    @property
    def due(self) -> bool:
        """Whether a checkpoint should be written now."""
        return time.monotonic() >= self._due

    def save(self, learner: Sequence[Any], optimizer: Sequence[Any]) -> None:
        """Write a checkpoint now, and set the time of the next one by how long that took.

        Raises:
            DiskError: The disk is full, read-only or gone.
        """
        began = time.monotonic()
        self.state.seconds += began - self._counted_from
        self._counted_from = began
        written = self._best_written == self.state.best_epoch
        now = Checkpoint(self.state, _values(learner), _values(optimizer), self.best)
        checkpoint.save(self._folder, now, best_is_there=written)
        self._best_written = self.state.best_epoch
        took = time.monotonic() - began
        self._writing += took
        self._due = began + _pause(took)
        _log.debug("checkpoint of epoch %d in %.3f s, %.2f s in all", self.state.epoch, took, self._writing)


def _pause(took: float) -> float:
    asked = os.environ.get(EVERY)
    return float(asked) if asked is not None else max(_SOONEST, took / _COST)


def _values(variables: Sequence[Any]) -> Arrays:
    return [variable.numpy() for variable in variables]
