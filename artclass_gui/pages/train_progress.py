"""The training under way: how far it is, its figures, its curves and its log."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QLabel, QPlainTextEdit, QVBoxLayout, QWidget

from artclass_gui.charts import TrainingCurves
from artclass_gui.context import Context
from artclass_gui.figures import best_epoch, percent, settings_sentence
from artclass_gui.pages.train_fold import FoldOut
from artclass_gui.theme import GAP, SMALL, TINY, WIDE
from artclass_gui.training import History, Training
from artclass_gui.widgets.buttons import button
from artclass_gui.widgets.card import Card
from artclass_gui.widgets.job_strip import JobStrip
from artclass_gui.widgets.text import figure, muted
from artclass_gui.widgets.words import human_number

_LOG_LINES = 2_000
_LOG_HEIGHT = 200


class TrainingPanel(QWidget):
    """Shows what `Training` remembers, while it runs and after it has ended.

    Signals:
        stop_requested(), cancel_requested(): The person pressed the button.
    """

    stop_requested = Signal()
    cancel_requested = Signal()

    def __init__(self, context: Context, training: Training, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context, self._training = context, training
        self.strip = JobStrip()
        self.stop_button = button(
            self.tr("Stop"),
            self.stop_requested.emit,
            theme=context.theme,
            icon="stop",
            tip=self.tr("End soon, keep the best epoch so far and test it"),
        )
        self.cancel_button = button(
            self.tr("Cancel"),
            self.cancel_requested.emit,
            "danger",
            theme=context.theme,
            icon="cancel",
            tip=self.tr("End now and throw this run away"),
        )
        self.figures = _Figures()
        self.settings = muted("")
        self.settings.setAccessibleName(self.tr("Settings of this training"))
        self.curves = TrainingCurves(context)
        self.log = _Log()
        self._lay_out()
        self._connect()
        self._show_all()

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
            self.curves.set_epochs(history.epochs, planned=_planned(history) if self._training.running else 0)
        self.figures.show_history(history)

    def _show_asked(self) -> None:
        history = self._training.history
        asked = history.asked if history is not None else None
        self.stop_button.setEnabled(asked is None)
        self.cancel_button.setEnabled(asked != "cancel")
        if asked == "stop":
            self.strip.say(self.tr("Stopping: the best epoch so far is kept and tested…"))
        elif asked == "cancel":
            self.strip.say(self.tr("Cancelling: this run is being thrown away…"))

    def _lay_out(self) -> None:
        self.strip.add_button(self.stop_button)
        self.strip.add_button(self.cancel_button)
        card = Card()
        card.setAccessibleName(self.tr("Figures and curves of the training"))
        card.body.addWidget(self.figures)
        card.body.addWidget(self.settings)
        card.body.addWidget(self.curves)
        self.log_fold = FoldOut(self._context.theme, self.tr("Log"), self.log)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        for widget in (self.strip, card, self.log_fold):
            column.addWidget(widget)


class _Figures(QWidget):
    """Epoch, loss and accuracy now, and the validation accuracy of the best epoch so far."""

    def __init__(self) -> None:
        super().__init__()
        self.epoch, self.loss, self.accuracy, self.best = (figure("–") for _ in range(4))
        self.accuracy_name, self.loss_name = muted(self.tr("Training accuracy")), muted(self.tr("Training loss"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(WIDE)
        for value, name, tip in (
            (self.epoch, muted(self.tr("Epoch")), self.tr("How often the training pictures have been gone through")),
            (self.accuracy, self.accuracy_name, self.tr("Share of training pictures told rightly, over the last whole epoch")),
            (self.loss, self.loss_name, self.tr("How wrong the network is on training pictures; lower is better")),
            (self.best, muted(self.tr("Validation accuracy")), self.tr("Share of validation pictures, which it does not learn from, told rightly after the best epoch")),
        ):  # fmt: skip
            row.addWidget(_named(value, name, tip), 1)

    def show_history(self, history: History | None) -> None:
        """Show where the training stands."""
        last = history.epochs[-1] if history is not None and history.epochs else None
        best = best_epoch(history.epochs) if history is not None else None
        progress = history.progress if history is not None else None
        accuracy = last.accuracy if last is not None else None
        loss = last.loss if last is not None else None
        so_far = last is None and progress is not None and progress.loss is not None
        if so_far and progress is not None:  # means of an epoch that goes on; the curves show whole epochs
            accuracy, loss = progress.accuracy, progress.loss
        self._name_figures(so_far=so_far)
        self.epoch.setText(self._epochs(history))
        self.accuracy.setText(percent(accuracy))
        self.loss.setText("–" if loss is None else f"{loss:.3f}")
        self.best.setText(percent(best.validation_accuracy if best is not None else None))

    def _name_figures(self, *, so_far: bool) -> None:
        self.accuracy_name.setText(self.tr("Training accuracy so far") if so_far else self.tr("Training accuracy"))
        self.loss_name.setText(self.tr("Training loss so far") if so_far else self.tr("Training loss"))

    def _epochs(self, history: History | None) -> str:
        """Epochs that are over, of how many."""
        planned = _planned(history) if history is not None else 0
        if history is None or not planned:
            return "–"
        done = history.epochs[-1].epoch if history.epochs else 0
        return self.tr("{0} of {1}").format(human_number(done), human_number(planned))


def _planned(history: History) -> int:
    """How many epochs the training has at the most; 0 where that is not known yet."""
    if history.epochs:
        return history.epochs[-1].epochs
    return history.config.epochs if history.config is not None else 0


def _named(value: QLabel, name: QLabel, tip: str) -> QWidget:
    place = QWidget()
    place.setToolTip(tip)
    value.setAccessibleName(name.text())
    column = QVBoxLayout(place)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(TINY)
    column.addWidget(name)
    column.addWidget(value)
    return place


class _Log(QFrame):
    """The last lines that the training has written to its log."""

    def __init__(self) -> None:
        super().__init__()
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setMaximumBlockCount(_LOG_LINES)
        self.text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.text.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.text.setMinimumHeight(_LOG_HEIGHT)
        self.text.setTabChangesFocus(True)
        self.text.setPlaceholderText(self.tr("Nothing has been written yet."))
        self.text.setAccessibleName(self.tr("Log of the training"))
        copy = button(self.tr("Copy the log"), self._copy, "quiet", tip=self.tr("Copy all lines to the clipboard"))
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(copy)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SMALL)
        column.addWidget(self.text)
        column.addLayout(row)

    def show_lines(self, history: History | None) -> None:
        """Show the log of this training from its beginning."""
        self.text.setPlainText("\n".join(history.log) if history is not None else "")

    def add(self, line: str) -> None:
        """Add one line."""
        self.text.appendPlainText(line)

    def _copy(self) -> None:
        QApplication.clipboard().setText(self.text.toPlainText())
