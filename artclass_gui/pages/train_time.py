"""How long a training has run, how long it will go on, and what was estimated: a line that keeps itself up to date."""

from __future__ import annotations

import time

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QWidget

from artclass_gui import estimate_words
from artclass_gui.figures import duration
from artclass_gui.training import History, Training
from artclass_gui.widgets.text import muted
from artclass_gui.widgets.words import human_time
from trainer.estimating.records import Estimate

_EVERY_MS = 1_000


class TimeLine(QWidget):
    """Follows the training under way."""

    def __init__(self, training: Training, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._training = training
        self._estimate: Estimate | None = None
        self.words = muted("")
        self.words.setAccessibleName(self.tr("Time"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.words)
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._say)
        training.started.connect(self._begin)
        training.history_changed.connect(self._say)
        training.ended.connect(self._end)
        if training.running:
            self._begin()

    def show_estimate(self, estimate: Estimate | None) -> None:
        """Say what was estimated of this training before it began."""
        self._estimate = estimate
        self._say()

    def _begin(self) -> None:
        self._estimate = None
        self._timer.start(_EVERY_MS)
        self._say()

    def _end(self) -> None:
        self._timer.stop()
        self._say()

    def _say(self) -> None:
        history = self._training.history
        self.setVisible(history is not None)
        if history is None:
            return
        spent = time.monotonic() - history.started_at
        if not self._training.running:
            self.setVisible(False)  # the card of the outcome says how long it took
            return
        parts = [self.tr("{0} so far").format(duration(spent))]
        left = seconds_left(history, self._estimate or history.estimate, spent)
        if left is not None:
            parts.append(self.tr("{0} left in all").format(human_time(left)))
        if self._estimate is not None:
            parts.append(self.tr("estimated {0}").format(estimate_words.time_band(self._estimate)))
        elif history.estimated is not None:
            words = self.tr("the whole training was estimated at {0}")
            parts.append(words.format(estimate_words.told_before(history.estimated)))
        self.words.setText(" · ".join(parts))


def seconds_left(history: History, estimate: Estimate | None, spent: float) -> float | None:
    """How long the whole training will go on, in seconds; None where nobody knows.

    Args:
        history: What the training has said.
        estimate: What was estimated before it began.
        spent: How long it has run, in seconds, earlier sittings included.
    """
    progress, stage = history.progress, history.stage
    here = progress.seconds_left if progress is not None else None
    if estimate is None:
        return None
    rest = estimate.total_seconds - spent
    if here is None or stage is None:
        return rest if rest > 0 else None
    parts = estimate.parts
    after = {"look": parts.learn + parts.finish, "learn": parts.finish, "tune": parts.finish}.get(stage.name, 0.0)
    if history.spent_before and stage.name == "look":  # of what follows, a part is learnt already
        return max(here, rest)
    tuned = history.config is not None and history.config.fine_tuning is not None
    if tuned and stage.name in ("learn", "look_again"):  # the greater part is yet to come
        return max(here + after, rest)
    return here + after
