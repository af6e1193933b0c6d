"""Checking the dataset as the window does it: one check at a time, by a button or quietly after an import."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal

from artclass_gui.context import Context
from artclass_gui.jobs.job import Job
from trainer.events import Failed, Finished, TerminalEvent


class Checker(QObject):
    """Starts the check job; when it has ended, what the doctor says is read anew.

    Signals:
        started(Job): The dataset is being checked.
        ended(TerminalEvent): That is over.
        failed(str): Why it came to nothing, in a sentence; of a quiet check nobody is told.
        saved(Path): The report was written.
    """

    started = Signal(object)
    ended = Signal(object)
    failed = Signal(str)
    saved = Signal(object)

    def __init__(self, context: Context, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._quiet = False
        self._report: Path | None = None
        self.job: Job | None = None
        context.jobs.started.connect(self._make_way)

    @property
    def busy(self) -> bool:
        """Whether the dataset is being checked now."""
        return self.job is not None

    def start(self, *, quiet: bool = False, report: Path | None = None) -> None:
        """Check the dataset of the open project.

        Args:
            quiet: Only where no other job is running, and without a word if it fails.
            report: Where to write the report as one HTML file.
        """
        project = self._context.project.project
        if project is None or self.busy or (quiet and self._context.jobs.running):
            return
        arguments = ["check", "--project", str(project.folder)]
        if report is not None:
            arguments += ["--report", str(report)]
        self._quiet, self._report = quiet, report
        self.job = self._context.jobs.start(self.tr("Checking the dataset"), arguments, project=project)
        self.job.ended.connect(self._end)
        self.started.emit(self.job)

    def cancel(self) -> None:
        """End the check; the last report stays."""
        if self.job is not None:
            self.job.ask("cancel")

    def _make_way(self, job: Job) -> None:
        """An import makes a check out of date while it is made."""
        if job.kind == "import":
            self.cancel()

    def _end(self, ending: TerminalEvent) -> None:
        self.job = None
        self._context.project.reload_doctor()
        self.ended.emit(ending)
        if isinstance(ending, Failed) and not self._quiet:
            self.failed.emit(ending.sentence())
        elif isinstance(ending, Finished) and self._report is not None:
            self.saved.emit(self._report)
