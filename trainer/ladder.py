"""A ladder of runs, from shallow to deep or from small to large batches, each an ordinary run in a child process. Light."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Any, Protocol

import msgspec

from trainer import __version__, architectures, dataset, dates, experiments, ladder_answer, options
from trainer.channel import Control, Emit
from trainer.config import TrainConfig
from trainer.errors import ArtClassError, UsageError
from trainer.estimating import counting, kept
from trainer.estimating.predicting import predict
from trainer.events import (
    Epoch,
    Event,
    Failed,
    Finished,
    LowBattery,
    Notice,
    Problem,
    Progress,
    Stage,
    Started,
    Stopped,
    TerminalEvent,
)
from trainer.events import Rung as RungTold
from trainer.experiments import Experiment, Question, Rung
from trainer.options import Wishes
from trainer.project import Project
from trainer.running import following, steering
from trainer.running.watched import Watched
from trainer.runs import Run

_NAMES: dict[Question, str] = {"blocks": "depth", "batch_size": "batch"}
_MOST = 12  # rungs


class Child(Protocol):
    """One training in a process, as `Watched` offers it."""

    peak_mb: float

    def run(self, hear: Callable[[Event], None]) -> TerminalEvent:
        """Run it to its end; every event but the last is told."""


Start = Callable[[Sequence[str]], Child]


def begin(
    project: Project, question: Question, values: Sequence[int], wishes: Wishes, *, name: str | None = None
) -> Experiment:
    """Write down a new ladder, none of whose rungs is trained yet.

    Args:
        project: Its pictures are learnt from.
        question: What differs from rung to rung.
        values: How many blocks, or which batch sizes.
        wishes: The settings that all rungs share.
        name: What to call it; by default the question and the time.

    Raises:
        UsageError: The settings or the values are not possible, or there is a ladder of this name.
        DiskError: The project cannot be written to.
    """
    architecture = architectures.CUSTOM if question == "blocks" else wishes.architecture or architectures.DEFAULT
    if question == "blocks" and wishes.architecture not in (None, architectures.CUSTOM):
        title = architectures.find(architectures.CUSTOM).title
        raise UsageError("Only a network of one's own has blocks to add", remedy=f"Leave out --model: it is {title}.")
    if not 2 <= len(set(values)) <= _MOST:
        what = "A ladder needs two rungs or more" if len(set(values)) < 2 else f"A ladder has {_MOST} rungs at most"
        raise UsageError(what, remedy=f"Name 2 to {_MOST} different numbers.")
    experiment = Experiment(
        name=name or f"{_NAMES[question]}-{datetime.now():%Y-%m-%d-%H%M%S}",
        question=question,
        config=options.config(architecture, wishes),
        rungs=tuple(_rung(question, value) for value in sorted(set(values))),
        created=dates.now(),
    )
    for rung in experiment.rungs:
        config_of(experiment, rung)  # refused before the first one is trained, not after hours
    if experiments.exists(project, experiment.name):
        raise UsageError(
            f"There is a ladder called “{experiment.name}” already", remedy="Choose another name, or go on with it."
        )
    experiments.write(project, experiment)
    return experiment


def _rung(question: Question, value: int) -> Rung:
    return Rung(blocks=value) if question == "blocks" else Rung(batch_size=value)


def another_try(experiment: Experiment) -> Experiment:
    """The ladder with its failed rungs waiting again: who goes on with it has put right what was wrong."""
    rungs = tuple(
        msgspec.structs.replace(rung, state="waiting", reason=None) if rung.state == "failed" else rung
        for rung in experiment.rungs
    )
    return msgspec.structs.replace(experiment, rungs=rungs)


def config_of(experiment: Experiment, rung: Rung) -> TrainConfig:
    """The settings of a rung.

    Raises:
        UsageError: They are not possible.
    """
    shared = experiment.config
    if rung.batch_size is not None:
        return msgspec.structs.replace(shared, batch_size=rung.batch_size, preset=None)
    assert shared.layers is not None
    assert rung.blocks is not None
    return msgspec.structs.replace(
        shared, layers=msgspec.structs.replace(shared.layers, blocks=rung.blocks), preset=None
    )


class Ladder:
    """One sitting of a ladder: what is left of it is trained, rung by rung.

    Args:
        project: The project.
        experiment: The ladder, which is written down in the project.
        emit: Told of each rung as it begins and ends, and of the epochs in between.
        control: Passed on to the training under way; after that no other one begins.
        extra: Further arguments of each training, such as ``--cores``.
        start: Gives the child for a command's arguments.
    """

    def __init__(
        self,
        project: Project,
        experiment: Experiment,
        *,
        emit: Emit,
        control: Control,
        extra: Sequence[str] = (),
        start: Start | None = None,
    ) -> None:
        self._project = project
        self._experiment = experiment
        self._emit = emit
        self._control = control
        self._extra = tuple(extra)
        self._start: Start = start or (lambda words: Watched(words, control=control, project=project))

    def work(self) -> Finished | Stopped:
        """Train the rungs that are not over; one that fails does not keep the next from its turn.

        Raises:
            ProjectError: Another process works on a ladder of this project.
            DiskError: The ladder cannot be written down.
        """
        with self._project.claimed("ladder"):
            self._emit(Started(job="ladder", version=__version__))
            self._say_how_long()
            for index in range(len(self._experiment.rungs)):
                if self._experiment.rungs[index].over:
                    continue
                self._wait_for_others()
                if self._control.request is not None or not self._do(index):
                    return self._stopped()
        return Finished(result=result(self._experiment))

    def _do(self, index: int) -> bool:
        """Train a rung; False where the ladder is to end there."""
        self._change(index, state="running", reason=None)
        value = ladder_answer.name(self._experiment.question, self._experiment.rungs[index].value)
        self._emit(Stage(name="rung", label=f"Learning with {value}", index=index + 1, count=self._count))
        ending, peak = self._train(index)
        before = self._experiment.rungs[index].peak_memory_mb or 0.0
        self._change(index, peak_memory_mb=round(max(before, peak)) or None)
        match ending:
            case Failed():
                self._change(index, state="failed", reason=ending.sentence())
                self._emit(Notice(message=f"With {value}: {ending.sentence()}", level="warning"))
                return self._control.request is None
            case Stopped(result=None):
                self._change(index, **self._left(index, ending))
                return False
        self._change(index, state="done", **self._figures(index))
        return isinstance(ending, Finished)

    def _train(self, index: int) -> tuple[TerminalEvent, float]:
        run = self._run(index)
        if run is not None and run.report_path.exists():  # finished, and then this process was killed
            return Finished(result={}), 0.0
        child = self._start(self._words(index, run))

        def hear(event: Event) -> None:
            if isinstance(event, Started) and event.run is not None:
                self._claim(index, event.run)
            if isinstance(event, Epoch | Progress | Notice | Problem | LowBattery):
                self._emit(event)

        return child.run(hear), child.peak_mb

    def _claim(self, index: int, name: str) -> None:
        """Mark the run as one of this ladder's."""
        run = Run(self._project.runs / name)
        value = ladder_answer.name(self._experiment.question, self._experiment.rungs[index].value)
        run.mark(experiment=self._experiment.name, title=f"{value} ({self._experiment.name})")
        self._change(index, run=name)

    def _words(self, index: int, run: Run | None) -> list[str]:
        project = ["--project", str(self._project.folder)]
        if run is not None and run.resumable():
            return ["resume", *project, "--run", run.name, *self._extra]
        config = config_of(self._experiment, self._experiment.rungs[index])
        return ["train", *project, *options.arguments(config), *self._extra]

    def _run(self, index: int) -> Run | None:
        """The run of a rung, if there is one still."""
        name = self._experiment.rungs[index].run
        run = Run(self._project.runs / name) if name is not None else None
        return run if run is not None and run.config_path.exists() else None

    def _left(self, index: int, ending: Stopped) -> dict[str, Any]:
        run = self._run(index)
        if ending.resumable and run is not None and run.resumable():
            return {"state": "paused"}
        return {"state": "waiting", "run": None, "peak_memory_mb": None}

    def _figures(self, index: int) -> dict[str, Any]:
        run = self._run(index)
        report = run.report() if run is not None else None
        if run is None or report is None:
            return {"state": "failed", "reason": "Its report cannot be read."}
        seconds = [epoch.seconds for epoch in run.epochs()]
        return {
            "seconds": report.wall_seconds,
            "seconds_per_epoch": round(statistics.median(seconds), 3) if seconds else None,
            "epochs": report.epochs_trained,
            "validation_accuracy": report.validation.accuracy,
            "interval": report.validation.interval,
            "images": report.validation.images,
        }

    def _change(self, index: int, **changes: Any) -> None:
        """Write down what has become of a rung, and tell it."""
        rungs = list(self._experiment.rungs)
        rungs[index] = msgspec.structs.replace(rungs[index], **changes)
        self._experiment = msgspec.structs.replace(self._experiment, rungs=tuple(rungs))
        if rungs[index].over:
            answer = ladder_answer.words(self._project, self._experiment)
            self._experiment = msgspec.structs.replace(self._experiment, answer=answer)
        experiments.write(self._project, self._experiment)
        self._emit(RungTold(experiment=self._experiment.name, index=index + 1, count=self._count, rung=rungs[index]))

    @property
    def _count(self) -> int:
        return len(self._experiment.rungs)

    def _stopped(self) -> Stopped:
        """What was trained is kept, and its answer told; after a cancel with nothing trained nothing is left."""
        done = any(rung.state == "done" for rung in self._experiment.rungs)
        if self._control.request == "cancel" and not done:
            experiments.remove(self._project, self._experiment.name)
            return Stopped(resumable=False)
        keeps = self._control.request == "stop" and done
        return Stopped(resumable=True, result=result(self._experiment) if keeps else None)

    def _wait_for_others(self) -> None:
        """Two trainings at once would make each other's times worthless."""
        for run in following.running(self._project):
            self._emit(Stage(name="wait", label="Waiting for the training under way", index=1, count=1))
            steering.until_ended(run.folder, waiting=lambda: self._control.request is None)

    def _say_how_long(self) -> None:
        seconds = sum(self._expected())
        if seconds:
            told = ladder_answer.duration(seconds)
            what = "What is left of this ladder" if any(rung.run for rung in self._experiment.rungs) else "This ladder"
            self._emit(Notice(message=f"{what} will take about {told}, if all epochs are run."))

    def _expected(self) -> Iterator[float]:
        """Seconds of each rung that is left, as far as this machine was measured."""
        try:
            pictures = counting.count(self._project, dataset.load(self._project))
        except ArtClassError:
            return
        measured = kept.measured(kept.machine(), kept.of_project(self._project))
        for rung in self._experiment.rungs:
            estimate = predict(measured, config_of(self._experiment, rung), pictures)
            if estimate is not None and not rung.over:
                yield estimate.longest_seconds


def result(experiment: Experiment) -> dict[str, Any]:
    """A ladder as commands print it with ``--json``."""
    return {
        "name": experiment.name,
        "question": experiment.question,
        "answer": experiment.answer,
        "rungs": [msgspec.to_builtins(rung) for rung in experiment.rungs],
    }
