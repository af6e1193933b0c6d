"""The Train page: an architecture, its settings, and the training under way."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMessageBox, QScrollArea, QVBoxLayout, QWidget

from artclass_gui.context import Context
from artclass_gui.figures import run_date, run_title, steps_sentence
from artclass_gui.pages.train_cards import ArchitectureCards
from artclass_gui.pages.train_outcome import OutcomeCard
from artclass_gui.pages.train_progress import TrainingPanel
from artclass_gui.pages.train_readiness import Choice, first_choice, lacks_weights, obstacle, weights_here
from artclass_gui.pages.train_settings import SettingsForm
from artclass_gui.project import RunState
from artclass_gui.theme import GAP, ROOM, SMALL, WIDE
from artclass_gui.training import Training
from artclass_gui.widgets.banner import Action, Banner
from artclass_gui.widgets.buttons import button
from artclass_gui.widgets.text import heading, muted, page_head, set_role, text, title
from trainer import architectures
from trainer.errors import ArtClassError
from trainer.events import Failed, Notice, Stopped, TerminalEvent
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
        self.training = Training(context.jobs, context.project, context.tasks, self)
        self._ready: Mapping[str, bool] = {}
        self._proposed: Choice | None = None
        self._offered: set[str] = set()
        self._question: QMessageBox | None = None
        self._make()
        self._lay_out()
        self._connect()
        self._update()

    def start(self) -> None:
        """Train with what is chosen; where that is impossible, the page says why."""
        reason = self._obstacle()
        if reason:
            self.banner.show_message("warning", reason)
            return
        try:
            self.training.start(self.settings.config())
        except ArtClassError as error:
            self.banner.show_message("bad", str(error))

    def resume(self, run: Run) -> None:
        """Go on with a run that was interrupted."""
        self._offered.discard(run.name)
        try:
            self.training.resume(run)
        except ArtClassError as error:
            self.banner.show_message("bad", str(error))

    def stop(self) -> None:
        """End the training soon and keep the best epoch."""
        self.training.stop()

    def cancel(self) -> None:
        """Ask whether this run is to be thrown away, and do so."""
        if not self.training.running or self._question is not None:
            return
        box = QMessageBox(
            QMessageBox.Icon.Question,
            self.tr("Discard this run?"),
            self.tr("Discard this run?"),
            parent=self,
        )
        box.setInformativeText(
            self.tr("Everything it has learnt so far is thrown away. “Stop” ends it too, but keeps the best epoch.")
        )
        discard = box.addButton(self.tr("Discard"), QMessageBox.ButtonRole.DestructiveRole)
        keep = box.addButton(self.tr("Keep training"), QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(keep)
        box.setEscapeButton(keep)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.buttonClicked.connect(lambda pressed: self.training.cancel() if pressed is discard else None)
        box.finished.connect(self._answered)
        self._question = box
        box.open()

    def showEvent(self, event: QShowEvent) -> None:
        """Look for weights anew: they may have been downloaded meanwhile."""
        super().showEvent(event)
        self._look_for_weights()

    def _answered(self) -> None:
        self._question = None

    # What is there

    def _make(self) -> None:
        theme = self._context.theme
        self.banner = Banner(theme)
        self.offer = Banner(theme)
        self.outcome = OutcomeCard(theme)
        self.panel = TrainingPanel(self._context, self.training)
        self.cards = ArchitectureCards(theme)
        self.reason = muted("")
        self.settings = SettingsForm(theme)
        self.sentence = text("")
        self.train_button = button(self.tr("Train"), self.start, "primary")
        self.dataset_button = button(
            self.tr("Go to the pictures"), lambda: self.page_requested.emit("dataset"), theme=theme, icon="dataset"
        )

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
        column.addWidget(self._footer())

    def _scroll_area(self) -> QScrollArea:
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, SMALL, WIDE, ROOM)
        column.setSpacing(GAP)
        for widget in (self.outcome, self.panel, self._choosing()):
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

    def _choosing(self) -> QWidget:
        self.choosing = QWidget()
        column = QVBoxLayout(self.choosing)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        for widget in (heading(self.tr("Network")), self.reason, self.cards, self.settings):
            column.addWidget(widget)
        self.reason.hide()
        return self.choosing

    def _footer(self) -> QWidget:
        self.footer = QFrame()
        row = QHBoxLayout(self.footer)
        row.setContentsMargins(0, GAP, WIDE, ROOM)
        row.setSpacing(ROOM)
        row.addWidget(self.sentence, 1)
        row.addWidget(self.dataset_button)
        row.addWidget(self.train_button)
        return self.footer

    def _connect(self) -> None:
        project, training = self._context.project, self.training
        project.opened.connect(self._project_changed)
        project.closed.connect(self._project_changed)
        project.catalog_changed.connect(self._catalog_changed)
        project.runs_changed.connect(self._look_for_resumable)
        self._context.jobs.started.connect(self._update)
        self._context.jobs.idle.connect(self._update)
        self.cards.chosen.connect(self._architecture_chosen)
        self.settings.changed.connect(self._update)
        self.panel.stop_requested.connect(self.stop)
        self.panel.cancel_requested.connect(self.cancel)
        self.outcome.results_requested.connect(self.results_requested)
        self.outcome.classify_requested.connect(self.classify_requested)
        training.started.connect(self._started)
        training.noticed.connect(self._notice)
        training.ended.connect(self._ended)

    # What changes

    def _project_changed(self) -> None:
        self.banner.clear()
        self.offer.clear()
        self._offered.clear()
        self._proposed = None
        self._update()

    def _catalog_changed(self) -> None:
        self._propose()
        self._update()

    def _look_for_weights(self) -> None:
        self._context.tasks.run(self, weights_here, self._weights_found)

    def _weights_found(self, ready: Mapping[str, bool]) -> None:
        self._ready = ready
        self.cards.set_ready(ready)
        self._propose()

    def _propose(self) -> None:
        """Choose the first architecture for the person, unless they have chosen another one themselves."""
        if not self._ready:
            return
        choice = first_choice(self._context.project.catalog, self._ready)
        if choice == self._proposed:
            return
        untouched = self._proposed is None or self.cards.current.name == self._proposed.architecture
        self._proposed = choice
        if untouched:
            self.cards.choose(choice.architecture)
        self.reason.setText(choice.reason)
        self.reason.setVisible(bool(choice.reason))

    def _architecture_chosen(self, _name: str) -> None:
        self.settings.set_architecture(self.cards.current)

    def _update(self, *_: object) -> None:
        running = self.training.running
        self._subtitle.setText(self._explanation())
        self.choosing.setVisible(not running)
        self.footer.setVisible(not running)
        self.panel.setVisible(running or (self.training.here and self._has_something_to_show()))
        self.outcome.show_history(
            self.training.history if self.training.here and not running else None,
            classes=len(self._context.project.catalog.classes),
        )
        reason = self._obstacle()
        self.train_button.setEnabled(not reason)
        self.dataset_button.setVisible(bool(obstacle(self._context.project)))
        self.train_button.setToolTip(reason or self.tr("Train with these settings (Ctrl+T)"))
        set_role(self.sentence, "warning" if reason else "plain")
        self.sentence.setText(reason or self._steps())

    def _explanation(self) -> str:
        history = self.training.history
        if history is None or not self.training.running:
            return self.tr("Choose a network and teach it your classes. Everything stays on this computer.")
        if self.training.here:
            return self.tr("{0} is being trained. You may use the other pages meanwhile.").format(history.title)
        return self.tr("{0} is being trained for the project “{1}”.").format(history.title, history.project.name)

    def _has_something_to_show(self) -> bool:
        history = self.training.history
        return history is not None and bool(history.epochs or history.log)

    def _obstacle(self) -> str:
        if self.training.running or self._context.jobs.of_kind("train") or self._context.jobs.of_kind("resume"):
            return self.tr("A training is going on already. Wait until it has ended, or stop it.")
        if self._context.jobs.of_kind("import"):
            return self.tr("Pictures are being imported. Training can begin when that has ended.")
        return obstacle(self._context.project)

    def _steps(self) -> str:
        images = self._context.project.catalog.split("training")
        return steps_sentence(images, self.settings.batch_size.value(), self.settings.epochs.value())

    # The training

    def _started(self) -> None:
        self.banner.clear()
        self.offer.clear()
        self._update()
        self._area.verticalScrollBar().setValue(0)
        self.panel.stop_button.setFocus()

    def _notice(self, notice: Notice) -> None:
        self.banner.show_message(notice.level, notice.message)

    def _ended(self, ending: TerminalEvent) -> None:
        if self._question is not None:
            self._question.reject()
        self._update()
        self._area.verticalScrollBar().setValue(0)
        match ending:
            case Failed():
                self.banner.show_message("bad", ending.sentence(), self._instead_of_failing(ending))
            case Stopped(result=None, resumable=False) if self._was_cancelled():
                self.banner.show_message("info", self.tr("The run was discarded."))
            case Stopped(result=None, resumable=False):
                words = self.tr("Training was stopped before its first epoch was over; there is no model to keep.")
                self.banner.show_message("info", words)
            case Stopped(result=None):
                self.banner.clear()  # the offer to resume says the rest
            case _:
                self.outcome.results_button.setFocus()
                self._tell_trained()

    def _instead_of_failing(self, ending: Failed) -> list[Action]:
        history = self.training.history
        if history is None or not self.training.here or not lacks_weights(history.config, ending):
            return []
        other = architectures.find(architectures.WITHOUT_WEIGHTS)

        def train_other() -> None:
            self.cards.choose(other.name)
            self.start()

        return [(self.tr("Train {0} instead").format(other.title), train_other)]

    def _tell_trained(self) -> None:
        history = self.training.history
        if history is not None and history.run is not None and self.training.here:
            self.run_trained.emit(history.run)

    def _was_cancelled(self) -> bool:
        return self.training.history is not None and self.training.history.asked == "cancel"

    # Resuming

    def _look_for_resumable(self) -> None:
        states = [state for state in self._context.project.runs if state.state in ("stopped", "interrupted", "failed")]
        self._context.tasks.run(
            self, lambda: next((state for state in states if state.run.resumable()), None), self._tell
        )

    def _tell(self, state: RunState | None) -> None:
        """Offer to go on with a run, once: who closes the offer is not asked again."""
        if state is None or self.training.running:
            self.offer.clear()
        elif state.run.name not in self._offered:
            self._offered.add(state.run.name)
            words, run = self._offer_words(state), state.run
            self.offer.show_message("info", words, ((self.tr("Resume"), lambda: self.resume(run)),))

    def _offer_words(self, state: RunState) -> str:
        if state.state == "failed":
            words = self.tr("“{0}” of {1} failed, but what it had learnt is kept: it can go on from there.")
        elif state.state == "stopped":
            words = self.tr("“{0}” of {1} was paused. It can go on from where it was.")
        else:
            words = self.tr("“{0}” of {1} was interrupted. It can go on from where it was.")
        return words.format(run_title(state), run_date(state.run.name) or state.run.name)
