"""The Train page: what to train, and the training under way."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from artclass_gui.context import Context
from artclass_gui.estimates import TrainingEstimates
from artclass_gui.pages.train_choosing import Choosing
from artclass_gui.pages.train_experiments import Experiments
from artclass_gui.pages.train_footer import TrainFooter
from artclass_gui.pages.train_offer import ResumeOffer
from artclass_gui.pages.train_outcome import OutcomeCard
from artclass_gui.pages.train_progress import TrainingPanel
from artclass_gui.pages.train_question import DiscardQuestion
from artclass_gui.pages.train_queue import PlanButton, QueuePanel
from artclass_gui.pages.train_readiness import busy, lacks_weights, obstacle
from artclass_gui.pages.train_words import explanation, has_something_to_show, without_result
from artclass_gui.queueing import QueueModel
from artclass_gui.theme import GAP, ROOM, SMALL, WIDE
from artclass_gui.training import Training
from artclass_gui.widgets.banner import Action, Banner
from artclass_gui.widgets.buttons import button
from artclass_gui.widgets.text import muted, page_head, title
from trainer import architectures
from trainer.config import TrainConfig
from trainer.errors import ArtClassError
from trainer.events import Failed, Notice, TerminalEvent
from trainer.runs import Run


class TrainPage(QWidget):
    """Chooses, starts, shows and ends trainings.

    Signals:
        page_requested(str): The person wants to see another page.
        results_requested(str), classify_requested(str): The person wants to see a run's results, or to classify
            with it; its folder's name.
        run_trained(str): A training of the open project has given a model; its run folder's name.
    """

    page_requested = Signal(str)
    results_requested = Signal(str)
    classify_requested = Signal(str)
    run_trained = Signal(str)

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.training = Training(context.jobs, context.project, context.tasks, self, settings=context.settings)
        self.queue = QueueModel(context, self.training, self)
        self.estimates = TrainingEstimates(context, self)
        self._question = DiscardQuestion(self)
        self._kinds: tuple[str, ...] = ()
        self._make()
        self._lay_out()
        self._connect()
        self._update()

    def start(self) -> None:
        """Train with what is chosen; where that is impossible, the page says why."""
        self._start(self.choosing.config)

    def train_again(self, config: TrainConfig | None) -> None:
        """Train with the settings of an earlier run, or (None) with what is chosen."""
        self._start(self.choosing.config if config is None else lambda: config)

    def _start(self, settings: Callable[[], TrainConfig]) -> None:
        reason = self._obstacle()
        if reason:
            self.banner.show_message("warning", reason)
            return
        try:
            config = settings()
            estimate = self.estimates.of(config)
            self.training.start(config, cores=self.choosing.settings.cores)
            self.panel.show_estimate(estimate)
        except ArtClassError as error:
            self.banner.show_message("bad", str(error))

    def queue_up(self) -> None:
        """Put a training with what is chosen at the end of the queue."""
        reason = obstacle(self._context.project)
        if reason:
            self.banner.show_message("warning", reason)
            return
        try:
            self.queue.add(self.choosing.config())
        except ArtClassError as error:
            self.banner.show_message("bad", str(error))

    def resume(self, run: Run) -> None:
        """Go on with a run that was interrupted."""
        try:
            self.training.resume(run)
        except ArtClassError as error:
            self.banner.show_message("bad", str(error))

    def keep_best(self, run: Run) -> None:
        """Let a run that was interrupted learn no more, and keep its best epoch."""
        try:
            self.training.resume(run)
        except ArtClassError as error:
            self.banner.show_message("bad", str(error))
        else:
            self.training.stop()

    def stop(self) -> None:
        """End the training soon and keep the best epoch."""
        self.training.stop()

    def pause(self) -> None:
        """Let the training leave everything so that it can go on later."""
        self.training.pause()

    def cancel(self) -> None:
        """Ask whether this run is to be thrown away, and do so."""
        if self.training.running:
            self._question.ask(self.training.cancel)

    def showEvent(self, event: QShowEvent) -> None:
        """Look for weights anew: they may have been downloaded meanwhile; and measure what training costs."""
        super().showEvent(event)
        self.choosing.network.look_for_weights()
        self.estimates.set_wanted(True)

    def hideEvent(self, event: QHideEvent) -> None:
        """Nobody looks at the estimates: nothing new need be measured."""
        super().hideEvent(event)
        self.estimates.set_wanted(False)

    # What is there

    def _make(self) -> None:
        theme = self._context.theme
        self.banner = Banner(theme)
        self.offer = ResumeOffer(self._context, self.training)
        self.outcome = OutcomeCard(self._context)
        self.panel = TrainingPanel(self._context, self.training)
        self.choosing = Choosing(self._context, self.estimates)
        self.experiments = Experiments(
            self._context, self.estimates, self.choosing.settings, self.banner, obstacle=self._obstacle
        )
        self.footer = TrainFooter(theme)
        self.queue_panel = QueuePanel(self._context, self.queue)
        self.plan_button = PlanButton(theme)
        self.queue_button = button(
            self.tr("Add to the queue"),
            self.queue_up,
            tip=self.tr("Trainings of the queue run one after another, overnight if need be (Ctrl+Shift+T)"),
        )
        self.footer.add_button(self.queue_button)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(WIDE, WIDE, 0, 0)
        column.setSpacing(GAP)
        self._subtitle = muted("")
        column.addLayout(page_head(title(self.tr("Train")), self._subtitle))
        for widget in (self.banner, self.offer):
            row = QHBoxLayout()
            row.setContentsMargins(0, 0, WIDE, 0)
            row.addWidget(widget)
            column.addLayout(row)
        column.addWidget(self._scroll_area(), 1)
        column.addWidget(self.footer)

    def _scroll_area(self) -> QScrollArea:
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, SMALL, WIDE, ROOM)
        column.setSpacing(GAP)
        for widget in (self.outcome, self.panel, self.queue_panel, self.plan_button, self.choosing, self.experiments):
            column.addWidget(widget)
        column.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(content)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area = area
        return area

    def _connect(self) -> None:
        project, training = self._context.project, self.training
        project.opened.connect(self._project_changed)
        project.closed.connect(self._project_changed)
        project.catalog_changed.connect(self._catalog_changed)
        self._context.jobs.started.connect(self._update)
        self._context.jobs.changed.connect(self._jobs_changed)
        self.choosing.changed.connect(self._update)
        self.footer.train_requested.connect(self.start)
        self.footer.dataset_requested.connect(lambda: self.page_requested.emit("dataset"))
        self.footer.smaller_requested.connect(self.choosing.take)
        self.offer.resume_requested.connect(self.resume)
        self.offer.keep_requested.connect(self.keep_best)
        self.panel.stop_requested.connect(self.stop)
        self.panel.pause_requested.connect(self.pause)
        self.panel.cancel_requested.connect(self.cancel)
        self.outcome.results_requested.connect(self.results_requested)
        self.outcome.classify_requested.connect(self.classify_requested)
        self.queue.failed.connect(lambda words: self.banner.show_message("bad", words))
        self.queue.added.connect(lambda: self._area.ensureWidgetVisible(self.queue_panel))
        self.queue_panel.results_requested.connect(self.results_requested)
        self.plan_button.toggled.connect(self._plan)
        training.left.connect(self._update)
        training.started.connect(self._started)
        training.noticed.connect(self._notice)
        training.ended.connect(self._ended)

    # What changes

    def _project_changed(self) -> None:
        self.banner.clear()
        self.choosing.network.forget()
        self._update()

    def _jobs_changed(self) -> None:
        """Something began or ended; what only gets on is passed over."""
        kinds = tuple(job.kind for job in self._context.jobs.running)
        if kinds != self._kinds:
            self._kinds = kinds
            self._update()

    def _catalog_changed(self) -> None:
        self.choosing.network.propose()
        self.choosing.show_layers()
        self._update()

    def _update(self, *_: object) -> None:
        running = self.training.running
        self._subtitle.setText(explanation(self.training))
        self.plan_button.setVisible(running and self._context.project.is_open)
        self.choosing.setVisible(not running or self.plan_button.isChecked())
        self.experiments.setVisible(not running)
        self.footer.setVisible(not running or self.plan_button.isChecked())
        self.panel.setVisible(running or has_something_to_show(self.training))
        self.outcome.show_history(
            self.training.history if self.training.here and not running else None,
            classes=len(self._context.project.catalog.classes),
        )
        self._show_plan()

    def _plan(self, is_open: bool) -> None:
        """Show the choice for the queue below the training under way, with its beginning in sight."""
        self._update()
        if is_open:
            bar = self._area.verticalScrollBar()
            QTimer.singleShot(0, self.plan_button, lambda: bar.setValue(self.plan_button.y()))

    def _show_plan(self) -> None:
        """Say what the settings amount to, and why they cannot be trained now, or not even later."""
        planning = self.training.running and self.plan_button.isChecked()
        reason = obstacle(self._context.project) if planning else self._obstacle()
        self.queue_button.setEnabled(not obstacle(self._context.project) and not self._mistake())
        self._show_settings(reason)
        if planning:
            self.footer.train_button.setEnabled(False)
            self.footer.train_button.setToolTip(self._obstacle())

    def _show_settings(self, reason: str) -> None:
        if reason:
            self.footer.show_obstacle(reason, about_pictures=bool(obstacle(self._context.project)))
            return
        mistake = self._mistake()
        if mistake:
            self.footer.show_obstacle(mistake, about_pictures=False)
            return
        self.footer.show_config(self.choosing.config(), self.estimates, self._context.project.catalog.split("training"))

    def _mistake(self) -> str:
        """What is wrong with the settings; empty where they can be trained."""
        try:
            self.choosing.config()
        except ArtClassError as error:
            return str(error)
        return ""

    def _obstacle(self) -> str:
        return busy(self._context.jobs) or obstacle(self._context.project)

    # The training

    def _started(self) -> None:
        self.plan_button.setChecked(False)
        self.banner.clear()
        self.offer.clear()
        self._update()
        self._area.verticalScrollBar().setValue(0)
        self.panel.stop_button.setFocus()

    def _notice(self, notice: Notice) -> None:
        self.banner.show_message(notice.level, notice.message)

    def _ended(self, ending: TerminalEvent) -> None:
        self._question.take_back()
        self._update()
        self._area.verticalScrollBar().setValue(0)
        words = without_result(ending, self.training.history)
        if isinstance(ending, Failed):
            self.banner.show_message("bad", ending.sentence(), self._instead_of_failing(ending))
        elif words:
            self.banner.show_message("info", words)
        elif ending.result is None:
            self.banner.clear()  # the offer to resume says the rest
        else:
            self.outcome.results_button.setFocus()
            self._tell_trained()

    def _instead_of_failing(self, ending: Failed) -> list[Action]:
        history = self.training.history
        if history is None or not self.training.here or not lacks_weights(history.config, ending):
            return []
        other = architectures.find(architectures.WITHOUT_WEIGHTS)

        def train_other() -> None:
            self.choosing.network.choose(other.name)
            self.start()

        return [(self.tr("Train {0} instead").format(other.title), train_other)]

    def _tell_trained(self) -> None:
        history = self.training.history
        if history is not None and history.run is not None and self.training.here:
            self.run_trained.emit(history.run)
