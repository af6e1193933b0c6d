"""The Classify page: a model, a folder, and a gallery that fills with what the model says."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFileDialog, QStackedWidget, QVBoxLayout, QWidget

from artclass_gui.context import Context
from artclass_gui.exporting import export
from artclass_gui.gallery.images_model import ImagesModel
from artclass_gui.jobs.job import Job
from artclass_gui.pages.classify_header import ClassifyHeader
from artclass_gui.pages.classify_models import ModelList
from artclass_gui.pages.classify_results import ClassifyResults
from artclass_gui.pages.classify_session import ClassifySession, ModelChoice
from artclass_gui.theme import ROOM, WIDE
from artclass_gui.widgets.banner import Banner
from artclass_gui.widgets.buttons import button
from artclass_gui.widgets.drop import DropTarget
from artclass_gui.widgets.empty_state import EmptyState
from artclass_gui.widgets.job_strip import JobStrip
from artclass_gui.widgets.reveal import reveal
from artclass_gui.widgets.text import muted, page_head, title
from artclass_gui.widgets.words import pictures

if TYPE_CHECKING:
    from trainer.package import PackageInfo

MODEL_SUFFIX = ".artmodel"
_SUMMARY_MS = 200


class ClassifyPage(QWidget):
    """Classifies folders with a finished run of the project or with a model file.

    Signals:
        page_requested(str): The person wants to go to another page.
    """

    page_requested = Signal(str)

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.models = ModelList(context.project, self)
        self.header = ClassifyHeader(self.models, context.theme)
        self.results = ClassifyResults(context)
        self.session = ClassifySession(context, self.images, self)
        self.banner = Banner(context.theme)
        self.strip = JobStrip()
        self._explanation = muted(self.tr("Let a model sort a folder of pictures. The pictures stay where they are."))
        self._stack = QStackedWidget()
        self._no_model, self._no_folder, self._no_pictures = self._empty_states()
        self._wanted_run = ""
        self._file_opened = False
        self._summary = QTimer(self, singleShot=True, interval=_SUMMARY_MS)
        self._lay_out()
        self._connect()
        self._models_changed()
        self._show_state()

    @property
    def images(self) -> ImagesModel:
        """The pictures of the gallery."""
        return self.results.view.images

    @property
    def can_export(self) -> bool:
        """Whether there is a list to save."""
        return self.session.classified > 0

    def open_folder(self, folder: Path) -> None:
        """Classify the pictures in a folder, as soon as there is a model."""
        self.banner.clear()
        self.results.begin_anew()
        self.session.open_folder(folder)
        if self.isVisible():
            self.results.view.setFocus()

    def open_model(self, path: Path) -> None:
        """Classify with a model file, once it was looked at."""
        self.banner.clear()
        self._context.tasks.run(self, lambda: _read_info(path), self._model_read, self._model_refused)

    def use_run(self, name: str) -> None:
        """Classify with this run of the open project, at once or when it is listed as finished."""
        self._wanted_run = name
        self._models_changed()

    def training_began(self) -> None:
        """From now on, a model file that the person opens counts for more than what is being trained."""
        self._file_opened = False

    def training_gave(self, name: str) -> None:
        """Go over to the run that has just been trained, unless the person is busy with another model."""
        if self.session.state == "idle" and not self._file_opened:
            self.use_run(name)

    def choose_folder(self) -> None:
        """Let the person choose a folder."""
        start = str(self.session.folder or Path.home())
        dialog = QFileDialog(self, self.tr("A folder of pictures to classify"), start)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.fileSelected.connect(self._folder_selected)
        self._open_dialog(dialog)

    def choose_model(self) -> None:
        """Let the person choose a model file."""
        names = self.tr("ArtClass models (*{0})").format(MODEL_SUFFIX)
        dialog = QFileDialog(self, self.tr("Open a model"), str(Path.home()), names)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self._model_selected)
        self._open_dialog(dialog)

    def export(self) -> None:
        """Let the person save the list of pictures with their classes."""
        if not self.can_export:
            return
        kinds = (self.tr("Table (*.csv)"), self.tr("JSON (*.json)"))
        folder = self.session.folder
        name = self.tr("{0} classified.csv").format(folder.name) if folder is not None else "classified.csv"
        dialog = QFileDialog(self, self._export_title(), str(Path.home() / name), ";;".join(kinds))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("csv")
        dialog.filterSelected.connect(lambda kind: dialog.setDefaultSuffix("json" if kind == kinds[1] else "csv"))
        dialog.fileSelected.connect(self._export_name_selected)
        self._open_dialog(dialog)

    def _export_title(self) -> str:
        """What will be in the list: every picture that has an answer, whatever is shown."""
        count = pictures(self.session.classified)
        if self.images.shown < self.images.total:
            return self.tr("Export all {0}, also those that the filter hides").format(count)
        return self.tr("Export the list of {0}").format(count)

    def export_to(self, path: Path) -> None:
        """Save the list of pictures with their classes as CSV or JSON, by the ending of ``path``."""
        images = self.images.snapshot()
        self._context.tasks.run(
            self,
            lambda: export(images, path),
            lambda written: self._exported(written, path),
            lambda error: self.banner.show_message("bad", str(error)),
        )

    def cancel(self) -> None:
        """Stop classifying; what is classified stays."""
        if self.session.state == "idle":
            return
        self.strip.say(self.tr("Stopping…"))
        self.session.cancel()
        again = (self.tr("Classify again"), self.session.restart)
        self.banner.show_message("info", self.tr("Stopped. What is classified stays."), (again,))

    def open_selected(self) -> None:
        """Show the current picture large."""
        self.results.open_selected()

    # Events

    def _use(self, model: ModelChoice | None) -> None:
        self._wanted_run = ""
        self.banner.clear()
        self.session.set_model(model)

    def _model_read(self, read: tuple[Path, PackageInfo]) -> None:
        self._file_opened = True
        self._use(self.models.add_file(*read))

    def _model_refused(self, error: Exception) -> None:
        self.banner.show_message("bad", str(error))

    def _models_changed(self) -> None:
        """A run was finished, renamed or deleted, or the project is another one."""
        current = self.session.model
        kept = self.models.find(current.key) if current is not None else None
        if kept is None and current is not None and current.run and not self._context.project.is_open:
            self._forget()
        if kept is None and not self.session.classified and self.models.choices:
            kept = self.models.preferred
        wanted = self.models.of_run(self._wanted_run)
        if wanted is not None:
            kept, self._wanted_run = wanted, ""
        self.session.set_model(kept)
        self._show_state()

    def _project_closed(self) -> None:
        """What was classified with a model of the project goes with it."""
        self._wanted_run = ""
        if self.session.model is None and self.session.classified:
            self._forget()

    def _forget(self) -> None:
        self.session.forget()
        self.results.begin_anew()
        self.banner.clear()

    def _started(self, job: Job) -> None:
        self.strip.follow(job)

    def _failed(self, sentence: str) -> None:
        actions = ((self.tr("Try again"), self.session.restart),) if self.session.folder is not None else ()
        self.banner.show_message("bad", sentence, actions)

    def _noticed(self, sentence: str) -> None:
        self.banner.show_message("info", sentence)

    def _dropped(self, paths: list[Path]) -> None:
        for path in paths:
            if path.suffix == MODEL_SUFFIX:
                self.open_model(path)
        folder = next((path for path in paths if path.is_dir()), None)
        if folder is not None:
            self.open_folder(folder)

    def _folder_selected(self, name: str) -> None:
        self.open_folder(Path(name))

    def _model_selected(self, name: str) -> None:
        self.open_model(Path(name))

    def _export_name_selected(self, name: str) -> None:
        self.export_to(Path(name))

    def _exported(self, written: int, path: Path) -> None:
        pattern = self.tr("The list of {0} is saved in “{1}”, in the order of the folder.")
        if self.images.shown < written:
            pattern = self.tr(
                "The list of all {0} is saved in “{1}”, in the order of the folder; those that the filter hides are in it too."
            )
        sentence = pattern.format(pictures(written), path.name)
        self.banner.show_message("info", sentence, ((self.tr("Show in its folder"), lambda: reveal(path)),))

    def _to_training(self) -> None:
        self.page_requested.emit("train")

    # What is shown

    def _show_state(self) -> None:
        session = self.session
        self.header.show_model(session.model)
        self.results.why.set_run(session.model.arguments[-1] if session.model is not None and session.model.run else "")
        self.header.show_folder(session.folder)
        self._explanation.setVisible(session.folder is None)
        listed = session.state != "listing"
        if session.folder is not None and (self.images.total or not listed):
            self._stack.setCurrentWidget(self.results)
        elif session.folder is not None:
            self._stack.setCurrentWidget(self._no_pictures)
        else:
            self._stack.setCurrentWidget(self._no_folder if session.model is not None else self._no_model)
        self._show_summary()

    def _show_summary(self) -> None:
        words = self.session.summary()
        if self.session.model is None and self.images.total:
            words += " · " + self.tr("choose a model to classify them")
        self.results.summary.setText(words)
        self.results.export_button.setEnabled(self.can_export)

    def _schedule_summary(self) -> None:
        if not self._summary.isActive():
            self._summary.start()

    # Set up

    def _open_dialog(self, dialog: QFileDialog) -> None:
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def _empty_states(self) -> tuple[EmptyState, EmptyState, EmptyState]:
        theme = self._context.theme
        open_folder = (self.tr("Open folder…"), self.choose_folder, True)
        return (
            EmptyState(
                theme,
                "model",
                self.tr("A model is needed first"),
                self.tr("Train one on pictures whose classes you know, or open a model file that somebody gave you."),
                (
                    (self.tr("Train a model first"), self._to_training, True),
                    (self.tr("Open a model file…"), self.choose_model, False),
                ),
            ),
            EmptyState(
                theme,
                "classify",
                self.tr("Open or drop a folder"),
                self.tr(
                    "The model looks at every picture in it and says which class it belongs to. "
                    "Your pictures stay where they are."
                ),
                (open_folder,),
            ),
            EmptyState(
                theme,
                "classify",
                self.tr("There are no pictures in this folder"),
                self.tr("Neither in it nor in the folders in it. Choose another one."),
                (open_folder,),
            ),
        )

    def _connect(self) -> None:
        header, session = self.header, self.session
        header.model_chosen.connect(self._use)
        header.open_model_wanted.connect(self.choose_model)
        header.open_folder_wanted.connect(self.choose_folder)
        self.results.export_wanted.connect(self.export)
        session.changed.connect(self._show_state)
        session.started.connect(self._started)
        session.failed.connect(self._failed)
        session.noticed.connect(self._noticed)
        self.models.changed.connect(self._models_changed)
        self._context.project.closed.connect(self._project_closed)
        self.images.counts_changed.connect(self._schedule_summary)
        self.images.order_changed.connect(self._schedule_summary)
        self._summary.timeout.connect(self._show_summary)
        drop = DropTarget(self, self._context.theme, self.tr("Classify this folder"), takes=_welcome)
        drop.dropped.connect(self._dropped)

    def _lay_out(self) -> None:
        self.strip.add_button(
            button(self.tr("Cancel"), self.cancel, tip=self.tr("Stop classifying; what is classified stays"))
        )
        for widget in (self.results, self._no_model, self._no_folder, self._no_pictures):
            self._stack.addWidget(widget)
        column = QVBoxLayout(self)
        column.setContentsMargins(WIDE, WIDE, WIDE, ROOM)
        column.setSpacing(ROOM)
        column.addLayout(page_head(title(self.tr("Classify")), self._explanation))
        column.addWidget(self.header)
        column.addWidget(self.banner)
        column.addWidget(self.strip)
        column.addWidget(self._stack, 1)


def _welcome(path: Path) -> bool:
    return path.suffix == MODEL_SUFFIX or path.is_dir()


def _read_info(path: Path) -> tuple[Path, PackageInfo]:
    from trainer import package  # noqa: PLC0415 - Pillow comes with it, and this is a worker thread

    return path, package.read(path).info
