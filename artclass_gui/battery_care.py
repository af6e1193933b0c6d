"""Trainings and the battery: asks when the plug is pulled, says why a training paused, and goes on when power is back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, QTimer

from artclass_gui.conditions import paused_words
from artclass_gui.context import Context
from artclass_gui.ladder import Ladder, title_of
from artclass_gui.queueing import QueueModel
from artclass_gui.training import Training
from artclass_gui.widgets.banner import Banner
from trainer.errors import ArtClassError
from trainer.events import LowBattery, Stopped, TerminalEvent
from trainer.running import battery
from trainer.running.battery import Battery
from trainer.runs import Run

_BETWEEN_MS = 30_000


@dataclass(frozen=True)
class _Paused:
    """What waits for power: ``title`` names it in the middle of a sentence, ``experiment`` is its name if it is one."""

    title: str
    go_on: Callable[[], object]
    experiment: str | None = None


class BatteryCare(QObject):
    """Looks at the battery while a training or an experiment runs, or waits for power.

    Args:
        context: The services.
        training: What runs, pauses and goes on.
        queue: What goes on in the place of a training that is the queue's.
        ladder: What goes on in the place of a training that is an experiment's.
        banner: Where the person is asked and told.
        look: Gives the battery; called off the GUI thread.
    """

    def __init__(
        self,
        context: Context,
        training: Training,
        queue: QueueModel,
        ladder: Ladder,
        banner: Banner,
        *,
        look: Callable[[], Battery | None] = battery.read,
    ) -> None:
        super().__init__(banner)
        self._context, self._training, self._queue, self._ladder = context, training, queue, ladder
        self._banner, self._read = banner, look
        self._plugged = True
        self._paused: _Paused | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(_BETWEEN_MS)
        self._timer.timeout.connect(self.look)
        training.started.connect(self._began)
        training.ended.connect(self._training_ended)
        ladder.started.connect(self._began)
        ladder.ended.connect(self._ladder_ended)
        ladder.failed.connect(lambda words: banner.show_message("bad", words))
        context.project.closed.connect(self._forget)

    def look(self) -> None:
        """Read the battery in the background, and act on it."""
        self._context.tasks.run(self, self._read, self._see)

    @property
    def _running(self) -> bool:
        return self._training.running or self._ladder.running

    def _began(self) -> None:
        self._paused = None
        self._plugged = True
        self._timer.start()
        self.look()

    def _training_ended(self, ending: TerminalEvent) -> None:
        history = self._training.history
        low = history.low_battery if history is not None and self._training.here else None
        if not isinstance(ending, Stopped) or history is None or low is None or history.run is None:
            self._rest()
            return
        run = Run(history.project.runs / history.run)
        experiment = run.notes().experiment
        if experiment is None:
            self._pause(_Paused(history.title, lambda: self._go_on_with(run)), low)
        elif not self._ladder.running and (self._paused is None or self._paused.experiment != experiment):
            self._pause(self._of_ladder(history.title, experiment), low)  # it was begun from a shell

    def _ladder_ended(self, ending: TerminalEvent) -> None:
        ladder = self._ladder
        if not isinstance(ending, Stopped) or ladder.low_battery is None or ladder.name is None or not ladder.question:
            self._rest()
            return
        title = self.tr("The experiment “{0}”").format(title_of(ladder, ladder.question))
        self._pause(self._of_ladder(title, ladder.name), ladder.low_battery)

    def _of_ladder(self, title: str, name: str) -> _Paused:
        return _Paused(title, lambda: self._ladder.go_on(name), name)

    def _pause(self, paused: _Paused, low: LowBattery) -> None:
        self._paused = paused
        self._timer.start()
        self._banner.show_message("warning", paused_words(self._context.settings, paused.title, low))

    def _forget(self) -> None:
        self._paused = None
        self._rest()

    def _rest(self) -> None:
        """Look no longer, unless something runs or waits."""
        if self._paused is None and not self._running:
            self._timer.stop()

    def _see(self, found: Battery | None) -> None:
        if found is None:
            self._timer.stop()
            return
        pulled, self._plugged = self._plugged and not found.plugged, found.plugged
        if self._paused is not None and found.plugged:
            self._power_is_back(self._paused)
        elif pulled and self._running and self._context.settings.value("training/battery") == "ask":
            self._ask(found)

    def _ask(self, found: Battery) -> None:
        words = self.tr("The computer runs on its battery now ({0} %). Training empties it fast.").format(found.percent)
        actions = ((self.tr("Pause"), self._ask_to_pause), (self.tr("Go on"), lambda: None))
        self._banner.show_message("warning", words, actions)

    def _ask_to_pause(self) -> None:
        if self._ladder.running:
            self._ladder.pause()
        else:
            self._training.pause()

    def _power_is_back(self, paused: _Paused) -> None:
        self._forget()
        if self._context.settings.value("training/resume_plugged"):
            self._resume(paused)
            return
        words = self.tr("The computer is plugged in again. {0} can go on.").format(paused.title)
        self._banner.show_message("info", words, ((self.tr("Resume"), lambda: self._resume(paused)),))

    def _resume(self, paused: _Paused) -> None:
        self._banner.clear()
        try:
            paused.go_on()
        except ArtClassError as error:
            self._banner.show_message("bad", str(error))

    def _go_on_with(self, run: Run) -> None:
        if any(item.run == run.name for item in self._queue.state.waiting):
            self._queue.start()  # it goes on with this run first, and the others of the night have their turn
        else:
            self._training.resume(run)
