"""An experiment from its question to its answer: what to try, the trainings under way, chart, table and words."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from artclass_gui.conditions import paused_words
from artclass_gui.context import Context
from artclass_gui.estimates import TrainingEstimates
from artclass_gui.figures import architecture_title, of_validation
from artclass_gui.ladder import Ladder, title_of
from artclass_gui.ladder_charts import LadderChart
from artclass_gui.ladder_form import LadderForm
from artclass_gui.ladder_table import LadderTable
from artclass_gui.theme import GAP, ROOM, WIDE
from artclass_gui.widgets.banner import Banner
from artclass_gui.widgets.buttons import button
from artclass_gui.widgets.card import Card
from artclass_gui.widgets.fitting import Scrolling, fit
from artclass_gui.widgets.job_strip import JobStrip
from artclass_gui.widgets.text import muted, text, title
from artclass_gui.widgets.words import human_number
from trainer.config import TrainConfig
from trainer.events import Epoch, Failed, Notice, Stopped, TerminalEvent
from trainer.experiments import Experiment, Question

_SIZE = 920, 760


class LadderDialog(QDialog):
    """Can be closed while the experiment goes on, and opened again.

    Args:
        context: The window's services.
        ladder: Runs the experiments.
        estimates: Tells how long they take.
        question: What is asked.
        config: Gives the settings that all trainings share; may raise ArtClassError.
        obstacle: Says why nothing can be begun now; empty where it can.
    """

    def __init__(
        self,
        context: Context,
        ladder: Ladder,
        estimates: TrainingEstimates,
        question: Question,
        *,
        config: TrainConfig,
        cores: int,
        obstacle: Callable[[], str],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._context, self._ladder, self._question = context, ladder, question
        self._config, self._cores, self._obstacle = config, cores, obstacle
        self.banner = Banner(context.theme)
        self.form = LadderForm(question, estimates)
        self.strip = JobStrip()
        self.now = muted("")
        self.stop_button = button(
            self.tr("Stop"), ladder.stop, theme=context.theme, icon="stop", tip=self.tr("Keep what is known so far")
        )
        self.resume_button = button(
            self.tr("Go on with it"), self._resume, tip=self.tr("Train what is left of what is shown below")
        )
        self.chart = LadderChart(context, question)
        self.table = LadderTable(question)
        self.answer = text("", "heading")
        self.answer.setAccessibleName(self.tr("Answer"))
        self.details = text("")
        self.settings = muted("")
        self.setWindowTitle(title_of(ladder, question))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._lay_out()
        self._connect()
        self._follow()
        ladder.read()

    def _connect(self) -> None:
        self.form.start_requested.connect(self._start)
        self._ladder.changed.connect(self._follow)
        self._ladder.started.connect(self._begun)
        self._ladder.ended.connect(self._ended)
        self._ladder.progressed.connect(self._say_epoch)
        self._ladder.noticed.connect(self._say_notice)
        self._context.jobs.idle.connect(self._follow)
        if self._ladder.job is not None and self._is_this:
            self.strip.follow(self._ladder.job)

    @property
    def _is_this(self) -> bool:
        return self._ladder.running and self._ladder.question == self._question

    def _start(self) -> None:
        self._ladder.start(self._question, self.form.values, self.form.config(), cores=self._cores)

    def _resume(self) -> None:
        experiment = self._ladder.newest(self._question)
        if experiment is not None:
            self._ladder.resume(experiment, cores=self._cores)

    def _begun(self) -> None:
        if self._ladder.job is not None and self._is_this:
            self.banner.clear()
            self.strip.follow(self._ladder.job)
            self.stop_button.setFocus()
        self._follow()

    def _follow(self) -> None:
        experiment = self._ladder.newest(self._question)
        running = self._is_this
        self.form.setVisible(not running)
        self.form.show_config(self._config, "" if running else self._obstacle())
        unfinished = experiment is not None and not experiment.over
        self.resume_button.setVisible(unfinished and not running and not self._obstacle())
        self.stop_button.setEnabled(not self._ladder.stopping)
        self.now.setVisible(running)
        self.chart.show_experiment(experiment)
        self.table.show_experiment(experiment)
        self._found.setVisible(experiment is not None)
        self._nothing.setVisible(experiment is None)
        self._say_answer(experiment.answer if experiment is not None else "")
        self.settings.setText(self._shared(experiment) if experiment is not None else "")

    def _say_answer(self, words: str) -> None:
        """The first sentence large, what there is to say about it below."""
        first, stop, rest = words.partition(". ")
        self.answer.setText(first + stop.strip())
        self.details.setText(rest)
        for label in (self.answer, self.details):
            label.setVisible(bool(label.text()))

    def _shared(self, experiment: Experiment) -> str:
        """With which settings it was made: they need not be those of the form."""
        config = experiment.config
        epochs = self.tr("{0} epochs each") if config.epochs > 1 else self.tr("{0} epoch each")
        same = [
            epochs.format(human_number(config.epochs)),
            self.tr("pictures of {0} × {0} pixels").format(human_number(config.image_size)),
        ]
        if experiment.question == "blocks":
            same.append(self.tr("batches of {0}").format(human_number(config.batch_size)))
        return self.tr("Made with {0}: {1}.").format(architecture_title(config.architecture), ", ".join(same))

    def _say_notice(self, notice: Notice) -> None:
        self.banner.show_message(notice.level, notice.message)

    def _say_epoch(self, epoch: Epoch) -> None:
        self.now.setText(
            self.tr("Epoch {0} of {1}: right on {2}").format(epoch.epoch, epoch.epochs, of_validation(epoch))
        )

    def _ended(self, ending: TerminalEvent) -> None:
        self.now.setText("")
        self._follow()
        low = self._ladder.low_battery
        if isinstance(ending, Failed):
            self.banner.show_message("bad", ending.sentence())
        elif isinstance(ending, Stopped) and low is not None:
            words = paused_words(self._context.settings, self.tr("The experiment"), low)
            self.banner.show_message("warning", words)

    def _explanation(self) -> str:
        if self._question == "blocks":
            return self.tr(
                "Your own network is trained once with each number of blocks, and with the same settings otherwise. "
                "More blocks see larger forms, and cost more time and memory: here you see whether that pays."
            )
        return self.tr(
            "The network is trained once with each batch size, and with the same settings otherwise. Larger batches "
            "are quicker to go through, and make fewer corrections: here you see what that means for your pictures."
        )

    def _lay_out(self) -> None:
        self.strip.add_button(self.stop_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(WIDE, WIDE, 0, ROOM)
        column.setSpacing(GAP)
        content = QWidget()
        inside = QVBoxLayout(content)
        inside.setContentsMargins(0, 0, WIDE, 0)
        inside.setSpacing(GAP)
        parts: tuple[QWidget, ...] = (
            title(self.windowTitle()),
            muted(self._explanation()),
            self.banner,
            self.form,
            self.strip,
            self.now,
            self._nothing_yet(),
            self._findings(),
        )
        for part in parts:
            inside.addWidget(part)
        inside.addStretch(1)
        column.addWidget(Scrolling(content), 1)
        column.addLayout(self._buttons())
        fit(self, *_SIZE)

    def _nothing_yet(self) -> QWidget:
        self._nothing = muted(self.tr("Nothing has been tried yet. The trainings appear among the results, too."))
        return self._nothing

    def _findings(self) -> QWidget:
        self._found = Card()
        self._found.setAccessibleName(self.tr("What was found"))
        parts: tuple[QWidget, ...] = (self.answer, self.details, self.settings, self.chart, self.table)
        for part in parts:
            self._found.body.addWidget(part)
        return self._found

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, WIDE, 0)
        row.addWidget(self.resume_button)
        row.addStretch(1)
        row.addWidget(button(self.tr("Close"), self.close))
        return row
