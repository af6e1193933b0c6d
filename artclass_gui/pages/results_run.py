"""One run: its report, mistakes, curves and log on tabs, and what can be done with it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal, SignalInstance
from PySide6.QtGui import QFontDatabase, QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QScrollArea,
    QTabWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from artclass_gui.charts import TrainingCurves
from artclass_gui.context import Context
from artclass_gui.figures import run_origin, run_title, state_word
from artclass_gui.pages.results_details import RunDetails
from artclass_gui.pages.results_mistakes import Mistakes
from artclass_gui.pages.results_report import ReportView
from artclass_gui.project import RunState
from artclass_gui.theme import GAP, ROOM, SMALL, TINY
from artclass_gui.widgets.buttons import button
from artclass_gui.widgets.card import Card
from artclass_gui.widgets.elided import ElidedLabel
from artclass_gui.widgets.text import heading, muted, text
from artclass_gui.widgets.words import human_number

_NARROW = 520


class RunView(QWidget):
    """Shows one run.

    Signals:
        save_wanted(), rename_wanted(), reveal_wanted(), delete_wanted(), resume_wanted(), classify_wanted():
            The person pressed the button.
    """

    save_wanted = Signal()
    rename_wanted = Signal()
    reveal_wanted = Signal()
    delete_wanted = Signal()
    resume_wanted = Signal()
    classify_wanted = Signal()

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._tools: dict[str, QToolButton] = {}
        self.title, self.facts = heading(""), ElidedLabel("muted", Qt.TextElideMode.ElideRight)
        self.save_button = button(
            self.tr("Save model…"),
            self.save_wanted.emit,
            theme=context.theme,
            icon="save",
            tip=self.tr("Save the model as one file, to keep it or to give it to somebody"),
        )
        self.resume_button = button(
            self.tr("Resume"), self.resume_wanted.emit, "primary", theme=context.theme, icon="play",
            tip=self.tr("Go on with the training from where it was"),
        )  # fmt: skip
        self.report = ReportView(context.theme)
        self.unfinished = _Unfinished()
        self.curves = TrainingCurves(context)
        self.log = _log_view(self.tr("Log of the run"), self.tr("This run has no log."))
        self.mistakes: Mistakes | None = None
        self._details: RunDetails | None = None
        self._state: RunState | None = None
        self.tabs = QTabWidget()
        self._lay_out()
        self.report.cell_chosen.connect(self._show_cell)
        self.tabs.currentChanged.connect(self._tab_shown)
        context.theme.changed.connect(self._tint)
        self._tint()

    def show_state(self, state: RunState) -> None:
        """Show what is known of the run at once; `show_details` follows."""
        before, self._state = self._state, state
        other = before is None or before.run.folder != state.run.folder
        self.title.setText(run_title(state))
        self.facts.set_words(f"{run_origin(state)} · {state_word(state)}")
        self.setAccessibleName(run_title(state))
        self._tools["trash"].setEnabled(state.state != "running")
        self._tools["classify"].setEnabled(state.report is not None)
        if other:
            self._details = None
            self.resume_button.hide()
            self.curves.set_epochs(())
            self.log.clear()
        if before is None or other or before.report != state.report:
            self._place_tabs(state)

    def show_details(self, details: RunDetails) -> None:
        """Show what was read from the run's folder."""
        state = self._state
        assert state is not None
        self._details = details
        self.curves.set_epochs(details.epochs)
        self.log.setPlainText(details.log)
        self.log.verticalScrollBar().setValue(self.log.verticalScrollBar().maximum())
        self.save_button.setEnabled(details.has_model)
        self.save_button.setVisible(details.has_model)
        self.resume_button.setVisible(details.resumable and state.state != "running")
        self.unfinished.show_run(state, details)
        self._fill_mistakes()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where there is little room, the button has its icon only."""
        super().resizeEvent(event)
        self.save_button.setText("" if event.size().width() < _NARROW else self.tr("Save model…"))

    def _place_tabs(self, state: RunState) -> None:
        """A finished run has its report and mistakes; another one says how it stands."""
        finished = state.report is not None
        if state.report is not None:
            self.report.set_report(state.report)
            wrong = state.report.best_known.images - state.report.best_known.correct
            self.tabs.setTabText(2, self.tr("Mistakes ({0})").format(human_number(wrong)))
        visible = (finished, not finished, finished, True, True)
        before = self.tabs.currentIndex()
        self._show_tabs(visible, wanted=True)
        self.tabs.setCurrentIndex(before if visible[before] else 0 if finished else 1)
        self._show_tabs(visible, wanted=False)
        self.save_button.setEnabled(finished)
        self.save_button.setVisible(finished)

    def _show_tabs(self, visible: Sequence[bool], *, wanted: bool) -> None:
        """Show those to be shown, or hide the others; never touch one that is as it should be.

        For Qt then takes the whole bar as laid out, and tabs that were just shown or hidden are not given their places.
        """
        for index, is_visible in enumerate(visible):
            if is_visible == wanted and self.tabs.isTabVisible(index) != wanted:
                self.tabs.setTabVisible(index, wanted)

    def _show_cell(self, true: str, predicted: str) -> None:
        self.tabs.setCurrentIndex(2)
        if self.mistakes is not None:
            self.mistakes.show_cell(true, predicted)
            self.mistakes.gallery.setFocus()

    def _tab_shown(self, index: int) -> None:
        if index == 2 and self.mistakes is None:  # a gallery is made when it is first wanted
            self.mistakes = Mistakes(self._context)
            self._mistakes_place.addWidget(self.mistakes)
            self._fill_mistakes()

    def _fill_mistakes(self) -> None:
        state = self._state
        if self.mistakes is None or self._details is None or state is None or state.report is None:
            return
        self.mistakes.set_predictions(self._details.predictions, state.report.classes, names=self._details.names)

    def _tint(self) -> None:
        for icon, tool in self._tools.items():
            tool.setIcon(self._context.theme.icon(icon))

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        column.addLayout(self._header())
        column.addWidget(self.tabs, 1)
        self.tabs.setDocumentMode(True)
        self.tabs.tabBar().setDrawBase(False)
        self.tabs.addTab(self.report, self.tr("Overview"))
        self.tabs.addTab(self.unfinished, self.tr("Overview"))
        mistakes = QWidget()
        self._mistakes_place = QVBoxLayout(mistakes)
        self._mistakes_place.setContentsMargins(0, 0, 0, 0)
        self.tabs.addTab(mistakes, self.tr("Mistakes"))
        self.tabs.addTab(self._curves_place(), self.tr("Curves"))
        self.tabs.addTab(self.log, self.tr("Log"))
        self.tabs.tabBar().setAccessibleName(self.tr("Parts of the run"))

    def _curves_place(self) -> QWidget:
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, GAP, ROOM, GAP)
        card = Card()
        card.body.addWidget(self.curves)
        column.addWidget(card)
        column.addStretch(1)
        area = QScrollArea()
        area.setWidget(content)
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        return area

    def _header(self) -> QHBoxLayout:
        words = QVBoxLayout()
        words.setSpacing(TINY)
        words.addWidget(self.title)
        words.addWidget(self.facts)
        row = QHBoxLayout()
        row.setSpacing(SMALL)
        row.addLayout(words, 1)
        row.addWidget(self.resume_button)
        row.addWidget(self.save_button)
        for icon, tip, signal in (
            ("classify", self.tr("Classify a folder"), self.classify_wanted),
            ("rename", self.tr("Rename (F2)"), self.rename_wanted),
            ("reveal", self.tr("Show the run's folder"), self.reveal_wanted),
            ("trash", self.tr("Delete (Del); can be undone"), self.delete_wanted),
        ):
            row.addWidget(self._tool(icon, tip, signal))
        return row

    def _tool(self, icon: str, tip: str, signal: SignalInstance) -> QToolButton:
        tool = QToolButton()
        tool.setProperty("kind", "quiet")
        tool.setIconSize(QSize(18, 18))
        tool.setToolTip(tip)
        tool.setAccessibleName(tip)
        tool.clicked.connect(signal)
        self._tools[icon] = tool
        return tool


class _Unfinished(QWidget):
    """How a run stands that has no report."""

    def __init__(self) -> None:
        super().__init__()
        self.sentence = text("")
        self.kept = muted("")
        card = Card(self.tr("No results"))
        self._card = card
        card.body.addWidget(self.sentence)
        card.body.addWidget(self.kept)
        self.log_name: QLabel = heading(self.tr("Last lines of the log"))
        self.log = _log_view(self.log_name.text(), "")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, GAP, ROOM, ROOM)
        column.setSpacing(GAP)
        column.addWidget(card)
        column.addWidget(self.log_name)
        column.addWidget(self.log, 1)
        self._rest = QWidget()
        column.addWidget(self._rest, 1)

    def show_run(self, state: RunState, details: RunDetails) -> None:
        """Say how this run ended and what can be done."""
        self._card.heading.setText(self._heading(state))
        self.sentence.setText(details.failure or self._words(state))
        self.kept.setText(self._kept(state, details))
        self.kept.setVisible(bool(self.kept.text()))
        tail = "\n".join(details.log.splitlines()[-12:])
        self.log.setPlainText(tail)
        failed = bool(tail) and state.state == "failed"
        self.log_name.setVisible(failed)
        self.log.setVisible(failed)
        self._rest.setVisible(not failed)

    def _heading(self, state: RunState) -> str:
        match state.state:
            case "running":
                return self.tr("Still training")
            case "failed":
                return self.tr("This run failed")
            case _:
                return self.tr("This run was not finished")

    def _words(self, state: RunState) -> str:
        match state.state:
            case "running":
                return self.tr("Its results appear here when it has ended. The Train page shows how far it is.")
            case "interrupted":
                return self.tr("It ended without a word: the computer or the program was switched off.")
            case "failed":
                return self.tr("The log says more.")
            case _ if state.stopped == "paused":
                return self.tr("It was paused before it had a result.")
            case _:
                return self.tr("It was stopped before it had a result.")

    def _kept(self, state: RunState, details: RunDetails) -> str:
        if state.state == "running":
            return ""
        if details.resumable:
            return self.tr("What it had learnt is kept: Resume goes on from there.")
        return self.tr("It cannot be resumed; it may be deleted.")


def _log_view(name: str, nothing: str) -> QPlainTextEdit:
    view = QPlainTextEdit()
    view.setReadOnly(True)
    view.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
    view.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
    view.setTabChangesFocus(True)
    view.setPlaceholderText(nothing)
    view.setAccessibleName(name)
    return view
