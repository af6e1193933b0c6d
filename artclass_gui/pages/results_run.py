"""One run on tabs: figures, mistakes, calibration, curves, settings, card, notes, log; and what can be done with it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QScrollArea,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from artclass_gui.charts import TrainingCurves
from artclass_gui.context import Context
from artclass_gui.figures import run_title
from artclass_gui.pages.results_calibration import CalibrationView
from artclass_gui.pages.results_card import CardView
from artclass_gui.pages.results_details import RunDetails
from artclass_gui.pages.results_header import RunHeader
from artclass_gui.pages.results_mistakes import Mistakes
from artclass_gui.pages.results_notes import NotesView
from artclass_gui.pages.results_report import ReportView
from artclass_gui.pages.results_settings import SettingsView
from artclass_gui.pages.results_unfinished import UnfinishedView, log_view
from artclass_gui.project import RunState
from artclass_gui.theme import GAP, ROOM
from artclass_gui.widgets.card import Card
from artclass_gui.widgets.tab_menu import TabMenu
from artclass_gui.widgets.words import human_number
from trainer.runs import HeldOutPrediction

_REPORT, _UNFINISHED, _MISTAKES, _CALIBRATION, _CURVES, _SETTINGS, _CARD, _NOTES, _LOG = range(9)  # tabs


class RunView(QWidget):
    """Shows one run.

    Signals:
        pin_wanted(): The person wants it to be measured on the test pictures.
        note_changed(str, str): A run's folder name, and what the person has to say of it.
    """

    pin_wanted = Signal()
    note_changed = Signal(str, str)

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.header = RunHeader(context.theme)
        self.title, self.facts = self.header.title, self.header.facts
        self.save_button, self.resume_button = self.header.save_button, self.header.resume_button
        self.report = ReportView(context)
        self.unfinished = UnfinishedView()
        self.calibration = CalibrationView(context.theme)
        self.curves = TrainingCurves(context)
        self.settings = SettingsView()
        self.card = CardView()
        self.notes = NotesView()
        self.log = log_view(self.tr("Log of the run"), self.tr("This run has no log."))
        self.mistakes: Mistakes | None = None
        self._details: RunDetails | None = None
        self._state: RunState | None = None
        self.tabs = QTabWidget()
        self._lay_out()
        self.report.cell_chosen.connect(self._show_cell)
        self.report.figures.pin.pin_wanted.connect(self.pin_wanted)
        self.notes.changed.connect(self.note_changed)
        self.header.split_chosen.connect(self._show_split)
        self.tabs.currentChanged.connect(self._tab_shown)

    def show_state(self, state: RunState) -> None:
        """Show what is known of the run at once; `show_details` follows."""
        before, self._state = self._state, state
        other = before is None or before.run.folder != state.run.folder
        self.header.show_state(state)
        self.setAccessibleName(run_title(state))
        self.report.audit.show_run(state)
        self.notes.show_note(state.run.name, state.note)
        if other:
            self._details = None
            self.resume_button.hide()
            self.curves.set_epochs(())
            self.log.clear()
            self.card.set_card("")
        if before is None or other or before.report != state.report:
            self._place_tabs(state)
        elif state.report is not None:
            self._show_looks(state)

    def show_details(self, details: RunDetails) -> None:
        """Show what was read from the run's folder."""
        state = self._state
        assert state is not None
        self._details = details
        self.curves.set_epochs(details.epochs)
        self.settings.show_run(details.config, state.report)
        self.card.set_card(details.card)
        self.log.setPlainText(details.log)
        self.log.verticalScrollBar().setValue(self.log.verticalScrollBar().maximum())
        self.header.offer_model(there=details.has_model)
        self.resume_button.setVisible(details.resumable and state.state != "running")
        self.unfinished.show_run(state, details)
        self._fill_mistakes()

    def show_measuring(self, words: str) -> None:
        """Say how far the measuring on the test pictures is; without words, that none is going on."""
        self.report.figures.pin.show_progress(words)

    def _place_tabs(self, state: RunState) -> None:
        """A finished run has its report and mistakes; another one says how it stands."""
        finished = state.report is not None
        self.header.offer_splits(state)
        if finished:
            self._show_looks(state)
            self._show_split()
        hidden = {_UNFINISHED} if finished else {_REPORT, _MISTAKES, _CALIBRATION, _CARD}
        visible = [index not in hidden for index in range(self.tabs.count())]
        before = self.tabs.currentIndex()
        self._show_tabs(visible, wanted=True)
        self.tabs.setCurrentIndex(before if visible[before] else _REPORT if finished else _UNFINISHED)
        self._show_tabs(visible, wanted=False)
        self.header.offer_model(there=finished)

    def _show_looks(self, state: RunState) -> None:
        project = self._context.project
        assert state.report is not None
        self.report.set_report(
            state.report, test_pictures=project.catalog.split("test") or None, looks=project.test_looks
        )

    def _show_split(self) -> None:
        report = self._state.report if self._state is not None else None
        evaluation = report.evaluation(self.header.split) if report is not None else None
        if report is None or evaluation is None:
            return
        self.report.set_evaluation(evaluation, self.header.split)
        self.calibration.set_report(report, self.header.split)
        wrong = evaluation.images - evaluation.correct
        self.tabs.setTabText(_MISTAKES, self.tr("Mistakes ({0})").format(human_number(wrong)))
        self._fill_mistakes()

    def _show_tabs(self, visible: Sequence[bool], *, wanted: bool) -> None:
        """Show those to be shown, or hide the others; never touch one that is as it should be.

        For Qt then takes the whole bar as laid out, and tabs that were just shown or hidden are not given their places.
        """
        for index, is_visible in enumerate(visible):
            if is_visible == wanted and self.tabs.isTabVisible(index) != wanted:
                self.tabs.setTabVisible(index, wanted)

    def _show_cell(self, true: str, predicted: str) -> None:
        self.tabs.setCurrentIndex(_MISTAKES)
        if self.mistakes is not None:
            self.mistakes.show_cell(true, predicted)
            self.mistakes.gallery.setFocus()

    def _tab_shown(self, index: int) -> None:
        if index == _MISTAKES and self.mistakes is None:  # a gallery is made when it is first wanted
            self.mistakes = Mistakes(self._context)
            self._mistakes_place.addWidget(self.mistakes)
            self._fill_mistakes()

    def _fill_mistakes(self) -> None:
        state = self._state
        if self.mistakes is None or self._details is None or state is None or state.report is None:
            return
        said: tuple[HeldOutPrediction, ...] = self._details.predictions.of(self.header.split)
        self.mistakes.set_predictions(
            said, state.report.classes, names=self._details.names, run=state.run.name, split=self.header.split
        )

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        column.addWidget(self.header)
        column.addWidget(self.tabs, 1)
        self.tabs.setDocumentMode(True)
        TabMenu(self.tabs, self._context.theme)
        self.tabs.tabBar().setDrawBase(False)
        self.tabs.addTab(self.report, self.tr("Overview"))
        self.tabs.addTab(self.unfinished, self.tr("Overview"))
        mistakes = QWidget()
        self._mistakes_place = QVBoxLayout(mistakes)
        self._mistakes_place.setContentsMargins(0, 0, 0, 0)
        self.tabs.addTab(mistakes, self.tr("Mistakes"))
        for place, name in (
            (self.calibration, self.tr("Calibration")),
            (self._curves_place(), self.tr("Curves")),
            (self.settings, self.tr("Settings")),
            (self.card, self.tr("Card")),
            (self.notes, self.tr("Notes")),
            (_below_tabs(self.log), self.tr("Log")),
        ):
            self.tabs.addTab(place, name)
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


def _below_tabs(widget: QWidget) -> QWidget:
    """Keep a widget as far from the tabs as the others are."""
    place = QWidget()
    column = QVBoxLayout(place)
    column.setContentsMargins(0, GAP, 0, 0)
    column.addWidget(widget)
    return place
