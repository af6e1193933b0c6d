"""The stages of a training: network, features, epochs, both again for fine-tuning, packing, measuring. Heavy: this imports TensorFlow."""

from __future__ import annotations

from collections.abc import Sequence

from trainer.channel import Control, Emit
from trainer.config import TrainConfig
from trainer.dataset import Dataset
from trainer.events import Finished, Stage, Stopped
from trainer.learning import features, networks
from trainer.learning.features import Material
from trainer.learning.finishing import Finishing
from trainer.learning.fit import Fit
from trainer.learning.loop import Ending
from trainer.learning.networks import Parts
from trainer.learning.phases import Phase
from trainer.pace import Interrupted, check
from trainer.project import Project
from trainer.runs import Run

_STAGES = {
    "prepare": "Getting the network ready",
    "look": "Looking at every picture once",
    "learn": "Learning",
    "look_again": "Looking once more, as far as the blocks that do not change",
    "tune": "Fine-tuning the last blocks",
    "pack": "Packing the model",
    "measure": "Measuring on pictures it has not learnt from",
}
_OF_PHASE = {"head": ("look", "learn"), "tune": ("look_again", "tune")}


class TrainingJob:
    """One sitting of one run.

    Args:
        project: Where the cache lies.
        run: The run folder, which this process holds.
        config: The run's settings.
        emit: Told everything but the last event.
        control: Looked at between batches.
        began: When the sitting began (`time.monotonic`).
    """

    def __init__(
        self, project: Project, run: Run, config: TrainConfig, *, emit: Emit, control: Control, began: float
    ) -> None:
        self._project = project
        self._run = run
        self._config = config
        self._emit = emit
        self._control = control
        self._began = began

    def work(self, pictures: Dataset) -> Finished | Stopped:
        """Do what is left to do of the run.

        Raises:
            Interrupted: Somebody asked, and there is no result.
            ArtClassError: It cannot be done.
        """
        self._stage("prepare")
        fitting = self._fit(networks.stages(self._config, len(pictures.classes)))
        check(self._control)
        material, ending = self._learn(fitting, pictures)
        if ending in ("pause", "cancel") or not fitting.take_best():
            raise Interrupted("stop" if ending == "done" else ending)
        finishing = Finishing(self._run, self._config, stage=self._stage, emit=self._emit, control=self._control)
        result = finishing.finish(fitting.best_phase.parts, fitting, material)
        return Finished(result=result) if ending == "done" else Stopped(resumable=False, result=result)

    def _learn(self, fitting: Fit, pictures: Dataset) -> tuple[Material, Ending]:
        """One phase after the other; returns what the best phase has learnt from, and how it ended."""
        ending: Ending = "done"
        phase, material = fitting.phase, None
        while not fitting.state.over and ending == "done":
            phase = fitting.phase
            material = self._look(phase, pictures)
            self._stage(_OF_PHASE[phase.name][1])
            ending = fitting.run(material)
        if material is None or (phase is not fitting.best_phase and ending in ("done", "stop")):
            material = self._look(fitting.best_phase, pictures)
        return material, ending

    def _look(self, phase: Phase, pictures: Dataset) -> Material:
        self._stage(_OF_PHASE[phase.name][0])
        return features.gather(
            self._project,
            pictures,
            self._config,
            phase.parts.backbone,
            emit=self._emit,
            control=self._control,
            record=self._run.folder / "engine.json",
        )

    def _stage(self, name: str) -> None:
        names = [name for name in _STAGES if self._config.fine_tuning or name not in _OF_PHASE["tune"]]
        self._emit(Stage(name=name, label=_STAGES[name], index=names.index(name) + 1, count=len(names)))

    def _fit(self, stages: Sequence[Parts]) -> Fit:
        fitting = Fit(
            self._config,
            stages,
            folder=self._run.checkpoint,
            engine=self._run.folder / "engine.json",
            began=self._began,
            emit=self._emit,
            control=self._control,
        )
        fitting.begin()
        return fitting
