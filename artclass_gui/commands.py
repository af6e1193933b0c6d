"""What the menus do: one method for each row of the table of actions."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog

from artclass_gui.closing import Closing
from artclass_gui.context import Context
from artclass_gui.keys import key_groups
from artclass_gui.main_window import MainWindow
from artclass_gui.menus import Menus
from artclass_gui.opening import Opening
from artclass_gui.widgets.choose import ask_for_files

if TYPE_CHECKING:
    from artclass_gui.pages.classify_offers import OfferName

_STEP = 20  # pixels by which thumbnails grow and shrink


class Commands(QObject):
    """Carries out the menus, which it makes with `Menus`; projects are opened and left by `Opening`.

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
        self._closing = Closing(context, window)
        self.opening = Opening(context, window)
        self.menus = Menus(context, window, self, self.opening.open)
        context.settings.changed.connect(self._follow_setting)

    def open_at_start(self, paths: list[Path]) -> None:
        """Open what was named on the command line, or the last project where the person wants that."""
        self.opening.open_at_start(paths)

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
            self.opening.begin([folder])

    def new_from_files(self) -> None:
        """Make a new project from archives or tables."""
        files = self._choose_files()
        if files:
            self.opening.begin(files)

    def open_project(self) -> None:
        """Open a project folder."""
        folder = self._choose_folder(self.tr("Open a project (a folder that ends in .artclass)"), projects=True)
        if folder is not None:
            self.opening.open(folder)

    def try_samples(self) -> None:
        """Make or open the project of the sample pictures."""
        self.opening.try_samples()

    def add_folder(self) -> None:
        """Add a folder of pictures to the open project."""
        folder = self._choose_folder(self.tr("A folder of pictures, sorted into classes"))
        if folder is not None:
            self.opening.add([folder])

    def add_files(self) -> None:
        """Add archives or tables to the open project."""
        files = self._choose_files()
        if files:
            self.opening.add(files)

    def reveal_project(self) -> None:
        """Show the project's folder in the file manager."""
        project = self._context.project.project
        if project is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(project.folder)))

    def close_project(self) -> None:
        """Close the project, if nothing is running."""
        self.opening.close()

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

    def _resize_thumbnails(self, step: int) -> None:
        settings = self._context.settings
        settings.set("gallery/size", settings.value("gallery/size") + step)

    def _choose_folder(self, title: str, *, projects: bool = False) -> Path | None:
        start = self._context.settings.value("projects/folder") if projects else ""
        name = QFileDialog.getExistingDirectory(self._window, title, str(start))
        return Path(name) if name else None

    def _choose_files(self) -> list[Path]:
        return ask_for_files(self._window, self.tr("Archives or tables of pictures"))

    def _follow_setting(self, key: str) -> None:
        if key == "appearance/theme":
            self._context.theme.choose(self._context.settings.value(key))
