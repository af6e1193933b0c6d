"""The Classify page: a model, a folder, and a gallery that fills with what the model says."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFileDialog, QStackedWidget, QVBoxLayout, QWidget

from artclass_gui.context import Context
from artclass_gui.gallery.images_model import ImagesModel
from artclass_gui.pages import classify_empty
from artclass_gui.pages.classify_header import ClassifyHeader
from artclass_gui.pages.classify_models import ModelChoice, ModelList
from artclass_gui.pages.classify_results import ClassifyResults
from artclass_gui.pages.classify_saving import Saving
from artclass_gui.pages.classify_session import ClassifySession
from artclass_gui.pages.classify_useful import MostUseful
from artclass_gui.theme import GAP, ROOM, SMALL, WIDE
from artclass_gui.widgets.banner import Banner
from artclass_gui.widgets.drop import DropTarget
from artclass_gui.widgets.passing import PassingWarning
from artclass_gui.widgets.text import muted, page_head, title

if TYPE_CHECKING:
    from trainer.package import PackageInfo

MODEL_SUFFIX = ".artmodel"
_SUMMARY_MS = 200
_LOW = 700  # pixels of height below which an open folder takes the room of the page's head


class ClassifyPage(QWidget):
    """Classifies folders with a finished run of the project or with a model file.

    Signals:
        page_requested(str): The person wants to go to another page.
        train_wanted(object): The person wants to train with what was labelled, as `TrainConfig` or (None) as chosen.
    """

    page_requested = Signal(str)
    train_wanted = Signal(object)

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.models = ModelList(context.project, self)
        self.header = ClassifyHeader(self.models, context.theme)
        self.results = ClassifyResults(context)
        self.session = ClassifySession(context, self.images, self)
        self.useful = MostUseful(context, self.session, self.images, self)
        self.banner = Banner(context.theme)
        self._not_labelled = PassingWarning((self.banner, self.results.viewer.banner))
        self.saving = Saving(context, self.session, self.results, self.banner, self)
        self._title = title(self.tr("Classify"))
        self._explanation = muted(self.tr("Let a model sort a folder of pictures. The pictures stay where they are."))
        self._stack = QStackedWidget()
        theme = context.theme
        self._no_model = classify_empty.no_model(theme, self._to_training, self.choose_model, self.choose_folder)
        last = context.settings.last_folder()
        self._no_folder = classify_empty.no_folder(theme, self.choose_folder, last, self.open_folder)
        self._no_pictures = classify_empty.no_pictures(theme, self.choose_folder)
        self._wanted_run = self._to_choose = self._failure = ""
        self._file_opened = False
        self._settled = False
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
        return self.images.listable > 0

    @property
    def classifying(self) -> bool:
        """Whether pictures wait for their answers, held or not."""
        return self.session.answering

    def open_folder(self, folder: Path) -> None:
        """Classify the pictures in a folder, as soon as there is a model."""
        self.banner.clear()
        self.results.review.set_folder(folder.absolute())
        self.session.open_folder(folder)
        self._context.settings.remember_folder(folder.absolute())
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
        """Let the person choose a folder; meanwhile the model is loaded."""
        self.session.prepare()
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
        self.saving.offer("list")

    def hold_or_go_on(self) -> None:
        """Let the classification pause, or go on."""
        self.session.hold(not self.session.held)

    def open_selected(self) -> None:
        """Show the current picture large."""
        self.results.open_selected()

    # Events

    def _use(self, model: ModelChoice | None) -> None:
        self._wanted_run = ""
        self.banner.clear()
        self._set_model(model)

    def _set_model(self, model: ModelChoice | None) -> None:
        if model != self.session.model:
            self.results.similar.leave()
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
        self._set_model(kept)
        self._show_state()

    def _project_closed(self) -> None:
        """What was classified with a model of the project goes with it."""
        self._wanted_run = ""
        if self.session.model is None and self.session.classified:
            self._forget()

    def _forget(self) -> None:
        self.session.forget()
        self.results.begin_anew()
        self.results.review.set_folder(None)
        self.banner.clear()

    def _opening(self, folder: Path) -> None:
        """Another folder is shown from its top and whole; the same one as it was, where it was."""
        if folder == self.session.folder:
            self.results.note_place()
        else:
            self.results.begin_anew()

    def _failed(self, sentence: str) -> None:
        actions: tuple[tuple[str, Callable[[], object]], ...] = ()
        if self.session.folder is not None:
            actions = ((self.tr("Try again"), self.session.try_again),)
        self._failure = sentence
        self.banner.show_message("bad", sentence, actions)
        self.results.similar.refuse()

    def _unwatched(self, sentence: str) -> None:
        self._failure = sentence
        self._warned(sentence)

    def _going_on(self) -> None:
        """What failed is being tried again."""
        if self._failure and self.banner.message == self._failure:
            self.banner.clear()

    def _noticed(self, sentence: str) -> None:
        self.banner.show_message("info", sentence)

    def _warned(self, sentence: str) -> None:
        self.banner.show_message("warning", sentence)
        self.results.viewer.say("warning", sentence)

    def _ask_to_choose(self, sentence: str) -> None:
        self._to_choose = sentence
        self._warned(sentence)

    def _follow_choice(self) -> None:
        """Once a picture is chosen, what asks for one has been heard."""
        asks = bool(self._to_choose) and self.banner.message == self._to_choose
        if asks and self.images.position_of(self.results.view.current_row()) >= 0:
            self.banner.clear()

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

    def _to_training(self) -> None:
        self.page_requested.emit("train")

    def _in_sight(self) -> None:
        self.session.see(self.results.view.rows_in_sight())

    def _order_usefully(self, wanted: bool) -> None:
        if wanted:
            self.useful.ask()
        else:
            self.useful.leave()

    # What is shown

    def _show_state(self) -> None:
        session = self.session
        self.header.show_session(session)
        self.results.show_model(session.model)
        self.results.view.set_caption("prediction" if session.asked else "answer")
        self._show_part()
        self._make_room()
        self._show_summary()
        self._in_sight()
        if session.state == "idle":
            self.results.returning.end()
        settled, self._settled = self._settled, session.complete
        if session.complete and not settled and self.results.useful_first:
            self.useful.ask()

    def _show_part(self) -> None:
        session, listing = self.session, self.session.state == "listing"
        if session.folder is not None:
            part: QWidget = self.results if self.images.total or listing else self._no_pictures
        else:
            part = self._no_folder if session.model is not None else self._no_model
        self._stack.setCurrentWidget(part)

    def _make_room(self) -> None:
        """An open folder in a low window has the room of the page's head, which says nothing new by then."""
        opened = self.session.folder is not None
        self._explanation.setVisible(not opened)
        low = self.height() < _LOW
        self._title.setVisible(not opened or not low)
        self._column.setContentsMargins(WIDE, SMALL if low and opened else ROOM, WIDE, SMALL if low else GAP)
        self._column.setSpacing(SMALL if low else GAP)
        self.results.set_low(low)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the room to the gallery where there is little."""
        super().resizeEvent(event)
        self._make_room()

    def _show_summary(self) -> None:
        self.results.progress.show_session(self.session, self.images)
        self.results.export_button.setEnabled(self.can_export)

    def _schedule_summary(self) -> None:
        if not self._summary.isActive():
            self._summary.start()

    # Set up

    def _open_dialog(self, dialog: QFileDialog) -> None:
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def _connect(self) -> None:
        header, session, results = self.header, self.session, self.results
        header.model_chosen.connect(self._use)
        header.open_model_wanted.connect(self.choose_model)
        header.open_folder_wanted.connect(self.choose_folder)
        header.watch_wanted.connect(session.watch)
        session.opening.connect(self._opening)
        session.began.connect(self._going_on)
        session.changed.connect(self._show_state)
        session.failed.connect(self._failed)
        session.unwatched.connect(self._unwatched)
        session.outdated.connect(results.viewer.look_again)
        results.viewer.turned.connect(lambda: session.look_at(results.viewer.row))
        session.noticed.connect(self._noticed)
        session.warned.connect(self._warned)
        session.refused.connect(self._warned)
        session.refused.connect(results.similar.refuse)
        session.neighbours.connect(results.similar.take)
        session.listed.connect(results.review.listed)
        session.progressed.connect(self._schedule_summary)
        self.useful.ordered.connect(results.show_useful)
        results.progress.hold_wanted.connect(session.hold)
        results.similar_wanted.connect(session.similar)
        results.useful_wanted.connect(self._order_usefully)
        results.offer_wanted.connect(self.saving.offer)
        results.view.rested.connect(self._in_sight)
        results.review.failed.connect(self._warned)
        results.review.failed.connect(self._not_labelled.note)
        results.review.began.connect(self._not_labelled.go_on)
        results.why.refused.connect(self._warned)
        for asking in (results.why, results.similar):
            asking.unchosen.connect(self._ask_to_choose)
        for signal in (results.view.selection.moved, self.images.order_changed):
            signal.connect(self._follow_choice)
        results.review.train_wanted.connect(self.train_wanted)
        self.models.changed.connect(self._models_changed)
        self._context.project.closed.connect(self._project_closed)
        self.images.counts_changed.connect(self._schedule_summary)
        self.images.order_changed.connect(self._schedule_summary)
        self._summary.timeout.connect(self._show_summary)
        drop = DropTarget(self, self._context.theme, self.tr("Classify this folder"), takes=_welcome)
        drop.dropped.connect(self._dropped)

    def _lay_out(self) -> None:
        for widget in (self.results, self._no_model, self._no_folder, self._no_pictures):
            self._stack.addWidget(widget)
        self._column = column = QVBoxLayout(self)
        column.addLayout(page_head(self._title, self._explanation))
        column.addWidget(self.header)
        column.addWidget(self.banner)
        column.addWidget(self._stack, 1)


def _welcome(path: Path) -> bool:
    return path.suffix == MODEL_SUFFIX or path.is_dir()


def _read_info(path: Path) -> tuple[Path, PackageInfo]:
    from trainer import package  # noqa: PLC0415 - Pillow comes with it, and this is a worker thread

    return path, package.read(path).info
