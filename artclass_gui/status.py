"""The window's lower edge: what is going on now, and how far it is."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QWidget

from artclass_gui.jobs.board import JobBoard
from artclass_gui.jobs.job import Job
from artclass_gui.theme import SMALL

_STEPS = 1_000


class JobStatus(QWidget):
    """The running job's title with a slim bar; where several run, the newest one and how many more."""

    def __init__(self, jobs: JobBoard, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._label = QLabel()
        self._label.setAccessibleName(self.tr("Running job"))
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setFixedSize(140, 8)
        self._bar.setAccessibleName(self.tr("Progress of the running job"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, SMALL, 0)
        row.setSpacing(SMALL)
        row.addStretch(1)
        row.addWidget(self._label)
        row.addWidget(self._bar, alignment=Qt.AlignmentFlag.AlignVCenter)
        jobs.changed.connect(self._show)
        self._show()

    def _show(self) -> None:
        running = self._jobs.running
        self.setVisible(bool(running))
        if not running:
            return
        job = running[-1]
        self._label.setText(self._words(job, len(running) - 1))
        fraction = job.fraction
        self._bar.setRange(0, 0 if fraction is None else _STEPS)
        if fraction is not None:
            self._bar.setValue(round(fraction * _STEPS))

    def _words(self, job: Job, others: int) -> str:
        words = job.title if job.stage is None else f"{job.title} · {job.stage.label}"
        return words if others == 0 else self.tr("{0} (and {1} more)").format(words, others)


def progress_title(jobs: JobBoard) -> str:
    """How far the newest job is, for the window's title: “42 % · Training VGG16”; empty where nothing runs."""
    if not jobs.running:
        return ""
    job = jobs.running[-1]
    return job.title if job.fraction is None else f"{job.fraction * 100:.0f} % · {job.title}"
