"""The window's lower edge: what is going on now, how far it is, and that the computer stays awake for it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QWidget

from artclass_gui.jobs.board import JobBoard
from artclass_gui.jobs.job import Job
from artclass_gui.theme import GAP, SMALL
from artclass_gui.widgets.text import muted

_STEPS = 1_000


class JobStatus(QWidget):
    """The running job's title with a slim bar; where several run, the newest one and how many more."""

    def __init__(self, jobs: JobBoard, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self.awake = muted("")
        self.awake.setWordWrap(False)
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
        row.addWidget(self.awake)
        row.addSpacing(GAP)
        row.addWidget(self._label)
        row.addWidget(self._bar, alignment=Qt.AlignmentFlag.AlignVCenter)
        jobs.changed.connect(self._show)
        self._show()

    def _show(self) -> None:
        shown = self._jobs.shown
        self.setVisible(bool(shown))
        self._show_awake()
        if not shown:
            return
        job = shown[-1]
        self._label.setText(self._words(job, len(shown) - 1))
        fraction = job.fraction
        self._bar.setRange(0, 0 if fraction is None else _STEPS)
        if fraction is not None:
            self._bar.setValue(round(fraction * _STEPS))

    def _show_awake(self) -> None:
        """What the jobs have said of the computer's sleep; before one has said anything, nothing."""
        told = [job.awake for job in self._jobs.shown if job.awake is not None]
        if any(awake.kept for awake in told):
            self._say(self.tr("The computer stays awake while this runs"), "")
        elif told:
            self._say(self.tr("The computer may fall asleep"), told[-1].reason)
        else:
            self._say("", "")

    def _say(self, words: str, tip: str) -> None:
        self.awake.setText(words)
        self.awake.setToolTip(tip)
        self.awake.setVisible(bool(words))

    def _words(self, job: Job, others: int) -> str:
        words = job.title if job.stage is None else f"{job.title} · {job.stage.label}"
        return words if others == 0 else self.tr("{0} (and {1} more)").format(words, others)


def progress_title(jobs: JobBoard) -> str:
    """How far the newest job is, for the window's title: “42 % · Training VGG16”; empty where nothing runs."""
    if not jobs.shown:
        return ""
    job = jobs.shown[-1]
    return job.title if job.fraction is None else f"{job.fraction * 100:.0f} % · {job.title}"
