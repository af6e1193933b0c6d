"""The stages of a training: network, features, epochs, both again for fine-tuning, packing, measuring. Heavy: this imports TensorFlow."""

from __future__ import annotations

from collections.abc import Sequence

from trainer.channel import Control, Emit
from trainer.config import TrainConfig
from trainer.dataset import Dataset
from trainer.errors import DatasetError
from trainer.events import Finished, Notice, Stage, Stopped
from trainer.learning import checkpoint, features, learnt, networks
from trainer.learning.features import Material
from trainer.learning.finishing import Finishing, Unstoppable
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

    def work(self, pictures: Dataset, *, pack: bool = False) -> Finished | Stopped:
        """Do what is left to do of the run; with ``pack`` it learns no more, and its best weights must be there.

        Raises:
            Interrupted: Somebody asked, and there is no result.
            ArtClassError: It cannot be done.
        """
        self._stage("prepare")
        fitting = self._fit(networks.stages(self._config, self._classes(pictures)))
        if pack:
            fitting.learn_no_more()
        material, ending = self._learn(fitting, pictures)
        if ending in ("pause", "cancel") or not fitting.take_best():
            raise Interrupted("stop" if ending == "done" else ending)
        return self._finished(fitting, material or self._look_back(fitting, pictures), ending)

    def _finished(self, fitting: Fit, material: Material, ending: Ending) -> Finished | Stopped:
        record = learnt.load(self._run.checkpoint)
        finishing = Finishing(
            self._run,
            self._config,
            seen=record.seen if record else frozenset(),
            stage=self._stage,
            emit=self._emit,
            control=self._control,
        )
        result = finishing.finish(fitting.best_phase.parts, fitting, material)
        return Finished(result=result) if ending == "done" else Stopped(resumable=False, result=result)

    def _classes(self, pictures: Dataset) -> int:
        """How many the network tells apart: as many as when it began to learn."""
        before, record = checkpoint.peek(self._run.checkpoint), learnt.load(self._run.checkpoint)
        begun = before is not None and before.dataset and record is not None
        return len(record.classes if begun and record else pictures.classes)

    def _learn(self, fitting: Fit, pictures: Dataset) -> tuple[Material | None, Ending]:
        """One phase after the other.

        Returns:
            What the best phase has learnt from, where that was looked at now, and how it ended.
        """
        try:
            check(self._control)
            return self._phases(fitting, pictures)
        except Interrupted as asked:
            if asked.request != "stop" or not fitting.has_best:
                raise
            return None, "stop"

    def _phases(self, fitting: Fit, pictures: Dataset) -> tuple[Material | None, Ending]:
        ending: Ending = "done"
        phase, material = fitting.phase, None
        while not fitting.state.over and ending == "done":
            phase = fitting.phase
            material = self._look(phase, pictures, self._control)
            if not fitting.state.dataset:
                learnt.keep(self._run.checkpoint, material.dataset)
            self._stage(_OF_PHASE[phase.name][1])
            ending = fitting.run(material)
        return (material if phase is fitting.best_phase else None), ending

    def _look_back(self, fitting: Fit, pictures: Dataset) -> Material:
        """What the best phase has learnt from; "stop" has been obeyed by then."""
        return self._look(fitting.best_phase, self._still_there(fitting, pictures), Unstoppable(self._control))

    def _still_there(self, fitting: Fit, pictures: Dataset) -> Dataset:
        """What the run has learnt from and chosen by, as far as it is still so.

        Raises:
            DatasetError: The pictures have changed, and nothing of them can be measured on honestly.
        """
        state = fitting.state
        if pictures.fingerprint() == state.dataset:
            return pictures
        record = learnt.load(self._run.checkpoint)
        if record is None:
            raise DatasetError(
                "The pictures of this project have changed, and it is not known which of them this training has seen",
                remedy="Take back what has changed, or start a new training.",
            )
        rest = record.still_there(pictures)
        if rest.fingerprint() != state.dataset:
            self._tell_changed(len(rest.validation), len(record.validation))
        return rest

    def _tell_changed(self, left: int, of: int) -> None:
        message = (
            f"The pictures of this project have changed since: the model is measured on the {left:,} of its "
            f"{of:,} validation pictures that are still there."
        )
        self._emit(Notice(message=message, level="warning"))

    def _look(self, phase: Phase, pictures: Dataset, control: Control) -> Material:
        self._stage(_OF_PHASE[phase.name][0])
        return features.gather(
            self._project,
            pictures,
            self._config,
            phase.parts.backbone,
            emit=self._emit,
            control=control,
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
