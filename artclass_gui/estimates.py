"""What a training will cost, before it is started: read from what was measured, and measured in the background."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

from artclass_gui.context import Context
from artclass_gui.jobs.board import QUIET_KINDS
from artclass_gui.jobs.job import Job
from trainer.config import TrainConfig
from trainer.estimating import memory, records
from trainer.estimating.records import Estimate, Estimates
from trainer.events import Estimated, Event, Failed, Finished, Previewed, TerminalEvent

_PATIENCE_MS = 1_000  # for a measurement that is to make way
_CALM_MS = 1_500  # nothing else must have gone on for so long: who passes by need not wait for it


class TrainingEstimates(QObject):
    """The estimates for the open project's pictures.

    They are measured by a job of their own, while nothing else is running and somebody wants to see them; it makes
    way at once for every other job, and is begun again when that has ended. A preview is over as soon as it is drawn:
    its child only waits for other settings then.

    Signals:
        changed(): Other figures are known now, or none any more.
    """

    changed = Signal()

    def __init__(self, context: Context, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._known: Estimates | None = None
        self._wanted = False
        self._up_to_date = False
        self._job: Job | None = None
        self._drawn: Job | None = None  # a preview that has nothing to do
        self._put_off = self._failed = False
        self._calm = QTimer(self)
        self._calm.setSingleShot(True)
        self._calm.setInterval(_CALM_MS)
        self._calm.timeout.connect(self._measure)
        project, jobs = context.project, context.jobs
        for signal in (project.opened, project.closed):
            signal.connect(self._begin_anew)
        project.catalog_changed.connect(self._measure_anew)
        jobs.started.connect(self._make_way)
        jobs.ended.connect(self._look_again)
        jobs.idle.connect(self._calm.start)

    @property
    def measuring(self) -> bool:
        """Whether it is being measured now."""
        return self._job is not None

    @property
    def put_off(self) -> bool:
        """Whether it is to be measured as soon as nothing else is running."""
        return self._put_off and self._wanted and not self.measuring

    @property
    def failed(self) -> bool:
        """Whether it was tried to measure, in vain."""
        return self._failed and not self.measuring

    @property
    def known(self) -> bool:
        """Whether anything is known."""
        return self._known is not None

    def set_wanted(self, wanted: bool) -> None:
        """Say whether somebody looks at the figures: only then are they measured."""
        self._wanted = wanted
        self._calm.start()

    def of(self, config: TrainConfig) -> Estimate | None:
        """What a training with these settings will cost; None while nothing is known of it."""
        known = self._known
        if known is None:
            return None
        return records.predict(known.measured, config, known.pictures)

    def smaller(self, config: TrainConfig) -> tuple[str, TrainConfig] | None:
        """Settings that need less memory, in words and as they are; None where none would fit."""
        known = self._known
        if known is None:
            return None
        return memory.smaller(known.measured, config, known.pictures)

    # Reading

    def _begin_anew(self) -> None:
        self._known, self._up_to_date, self._put_off, self._failed = None, False, False, False
        if self._job is not None:
            self._give_up()
        self._read()
        self.changed.emit()

    def _read(self) -> None:
        project = self._context.project.project
        if project is not None:
            self._context.tasks.run(self, lambda: (project, records.load(project)), self._take)

    def _take(self, read: tuple[object, Estimates | None]) -> None:
        project, known = read
        if project == self._context.project.project and known is not None:
            self._known = known
            self.changed.emit()

    # Measuring

    def _measure_anew(self) -> None:
        """There are other pictures now, or as many have been looked at already."""
        self._up_to_date = False
        self._read()
        self._calm.start()

    def _measure(self) -> None:
        project, jobs = self._context.project, self._context.jobs
        if project.project is None or not project.catalog.pictures or not self._wanted:
            return
        if self._up_to_date or self.measuring:
            return
        if any(job is not self._drawn for job in jobs.running):
            self._wait()
            return
        self._put_off, self._failed = False, False
        self._up_to_date = True  # whatever comes of it: a failure is not tried again and again
        arguments = ["estimate", "--project", str(project.project.folder), "--refine"]
        self._job = jobs.start(self.tr("Estimating times"), arguments, project=project.project)
        self._job.said.connect(self._hear)
        self._job.ended.connect(self._end)
        self.changed.emit()

    def _hear(self, event: Event) -> None:
        if isinstance(event, Estimated):
            self._read()

    def _end(self, ending: TerminalEvent) -> None:
        if self.sender() is not self._job:
            return
        self._job = None
        if isinstance(ending, Finished):
            self._read()
        self._failed = isinstance(ending, Failed) and not self._put_off  # else it was ended to make way
        self.changed.emit()

    def _wait(self) -> None:
        self._put_off = True
        self.changed.emit()

    def _look_again(self, *_: object) -> None:
        """Something is over: perhaps nothing else is running now."""
        self._calm.start()

    def _hear_preview(self, event: Event) -> None:
        sender = self.sender()
        if isinstance(event, Previewed) and isinstance(sender, Job):
            self._drawn = sender
            self._calm.start()

    def _make_way(self, job: Job) -> None:
        if job.kind == "preview":
            job.said.connect(self._hear_preview)
        if job.kind not in QUIET_KINDS:
            self._up_to_date = False  # it may teach something, and fill the cache
        if self._job is not None and job is not self._job:
            self._give_up()

    def _give_up(self) -> None:
        job = self._job
        assert job is not None
        self._up_to_date, self._put_off = False, True
        job.ask("cancel")
        QTimer.singleShot(_PATIENCE_MS, job, lambda: job.kill() if job.running else None)
