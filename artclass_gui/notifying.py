"""A notification of the desktop when a long job has ended while another program is in front."""

from __future__ import annotations

import time
from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QSystemTrayIcon

from artclass_gui.context import Context
from artclass_gui.figures import result_sentence
from artclass_gui.jobs.board import QUIET_KINDS, RESIDENT_KINDS
from artclass_gui.jobs.job import Job
from artclass_gui.main_window import MainWindow
from artclass_gui.widgets.words import pictures
from trainer.events import Event, Failed, Progress, Settled, Stopped, TerminalEvent

_LONG = 20.0  # seconds; what takes less, the person has waited for


class Notifier(QObject):
    """Tells of jobs that have ended, if the person wants that and does not see it anyway."""

    def __init__(self, context: Context, window: MainWindow) -> None:
        super().__init__(window)
        self._context, self._window = context, window
        self._began: dict[Job, float] = {}
        self._busy: dict[Job, float] = {}
        self._tray: QSystemTrayIcon | None = None
        context.jobs.started.connect(self._note)
        context.jobs.ended.connect(self._tell)

    def say(self, title: str, words: str, *, bad: bool = False) -> None:
        """Notify, whatever is in front; where the desktop shows no notifications, the window asks for attention."""
        QApplication.alert(self._window)
        if not QSystemTrayIcon.isSystemTrayAvailable():
            return
        if self._tray is None:
            self._tray = QSystemTrayIcon(self._window.windowIcon(), self)
            self._tray.messageClicked.connect(self._window.activateWindow)
        self._tray.show()  # a message needs an icon to come from
        kind = QSystemTrayIcon.MessageIcon.Warning if bad else QSystemTrayIcon.MessageIcon.Information
        self._tray.showMessage(title, words, kind)

    def _note(self, job: Job) -> None:
        self._began[job] = time.monotonic()
        if job.kind in RESIDENT_KINDS:
            job.said.connect(lambda event: self._follow(job, event))

    def _follow(self, job: Job, event: Event) -> None:
        """A job that stays has not ended when it has answered all that it was asked; the next question begins anew."""
        if isinstance(event, Progress) and event.done != event.total:
            self._busy.setdefault(job, time.monotonic())
        elif isinstance(event, Settled) and job in self._busy:
            lasted = time.monotonic() - self._busy.pop(job)
            if lasted >= _LONG and self._wanted():
                self.say(job.title, self.tr("Done: {0}.").format(pictures(event.answered)))

    def _tell(self, job: Job, ending: TerminalEvent) -> None:
        lasted = time.monotonic() - self._began.pop(job, time.monotonic())
        long = job.followed or lasted >= _LONG  # what was found going on had gone on before
        self._busy.pop(job, None)
        if long and job.kind not in QUIET_KINDS and self._wanted():
            self.say(job.title, self._words(ending), bad=isinstance(ending, Failed))

    def _wanted(self) -> bool:
        return bool(self._context.settings.value("window/notify")) and not self._window.isActiveWindow()

    def _words(self, ending: TerminalEvent) -> str:
        match ending:
            case Failed():
                return ending.sentence()
            case Stopped(resumable=True):
                return self.tr("It is paused and can go on from where it was.")
            case Stopped():
                return self.tr("It was stopped.")
        if "failed" in ending.result:
            return self._queue_words(ending.result)
        sentence = result_sentence(ending.result)
        return self.tr("Done. {0}.").format(sentence) if sentence else self.tr("Done.")

    def _queue_words(self, result: dict[str, Any]) -> str:
        finished, failed = result["finished"], result["failed"]
        parts = [self.tr("1 training has finished") if finished == 1 else self.tr("{0} trainings have finished")]
        if failed:
            parts.append(self.tr("1 has failed") if failed == 1 else self.tr("{1} have failed"))
        return self.tr("The queue is done: {0}.").format(", ".join(parts).format(finished, failed))
