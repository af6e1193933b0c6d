"""Which shortcuts a run's model may be taking: asked again without borders, without colour and without fine detail."""

from __future__ import annotations

import contextlib

from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QSizePolicy, QVBoxLayout, QWidget

from artclass_gui.context import Context
from artclass_gui.gallery.details import ProbabilityBars
from artclass_gui.jobs.job import Job
from artclass_gui.project import RunState
from artclass_gui.tasks import Relay
from artclass_gui.theme import GAP, SMALL, TINY
from artclass_gui.widgets.buttons import button
from artclass_gui.widgets.card import Card
from artclass_gui.widgets.text import muted, set_role, text
from trainer.events import Event, Failed, Progress, TerminalEvent
from trainer.explaining import records
from trainer.explaining.records import Audit, Part


class AuditView(Card):
    """A card for one run: what is known of its shortcuts, or the button that looks for them."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Shortcuts"), parent)
        self._context = context
        self._state: RunState | None = None
        self._job: Job | None = None
        self._reading: Relay | None = None
        self.verdict = text("")
        self.bars = ProbabilityBars(context.theme)
        self.ask_button = button(self.tr("Look for shortcuts"), self.ask, theme=context.theme, icon="search")
        self.cancel_button = button(self.tr("Cancel"), self.cancel, theme=context.theme, icon="cancel")
        self.bar = QProgressBar()
        self._parts = QVBoxLayout()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self._lay_out()
        self._show(None)

    def show_run(self, state: RunState | None) -> None:
        """Show what is known of a finished run."""
        same = self._state is not None and state is not None and self._state.run.folder == state.run.folder
        self._state = state
        self.setVisible(state is not None and state.report is not None)
        if same or state is None or state.report is None:
            return
        self.cancel()
        self._show(None)
        self._read()

    def ask(self) -> None:
        """Look for shortcuts: a child asks the model again."""
        project = self._context.project.project
        if self._job is not None or project is None or self._state is None:
            return
        arguments = ["explain", "--project", str(project.folder), "--run", self._state.run.name, "--audit"]
        self._job = job = self._context.jobs.start(self.tr("Looking for shortcuts"), arguments, project=project)
        job.said.connect(lambda event: self._hear(job, event))
        job.ended.connect(lambda ending: self._end(job, ending))
        self.bar.setRange(0, 0)
        self._follow()

    def cancel(self) -> None:
        """Give it up; what was known before stays."""
        job, self._job = self._job, None
        if job is not None:
            job.ask("cancel")
        self._follow()

    # What happens

    def _read(self) -> None:
        if self._reading is not None:
            with contextlib.suppress(RuntimeError):  # it has answered and is gone
                self._reading.drop()
        if self._state is not None:
            run = self._state.run
            self._reading = self._context.tasks.run(self, lambda: records.read(run), self._show)

    def _hear(self, job: Job, event: Event) -> None:
        if job is self._job and isinstance(event, Progress) and event.total:
            self.bar.setRange(0, event.total)
            self.bar.setValue(event.done)

    def _end(self, job: Job, ending: TerminalEvent) -> None:
        if job is not self._job:
            return
        self._job = None
        self._follow()
        if isinstance(ending, Failed):
            self.verdict.setText(ending.sentence())
            set_role(self.verdict, "bad")
        else:
            self._read()

    # What is shown

    def _show(self, audit: Audit | None) -> None:
        self._reading = None
        self._clear_parts()
        leans = audit is not None and any(part.figures.matters or part.classes for part in audit.parts)
        set_role(self.verdict, "warning" if leans else "plain")
        self.verdict.setText(self._question() if audit is None else records.verdict(audit))
        self.bars.setVisible(audit is not None)
        if audit is not None:
            self._show_bars(audit)
            for part in audit.parts:
                self._parts.addWidget(self._row(part))
        self.ask_button.setText(self.tr("Look for shortcuts") if audit is None else self.tr("Look again"))
        self._follow()

    def _show_bars(self, audit: Audit) -> None:
        names = [self.tr("as they are"), *(records.without(part.change) for part in audit.parts)]
        self.bars.set_probabilities(names, [audit.accuracy, *(part.figures.changed for part in audit.parts)])

    def _row(self, part: Part) -> QWidget:
        row = QWidget()
        column = QVBoxLayout(row)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(TINY)
        column.addWidget(muted(records.line(part)))
        words = records.warning(part)
        if words:
            column.addWidget(text(words))
        return row

    def _clear_parts(self) -> None:
        while self._parts.count():
            item = self._parts.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.deleteLater()

    def _follow(self) -> None:
        busy = self._job is not None
        self.bar.setVisible(busy)
        self.cancel_button.setVisible(busy)
        self.ask_button.setVisible(not busy)

    def _question(self) -> str:
        return self.tr(
            "Is it the art that the model tells apart, or a frame, a tint or the scan? It can be asked about the "
            "validation pictures again: with their borders masked, in grey, and at a quarter of the resolution."
        )

    def _lay_out(self) -> None:
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(self.tr("How far the search for shortcuts is"))
        self._parts.setSpacing(GAP)
        row = QHBoxLayout()
        row.setSpacing(SMALL)
        row.addWidget(self.ask_button)
        row.addWidget(self.bar, 1)
        row.addWidget(self.cancel_button)
        row.addStretch(0)
        self.body.addWidget(self.verdict)
        self.body.addWidget(self.bars)
        self.body.addLayout(self._parts)
        self.body.addLayout(row)
