"""The training under way: started, resumed, stopped, and remembered for every page that shows it."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from PySide6.QtCore import QObject, Signal

from artclass_gui.conditions import running_options
from artclass_gui.figures import architecture_title
from artclass_gui.jobs.board import JobBoard
from artclass_gui.jobs.job import Job
from artclass_gui.project import ProjectModel
from artclass_gui.settings import Settings
from artclass_gui.tasks import Tasks
from trainer import architectures, options
from trainer.config import TrainConfig
from trainer.errors import ArtClassError, ProjectError
from trainer.events import Epoch, Event, LowBattery, Notice, Progress, Stage, Started, TerminalEvent
from trainer.project import Project
from trainer.running import following
from trainer.runs import EstimateFigures, Run

_LOG_LINES = 5_000
Asked = Literal["stop", "pause", "cancel"]


@dataclass
class History:
    """What one training has said so far; kept after its end, until the next one begins.

    Attributes:
        project: The project it works on.
        title: What it trains, in words.
        config: Its settings; None where a resumed run's cannot be read.
        run: The run folder's name, once the child has told it.
        epochs: The epochs that are over, in order.
        notices: What was worth knowing.
        log: The last lines of the log.
        asked: What the person has asked of it.
        started_at: When it began here (`time.monotonic`).
        background: It goes on in a process that is none of this window's.
        low_battery: Why it paused by itself.
        estimated: What was told of a run from before, when it began.
        ending: How it ended; None while it runs.
    """

    project: Project
    title: str
    config: TrainConfig | None
    run: str | None = None
    device: str | None = None
    stage: Stage | None = None
    progress: Progress | None = None
    epochs: list[Epoch] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    log: deque[str] = field(default_factory=lambda: deque(maxlen=_LOG_LINES))
    asked: Asked | None = None
    started_at: float = field(default_factory=time.monotonic)
    background: bool = False
    low_battery: LowBattery | None = None
    estimated: EstimateFigures | None = None
    ending: TerminalEvent | None = None


class Training(QObject):
    """Runs one training at a time and keeps what it said.

    Signals (all in the GUI thread):
        started(): A training begins; ``history`` is a fresh one.
        progressed(): ``history.stage`` or ``history.progress`` changed.
        epoch_ended(Epoch): One more epoch is over.
        history_changed(): ``history.epochs`` was filled from the run's earlier life.
        noticed(Notice): Something worth knowing.
        logged(str): A line of the log.
        asked_changed(): It was asked to stop, to pause or to cancel.
        ended(TerminalEvent): Once for each `started`, last.
        left(): In place of `ended`: it goes on in the background and is shown no longer; there is no ``history`` now.
    """

    started = Signal()
    progressed = Signal()
    epoch_ended = Signal(object)
    history_changed = Signal()
    noticed = Signal(object)
    logged = Signal(str)
    asked_changed = Signal()
    ended = Signal(object)
    left = Signal()

    def __init__(
        self,
        jobs: JobBoard,
        project: ProjectModel,
        tasks: Tasks,
        parent: QObject | None = None,
        *,
        settings: Settings | None = None,
    ) -> None:
        super().__init__(parent)
        self._settings = settings
        self._jobs = jobs
        self._project = project
        self._tasks = tasks
        self._job: Job | None = None
        self.history: History | None = None
        project.opened.connect(self.look_for_running)
        project.closed.connect(self._leave)

    @property
    def running(self) -> bool:
        """Whether a training is under way."""
        return self._job is not None

    @property
    def job(self) -> Job | None:
        """The running job."""
        return self._job

    @property
    def here(self) -> bool:
        """Whether the remembered training belongs to the open project."""
        return self.history is not None and self._is_open(self.history.project)

    def start(self, config: TrainConfig, *, cores: int = 0) -> Job:
        """Train a new run of the open project.

        Args:
            config: Its settings.
            cores: How many of the processor's cores it may use; 0: all.

        Raises:
            ProjectError: No project is open, or a training is going on already.
        """
        project = self._free_project()
        row = architectures.find(config.architecture)
        arguments = ["train", "--project", str(project.folder), *options.arguments(config)]
        arguments += running_options(self._settings, cores)
        history = History(project, row.title, config)
        return self._begin(self._jobs.start(self._job_title(history), arguments, project=project), history)

    def resume(self, run: Run) -> Job:
        """Go on with a run of the open project that was interrupted.

        Raises:
            ProjectError: No project is open, or a training is going on already.
        """
        project = self._free_project()
        arguments = ["resume", "--project", str(project.folder), "--run", run.name, *running_options(self._settings)]
        config = _config(run)
        history = History(project, _title(run, config), config, run=run.name)
        job = self._jobs.start(self._job_title(history), arguments, project=project)
        self._begin(job, history)
        self._recall(run, history)
        return job

    def _recall(self, run: Run, history: History) -> None:
        """Fill in what the run's folder knows of its earlier life."""

        def fill(known: tuple[Sequence[Epoch], EstimateFigures | None]) -> None:
            earlier, history.estimated = known
            history.epochs = _merged([*earlier, *history.epochs])
            if history is self.history:
                self.history_changed.emit()

        self._tasks.run(self, lambda: (_epochs(run), run.estimate()), fill)

    def stop(self) -> None:
        """End soon and keep the best model."""
        self._ask("stop")

    def pause(self) -> None:
        """Keep everything as it is, end and free the memory; it can be resumed."""
        self._ask("pause")

    def cancel(self) -> None:
        """End soon and keep nothing."""
        self._ask("cancel")

    def _ask(self, request: Asked) -> None:
        if self._job is None or self.history is None:
            return
        self.history.asked = request
        self._job.ask(request)
        self.asked_changed.emit()

    def _free_project(self) -> Project:
        if self.running:
            raise ProjectError(
                self.tr("A training is going on already"), remedy=self.tr("Wait until it has ended, or stop it.")
            )
        if self._project.project is None:
            raise ProjectError(self.tr("No project is open"), remedy=self.tr("Open one on the Dataset page."))
        return self._project.project

    def look_for_running(self) -> None:
        """Find a run of the open project that goes on in another process, and show it as if it were this window's."""
        project = self._project.project
        if project is not None and not self.running:
            self._tasks.run(self, lambda: following.running(project), lambda runs: self._follow_first(project, runs))

    def _follow_first(self, project: Project, runs: Sequence[Run]) -> None:
        if runs and not self.running and self._is_open(project):
            run = runs[0]
            config = _config(run)
            history = History(project, _title(run, config), config, run=run.name, background=True)
            self._begin(self._jobs.follow(self._job_title(history), run), history)
            self._recall(run, history)

    def _leave(self) -> None:
        """Turn away from a run in the background: its project is closed."""
        if self._job is not None and self._job.followed:
            self._job.kill()

    def _job_title(self, history: History) -> str:
        return self.tr("Training {0}").format(history.title)

    def _begin(self, job: Job, history: History) -> Job:
        self._job, self.history = job, history
        job.said.connect(self._hear)
        job.logged.connect(self._log)
        job.ended.connect(self._end)
        job.left.connect(self._forget)
        self.started.emit()
        return job

    def _hear(self, event: Event) -> None:
        history = self.history
        assert history is not None
        match event:
            case Started():
                history.run, history.device = event.run or history.run, event.device
                self._reload_runs()
            case Stage():
                history.stage, history.progress = event, None
                self.progressed.emit()
            case Progress():
                history.progress = event
                self.progressed.emit()
            case Epoch():
                history.epochs = _merged([*history.epochs, event])
                self.epoch_ended.emit(event)
            case Notice():
                history.notices.append(event)
                self.noticed.emit(event)
            case LowBattery():
                history.low_battery = event
            case _:
                pass

    def _log(self, line: str) -> None:
        if self.history is not None:
            self.history.log.append(line)
            self.logged.emit(line)

    def _end(self, ending: TerminalEvent) -> None:
        assert self.history is not None
        self._job = None
        self.history.ending = ending
        self._reload_runs()
        self.ended.emit(ending)

    def _forget(self) -> None:
        self._job = self.history = None
        self.left.emit()
        self.look_for_running()

    def _reload_runs(self) -> None:
        if self.here:
            self._project.reload_runs()

    def _is_open(self, project: Project) -> bool:
        return self._project.project is not None and self._project.project.folder == project.folder


def _config(run: Run) -> TrainConfig | None:
    try:
        return run.config()
    except ArtClassError:
        return None


def _title(run: Run, config: TrainConfig | None) -> str:
    """What the window calls the run: the title that the person gave it, or else its architecture."""
    given = run.title
    return architecture_title(config.architecture) if config is not None and given == run.name else given


def _epochs(run: Run) -> list[Epoch]:
    return [event for event in run.events() if isinstance(event, Epoch)]


def _merged(epochs: Sequence[Epoch]) -> list[Epoch]:
    """The epochs by number; one that was trained again counts as it was the last time."""
    by_number = {epoch.epoch: epoch for epoch in epochs}
    return [by_number[number] for number in sorted(by_number)]
