"""A running job in three lines: what it does, how far it is, and how long it will take."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QPushButton, QVBoxLayout, QWidget

from artclass_gui.jobs.job import Job
from artclass_gui.theme import GAP, ROOM, SMALL
from artclass_gui.widgets.text import heading, muted
from artclass_gui.widgets.words import human_number, human_time
from trainer.events import Event, Progress, Stage, TerminalEvent

_STEPS = 1000


class JobStrip(QFrame):
    """Follows one job at a time; hidden while there is none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("card", "true")
        self._job: Job | None = None
        self.stage = heading("")
        self.detail = muted("")
        self.bar = self._make_bar()
        self._buttons = QHBoxLayout()
        self._lay_out()
        self.hide()

    def add_button(self, button: QPushButton) -> None:
        """Put a button of the page at the right."""
        self._buttons.addWidget(button)

    def follow(self, job: Job) -> None:
        """Show this job until it ends."""
        if job is self._job:
            return
        self._job = job
        self.stage.setText(job.title)
        self.detail.setText(self.tr("Starting…"))
        self.bar.setRange(0, 0)
        self.setAccessibleName(job.title)
        job.said.connect(self._hear)
        job.ended.connect(self._end)
        if job.stage is not None:
            self._show(job)
        self.show()

    def say(self, words: str) -> None:
        """Say something in place of the figures, until the next ones come: "Stopping after this step…"."""
        self.detail.setText(words)

    def _hear(self, event: Event) -> None:
        if self._job is not None and self.sender() is self._job and isinstance(event, Stage | Progress):
            self._show(self._job)

    def _end(self, _ending: TerminalEvent) -> None:
        if self.sender() is self._job:
            self._job = None
            self.hide()

    def _show(self, job: Job) -> None:
        stage, progress = job.stage, job.progress
        if stage is not None:
            self.stage.setText(stage.label)
            self._set_fraction(job.fraction if progress is None or progress.total else None)
        self.detail.setText(self._detail(stage, progress))
        self.setAccessibleDescription(f"{self.stage.text()}. {self.detail.text()}")

    def _set_fraction(self, fraction: float | None) -> None:
        if fraction is None:
            self.bar.setRange(0, 0)
            return
        self.bar.setRange(0, _STEPS)
        self.bar.setValue(round(fraction * _STEPS))

    def _detail(self, stage: Stage | None, progress: Progress | None) -> str:
        parts = []
        if stage is not None and stage.count > 1:
            parts.append(self.tr("Part {0} of {1}").format(stage.index, stage.count))
        if progress is not None:
            parts.append(_so_far(progress, self.tr("{0} of {1} {2}")))
            if progress.seconds_left is not None:
                parts.append(self.tr("{0} left").format(human_time(progress.seconds_left)))
        return " · ".join(parts)

    def _make_bar(self) -> QProgressBar:
        bar = QProgressBar()
        bar.setTextVisible(False)
        bar.setFixedHeight(8)
        bar.setAccessibleName(self.tr("Progress"))
        return bar

    def _lay_out(self) -> None:
        words = QVBoxLayout()
        words.setSpacing(SMALL)
        for widget in (self.stage, self.bar, self.detail):
            words.addWidget(widget)
        self._buttons.setSpacing(SMALL)
        row = QHBoxLayout(self)
        row.setContentsMargins(ROOM, GAP, ROOM, GAP)
        row.setSpacing(ROOM)
        row.addLayout(words, 1)
        row.addLayout(self._buttons)


def _so_far(progress: Progress, pattern: str) -> str:
    if progress.total is None:
        return f"{human_number(progress.done)} {progress.unit}"
    return pattern.format(human_number(progress.done), human_number(progress.total), progress.unit)
