"""A preview of varied pictures: a child that draws them again whenever the settings change, for as long as somebody looks."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QImage

from artclass_gui.context import Context
from artclass_gui.jobs.board import QUIET_KINDS
from artclass_gui.jobs.job import Job
from trainer import config, files
from trainer.config import TrainConfig
from trainer.events import Event, Failed, Previewed, TerminalEvent
from trainer.varying import variation

_CALM_MS = 200  # after a change, for who turns a wheel makes many
_LINGER_MS = 20_000  # after nobody looks any more, for who comes back soon
_PATIENCE_MS = 1_000  # for a child that is to make way


class VariationPreview(QObject):
    """Keeps the sheet of the open project's pictures up to date.

    Signals:
        drawn(QImage): There is a new sheet.
        waiting(): One is being drawn.
        failed(str): Why there is none, in a sentence.
    """

    drawn = Signal(QImage)
    waiting = Signal()
    failed = Signal(str)

    def __init__(self, context: Context, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._folder = tempfile.TemporaryDirectory(prefix="artclass-", ignore_cleanup_errors=True)
        self._config: TrainConfig | None = None
        self._wished: object = None
        self._watched = False
        self._job: Job | None = None
        self._calm, self._linger = _timer(self, _CALM_MS, self._ask), _timer(self, _LINGER_MS, self._give_up)
        context.jobs.started.connect(self._make_way)
        context.jobs.idle.connect(self._again)
        for signal in (context.project.opened, context.project.closed):
            signal.connect(self._begin_anew)

    def show(self, settings: TrainConfig) -> None:
        """Draw what becomes of pictures with these settings."""
        self._config = settings
        if self._watched and _key(settings) != self._wished:
            self._calm.start()

    def set_watched(self, watched: bool) -> None:
        """Say whether somebody looks."""
        self._watched = watched
        if watched:
            self._linger.stop()
            self._calm.start()
        elif self._job is not None:
            self._linger.start()

    @property
    def _sheet(self) -> Path:
        return Path(self._folder.name) / "sheet.png"

    @property
    def _wish(self) -> Path:
        return Path(self._folder.name) / "settings.json"

    def _ask(self) -> None:
        project, settings = self._context.project.project, self._config
        if project is None or settings is None or not self._watched:
            return
        if self._job is None and not self._may_begin():
            return
        self._wished = _key(settings)
        files.write(self._wish, config.encode(settings))
        self.waiting.emit()
        if self._job is None:
            words = ["--project", str(project.folder), "--out", str(self._sheet), "--follow", str(self._wish)]
            self._job = self._context.jobs.start(
                self.tr("Drawing varied pictures"), ["preview", *words], project=project
            )
            self._job.said.connect(self._hear)
            self._job.ended.connect(self._end)

    def _may_begin(self) -> bool:
        if not self._context.project.catalog.pictures:
            self.failed.emit(self.tr("There are no pictures yet."))
            return False
        if any(job.kind not in QUIET_KINDS for job in self._context.jobs.running):
            self.failed.emit(self.tr("The preview waits until the computer has nothing else to do."))
            return False
        return True

    def _hear(self, event: Event) -> None:
        if isinstance(event, Previewed):
            path = event.path
            self._context.tasks.run(self, lambda: QImage(path), self._take)

    def _take(self, sheet: QImage) -> None:
        if not sheet.isNull() and self._job is not None:
            self.drawn.emit(sheet)

    def _end(self, ending: TerminalEvent) -> None:
        if self.sender() is not self._job:
            return
        self._job, self._wished = None, None
        if isinstance(ending, Failed) and self._watched:
            self.failed.emit(ending.sentence())

    def _make_way(self, job: Job) -> None:
        if job.kind not in QUIET_KINDS:
            self._give_up()

    def _again(self) -> None:
        """Whatever stood against it is over."""
        if self._watched and self._job is None and self._wished is None:
            self._calm.start()

    def _begin_anew(self) -> None:
        self._give_up()
        self._wished = None
        if self._watched:
            self._calm.start()

    def _give_up(self) -> None:
        job, self._job, self._wished = self._job, None, None
        if job is not None:
            job.ask("cancel")
            QTimer.singleShot(_PATIENCE_MS, job, lambda: job.kill() if job.running else None)


def _key(settings: TrainConfig) -> object:
    """What the sheet depends on."""
    return variation(settings), settings.image_size, settings.seed


def _timer(parent: QObject, milliseconds: int, call: Callable[[], None]) -> QTimer:
    timer = QTimer(parent)
    timer.setSingleShot(True)
    timer.setInterval(milliseconds)
    timer.timeout.connect(call)
    return timer
