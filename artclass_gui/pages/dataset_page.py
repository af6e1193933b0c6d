"""The Dataset page: what the project has to learn from, where it came from, and what was not taken."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QMessageBox, QStackedWidget, QVBoxLayout, QWidget

from artclass_gui.context import Context
from artclass_gui.dialogs.import_dialog import ImportDialog
from artclass_gui.dialogs.split_dialog import SplitDialog
from artclass_gui.importing import Importer
from artclass_gui.jobs.job import Job
from artclass_gui.pages.dataset_parts import HEALTH, PROBLEMS, DatasetParts
from artclass_gui.pages.dataset_remarks import import_sentences, leak_sentence, unsaid
from artclass_gui.surveying import Survey
from artclass_gui.theme import GAP, SMALL, WIDE
from artclass_gui.widgets.banner import Action, Banner
from artclass_gui.widgets.buttons import button
from artclass_gui.widgets.choose import ask_for_file, ask_for_files, ask_for_folder, is_source
from artclass_gui.widgets.drop import DropTarget
from artclass_gui.widgets.empty_state import EmptyState
from artclass_gui.widgets.job_strip import JobStrip
from artclass_gui.widgets.reveal import reveal
from artclass_gui.widgets.text import muted, page_head, title
from artclass_gui.widgets.words import classes, human_size, pictures
from trainer.catalog.grouping import Grouping
from trainer.catalog.records import Source
from trainer.catalog.store import Catalog
from trainer.events import Finished, Stopped, TerminalEvent
from trainer.project import Project


class DatasetPage(QWidget):
    """Shows the catalog of the open project and imports into it.

    Signals:
        page_requested(str): Another page is wanted.

    Attributes:
        importer: Starts and watches imports; the window's menus and its welcome page use it too.
        decider: Does what the person decides about pictures.
        checker: Checks the dataset.
    """

    page_requested = Signal(str)

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.importer = Importer(context, self)
        self.banner = Banner(context.theme)
        self.strip = JobStrip()
        self.parts = DatasetParts(context)
        self.tabs, self.pictures, self.health = self.parts.tabs, self.parts.pictures, self.parts.health
        self.twins, self.doubts = self.parts.twins, self.parts.doubts
        self.problems, self.sources = self.parts.problems, self.parts.sources
        self.decider, self.checker = self.parts.decider, self.parts.checker
        self.empty = self._make_empty()
        self._title, self._figures = title(""), muted("")
        self._told_missing: frozenset[int] = frozenset()
        self._make_buttons()
        self._lay_out()
        self._connect()
        self._show_project()

    # What menus and buttons do

    def add_folder(self) -> None:
        """Ask for a folder of pictures and import it."""
        folder = ask_for_folder(self, self.tr("Choose the folder that holds a folder of pictures for each class"))
        if folder is not None:
            self._import([folder])

    def add_files(self) -> None:
        """Ask for archives or tables of pictures and import them."""
        files = ask_for_files(self, self.tr("Choose archives or tables of pictures"))
        if files:
            self._import(files)

    def cancel_import(self) -> None:
        """Cancel the running import."""
        self.importer.cancel()
        self.strip.say(self.tr("Cancelling…"))
        self.cancel_button.setEnabled(False)

    def find_source(self, source: Source) -> None:
        """Ask where a moved folder, archive or table lies now."""
        name = source.location.name
        if source.kind in ("folder", "reviewed"):
            found = ask_for_folder(self, self.tr("Where is the folder “{0}” now?").format(name))
        else:
            found = ask_for_file(self, self.tr("Where is “{0}” now?").format(name))
        if found is not None:
            self.relink(source, found)

    def relink(self, source: Source, new_location: Path) -> None:
        """Let the catalog look for a source's pictures in another place."""
        project = self._context.project.project
        if project is not None:
            self._context.tasks.run(
                self, lambda: _relink(project, source.id, new_location), self._relinked, self._fail_with
            )

    def check(self) -> None:
        """Show the health of the dataset, and examine it anew."""
        self.tabs.setCurrentIndex(HEALTH)
        self.checker.start()

    def change_split(self) -> None:
        """Ask how the pictures are to be divided, and draw the splits anew."""
        dialog = SplitDialog(self._context, self.window())
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(lambda: self._draw_splits(dialog.grouping))
        dialog.open()

    def reveal_project(self) -> None:
        """Show the project's folder in the file manager."""
        if self._context.project.project is not None:
            reveal(self._context.project.project.folder)

    def clear_caches(self, size: int) -> None:
        """Ask whether the caches, of so many bytes, are to be deleted."""
        box = QMessageBox(QMessageBox.Icon.Question, self.tr("Clear caches"), "", parent=self)
        box.setText(self.tr("Delete {0} of caches?").format(human_size(size)))
        box.setInformativeText(
            self.tr("Pictures, models and results stay. The next training takes longer, as it computes them again.")
        )
        delete = box.addButton(self.tr("Delete caches"), QMessageBox.ButtonRole.AcceptRole)
        box.addButton(self.tr("Keep them"), QMessageBox.ButtonRole.RejectRole)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.buttonClicked.connect(lambda clicked: self._clear_caches() if clicked is delete else None)
        box.open()

    # What happens

    def _import(self, sources: list[Path]) -> None:
        self.banner.clear()
        self.importer.propose(sources)

    def _try_sample(self) -> None:
        self.banner.clear()
        self.importer.start_sample()

    def _import_started(self, job: Job) -> None:
        self.banner.clear()
        self.cancel_button.setEnabled(True)
        self.add_button.setEnabled(False)
        self.strip.follow(job)
        self._choose_view()

    def _ask_about(self, survey: Survey) -> None:
        dialog = ImportDialog(self._context, survey, self.window())
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(lambda: self.importer.go_on(dialog.choices()))
        dialog.rejected.connect(self.importer.drop)
        dialog.level_wanted.connect(self.importer.look_again)
        dialog.open()

    def _import_dropped(self) -> None:
        self.add_button.setEnabled(True)
        self._choose_view()

    def _import_ended(self, ending: TerminalEvent) -> None:
        self.add_button.setEnabled(True)
        if isinstance(ending, Finished):
            self._say_result(ending)
            self.checker.start(quiet=True)
        elif isinstance(ending, Stopped):
            self.banner.show_message(
                "info", self.tr("The import was cancelled. What was read so far is kept; import again to add the rest.")
            )
        self._choose_view()

    def _say_result(self, ending: Finished) -> None:
        sentence, left_out = import_sentences(ending.result)
        leaks = leak_sentence(ending.result)
        more = unsaid(self.importer.notices, ending.result.get("classes", ()))
        words = " ".join(part for part in (sentence, left_out, *more, leaks) if part)
        actions: list[Action] = [(self.tr("Show them"), self._show_problems)] if left_out else []
        if leaks:
            actions.append((self.tr("Mend it"), self._mend_leaks))
        self.banner.show_message("warning" if more or leaks else "info", words, actions)

    def _mend_leaks(self) -> None:
        self._say_next_decision()
        self.decider.mend_leaks()

    def _say_next_decision(self) -> None:
        """Say at the top of the page what comes of a decision that was not made among pictures."""
        once = Qt.ConnectionType.SingleShotConnection
        self.decider.decided.connect(lambda words: self.banner.show_message("info", words), once)

    def _draw_splits(self, grouping: Grouping) -> None:
        self.banner.show_message("info", self.tr("Drawing the splits anew…"))
        self._say_next_decision()
        self.decider.decide(
            self.tr("Draw the splits anew"),
            lambda catalog: catalog.draw_splits(grouping),
            self.tr("The splits were drawn anew."),
        )

    def _show_problems(self) -> None:
        self.tabs.setCurrentIndex(PROBLEMS)

    def _fail(self, sentence: str) -> None:
        """Say it here, or in the window's own banner where this page is not seen for want of a project."""
        if self._context.project.is_open:
            self.banner.show_message("bad", sentence)
        else:
            self._context.project.failed.emit(sentence)

    def _fail_with(self, error: Exception) -> None:
        self._fail(str(error))

    def _relinked(self, place: Path) -> None:
        self.banner.show_message("info", self.tr("The pictures were found again in {0}.").format(place))
        self._context.thumbnails.forget()
        self._context.project.reload_catalog()

    def _clear_caches(self) -> None:
        project = self._context.project.project
        if project is not None and not self._context.jobs.running:
            self._context.tasks.run(self, project.clear_cache, self._cleared, self._fail_with)

    def _cleared(self, freed: int) -> None:
        self.banner.show_message("info", self.tr("{0} freed.").format(human_size(freed)))
        self.sources.measure()

    # What is shown

    def _show_project(self) -> None:
        project = self._context.project.project
        self._title.setText(project.name if project is not None else self.tr("No project is open"))
        self._told_missing = frozenset()
        self.parts.forget()
        if not self.importer.busy:
            self.banner.clear()
        self._show_catalog()

    def _show_catalog(self) -> None:
        state = self._context.project.catalog
        parts = []
        if state.pictures:
            parts.append(self.tr("{0} in {1}").format(pictures(state.pictures), classes(len(state.classes))))
        if state.unlabelled:
            parts.append(self.tr("{0} without a class").format(pictures(state.unlabelled)))
        self._figures.setText(" · ".join(parts) or self.tr("No pictures yet"))
        self.parts.show_state(state)
        self.sources.measure()
        self.train_button.setVisible(len(state.classes) > 1)
        self._warn_of_missing(state.sources)
        self._choose_view()

    def _warn_of_missing(self, sources: tuple[Source, ...]) -> None:
        opened = [source for source in sources if source.kind in ("folder", "reviewed")]  # where they lie
        gone = [source for source in opened if source.pictures and not source.present]
        numbers = frozenset(source.id for source in gone)
        if gone and not numbers <= self._told_missing:
            words = self.tr("The folder {0} is not there any more, so its {1} cannot be shown or learned from.")
            first = gone[0]
            self.banner.show_message(
                "warning",
                words.format(first.location, pictures(first.pictures)),
                [(self.tr("Find it…"), lambda: self.find_source(first))],
            )
        self._told_missing = numbers

    def _choose_view(self) -> None:
        state = self._context.project.catalog
        filled = not state.is_empty
        self._views.setCurrentIndex(1 if filled else 2 if self.importer.busy else 0)
        self.add_button.setVisible(filled)

    def _saved_report(self, place: Path) -> None:
        words = self.tr("The health report was saved: {0}.").format(place)
        self.banner.show_message("info", words, [(self.tr("Show it"), lambda: reveal(place))])

    # Making it

    def _make_empty(self) -> EmptyState:
        return EmptyState(
            self._context.theme,
            "dataset",
            self.tr("Drop a folder, zips or a table of pictures here"),
            self.tr(
                "Each class needs a folder of its own, named after it, with at least 5 pictures; "
                "50 or more make a good start. Your files stay where they are and are never changed."
            ),
            [
                (self.tr("Choose folder…"), self.add_folder, True),
                (self.tr("Choose zips or a table…"), self.add_files, False),
                (self.tr("Try the sample pictures"), self._try_sample, False),
            ],
        )

    def _make_buttons(self) -> None:
        theme = self._context.theme
        self.add_button = button(self.tr("Add pictures…"), lambda: None, theme=theme, icon="add")
        menu = QMenu(self.add_button)
        menu.addAction(self.tr("A folder…"), self.add_folder)
        menu.addAction(self.tr("Zips or a table…"), self.add_files)
        self.add_button.setMenu(menu)
        self.train_button = button(
            self.tr("Train a model"),
            lambda: self.page_requested.emit("train"),
            "primary",
            theme=theme,
            icon="train",
            tip=self.tr("Go to the Train page"),
        )
        self.cancel_button = button(self.tr("Cancel"), self.cancel_import)
        self.cancel_button.setAccessibleName(self.tr("Cancel the import"))
        self.strip.add_button(self.cancel_button)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(SMALL)
        head.addLayout(page_head(self._title, self._figures), 1)
        for made in (self.add_button, self.train_button):
            head.addWidget(made, 0, Qt.AlignmentFlag.AlignTop)
        self._views = QStackedWidget()
        for view in (self.empty, self.parts, QWidget()):
            self._views.addWidget(view)
        column = QVBoxLayout(self)
        column.setContentsMargins(WIDE, WIDE, WIDE, WIDE)
        column.setSpacing(GAP)
        column.addLayout(head)
        column.addWidget(self.banner)
        column.addWidget(self.strip)
        column.addWidget(self._views, 1)

    def _connect(self) -> None:
        drops = DropTarget(self, self._context.theme, self.tr("Drop to add these pictures"), takes=is_source)
        drops.dropped.connect(self._import)
        self.importer.started.connect(self._import_started)
        self.importer.surveyed.connect(self._ask_about)
        self.importer.dropped.connect(self._import_dropped)
        self.importer.ended.connect(self._import_ended)
        self.importer.failed.connect(self._fail)
        project = self._context.project
        project.opened.connect(self._show_project)
        project.closed.connect(self._show_project)
        project.catalog_changed.connect(self._show_catalog)
        self.parts.page_requested.connect(self.page_requested)
        self.checker.saved.connect(self._saved_report)
        for part in (self.pictures, self.decider, self.checker):
            part.failed.connect(self._fail)
        self.pictures.split.change_wanted.connect(self.change_split)
        self.sources.ledger.undone.connect(lambda words: self.banner.show_message("info", words))
        self.sources.ledger.failed.connect(self._fail)
        self.sources.find_wanted.connect(self.find_source)
        self.sources.reveal_wanted.connect(lambda source: reveal(source.location))
        self.sources.clear_wanted.connect(self.clear_caches)
        self.sources.project_wanted.connect(self.reveal_project)


def _relink(project: Project, source: int, new_location: Path) -> Path:
    with Catalog.open(project) as catalog:
        catalog.intake.relink(source, new_location)
    return new_location
