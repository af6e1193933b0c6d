"""The training under way: how far it is, its figures, its curves and its log."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from artclass_gui.charts import TrainingCurves
from artclass_gui.context import Context
from artclass_gui.figures import settings_sentence
from artclass_gui.pages.train_engine import EngineLine
from artclass_gui.pages.train_figures import TrainingFigures, planned_epochs
from artclass_gui.pages.train_fold import FoldOut
from artclass_gui.pages.train_log import LogView
from artclass_gui.pages.train_time import TimeLine
from artclass_gui.theme import GAP
from artclass_gui.training import Training
from artclass_gui.widgets.buttons import button
from artclass_gui.widgets.card import Card
from artclass_gui.widgets.job_strip import JobStrip
from artclass_gui.widgets.text import muted
from trainer.estimating.records import Estimate


class TrainingPanel(QWidget):
    """Shows what `Training` remembers, while it runs and after it has ended.

    Signals:
        stop_requested(), pause_requested(), cancel_requested(): The person pressed the button.
    """

    stop_requested = Signal()
    pause_requested = Signal()
    cancel_requested = Signal()

    def __init__(self, context: Context, training: Training, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context, self._training = context, training
        self.strip = JobStrip()
        self._make_buttons()
        self.figures = TrainingFigures()
        self.time = TimeLine(training)
        self.engine = EngineLine(context, training)
        self.settings = muted("")
        self.settings.setAccessibleName(self.tr("Settings of this training"))
        self.curves = TrainingCurves(context)
        self.log = LogView()
        self._lay_out()
        self._connect()
        self._show_all()

    def show_estimate(self, estimate: Estimate | None) -> None:
        """Say what was estimated of this training before it began."""
        self.time.show_estimate(estimate)

    def _make_buttons(self) -> None:
        theme = self._context.theme
        self.stop_button = button(
            self.tr("Stop"),
            self.stop_requested.emit,
            theme=theme,
            icon="stop",
            tip=self.tr("End soon and keep the best epoch so far"),
        )
        self.pause_button = button(
            self.tr("Pause"),
            self.pause_requested.emit,
            theme=theme,
            icon="pause",
            tip=self.tr("Put everything by and free the memory; it goes on later from where it is"),
        )
        self.cancel_button = button(
            self.tr("Cancel"),
            self.cancel_requested.emit,
            "danger",
            theme=theme,
            icon="cancel",
            tip=self.tr("End now and throw this run away"),
        )

    def _connect(self) -> None:
        training = self._training
        training.started.connect(self._show_all)
        training.history_changed.connect(self._show_all)
        training.progressed.connect(self._show_progress)
        training.epoch_ended.connect(self._show_epochs)
        training.ended.connect(self._show_epochs)
        training.logged.connect(self.log.add)
        training.asked_changed.connect(self._show_asked)

    def _show_all(self) -> None:
        history = self._training.history
        config = history.config if history is not None else None
        self.settings.setText(settings_sentence(config) if config is not None else "")
        self.settings.setVisible(config is not None)
        self.log.show_lines(history)
        self._show_epochs()
        if self._training.job is not None:
            self.strip.follow(self._training.job)
        self._show_asked()

    def _show_progress(self) -> None:
        self.figures.show_history(self._training.history)
        self._show_asked()

    def _show_epochs(self) -> None:
        history = self._training.history
        if history is not None:
            self.curves.set_epochs(history.epochs, planned=planned_epochs(history) if self._training.running else 0)
        self.figures.show_history(history)

    def _show_asked(self) -> None:
        history = self._training.history
        asked = history.asked if history is not None else None
        self.stop_button.setEnabled(asked is None)
        self.pause_button.setEnabled(asked is None)
        self.cancel_button.setEnabled(asked != "cancel")
        if asked == "stop":
            self.strip.say(self.tr("Stopping: the best epoch so far is kept…"))
        elif asked == "pause":
            self.strip.say(self.tr("Pausing: everything is put by, to go on later…"))
        elif asked == "cancel":
            self.strip.say(self.tr("Cancelling: this run is being thrown away…"))

    def _lay_out(self) -> None:
        for made in (self.stop_button, self.pause_button, self.cancel_button):
            self.strip.add_button(made)
        card = Card()
        card.setAccessibleName(self.tr("Figures and curves of the training"))
        inside: tuple[QWidget, ...] = (self.figures, self.time, self.engine, self.settings, self.curves)
        for widget in inside:
            card.body.addWidget(widget)
        self.log_fold = FoldOut(self._context.theme, self.tr("Log"), self.log)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        for part in (self.strip, card, self.log_fold):
            column.addWidget(part)
