"""Trainings and the battery: asks when the plug is pulled, says why a training paused, and goes on when power is back."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

from artclass_gui.context import Context
from artclass_gui.queueing import QueueModel
from artclass_gui.training import Training
from artclass_gui.widgets.banner import Banner
from trainer.errors import ArtClassError
from trainer.events import Stopped, TerminalEvent
from trainer.running import battery
from trainer.running.battery import Battery
from trainer.runs import Run

_BETWEEN_MS = 30_000


class BatteryCare(QObject):
    """Looks at the battery while a training runs, or waits for power.

    Args:
        context: The services.
        training: What runs, pauses and goes on.
        queue: What goes on in the place of a training that is the queue's.
        banner: Where the person is asked and told.
        look: Gives the battery; called off the GUI thread.
    """

    def __init__(
        self,
        context: Context,
        training: Training,
        queue: QueueModel,
        banner: Banner,
        *,
        look: Callable[[], Battery | None] = battery.read,
    ) -> None:
        super().__init__(banner)
        self._context, self._training, self._queue = context, training, queue
        self._banner, self._read = banner, look
        self._plugged = True
        self._paused: Run | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(_BETWEEN_MS)
        self._timer.timeout.connect(self.look)
        training.started.connect(self._began)
        training.ended.connect(self._ended)
        context.project.closed.connect(self._forget)

    def look(self) -> None:
        """Read the battery in the background, and act on it."""
        self._context.tasks.run(self, self._read, self._see)

    def _began(self) -> None:
        self._paused = None
        self._plugged = True
        self._timer.start()
        self.look()

    def _ended(self, ending: TerminalEvent) -> None:
        history = self._training.history
        low = history.low_battery if history is not None else None
        if not isinstance(ending, Stopped) or history is None or low is None or history.run is None:
            self._timer.stop()
            return
        self._paused = Run(history.project.runs / history.run)
        words = self.tr("{0} is paused: the battery was at {1} %. ").format(history.title, low.percent)
        if self._context.settings.value("training/resume_plugged"):
            words += self.tr("It goes on by itself when the computer is plugged in.")
        else:
            words += self.tr("ArtClass offers to go on when the computer is plugged in.")
        self._banner.show_message("warning", words)

    def _forget(self) -> None:
        self._paused = None
        if not self._training.running:
            self._timer.stop()

    def _see(self, found: Battery | None) -> None:
        if found is None:
            self._timer.stop()
            return
        pulled, self._plugged = self._plugged and not found.plugged, found.plugged
        if self._paused is not None and found.plugged:
            self._power_is_back(self._paused)
        elif pulled and self._training.running and self._context.settings.value("training/battery") == "ask":
            self._ask(found)

    def _ask(self, found: Battery) -> None:
        words = self.tr("The computer runs on its battery now ({0} %). Training empties it fast.").format(found.percent)
        actions = ((self.tr("Pause"), self._training.pause), (self.tr("Go on"), lambda: None))
        self._banner.show_message("warning", words, actions)

    def _power_is_back(self, run: Run) -> None:
        self._forget()
        if self._context.settings.value("training/resume_plugged"):
            self._resume(run)
            return
        words = self.tr("The computer is plugged in again. The paused training can go on.")
        self._banner.show_message("info", words, ((self.tr("Resume"), lambda: self._resume(run)),))

    def _resume(self, run: Run) -> None:
        try:
            if any(item.run == run.name for item in self._queue.state.waiting):
                self._queue.start()  # it goes on with this run first, and the others of the night have their turn
            else:
                self._training.resume(run)
            self._banner.clear()
        except ArtClassError as error:
            self._banner.show_message("bad", str(error))
