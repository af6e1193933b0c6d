"""What an experiment is to try: the values, how many epochs, and how long it will take."""

from __future__ import annotations

import msgspec
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from artclass_gui import estimate_words
from artclass_gui.estimates import TrainingEstimates
from artclass_gui.ladder import rung_config
from artclass_gui.pages import train_fields as fields
from artclass_gui.pages.train_fields import Field
from artclass_gui.theme import GAP, SMALL
from artclass_gui.widgets.buttons import button
from artclass_gui.widgets.text import muted, set_role, text
from trainer.config import TrainConfig
from trainer.errors import ArtClassError
from trainer.experiments import Question

_BATCHES = (16, 32, 64)
_DEEPEST = 4


class LadderForm(QWidget):
    """The values to try, and the button that begins.

    Args:
        question: What differs between the trainings.
        estimates: Tells how long they will take.

    Signals:
        start_requested(): The person wants to begin.
    """

    start_requested = Signal()

    def __init__(self, question: Question, estimates: TrainingEstimates, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._question, self._estimates = question, estimates
        self._config: TrainConfig | None = None
        self._obstacle = ""
        self.first = fields.number(self.tr("From"), 1, 8)
        self.last = fields.number(self.tr("To"), 1, 8)
        self.batches = fields.numbers(self.tr("Batch sizes"), 1, 512, most=8, example="16, 32, 64")
        self.epochs = fields.number(self.tr("Epochs each"), 1, 1_000)
        self.words = muted("")
        self.start_button = button(self.tr("Begin"), self.start_requested.emit, "primary")
        for field, value in ((self.first, 1), (self.last, _DEEPEST), (self.batches, _BATCHES), (self.epochs, 1)):
            field.put(value)
            field.changed.connect(self._follow)
        self._lay_out()
        estimates.changed.connect(self._follow)

    @property
    def values(self) -> tuple[int, ...]:
        """What is to be tried, in ascending order; the batch sizes without those that come twice.

        Raises:
            UsageError: What is typed cannot be taken.
        """
        if self._question == "blocks":
            return tuple(range(self.first.value(), self.last.value() + 1))
        return tuple(sorted(set(self.batches.value())))

    def show_config(self, config: TrainConfig, obstacle: str) -> None:
        """Begin with these settings; ``obstacle``: why nothing can be begun now."""
        if self._config is None or self._config.architecture != config.architecture:
            self.epochs.put(config.epochs)
        self._config, self._obstacle = config, obstacle
        self._follow()

    def config(self) -> TrainConfig:
        """The settings that all trainings share.

        Raises:
            UsageError: They do not fit together, or what is typed cannot be taken.
        """
        assert self._config is not None
        return msgspec.structs.replace(self._config, epochs=self.epochs.value(), preset=None)

    def _follow(self) -> None:
        if self._config is None:
            return
        obstacle, words = self._obstacle, ""
        if not obstacle:
            try:
                configs = [rung_config(self._question, value, self.config()) for value in self.values]
                words = self._cost(configs)
                obstacle = "" if len(configs) > 1 else self.tr("Choose at least two to compare.")
            except ArtClassError as error:
                obstacle = str(error)
        self.start_button.setEnabled(not obstacle)
        set_role(self.words, "warning" if obstacle else "muted")
        self.words.setText(obstacle or words)

    def _cost(self, configs: list[TrainConfig]) -> str:
        estimates = [self._estimates.of(config) for config in configs]
        known = [estimate for estimate in estimates if estimate is not None]
        if not known or len(known) < len(configs):
            return self.tr("{0} trainings, one after the other.").format(len(configs))
        whole = msgspec.structs.replace(
            known[0],
            total_seconds=sum(row.total_seconds for row in known),
            low=sum(row.low for row in known),
            high=sum(row.high for row in known),
            rough=any(row.rough for row in known),
        )
        return self.tr("{0} trainings, one after the other: {1} in all.").format(
            len(configs), estimate_words.time_band(whole)
        )

    def _lay_out(self) -> None:
        shown = (self.first, self.last) if self._question == "blocks" else (self.batches,)
        grid = QGridLayout()
        grid.setHorizontalSpacing(GAP)
        for column, field in enumerate((*shown, self.epochs)):
            grid.addWidget(_label(field), 0, column)
            grid.addWidget(field.widget, 1, column, alignment=Qt.AlignmentFlag.AlignLeft)
        for field in (self.first, self.last, self.batches):
            if field not in shown:
                field.widget.setParent(self)
                field.widget.hide()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP)
        row.addLayout(grid)
        row.addSpacing(SMALL)
        row.addWidget(self.words, 1, Qt.AlignmentFlag.AlignBottom)
        row.addWidget(self.start_button, 0, Qt.AlignmentFlag.AlignBottom)


def _label(field: Field) -> QWidget:
    label = text(field.widget.accessibleName(), wrap=False)
    label.setBuddy(field.widget)
    return label
