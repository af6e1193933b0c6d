"""How the last training ended, as a card with what can be done next."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from artclass_gui.figures import duration, measured_on, percent, result_sentence
from artclass_gui.theme import ROOM, SMALL, TINY, Theme
from artclass_gui.training import History
from artclass_gui.widgets.buttons import button
from artclass_gui.widgets.card import Card
from artclass_gui.widgets.text import figure, muted, text
from artclass_gui.widgets.words import human_percent
from trainer.events import Finished, Stopped

_ICON = 40


class OutcomeCard(Card):
    """The result of a training that has one; hidden otherwise.

    Signals:
        results_requested(str), classify_requested(str): The person pressed the button; the run's folder name.
    """

    results_requested = Signal(str)
    classify_requested = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self._theme = theme
        self._icon = QLabel()
        self._guessing = False
        self._run = ""
        self.figure = figure("")
        self.figure.setAccessibleName(self.tr("Test accuracy"))
        self.sentence = text("")
        self.doubt = text("", "warning")
        self.details = muted("")
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
        self._tint()
        self.hide()

    def show_history(self, history: History | None, *, classes: int = 0) -> None:
        """Show the result of this training, if it has ended with one; with ``classes`` classes to guess from."""
        ending = history.ending if history is not None else None
        result = ending.result if isinstance(ending, Finished | Stopped) else None
        self.setVisible(history is not None and result is not None)
        if history is None or result is None:
            return
        self._run = history.run or ""
        pattern = (
            self.tr("{0} was stopped early; its best epoch is kept")
            if history.asked == "stop" or isinstance(ending, Stopped)
            else self.tr("{0} is trained")
        )
        self.heading.setText(pattern.format(history.title))
        self.heading.show()
        self.sentence.setText(result_sentence(result))
        self.details.setText(" · ".join(self._details(history, result)))
        self._show_accuracy(result, classes)
        self.setAccessibleName(self.heading.text())
        self.setAccessibleDescription(self.sentence.text())

    def _show_accuracy(self, result: dict[str, object], classes: int) -> None:
        split = measured_on(result)
        accuracy, bounds = result.get(f"{split}_accuracy"), result.get(f"{split}_interval")
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

    def _details(self, history: History, result: dict[str, object]) -> list[str]:
        parts = []
        validation, seconds = result.get("validation_accuracy"), result.get("wall_seconds")
        if isinstance(validation, int | float):
            parts.append(self.tr("{0} of the validation pictures").format(percent(validation)))
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
        for label in (self.heading, self.sentence, self.details, self.doubt):
            words.addWidget(label)
        row = QHBoxLayout()
        row.setSpacing(ROOM)
        row.addWidget(self._icon, alignment=Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
        row.addWidget(self.figure, alignment=Qt.AlignmentFlag.AlignTop)
        self.body.addLayout(row)
        buttons = QHBoxLayout()
        buttons.setSpacing(SMALL)
        buttons.addStretch(1)
        buttons.addWidget(self.results_button)
        buttons.addWidget(self.classify_button)
        self.body.addLayout(buttons)
