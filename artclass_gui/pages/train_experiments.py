"""The two questions that several trainings answer, as cards to begin with; and the experiment under way."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from artclass_gui.context import Context
from artclass_gui.estimates import TrainingEstimates
from artclass_gui.ladder import Ladder
from artclass_gui.ladder_dialog import LadderDialog
from artclass_gui.pages.train_settings import SettingsForm
from artclass_gui.theme import GAP
from artclass_gui.widgets.banner import Banner
from artclass_gui.widgets.buttons import button
from artclass_gui.widgets.choice_card import ChoiceCard
from artclass_gui.widgets.job_strip import JobStrip
from artclass_gui.widgets.text import heading
from trainer.architectures import CUSTOM
from trainer.config import TrainConfig
from trainer.errors import ArtClassError
from trainer.events import Notice
from trainer.experiments import Question


class Experiments(QWidget):
    """Opens the dialogs of the experiments.

    Args:
        context: The window's services.
        estimates: Tells how long the trainings take.
        settings: What is chosen on the page.
        banner: Where mistakes are told.
        obstacle: Says why nothing can be begun now.
    """

    def __init__(
        self,
        context: Context,
        estimates: TrainingEstimates,
        settings: SettingsForm,
        banner: Banner,
        *,
        obstacle: Callable[[], str],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._context, self._estimates, self._settings = context, estimates, settings
        self._banner, self._obstacle = banner, obstacle
        self.ladder = Ladder(context, self)
        self.dialog: LadderDialog | None = None
        self.depth_card = ChoiceCard(
            context.theme,
            "sort",
            self.tr("How deep is too deep?"),
            self.tr("Trains your own network with 1, 2, 3, 4 … blocks, and shows what each block brings and costs."),
        )
        self.batch_card = ChoiceCard(
            context.theme,
            "grid",
            self.tr("Which batch size?"),
            self.tr("Trains the chosen network with batches of 16, 32 and 64: time and accuracy side by side."),
        )
        self.strip = JobStrip()
        self._lay_out()
        self.depth_card.clicked.connect(lambda _=False: self.open("blocks"))
        self.batch_card.clicked.connect(lambda _=False: self.open("batch_size"))
        self.ladder.started.connect(self._started)
        self.ladder.noticed.connect(self._warn)

    def open(self, question: Question) -> None:
        """Show the dialog for a question."""
        if self.dialog is not None:
            self.dialog.raise_()
            return
        try:
            config = self._config(question)
        except ArtClassError as error:
            self._banner.show_message("bad", str(error))
            return
        self.dialog = LadderDialog(
            self._context,
            self.ladder,
            self._estimates,
            question,
            config=config,
            cores=self._settings.cores,
            obstacle=self._obstacle,
            parent=self.window(),
        )
        self.dialog.finished.connect(self._closed)
        self.dialog.destroyed.connect(self._closed)
        self.dialog.open()

    def _config(self, question: Question) -> TrainConfig:
        choices = self._settings.choices
        if question == "blocks" and choices.architecture != CUSTOM:
            choices = choices.with_architecture(CUSTOM)
        return choices.config()

    def _closed(self, *_: object) -> None:
        self.dialog = None

    def _started(self) -> None:
        if self.ladder.job is not None:
            self.strip.follow(self.ladder.job)

    def _warn(self, notice: Notice) -> None:
        """Tell on the page what the dialog would tell, were it open."""
        if self.dialog is None and notice.level == "warning":
            self._banner.show_message(notice.level, notice.message)

    def _show_running(self) -> None:
        if self.ladder.question is not None:
            self.open(self.ladder.question)

    def _lay_out(self) -> None:
        self.strip.add_button(button(self.tr("Show"), self._show_running))
        self.strip.add_button(button(self.tr("Stop"), self.ladder.stop, theme=self._context.theme, icon="stop"))
        row = QHBoxLayout()
        row.setSpacing(GAP)
        row.addWidget(self.depth_card, 1)
        row.addWidget(self.batch_card, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        column.addWidget(heading(self.tr("Experiments")))
        column.addWidget(self.strip)
        column.addLayout(row)
