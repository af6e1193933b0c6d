"""Closing the window while something is going on: in the background, paused, or not at all, as the person wants it."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QCheckBox, QMessageBox

from artclass_gui.context import Context
from artclass_gui.jobs.board import DETACHABLE
from artclass_gui.main_window import MainWindow

_PATIENCE_MS = 30_000
Way = Literal["background", "pause"]


class Closing(QObject):
    """Asks, and closes the window once what was going on has ended or goes on alone."""

    def __init__(self, context: Context, window: MainWindow) -> None:
        super().__init__(window)
        self._context, self._window = context, window
        window.close_wanted.connect(self._want)

    def _want(self) -> None:
        lasting = self._context.jobs.lasting
        trainings = [job for job in lasting if job.kind in DETACHABLE]
        way = self._context.settings.value("training/close")
        if trainings and len(trainings) == len(lasting) and way != "ask":
            self._close(way)
        elif trainings:
            self._ask_about_training()
        else:
            self._ask_to_stop()

    def _ask_about_training(self) -> None:
        box = self._box(self.tr("Keep training?"), self._going_on())
        box.setInformativeText(
            self.tr(
                "In the background a training goes on without this window, which finds it again when it is opened. "
                "Paused, it keeps what it has learnt and can be resumed."
            )
            + self._of_the_others()
        )
        background = box.addButton(self.tr("Keep training in the background"), QMessageBox.ButtonRole.AcceptRole)
        pause = box.addButton(self.tr("Pause and close"), QMessageBox.ButtonRole.AcceptRole)
        stay = box.addButton(self.tr("Cancel closing"), QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(background)
        box.setEscapeButton(stay)
        again = QCheckBox(self.tr("Do not ask again (Settings has it)"))
        box.setCheckBox(again)

        def decide(pressed: object) -> None:
            way: Way | None = "background" if pressed is background else "pause" if pressed is pause else None
            if way is None:
                return
            if again.isChecked():
                self._context.settings.set("training/close", way)
            self._close(way)

        box.buttonClicked.connect(decide)
        box.open()

    def _ask_to_stop(self) -> None:
        box = self._box(self.tr("Stop and quit?"), self._going_on())
        kept = self.tr("What is done so far is kept.")
        experiment = self._context.jobs.of_kind("ladder") is not None
        box.setInformativeText(f"{kept} {self._of_experiments()}" if experiment else kept)
        stop = box.addButton(self.tr("Stop and quit"), QMessageBox.ButtonRole.AcceptRole)
        keep = box.addButton(self.tr("Keep running"), QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(keep)
        box.setEscapeButton(keep)
        box.buttonClicked.connect(lambda pressed: self._close("pause") if pressed is stop else None)
        box.open()

    def _box(self, title: str, words: str) -> QMessageBox:
        box = QMessageBox(QMessageBox.Icon.Question, title, words, parent=self._window)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        return box

    def _going_on(self) -> str:
        titles = "\n".join(f"• {job.title}" for job in self._context.jobs.lasting)
        return self.tr("This is still going on:\n{0}").format(titles)

    def _of_the_others(self) -> str:
        others = [job for job in self._context.jobs.lasting if job.kind not in DETACHABLE]
        words = [self._of_experiments()] if any(job.kind == "ladder" for job in others) else []
        if any(job.kind != "ladder" for job in others):
            words.append(self.tr("Everything else is stopped; what is done so far is kept."))
        return "".join(f" {sentence}" for sentence in words)

    def _of_experiments(self) -> str:
        return self.tr(
            "An experiment needs this window: it is paused, and goes on from there when you open it again on the Train "
            "page and click “Go on with it”."
        )

    def _close(self, way: Way) -> None:
        window, jobs = self._window, self._context.jobs
        window.may_close = True
        if not jobs.lasting:
            window.close()
            return
        window.banner.show_message("info", self._closing_words(way))
        jobs.changed.connect(self._close_if_alone, Qt.ConnectionType.QueuedConnection)
        for job in jobs.running:
            if job.followed:
                continue
            if way == "background" and job.kind in DETACHABLE:
                job.detach()
            else:
                job.ask("pause")
        QTimer.singleShot(_PATIENCE_MS, window, window.close)

    def _close_if_alone(self) -> None:
        if not any(not job.followed for job in self._context.jobs.running):
            self._window.close()

    def _closing_words(self, way: Way) -> str:
        if way == "background":
            return self.tr("Training goes on in the background; the window closes by itself in a moment.")
        return self.tr("Stopping; the window closes by itself in a moment.")
