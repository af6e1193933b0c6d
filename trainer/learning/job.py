"""The five stages of a training: network, features, epochs, packing, measuring. Heavy: this imports TensorFlow."""

from __future__ import annotations

from trainer.channel import Control, Emit
from trainer.config import TrainConfig
from trainer.dataset import Dataset
from trainer.errors import ProjectError
from trainer.events import Finished, Stage, Stopped
from trainer.learning import checkpoint, features, networks
from trainer.learning.finishing import Finishing
from trainer.learning.fit import Fit
from trainer.learning.networks import Parts
from trainer.pace import Interrupted, check
from trainer.project import Project
from trainer.runs import Run

_STAGES = {
    "prepare": "Getting the network ready",
    "look": "Looking at every picture once",
    "learn": "Learning",
    "pack": "Packing the model",
    "measure": "Measuring on pictures it has not seen",
}


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
        parts = networks.build(self._config, len(pictures.classes))
        fitting = self._fit(parts)
        check(self._control)
        self._stage("look")
        material = features.gather(
            self._project, pictures, self._config, parts.backbone, emit=self._emit, control=self._control
        )
        self._stage("learn")
        ending = fitting.run(material)
        if ending in ("pause", "cancel") or not fitting.take_best():
            raise Interrupted("stop" if ending == "done" else ending)
        finishing = Finishing(self._run, self._config, stage=self._stage, emit=self._emit, control=self._control)
        result = finishing.finish(parts, fitting, material)
        return Finished(result=result) if ending == "done" else Stopped(resumable=False, result=result)

    def _stage(self, name: str) -> None:
        index = list(_STAGES).index(name) + 1
        self._emit(Stage(name=name, label=_STAGES[name], index=index, count=len(_STAGES)))

    def _fit(self, parts: Parts) -> Fit:
        fitting = Fit(
            self._config,
            parts.learner,
            folder=self._run.checkpoint,
            began=self._began,
            emit=self._emit,
            control=self._control,
        )
        saved = checkpoint.load(self._run.checkpoint)
        if saved is None:
            fitting.save()
            return fitting
        try:
            fitting.restore(saved)
        except ValueError as error:
            raise ProjectError(
                "The checkpoint of this run does not fit the project's classes any more",
                path=self._run.checkpoint,
                remedy="Start a new training.",
            ) from error
        return fitting
