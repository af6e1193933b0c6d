"""The offer to go on with a run that was paused, cut off, or failed with something to go on from."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from artclass_gui.context import Context
from artclass_gui.figures import run_date, run_title
from artclass_gui.project import RunState
from artclass_gui.training import Training
from artclass_gui.widgets.banner import Banner
from trainer.events import Failed, TerminalEvent
from trainer.runs import Run


class ResumeOffer(Banner):
    """Offers each run once: who closes the offer is not asked again, unless the run has got on since.

    Signals:
        resume_requested(Run): The person wants to go on with this run.
        keep_requested(Run): It is to learn no more, and its best epoch is to be kept.
    """

    resume_requested = Signal(object)
    keep_requested = Signal(object)

    def __init__(self, context: Context, training: Training, parent: QWidget | None = None) -> None:
        super().__init__(context.theme, parent)
        self._context, self._training = context, training
        self._offered: set[str] = set()
        self._got_on = False
        context.project.runs_changed.connect(self._look)
        for signal in (context.project.opened, context.project.closed):
            signal.connect(self._begin_anew)
        training.started.connect(self._started)
        training.epoch_ended.connect(self._epoch_ended)
        training.ended.connect(self._ended)

    def _started(self) -> None:
        self._got_on = False

    def _epoch_ended(self, *_: object) -> None:
        self._got_on = True

    def _ended(self, ending: TerminalEvent) -> None:
        """Offer this run again, unless it has failed at once: it would do so each time."""
        history = self._training.history
        if history is not None and history.run is not None and (self._got_on or not isinstance(ending, Failed)):
            self._offered.discard(history.run)

    def _begin_anew(self) -> None:
        self.clear()
        self._offered.clear()

    def _look(self) -> None:
        states = [state for state in self._context.project.runs if state.state in ("stopped", "interrupted", "failed")]
        self._context.tasks.run(
            self,
            lambda: next(((state, _has_best(state.run)) for state in states if state.run.resumable()), (None, False)),
            lambda found: self._tell(*found),
        )

    def _tell(self, state: RunState | None, has_best: bool) -> None:
        if state is None or self._training.running:
            self.clear()
        elif state.run.name not in self._offered:
            self._offered.add(state.run.name)
            run = state.run
            actions = [(self.tr("Resume"), lambda: self.resume_requested.emit(run))]
            if has_best:
                actions.append((self.tr("Keep its best"), lambda: self.keep_requested.emit(run)))
            self.show_message("info", self._words(state), actions)

    def _words(self, state: RunState) -> str:
        if state.state == "failed":
            words = self.tr("“{0}” of {1} failed, but what it had learnt is kept: it can go on from there.")
        elif state.state == "stopped":
            words = self.tr("“{0}” of {1} was paused. It can go on from where it was.")
        else:
            words = self.tr("“{0}” of {1} was interrupted. It can go on from where it was.")
        return words.format(run_title(state), run_date(state.run.name) or state.run.name)


def _has_best(run: Run) -> bool:
    """Whether its checkpoint has best weights (`trainer.learning.checkpoint`)."""
    return any(run.checkpoint.glob("best-*.npz"))
