"""What the menus do: one method for each row of the table of actions."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject, Qt, QUrl
from PySide6.QtGui import QAction, QDesktopServices, QKeySequence
from PySide6.QtWidgets import QFileDialog, QMenu

from artclass_gui.actions import ACTIONS, MENUS, Action, Need
from artclass_gui.closing import Closing
from artclass_gui.context import Context
from artclass_gui.keys import key_groups
from artclass_gui.main_window import MainWindow
from artclass_gui.widgets.choose import ask_for_files
from trainer.errors import ArtClassError
from trainer.project import Project, is_project

if TYPE_CHECKING:
    from artclass_gui.pages.classify_offers import OfferName

_STEP = 20  # pixels by which thumbnails grow and shrink


class Commands(QObject):
    """Makes the menus and carries them out.

    Args:
        context: The services.
        window: The window whose pages do the work.
        log_path: The file that “Show the log file” opens.
    """

    def __init__(self, context: Context, window: MainWindow, log_path: Path) -> None:
        super().__init__(window)
        self._context = context
        self._window = window
        self._log_path = log_path
        self._actions: dict[str, QAction] = {}
        self._recent = QMenu(self.tr("Open &recent"), window)
        self._closing = Closing(context, window)
        self._make_menus()
        self._connect()
        self._update()

    def open_at_start(self, paths: list[Path]) -> None:
        """Open what was named on the command line, or the last project where the person wants that."""
        if len(paths) == 1 and is_project(paths[0]):
            self._open(paths[0])
        elif paths:
            self._window.dataset.importer.start(paths)
        elif self._context.settings.value("projects/reopen"):
            for folder in self._context.settings.recent_projects()[:1]:
                self._open(folder)

    def tell_unexpected(self, words: str) -> None:
        """Say that something failed inside the program; the traceback is in the log."""
        message = self.tr("Something went wrong inside ArtClass ({0}). Your pictures and models are safe.").format(
            words
        )
        self._window.banner.show_message("bad", message, ((self.tr("Show the log file"), self.show_log),))

    # File

    def new_from_folder(self) -> None:
        """Make a new project from a folder of pictures."""
        folder = self._choose_folder(self.tr("A folder of pictures, sorted into classes"))
        if folder is not None:
            self._new_project([folder])

    def new_from_files(self) -> None:
        """Make a new project from archives or tables."""
        files = self._choose_files()
        if files:
            self._new_project(files)

    def open_project(self) -> None:
        """Open a project folder."""
        folder = self._choose_folder(self.tr("Open a project (a folder that ends in .artclass)"), projects=True)
        if folder is not None:
            self._open(folder)

    def try_samples(self) -> None:
        """Make or open the project of the sample pictures."""
        if self._may_leave_project():
            self._context.project.close()
            self._window.show_page("dataset")
            self._window.dataset.importer.start_sample()

    def add_folder(self) -> None:
        """Add a folder of pictures to the open project."""
        folder = self._choose_folder(self.tr("A folder of pictures, sorted into classes"))
        if folder is not None:
            self._import([folder])

    def add_files(self) -> None:
        """Add archives or tables to the open project."""
        files = self._choose_files()
        if files:
            self._import(files)

    def reveal_project(self) -> None:
        """Show the project's folder in the file manager."""
        project = self._context.project.project
        if project is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(project.folder)))

    def close_project(self) -> None:
        """Close the project, if nothing is running."""
        if self._may_leave_project():
            self._context.project.close()

    def settings(self) -> None:
        """Show the settings."""
        from artclass_gui.dialogs.settings_dialog import SettingsDialog  # noqa: PLC0415 - seldom

        dialog = SettingsDialog(self._context, self._window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def quit(self) -> None:
        """Close the window."""
        self._window.close()

    # Edit and View

    def check_dataset(self) -> None:
        """Look for everything that is wrong with the dataset."""
        self._window.show_page("dataset")
        self._window.dataset.check()

    def change_split(self) -> None:
        """Say which pictures stay together, and draw the splits anew."""
        self._window.show_page("dataset")
        self._window.dataset.change_split()

    def rename_run(self) -> None:
        """Rename the chosen run."""
        self._window.show_page("results")
        self._window.results.rename_run()

    def delete_run(self) -> None:
        """Delete the chosen run; undoable."""
        self._window.results.delete_run()

    def show_dataset(self) -> None:
        """Show the Dataset page."""
        self._window.show_page("dataset")

    def show_train(self) -> None:
        """Show the Train page."""
        self._window.show_page("train")

    def show_results(self) -> None:
        """Show the Results page."""
        self._window.show_page("results")

    def show_classify(self) -> None:
        """Show the Classify page."""
        self._window.show_page("classify")

    def larger(self) -> None:
        """Larger thumbnails."""
        self._resize_thumbnails(_STEP)

    def smaller(self) -> None:
        """Smaller thumbnails."""
        self._resize_thumbnails(-_STEP)

    # Train

    def start_training(self) -> None:
        """Train with the settings of the Train page."""
        self._window.show_page("train")
        self._window.train.start()

    def stop_training(self) -> None:
        """End the training and keep the best model."""
        self._window.train.stop()

    def pause_training(self) -> None:
        """Let the training keep what it has learnt, end, and free the memory."""
        self._window.train.pause()

    def queue_training(self) -> None:
        """Put a training with the settings of the Train page into the queue."""
        self._window.show_page("train")
        self._window.train.queue_up()

    def cancel_training(self) -> None:
        """End the training and keep nothing."""
        self._window.show_page("train")
        self._window.train.cancel()

    def save_model(self) -> None:
        """Save the chosen run's model as one file."""
        self._window.show_page("results")
        self._window.results.save_model()

    def reveal_run(self) -> None:
        """Show the chosen run's folder."""
        self._window.results.reveal_run()

    # Classify

    def open_model(self) -> None:
        """Open a model file that somebody gave."""
        self._window.show_page("classify")
        self._window.classify.choose_model()

    def classify_folder(self) -> None:
        """Classify a folder of pictures."""
        self._window.show_page("classify")
        self._window.classify.choose_folder()

    def hold_classifying(self) -> None:
        """Let the classification pause, or go on."""
        self._window.classify.hold_or_go_on()

    def show_similar(self) -> None:
        """Show the pictures that are most like the current one."""
        self._window.show_page("classify")
        self._window.classify.results.similar.ask()

    def sort_folder(self) -> None:
        """Sort the classified pictures into folders."""
        self._offer("sort")

    def write_keywords(self) -> None:
        """Write classes as keywords."""
        self._offer("tag")

    def export(self) -> None:
        """Save the list of classified pictures."""
        self._offer("list")

    def save_report(self) -> None:
        """Save a report of the classified pictures, class by class."""
        self._offer("report")

    def contact_sheet(self) -> None:
        """Save a printable contact sheet of the classified pictures."""
        self._offer("sheet")

    # Help

    def keys(self) -> None:
        """Show all keyboard shortcuts."""
        from artclass_gui.dialogs.about import shortcuts  # noqa: PLC0415 - seldom

        shortcuts(self._window, key_groups())

    def show_log(self) -> None:
        """Open the log file with the system's program for it."""
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._log_path)))

    def about(self) -> None:
        """Say what this program is."""
        from artclass_gui.dialogs.about import about  # noqa: PLC0415 - seldom

        about(self._window)

    # How

    def _offer(self, name: OfferName) -> None:
        self._window.show_page("classify")
        self._window.classify.saving.offer(name)

    def _make_menus(self) -> None:
        menus = {name: self._window.menuBar().addMenu(QCoreApplication.translate("Menu", text)) for name, text in MENUS}
        undo = self._context.undo.createUndoAction(self._window, self.tr("&Undo"))
        redo = self._context.undo.createRedoAction(self._window, self.tr("&Redo"))
        undo.setShortcut(QKeySequence.StandardKey.Undo)
        redo.setShortcut(QKeySequence.StandardKey.Redo)
        menus["edit"].addActions([undo, redo])
        for row in ACTIONS:
            if row.separated:
                menus[row.menu].addSeparator()
            menus[row.menu].addAction(self._make(row))
            if row.name == "open_project":
                menus[row.menu].addMenu(self._recent)
        self._recent.aboutToShow.connect(self._list_recent)

    def _make(self, row: Action) -> QAction:
        action = QAction(QCoreApplication.translate("Menu", row.text), self._window)
        if row.key:
            action.setShortcut(QKeySequence(row.key))
        if row.icon:
            action.setIcon(self._context.theme.icon(row.icon))
        if row.name == "quit":
            action.setMenuRole(QAction.MenuRole.QuitRole)
        action.triggered.connect(getattr(self, row.name))
        self._actions[row.name] = action
        return action

    def _connect(self) -> None:
        window, project = self._window, self._context.project
        window.welcome.project_chosen.connect(self._open)
        window.welcome.sources_chosen.connect(self._new_project)
        window.welcome.sample_chosen.connect(self.try_samples)
        project.opened.connect(self._remember)
        project.closed.connect(self._context.undo.clear)
        for signal in (
            project.opened,
            project.closed,
            project.catalog_changed,
            project.runs_changed,
            self._context.jobs.started,
            self._context.jobs.ended,
            self._context.jobs.idle,
            window.page_shown,
        ):
            signal.connect(self._update)
        self._context.settings.changed.connect(self._follow_setting)
        self._context.theme.changed.connect(self._tint)
        for menu in window.menuBar().findChildren(QMenu):
            menu.aboutToShow.connect(self._update)

    def _update(self, *_: object) -> None:
        possible = {need: self._possible(need) for need in {row.needs for row in ACTIONS}}
        for row in ACTIONS:
            self._actions[row.name].setEnabled(possible[row.needs])

    def _possible(self, need: Need) -> bool:
        project, jobs = self._context.project, self._context.jobs
        training = jobs.of_kind("train") or jobs.of_kind("resume")
        match need:
            case "project":
                return project.is_open
            case "pictures":
                return project.catalog.pictures > 0 and jobs.of_kind("import") is None
            case "no training":
                return project.catalog.pictures > 0 and training is None
            case "training":
                return training is not None
            case "run":
                return bool(project.runs)
            case "results":
                return self._window.furnished and self._window.classify.can_export
            case "classifying":
                return self._window.furnished and self._window.classify.classifying
            case _:
                return True

    def _tint(self) -> None:
        for row in ACTIONS:
            if row.icon:
                self._actions[row.name].setIcon(self._context.theme.icon(row.icon))

    def _follow_setting(self, key: str) -> None:
        if key == "appearance/theme":
            self._context.theme.choose(self._context.settings.value(key))

    def _resize_thumbnails(self, step: int) -> None:
        settings = self._context.settings
        settings.set("gallery/size", settings.value("gallery/size") + step)

    def _choose_folder(self, title: str, *, projects: bool = False) -> Path | None:
        start = self._context.settings.value("projects/folder") if projects else ""
        name = QFileDialog.getExistingDirectory(self._window, title, str(start))
        return Path(name) if name else None

    def _choose_files(self) -> list[Path]:
        return ask_for_files(self._window, self.tr("Archives or tables of pictures"))

    def _open(self, folder: Path) -> None:
        if not self._may_leave_project():
            return
        try:
            self._context.project.open(folder)
        except ArtClassError as error:
            words = str(error) if is_project(folder) else self._forget(folder) or str(error)
            self._window.banner.show_message("bad", words)

    def _forget(self, folder: Path) -> str:
        """Take a project that is gone off the recent ones and say so; empty where it was none of them."""
        settings = self._context.settings
        if not settings.remembers(folder):
            return ""
        settings.forget_project(folder)
        self._window.welcome.reload()
        return self.tr("The project “{0}” is not there any more: {1}. It was taken off the recent projects.").format(
            Project(folder).name, folder
        )

    def _new_project(self, sources: list[Path]) -> None:
        if self._may_leave_project():
            self._context.project.close()
            self._import(sources)

    def _import(self, sources: list[Path]) -> None:
        self._window.show_page("dataset")
        self._window.dataset.importer.propose(sources)

    def _remember(self) -> None:
        project = self._context.project.project
        if project is not None:
            self._context.settings.remember_project(project.folder)
            self._context.undo.clear()

    def _list_recent(self) -> None:
        self._recent.clear()
        for folder in self._context.settings.recent_projects():
            action = self._recent.addAction(folder.name.removesuffix(".artclass"))
            action.setToolTip(str(folder))
            action.triggered.connect(lambda _=False, folder=folder: self._open(folder))
        if self._recent.isEmpty():
            self._recent.addAction(self.tr("None yet")).setEnabled(False)

    def _may_leave_project(self) -> bool:
        """Whether no job works on the open project, but for a check, which is ended; otherwise say so."""
        lasting = self._context.jobs.lasting
        if not self._context.project.is_open or not lasting:
            self._window.dataset.checker.cancel()
            return True
        title = lasting[0].title
        self._window.banner.show_message(
            "warning", self.tr("{0} is still going on. Wait until it has ended, or stop it first.").format(title)
        )
        return False
