"""The Results page: the runs of the project, and everything about the chosen one."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QMenu, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from artclass_gui.context import Context
from artclass_gui.dialogs.export_dialog import ExportDialog
from artclass_gui.figures import run_title
from artclass_gui.pages.results_compare import CompareView, read_comparison
from artclass_gui.pages.results_details import RunDetails, read_details
from artclass_gui.pages.results_overlay import Curve
from artclass_gui.pages.results_run import RunView
from artclass_gui.pages.results_runs import RunList
from artclass_gui.pages.results_saving import ask_place, copy
from artclass_gui.pinning import Pinner
from artclass_gui.project import RunState
from artclass_gui.run_commands import DeleteRun, MarkRun, RenameRun, RunFiles
from artclass_gui.tasks import Relay
from artclass_gui.theme import GAP, ROOM, WIDE
from artclass_gui.widgets.banner import Banner
from artclass_gui.widgets.empty_state import EmptyState
from artclass_gui.widgets.reveal import reveal
from artclass_gui.widgets.text import muted, page_head, title
from artclass_gui.widgets.words import human_size
from trainer.measuring.comparing import Comparison
from trainer.project import Project
from trainer.runs import Run

_LIST, _LIST_LEAST, _RUN_LEAST = 236, 200, 360


class ResultsPage(QWidget):
    """Lists runs and shows one of them.

    Signals:
        page_requested(str): The person wants to see another page.
        resume_requested(Run): The person wants to go on with this run.
        classify_requested(str): The person wants to classify with this run; its folder's name.
        run_chosen(str): Another run is shown; its folder's name.
    """

    page_requested = Signal(str)
    resume_requested = Signal(object)
    classify_requested = Signal(str)
    run_chosen = Signal(str)

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._files = RunFiles(context.tasks, context.project, self)
        self._reading: Relay | None = None
        self._shown: RunState | None = None
        self._offers_undo = False
        self.banner = Banner(context.theme)
        self.runs = RunList(context.theme)
        self.run = RunView(context)
        self.comparison = CompareView(context)
        self._pinner = Pinner(context, self)
        self.empty = self._make_empty()
        self._stack = QStackedWidget()
        self._hint = muted(self.tr("Choose several with Ctrl or Shift to compare them."))
        self._lay_out()
        self._connect()
        self._show_runs()

    @property
    def current(self) -> RunState | None:
        """The chosen run."""
        return self.runs.current

    def choose(self, name: str) -> None:
        """Choose a run by its folder's name."""
        self.runs.choose(name)

    def rename_run(self) -> None:
        """Let the person type a new title for the chosen run; undoable."""
        self.runs.edit_title()

    def delete_run(self) -> None:
        """Delete the chosen run; undoable."""
        state, project = self.current, self._context.project.project
        if state is None or project is None:
            return
        if state.state == "running":
            self.banner.show_message("warning", self.tr("This run is being trained. Stop it first."))
            return
        self._context.undo.push(DeleteRun(self._files, project, state.run, title=run_title(state)))
        words = self.tr("“{0}” was deleted.").format(run_title(state))
        self.banner.show_message("info", words, ((self.tr("Undo"), self._context.undo.undo),))
        self._offers_undo = True

    def reveal_run(self) -> None:
        """Show the chosen run's folder in the file manager."""
        if self.current is not None:
            reveal(self.current.run.folder)

    def resume_run(self) -> None:
        """Go on with the chosen run."""
        if self.current is not None:
            self.page_requested.emit("train")
            self.resume_requested.emit(self.current.run)

    def classify_run(self) -> None:
        """Classify with the chosen run."""
        if self.current is not None:
            self.classify_requested.emit(self.current.run.name)

    def pin_run(self) -> None:
        """Measure the chosen run on the test pictures, and mark it."""
        if self.current is not None:
            self._pinner.start(self.current.run.name)

    def export_model(self) -> None:
        """Write the chosen run's model for other programs."""
        state = self.current
        if state is not None and state.report is not None:
            ExportDialog(self._context, state, parent=self).open()

    def save_model(self) -> None:
        """Ask where to, and save the chosen run's model there as one file."""
        state = self.current
        if state is None:
            return
        if state.report is None:
            self.banner.show_message(
                "warning", self.tr("“{0}” has no finished model to save.").format(run_title(state))
            )
            return
        ask_place(self, run_title(state), lambda place: self.save_model_as(state, place))

    def save_model_as(self, state: RunState, place: Path) -> None:
        """Copy the run's model to ``place``, completely or not at all."""
        source = state.run.package_path
        self._context.tasks.run(
            self,
            lambda: copy(source, place),
            lambda size: self._saved(place, size),
            lambda error: self._failed(str(error)),
        )

    # What changes

    def _show_runs(self) -> None:
        states = self._context.project.runs
        self._stack.setCurrentWidget(self._split if states else self.empty)
        self._hint.setVisible(sum(state.report is not None for state in states) > 1)
        self.runs.set_runs(states)

    def _show_several(self) -> None:
        """Compare the chosen runs that are finished."""
        self._forget_reading()
        self._shown = None
        chosen = self.runs.selected
        finished = [state for state in chosen if state.report is not None]
        unfinished = [state for state in chosen if state.report is None]
        self._right.setCurrentWidget(self.comparison)
        self.comparison.wait(len(chosen))
        if len(finished) < 2:
            self.comparison.show_problem(self.tr("Choose two or more finished runs to compare them."))
            return
        self._reading = self._context.tasks.run(
            self,
            lambda: read_comparison(finished),
            lambda read: self._take_comparison(read, unfinished),
            lambda error: self._failed(str(error)),
        )

    def _take_comparison(self, read: tuple[Comparison, tuple[Curve, ...]], left_out: Sequence[RunState]) -> None:
        self._reading = None
        self.comparison.show_comparison(*read, left_out=left_out)

    def _show_run(self, state: RunState | None) -> None:
        self._right.setCurrentWidget(self.run)
        project = self._context.project.project
        self.run.setVisible(state is not None)
        if state is None or project is None:
            self._forget_reading()
            self._shown = None
            return
        before, self._shown = self._shown, state
        self.run.show_state(state)
        self.run.show_measuring(self._pinner.words)
        if before is None or _differs(before, state):
            self._read(project, state.run)
            self.run_chosen.emit(state.run.name)

    def _read(self, project: Project, run: Run) -> None:
        self._forget_reading()
        self._reading = self._context.tasks.run(
            self, lambda: read_details(project, run), self._take, lambda error: self._failed(str(error))
        )

    def _take(self, details: RunDetails) -> None:
        self._reading = None
        self.run.show_details(details)

    def _forget_reading(self) -> None:
        if self._reading is not None:
            with contextlib.suppress(RuntimeError):  # it has answered and is gone
                self._reading.drop()
        self._reading = None

    def _saved(self, place: Path, size: int) -> None:
        words = self.tr("The model was saved: {0} ({1}).").format(place, human_size(size))
        self.banner.show_message("info", words, ((self.tr("Show the file"), lambda: reveal(place)),))

    def _failed(self, words: str) -> None:
        self.banner.show_message("bad", words)

    def _rename(self, state: RunState, words: str) -> None:
        self._context.undo.push(RenameRun(self._files, state.run, before=state.title, after=words))

    def _mark(self, pinned: bool) -> None:
        if self.current is not None:
            state = self.current
            self._context.undo.push(MarkRun(self._files, state.run, title=run_title(state), pinned=pinned))

    def _note(self, name: str, words: str) -> None:
        state = next((state for state in self._context.project.runs if state.run.name == name), None)
        if state is not None:
            self._files.do(lambda: state.run.mark(note=words), lambda: None)

    def _measuring(self) -> None:
        self.run.show_measuring(self._pinner.words)

    def _menu(self, place: QPoint) -> None:
        state = self.current
        if state is None:
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        theme = self._context.theme
        menu.addAction(theme.icon("rename"), self.tr("Rename"), self.rename_run)
        save = menu.addAction(theme.icon("save"), self.tr("Save model…"), self.save_model)
        export = menu.addAction(theme.icon("export"), self.tr("Export for other programs…"), self.export_model)
        for action in (save, export):
            action.setEnabled(state.report is not None)
        menu.addAction(theme.icon("reveal"), self.tr("Show the folder"), self.reveal_run)
        menu.addSeparator()
        delete = menu.addAction(theme.icon("trash", "bad"), self.tr("Delete"), self.delete_run)
        delete.setEnabled(state.state != "running")
        menu.popup(place)

    def _undo_moved(self) -> None:
        """The banner's “Undo” would undo something else now."""
        if self._offers_undo:
            self._offers_undo = False
            self.banner.clear()

    # How it looks

    def _make_empty(self) -> EmptyState:
        return EmptyState(
            self._context.theme,
            "results",
            self.tr("No runs yet"),
            self.tr("When a model has been trained, its accuracy, its mistakes and its curves are shown here."),
            ((self.tr("Train a model"), lambda: self.page_requested.emit("train"), True),),
        )

    def _lay_out(self) -> None:
        self._split = QSplitter(Qt.Orientation.Horizontal)
        right = QWidget()
        self._right = QStackedWidget()
        for view in (self.run, self.comparison):
            self._right.addWidget(view)
        inside = QVBoxLayout(right)
        inside.setContentsMargins(ROOM, 0, 0, 0)
        inside.addWidget(self._right)
        for widget, least in ((self._left(), _LIST_LEAST), (right, _RUN_LEAST)):
            widget.setMinimumWidth(least)
            self._split.addWidget(widget)
        self._split.setChildrenCollapsible(False)
        self._split.setStretchFactor(1, 1)
        self._split.setSizes([_LIST, 1000])
        self._split.setHandleWidth(1)
        self._stack.addWidget(self._split)
        self._stack.addWidget(self.empty)
        column = QVBoxLayout(self)
        column.setContentsMargins(WIDE, WIDE, WIDE, ROOM)
        column.setSpacing(GAP)
        column.addLayout(
            page_head(
                title(self.tr("Results")),
                muted(
                    self.tr(
                        "Every training is a run, measured on validation pictures; the one that you decide for also "
                        "on test pictures, which took no part in any choice."
                    )
                ),
            )
        )
        column.addWidget(self.banner)
        column.addWidget(self._stack, 1)

    def _left(self) -> QWidget:
        """The list, and below it how runs are compared."""
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        column.addWidget(self.runs, 1)
        column.addWidget(self._hint)
        return left

    def _connect(self) -> None:
        project = self._context.project
        project.runs_changed.connect(self._show_runs)
        project.opened.connect(self._project_changed)
        project.closed.connect(self._project_changed)
        self.runs.chosen.connect(self._show_run)
        self.runs.several_chosen.connect(self._show_several)
        self.runs.rename_wanted.connect(self._rename)
        self.runs.delete_wanted.connect(self.delete_run)
        self.runs.menu_wanted.connect(self._menu)
        self._connect_header()
        self.run.pin_wanted.connect(self.pin_run)
        self.run.note_changed.connect(self._note)
        self._pinner.changed.connect(self._measuring)
        self._pinner.failed.connect(self._failed)
        self._files.failed.connect(self._failed)
        self._context.undo.indexChanged.connect(self._undo_moved)

    def _connect_header(self) -> None:
        header = self.run.header
        header.save_wanted.connect(self.save_model)
        header.export_wanted.connect(self.export_model)
        header.rename_wanted.connect(self.rename_run)
        header.reveal_wanted.connect(self.reveal_run)
        header.delete_wanted.connect(self.delete_run)
        header.resume_wanted.connect(self.resume_run)
        header.classify_wanted.connect(self.classify_run)
        header.mark_wanted.connect(self._mark)

    def _project_changed(self) -> None:
        self.banner.clear()
        self._show_runs()


def _differs(before: RunState, now: RunState) -> bool:
    """Whether the run's folder has to be read again; another title alone is no reason."""
    return (before.run.folder, before.state, before.report) != (now.run.folder, now.state, now.report)
