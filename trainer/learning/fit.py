"""The learning of a run from its first step to its best weights: one phase after the other, gone on with at any step."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import tensorflow as tf

from trainer import files, parallel
from trainer.channel import Control, Emit
from trainer.config import TrainConfig
from trainer.errors import DatasetError, ProjectError, TrainingError
from trainer.learning import phases, quicker
from trainer.learning.checkpoint import Checkpoint, State
from trainer.learning.features import Material
from trainer.learning.loop import Ending, Loop
from trainer.learning.networks import Parts
from trainer.learning.phases import Phase
from trainer.learning.reading import logits
from trainer.learning.standing import Standing

__all__ = ["Fit", "logits"]


class Fit:
    """The learning of one run.

    Args:
        config: The run's settings.
        stages: The networks of `networks.stages`.
        folder: Where checkpoints go, in the run folder.
        engine: The file that says which engine computes what is frozen; kept in the checkpoint too.
        began: When this sitting began (`time.monotonic`).
        emit: Told steps and epochs.
        control: Looked at between batches.
    """

    def __init__(
        self,
        config: TrainConfig,
        stages: Sequence[Parts],
        *,
        folder: Path,
        engine: Path,
        began: float,
        emit: Emit,
        control: Control,
    ) -> None:
        self._config = config
        self._phases = phases.of(config, stages)
        self._standing = Standing(folder, began=began)
        self._folder = folder
        self._engine = engine
        self._emit = emit
        self._control = control
        self._loop: Loop | None = None

    def begin(self) -> None:
        """Go on from the checkpoint, or write the first one.

        Raises:
            ProjectError: The checkpoint is damaged, or does not fit the project's classes any more.
            DiskError: It cannot be read or written.
        """
        saved = self._standing.load()
        loop = self._loop = self._looping()
        if saved is None:
            self._note_machine()
            loop.save()
            return
        self._restore(loop, saved)
        if self.state.engine and files.is_gone(self._engine):
            files.write(self._engine, self.state.engine.encode())
        self._note_machine()

    @property
    def state(self) -> State:
        """Where the run stands."""
        return self._standing.state

    @property
    def phase(self) -> Phase:
        """What is trained now."""
        return self._phases[self.state.phase]

    @property
    def best_phase(self) -> Phase:
        """The phase whose network has the best weights so far."""
        return self._phases[self.state.best_phase]

    @property
    def stopped_early(self) -> bool:
        """Whether fewer epochs were trained than were asked for."""
        return self.state.epoch < sum(phase.plan.epochs for phase in self._phases)

    def elapsed(self) -> float:
        """Seconds that the run has taken so far, in all sittings."""
        return self._standing.elapsed()

    @property
    def has_best(self) -> bool:
        """Whether there are best weights."""
        return bool(self._standing.best)

    def take_best(self) -> bool:
        """Put the best weights into the network of `best_phase`; False where there are none."""
        if self._standing.best:
            quicker.give_back(self._standing.best, self.best_phase.parts.learner)
        return bool(self._standing.best)

    def learn_no_more(self) -> None:
        """What is left is packing the best weights, which must be there."""
        assert self._standing.best
        self.state.over = True

    def run(self, material: Material) -> Ending:
        """Train the present phase until its last epoch, until it gets no better, or until somebody asks.

        Returns:
            How it ended; "done" with another phase to come where `State.over` is not set. A checkpoint is
            written in any case but "cancel".

        Raises:
            TrainingError: The loss is no number, or memory does not suffice.
            DatasetError: The checkpoint is of other pictures.
            DiskError: A checkpoint cannot be written.
        """
        assert self._loop is not None
        self._claim(material.dataset.fingerprint())
        self._keep_engine()
        with memory_in_words(self._config, kept=self._kept):
            ending = self._loop.run(material)
            if ending == "done" and self.state.phase + 1 < len(self._phases):
                self._go_on_to_next()
                return ending
        self.state.over = ending in ("done", "stop")
        if ending != "cancel":
            self._loop.save()
        return ending

    def _go_on_to_next(self) -> None:
        """The next phase starts with the best weights of this one."""
        self.take_best()
        state = self.state
        state.phase, state.phase_start = state.phase + 1, state.epoch
        state.lowered, state.since = 0, state.epoch
        self._loop = self._looping()
        self._loop.save()

    def _looping(self) -> Loop:
        ahead = sum(phase.plan.epochs for phase in self._phases[self.state.phase :])
        return Loop(
            self._config,
            self.phase,
            self._standing,
            epochs=self.state.phase_start + ahead,
            emit=self._emit,
            control=self._control,
        )

    def _restore(self, loop: Loop, saved: Checkpoint) -> None:
        try:
            loop.restore(saved)
        except ValueError as error:
            raise ProjectError(
                "The checkpoint of this run does not fit the project's classes any more",
                path=self._folder,
                remedy="Start a new training.",
            ) from error

    def _claim(self, fingerprint: str) -> None:
        if self.state.dataset not in ("", fingerprint):
            raise DatasetError(
                "The pictures of this project have changed since this training was paused",
                remedy=f"Start a new training: it will learn from all that is there now.{self._kept()}",
            )
        self.state.dataset = fingerprint

    def _kept(self) -> str:
        """What becomes of the best weights where going on makes no sense; nothing where there are none yet."""
        if not self._standing.best:
            return ""
        return f" The best weights so far are kept: artclass-cli stop --run {self._folder.parent.name} packs them."

    def _note_machine(self) -> None:
        self.state.cores = parallel.usable_cores()
        self.state.precision = "bfloat16" if self.phase.bfloat16 else "float32"

    def _keep_engine(self) -> None:
        with contextlib.suppress(OSError):
            self.state.engine = self._engine.read_text()


@contextlib.contextmanager
def memory_in_words(config: TrainConfig, *, kept: Callable[[], str] = lambda: "") -> Iterator[None]:
    """Say which setting to change when memory does not suffice.

    Args:
        config: The run's settings.
        kept: What is said of the best weights.

    Raises:
        TrainingError: It does not.
    """
    try:
        yield
    except (MemoryError, tf.errors.ResourceExhaustedError) as error:
        smaller = (
            f"Choose a batch size of {config.batch_size // 2}" if config.batch_size > 1 else "Choose a smaller one"
        )
        raise TrainingError(
            f"The memory does not suffice for {config.batch_size} pictures of {config.image_size} pixels at once",
            remedy=f"{smaller} or smaller pictures, or close other programs.{kept()}",
        ) from error
