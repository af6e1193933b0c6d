"""The training under way: started, resumed, stopped, and remembered for every page that shows it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal

from artclass_gui.conditions import running_options
from artclass_gui.history import Asked, Earlier, History, config_of, read_earlier, title_of
from artclass_gui.jobs.board import JobBoard
from artclass_gui.jobs.job import Job
from artclass_gui.project import ProjectModel
from artclass_gui.settings import Settings
from artclass_gui.tasks import Tasks
from trainer import architectures, options
from trainer.config import TrainConfig
from trainer.errors import ProjectError
from trainer.events import Epoch, Estimated, Event, Failed, LowBattery, Notice, Progress, Stage, Started, TerminalEvent
from trainer.project import Project
from trainer.running import following
from trainer.runs import Run, news

__all__ = ["History", "Training"]


class Training(QObject):
    """Runs one training at a time and keeps what it said.

    Signals (all in the GUI thread):
        started(): A training begins; ``history`` is a fresh one.
        progressed(): ``history.stage`` or ``history.progress`` changed.
        epoch_ended(Epoch): One more epoch is over.
        history_changed(): ``history`` was filled from the run's earlier life.
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
        history = History(project, title_of(run), config_of(run), run=run.name)
        job = self._jobs.start(self._job_title(history), arguments, project=project)
        self._begin(job, history)
        self._recall(run, history)
        return job

    def _recall(self, run: Run, history: History) -> None:
        """Fill in what the run's folder knows of its earlier life."""

        def fill(earlier: Earlier) -> None:
            history.recall(earlier)
            if history is self.history:
                self.history_changed.emit()

        self._tasks.run(self, lambda: read_earlier(run), fill)

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
            history = History(project, title_of(run), config_of(run), run=run.name, background=True)
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
                history.begun(event)
                self.history_changed.emit()
                self._reload_runs()
            case Stage():
                history.stage, history.progress = event, None
                self.progressed.emit()
            case Progress():
                history.progress = event
                self.progressed.emit()
            case Epoch():
                history.add([event])
                self.epoch_ended.emit(event)
            case Notice():
                history.notices.append(event)
                self.noticed.emit(event)
            case LowBattery():
                history.low_battery = event
            case Estimated(estimates=(estimate,)):
                history.estimate = estimate
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
        if isinstance(ending, Failed) and self.history.background:
            self._note_told(self.history)
        self._reload_runs()
        self.ended.emit(ending)

    def _note_told(self, history: History) -> None:
        """It is told here how a run in the background has failed: it need not be told when the project is opened again."""
        assert history.run is not None
        run = Run(history.project.runs / history.run)
        self._tasks.run(self, lambda: news.told(run), lambda _: None)

    def _forget(self) -> None:
        self._job = self.history = None
        self.left.emit()
        self.look_for_running()

    def _reload_runs(self) -> None:
        if self.here:
            self._project.reload_runs()

    def _is_open(self, project: Project) -> bool:
        return self._project.project is not None and self._project.project.folder == project.folder
