"""The lower edge of the Train page: what the training will cost, what stands against it, and the button that starts it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from artclass_gui import estimate_words
from artclass_gui.estimates import TrainingEstimates
from artclass_gui.figures import steps_sentence
from artclass_gui.theme import GAP, ROOM, TINY, WIDE, Theme
from artclass_gui.widgets.buttons import button
from artclass_gui.widgets.text import muted, set_role, text
from trainer.config import TrainConfig


class TrainFooter(QFrame):
    """Sentences at the left, buttons at the right.

    Signals:
        train_requested(), dataset_requested(): The person pressed the button.
        smaller_requested(TrainConfig): The person wants these settings, which need less memory.
    """

    train_requested = Signal()
    dataset_requested = Signal()
    smaller_requested = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._smaller: TrainConfig | None = None
        self.sentence, self.details, self.warning = text(""), muted(""), text("", "warning")
        self.train_button = button(self.tr("Train"), self.train_requested.emit, "primary")
        self.dataset_button = button(
            self.tr("Go to the pictures"), self.dataset_requested.emit, theme=theme, icon="dataset"
        )
        self.smaller_button = button(
            self.tr("Use smaller settings"), lambda: self.smaller_requested.emit(self._smaller)
        )
        self._lay_out()
        self.warn("", None)

    def add_button(self, made: QPushButton) -> None:
        """Put a button before the one that trains."""
        self._row.insertWidget(self._row.count() - 1, made)
        self.setTabOrder(made, self.train_button)

    def show_obstacle(self, words: str, *, about_pictures: bool) -> None:
        """Say why training cannot begin; ``about_pictures``: something can be done about it on the Dataset page."""
        self.train_button.setEnabled(False)
        self.train_button.setToolTip(words)
        self.dataset_button.setVisible(about_pictures)
        set_role(self.sentence, "warning")
        self.sentence.setText(words)
        self.details.hide()
        self.warn("", None)

    def show_config(self, config: TrainConfig, estimates: TrainingEstimates, images: int) -> None:
        """Say what these settings amount to with so many training pictures; first of all how long they take."""
        steps, estimate = steps_sentence(images, config.batch_size, config.epochs), estimates.of(config)
        if estimate is None:
            self._show_plan(steps, "")
            self.warn("", None)
            return
        self._show_plan(estimate_words.sentence(estimate), steps)
        self.warn(estimate.warning or "", estimates.smaller(config) if estimate.warning else None)

    def warn(self, words: str, smaller: tuple[str, TrainConfig] | None) -> None:
        """Say that the memory will not suffice, and offer settings for which it would."""
        self.warning.setText(words)
        self.warning.setVisible(bool(words))
        self._smaller = smaller[1] if smaller is not None else None
        self.smaller_button.setVisible(bool(words) and smaller is not None)
        if smaller is not None:
            self.smaller_button.setText(self.tr("Use this: {0}").format(smaller[0]))
            self.smaller_button.setAccessibleName(self.smaller_button.text())

    def _show_plan(self, words: str, details: str) -> None:
        self.train_button.setEnabled(True)
        self.train_button.setToolTip(self.tr("Train with these settings (Ctrl+T)"))
        self.dataset_button.hide()
        set_role(self.sentence, "plain")
        self.sentence.setText(words)
        self.details.setText(details)
        self.details.setVisible(bool(details))

    def _lay_out(self) -> None:
        words = QVBoxLayout()
        words.setSpacing(TINY)
        for widget in (self.sentence, self.details, self.warning):
            words.addWidget(widget)
        self._row = row = QHBoxLayout(self)
        row.setContentsMargins(0, GAP, WIDE, ROOM)
        row.setSpacing(ROOM)
        row.addLayout(words, 1)
        for made in (self.smaller_button, self.dataset_button, self.train_button):
            row.addWidget(made)
