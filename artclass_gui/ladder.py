"""Experiments of several trainings that answer one question: started, stopped, and their results read."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from PySide6.QtCore import QObject, Signal

from artclass_gui.conditions import running_options
from artclass_gui.context import Context
from artclass_gui.jobs.job import Job
from trainer import experiments, options, presets
from trainer.config import TrainConfig
from trainer.events import Epoch, Event, LowBattery, Notice, Rung, TerminalEvent
from trainer.experiments import Experiment, Question


class Ladder(QObject):
    """One experiment at a time; what earlier ones found is kept in the project.

    Signals (in the GUI thread):
        started(), ended(TerminalEvent): An experiment begins, or is over.
        changed(): More is known of some experiment.
        progressed(Epoch): The training under way has gone through the pictures once more.
        noticed(Notice): Something worth knowing.
        failed(str): An experiment could not be gone on with; a sentence.

    Attributes:
        job: What works on it now.
        question, name: Of the last one that was begun here; the name is None until it is told.
        low_battery: Why it paused by itself.
        stopping: It was asked to end.
    """

    started = Signal()
    ended = Signal(object)
    changed = Signal()
    progressed = Signal(object)
    noticed = Signal(object)
    failed = Signal(str)

    def __init__(self, context: Context, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._found: Sequence[Experiment] = ()
        self.job: Job | None = None
        self.question: Question | None = None
        self.name: str | None = None
        self.low_battery: LowBattery | None = None
        self._cores = 0
        self.stopping = False
        for signal in (context.project.opened, context.project.closed):
            signal.connect(self._begin_anew)

    @property
    def running(self) -> bool:
        """Whether an experiment is under way."""
        return self.job is not None

    def newest(self, question: Question) -> Experiment | None:
        """The newest experiment on this question; None where there is none."""
        return next((found for found in self._found if found.question == question), None)

    def start(self, question: Question, values: Sequence[int], config: TrainConfig, *, cores: int = 0) -> None:
        """Train once for each of ``values``, with settings that are alike otherwise."""
        if self._context.project.project is None or self.running:
            return
        self._begin(question, ladder_arguments(question, values, config), cores)

    def resume(self, experiment: Experiment, *, cores: int = 0) -> None:
        """Go on with an experiment that was stopped or cut off."""
        if self._context.project.project is not None and not self.running:
            self._begin(experiment.question, ["--resume", experiment.name], cores)

    def go_on(self, name: str) -> None:
        """Go on with the experiment of this name, with as many cores as the last one had if it was that."""
        project = self._context.project.project
        if project is not None:
            cores = self._cores if name == self.name else 0
            self._context.tasks.run(
                self,
                lambda: experiments.find(project, name),
                lambda found: self.resume(found, cores=cores),
                lambda error: self.failed.emit(str(error)),
            )

    def pause(self) -> None:
        """Let the training under way keep what it has learnt, and end; the experiment can be gone on with."""
        if self.job is not None:
            self.job.ask("pause")

    def stop(self) -> None:
        """End it; the trainings that are over are kept."""
        if self.job is not None:
            self.stopping = True
            self.job.ask("stop")
            self.changed.emit()

    def read(self) -> None:
        """Read what the project's experiments have found."""
        project = self._context.project.project
        if project is not None:
            self._context.tasks.run(self, lambda: (project, experiments.read(project)), self._take)

    def _begin(self, question: Question, what: Sequence[str], cores: int) -> None:
        project = self._context.project.project
        assert project is not None
        arguments = ["ladder", "--project", str(project.folder), *what]
        arguments += running_options(self._context.settings, cores)
        self.question, self.stopping = question, False
        self.name, self.low_battery, self._cores = None, None, cores
        self.job = self._context.jobs.start(title_of(self, question), arguments, project=project)
        self.job.said.connect(self._hear)
        self.job.ended.connect(self._end)
        self.started.emit()

    def _begin_anew(self) -> None:
        self._found = ()
        self.changed.emit()
        self.read()

    def _take(self, read: tuple[object, Sequence[Experiment]]) -> None:
        project, found = read
        if project == self._context.project.project:
            self._found = found
            self.changed.emit()

    def _hear(self, event: Event) -> None:
        if isinstance(event, Rung):
            self.name = event.experiment
            self.read()
        elif isinstance(event, Epoch):
            self.progressed.emit(event)
        elif isinstance(event, Notice):
            self.noticed.emit(event)
        elif isinstance(event, LowBattery):
            self.low_battery = event

    def _end(self, ending: TerminalEvent) -> None:
        self.job, self.stopping = None, False
        self.read()
        self._context.project.reload_runs()
        self.ended.emit(ending)


def ladder_arguments(question: Question, values: Sequence[int], config: TrainConfig) -> list[str]:
    """What the command is told: the values, and the settings that all trainings share as they differ from the preset's.

    What differs between the trainings is given the preset's own value, so that it is not said twice.
    """
    usual = presets.config(config.architecture, presets.DEFAULT)
    if question == "blocks":
        assert usual.layers is not None
        shared = rung_config(question, usual.layers.blocks, config)
        return ["--blocks", f"{min(values)}-{max(values)}", *options.arguments(shared)]
    shared = rung_config(question, usual.batch_size, config)
    return ["--batch-sizes", ",".join(map(str, values)), *options.arguments(shared)]


def rung_config(question: Question, value: int, config: TrainConfig) -> TrainConfig:
    """The settings of one of the trainings.

    Raises:
        UsageError: Such settings are not possible.
    """
    if question == "batch_size":
        return msgspec.structs.replace(config, batch_size=value, preset=None)
    assert config.layers is not None
    return msgspec.structs.replace(config, layers=msgspec.structs.replace(config.layers, blocks=value), preset=None)


def title_of(owner: QObject, question: Question) -> str:
    """The question in words."""
    return owner.tr("How deep is too deep?") if question == "blocks" else owner.tr("Which batch size?")
