"""How the last training ended, as a card with what can be done next."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from artclass_gui.context import Context
from artclass_gui.figures import duration, measured_on, percent, result_sentence, with_interval
from artclass_gui.pinning import Pinner
from artclass_gui.theme import ROOM, SMALL, TINY
from artclass_gui.training import History
from artclass_gui.widgets.buttons import button
from artclass_gui.widgets.card import Card
from artclass_gui.widgets.text import figure, muted, text
from artclass_gui.widgets.words import human_number, human_percent
from trainer.events import Finished, Stopped

_ICON = 40


class OutcomeCard(Card):
    """The result of a training that has one; hidden otherwise.

    Signals:
        results_requested(str), classify_requested(str): The person pressed the button; the run's folder name.
    """

    results_requested = Signal(str)
    classify_requested = Signal(str)

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self._theme = theme = context.theme
        self._context = context
        self._pinner = Pinner(context, self)
        self._result: dict[str, Any] = {}
        self._classes = 0
        self._icon = QLabel()
        self._guessing = False
        self._run = ""
        self.figure = figure("")
        self.sentence = text("")
        self.doubt = text("", "warning")
        self.details = muted("")
        self.why = muted(
            self.tr(
                "So far it was measured on the validation pictures, which helped to choose it. The test pictures took "
                "no part in any choice: measure on them once, when you have decided for this model."
            )
        )
        self.failure = text("", "bad")
        self.failure.hide()
        self.pin_button = button(self.tr("Measure on the test pictures"), self._pin, theme=theme, icon="star")
        self.results_button = button(
            self.tr("See results"), lambda: self.results_requested.emit(self._run), theme=theme, icon="results"
        )
        self.classify_button = button(
            self.tr("Classify a folder"),
            lambda: self.classify_requested.emit(self._run),
            "primary",
            theme=theme,
            icon="classify",
        )
        self._lay_out()
        theme.changed.connect(self._tint)
        self._pinner.changed.connect(self._show_pin)
        self._pinner.pinned.connect(self._pinned)
        self._pinner.failed.connect(self._pin_failed)
        self._tint()
        self.hide()

    def show_history(self, history: History | None, *, classes: int = 0) -> None:
        """Show the result of this training, if it has ended with one; with ``classes`` classes to guess from."""
        ending = history.ending if history is not None else None
        result = ending.result if isinstance(ending, Finished | Stopped) else None
        self.setVisible(history is not None and result is not None)
        if history is None or result is None:
            return
        if not self._result or history.run != self._run:  # else it may have been pinned meanwhile
            self._result = dict(result)
            self.failure.hide()
        self._run, self._classes = history.run or "", classes
        pattern = (
            self.tr("{0} was stopped early; its best epoch is kept")
            if history.asked == "stop" or isinstance(ending, Stopped)
            else self.tr("{0} is trained")
        )
        self.heading.setText(pattern.format(history.title))
        self.heading.show()
        self.details.setText(" · ".join(self._details(history, result)))
        self._show_result()
        self.setAccessibleName(self.heading.text())

    def _show_result(self) -> None:
        self.sentence.setText(result_sentence(self._result))
        self.setAccessibleDescription(self.sentence.text())
        self._show_accuracy(self._result, self._classes)
        self._show_pin()

    def _show_pin(self) -> None:
        """Offer to measure on the test pictures, if there are some and it was not done."""
        count = self._result.get("test_pictures")
        offered = measured_on(self._result) == "validation" and isinstance(count, int) and count > 0
        self.why.setVisible(offered)
        self.pin_button.setVisible(offered)
        if not offered:
            return
        now = self._context.project.catalog.split("test") or int(count or 0)
        words = (
            self.tr("Measure on the 1 test picture")
            if now == 1
            else self.tr("Measure on the {0} test pictures").format(human_number(now))
        )
        self.pin_button.setText(self._pinner.words or words)
        self.pin_button.setAccessibleName(words)
        self.pin_button.setEnabled(not self._pinner.busy)

    def _pin(self) -> None:
        self.failure.hide()
        self._pinner.start(self._run)

    def _pinned(self, run: str, result: dict[str, Any]) -> None:
        if run == self._run:
            self._result = result
            self._show_result()

    def _pin_failed(self, words: str) -> None:
        self.failure.setText(words)
        self.failure.show()

    def _show_accuracy(self, result: dict[str, Any], classes: int) -> None:
        split = measured_on(result)
        accuracy, bounds = result.get(f"{split}_accuracy"), result.get(f"{split}_interval")
        self.figure.setAccessibleName(self.tr("Test accuracy") if split == "test" else self.tr("Validation accuracy"))
        self.figure.setText(percent(accuracy) if isinstance(accuracy, int | float) else "")
        chance = 1 / classes if classes else 0.0
        self._guessing = isinstance(bounds, list | tuple) and bool(bounds) and bounds[0] <= chance
        self.doubt.setVisible(self._guessing)
        self.doubt.setText(
            self.tr(
                "This may be no better than guessing, which is right on {0} of pictures of {1} classes. "
                "More pictures, more epochs or another network can help."
            ).format(human_percent(chance), classes)
        )
        self._tint()

    def _details(self, history: History, result: dict[str, Any]) -> list[str]:
        parts = []
        validation, seconds = result.get("validation_accuracy"), result.get("wall_seconds")
        if isinstance(validation, int | float) and measured_on(result) == "test":
            told = with_interval(validation, result.get("validation_interval"))
            parts.append(self.tr("{0} of the validation pictures").format(told))
        if history.epochs:
            count = len(history.epochs)
            parts.append(self.tr("1 epoch") if count == 1 else self.tr("{0} epochs").format(count))
        if isinstance(seconds, int | float):
            parts.append(self.tr("took {0}").format(duration(seconds)))
        return parts

    def _tint(self) -> None:
        self._icon.setPixmap(self._theme.pixmap("sparkle", _ICON, "muted" if self._guessing else "good"))

    def _lay_out(self) -> None:
        self.body.removeWidget(self.heading)
        words = QVBoxLayout()
        words.setSpacing(TINY)
        for label in (self.heading, self.sentence, self.details, self.doubt, self.why, self.failure):
            words.addWidget(label)
        row = QHBoxLayout()
        row.setSpacing(ROOM)
        row.addWidget(self._icon, alignment=Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
        row.addWidget(self.figure, alignment=Qt.AlignmentFlag.AlignTop)
        self.body.addLayout(row)
        buttons = QHBoxLayout()
        buttons.setSpacing(SMALL)
        buttons.addWidget(self.pin_button)
        buttons.addStretch(1)
        buttons.addWidget(self.results_button)
        buttons.addWidget(self.classify_button)
        self.body.addLayout(buttons)
