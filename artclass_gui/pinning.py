"""Measuring a finished run on the test pictures, as the window does it: a job for one run at a time."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from artclass_gui.context import Context
from artclass_gui.jobs.job import Job
from artclass_gui.widgets.words import human_number
from trainer.events import Failed, Finished, TerminalEvent

KIND = "pin"


class Pinner(QObject):
    """Starts the pin job; when it has ended, the runs are listed anew.

    Signals:
        changed(): A measuring has begun, gone on or ended; of another pinner's too.
        pinned(str, dict): A run has its test figures: its folder's name, and what the job gives.
        failed(str): Why it came to nothing; a sentence.
    """

    changed = Signal()
    pinned = Signal(str, dict)
    failed = Signal(str)

    def __init__(self, context: Context, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._run = ""
        context.jobs.changed.connect(self.changed)

    @property
    def busy(self) -> bool:
        """Whether some run is being measured now."""
        return self._job is not None

    @property
    def words(self) -> str:
        """How far the measuring is; empty where there is none."""
        job = self._job
        if job is None:
            return ""
        if job.progress is None or not job.progress.total:
            return self.tr("Measuring…")
        return self.tr("Measuring… {0} of {1}").format(
            human_number(job.progress.done), human_number(job.progress.total)
        )

    def start(self, run: str) -> None:
        """Measure the run with this folder name, and mark it as pinned."""
        project = self._context.project.project
        if project is None or self.busy:
            return
        self._run = run
        arguments = [KIND, "--project", str(project.folder), "--run", run]
        job = self._context.jobs.start(self.tr("Measuring on the test pictures"), arguments, project=project)
        job.ended.connect(self._end)

    @property
    def _job(self) -> Job | None:
        return self._context.jobs.of_kind(KIND)

    def _end(self, ending: TerminalEvent) -> None:
        self._context.project.reload_runs()
        if isinstance(ending, Finished):
            self.pinned.emit(self._run, ending.result)
        elif isinstance(ending, Failed):
            self.failed.emit(ending.sentence())
        self.changed.emit()
