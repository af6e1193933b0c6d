"""One folder being classified by one model: lists it, runs the job, and fills the gallery's model."""

from __future__ import annotations

import contextlib
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from PySide6.QtCore import QCoreApplication, QElapsedTimer, QObject, Signal

from artclass_gui.context import Context
from artclass_gui.gallery.images_model import ImagesModel
from artclass_gui.gallery.rows import Listing
from artclass_gui.jobs.job import Job
from artclass_gui.pages.classify_listing import list_folder
from artclass_gui.tasks import Relay
from artclass_gui.widgets.words import human_number, pictures
from trainer.events import Classified, Event, Failed, Finished, Notice, Stopped, TerminalEvent

State = Literal["idle", "listing", "classifying"]
_AHEAD = 2  # batches of the listing that may wait for the GUI thread


@dataclass(frozen=True)
class ModelChoice:
    """A model that can classify: a run of the project, or a model file.

    Attributes:
        key: Tells it from all others.
        title: What the person calls it.
        arguments: How the command line is told to use it.
        run: Whether it is a run of the open project.
        classes: Its classes in their order, as far as they are known.
        accuracy: How accurate it is, on how many pictures of which split, as a sentence; empty where it is not known.
    """

    key: str
    title: str
    arguments: tuple[str, ...]
    run: bool
    classes: tuple[str, ...] = ()
    accuracy: str = ""


class ClassifySession(QObject):
    """What the Classify page works on.

    Signals:
        changed(): Model, folder or state are new.
        started(Job): A job was started, to be followed.
        failed(str): A sentence that says why there is no result.
        noticed(str): A sentence worth knowing.
    """

    changed = Signal()
    started = Signal(object)
    failed = Signal(str)
    noticed = Signal(str)
    _found = Signal(object, int)

    def __init__(self, context: Context, images: ImagesModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._images = images
        self._job: Job | None = None
        self._listing: Relay | None = None
        self._leave_off = threading.Event()
        self._room = threading.Semaphore(_AHEAD)
        self._number = 0
        self._clock = QElapsedTimer()
        self._taken = 0
        self._speed: float | None = None
        self.state: State = "idle"
        self.model: ModelChoice | None = None
        self.folder: Path | None = None
        self.complete = False
        self._found.connect(self._take_listing)
        application = QCoreApplication.instance()
        if application is not None:
            application.aboutToQuit.connect(self.cancel)

    @property
    def classified(self) -> int:
        """Number of pictures that the model has answered for, readable or not."""
        return self._images.total - self._images.with_status("waiting")

    def set_model(self, model: ModelChoice | None) -> None:
        """Use this model; an open folder is classified anew. With None, what was classified stays."""
        before, self.model = self.model, model
        if before is None or model is None or before.key != model.key:
            self._changed_model(model)
        if model != before:
            self.changed.emit()

    def _changed_model(self, model: ModelChoice | None) -> None:
        if model is None and self._job is None:
            return
        if self.state != "listing":
            self.cancel()
        if model is not None and self.folder is not None and self.state == "idle":
            self._images.forget_predictions(model.classes)
            self._classify() if self._images.total else self._list(self.folder)

    def open_folder(self, folder: Path) -> None:
        """Show the pictures of this folder, and classify them if there is a model."""
        self.cancel()
        self.folder = folder.absolute()
        self._context.thumbnails.forget()  # files may have changed, or be readable now
        self._images.clear()
        self._list(self.folder)
        self.changed.emit()

    def restart(self) -> None:
        """Classify the folder anew."""
        if self.folder is not None:
            self.open_folder(self.folder)

    def cancel(self) -> None:
        """Stop listing and classifying; what is classified stays."""
        self._leave_off.set()
        self._number += 1
        if self._listing is not None:
            self._listing.drop()
            self._listing = None
        if self._job is not None:
            self._job.said.disconnect(self._hear)
            self._job.ended.disconnect(self._end)
            self._job.ask("cancel")
            self._job = None
        self._set_state("idle")

    def forget(self) -> None:
        """Back to the beginning, with no folder; the model stays."""
        self.cancel()
        self.folder = None
        self.complete = False
        self._images.clear()
        self.changed.emit()

    def summary(self) -> str:
        """How far it is or how it went, in a line."""
        total = self._images.total
        if self.state == "listing":
            return self.tr("Looking for pictures… {0} so far").format(human_number(total))
        if self.state == "idle" and self.classified == total:
            parts = [pictures(total)]
        else:
            parts = [self.tr("{0} of {1} classified").format(human_number(self.classified), pictures(total))]
        if self._images.shown != total:
            parts.insert(0, self.tr("{0} shown").format(human_number(self._images.shown)))
        speed = self._measured()
        if speed is not None and speed >= 1:
            parts.append(self.tr("{0} a second").format(human_number(round(speed))))
        return " · ".join(parts)

    # Listing

    def _list(self, folder: Path) -> None:
        self._leave_off = leave_off = threading.Event()
        number = self._number
        self.complete = False
        self._set_state("listing")

        room = self._room = threading.Semaphore(_AHEAD)
        self.destroyed.connect(leave_off.set)

        def work() -> None:
            for listing in list_folder(folder, leave_off):
                while not room.acquire(timeout=0.2):  # released by the GUI thread, which is thus never flooded
                    if leave_off.is_set():
                        return
                with contextlib.suppress(RuntimeError):  # the page is gone
                    self._found.emit(listing, number)

        self._listing = self._context.tasks.run(self, work, self._listed, self._not_listed)

    def _take_listing(self, listing: Listing, number: int) -> None:
        if number == self._number:
            self._images.add(listing)
            self._room.release()

    def _listed(self, _nothing: None) -> None:
        self._listing = None
        self._set_state("idle")
        if self.model is not None and self._images.total:
            self._images.forget_predictions(self.model.classes)
            self._classify()

    def _not_listed(self, error: Exception) -> None:
        self._listing = None
        self._set_state("idle")
        self.failed.emit(str(error))

    # Classifying

    def _classify(self) -> None:
        assert self.model is not None
        assert self.folder is not None
        self.complete, self._taken, self._speed = False, 0, None
        title = self.tr("Classifying “{0}”").format(self.folder.name or str(self.folder))
        self._job = self._context.jobs.start(title, ["classify", str(self.folder), *self.model.arguments])
        self._job.said.connect(self._hear)
        self._job.ended.connect(self._end)
        self._set_state("classifying")
        self.started.emit(self._job)

    def _hear(self, event: Event) -> None:
        match event:
            case Classified():
                if not self._clock.isValid() or self._taken == 0:
                    self._clock.start()
                self._taken += len(event.predictions)
                self._images.take(event)
            case Notice():
                self.noticed.emit(event.message)

    def _end(self, ending: TerminalEvent) -> None:
        self._speed = self._measured()
        self._job = None
        match ending:
            case Finished():
                self.complete = True
                self._speed = _number(ending.result.get("images_per_second"))
            case Stopped():
                self.noticed.emit(self.tr("The classification was stopped. What is classified stays."))
            case Failed():
                self.failed.emit(ending.sentence())
        self._set_state("idle")

    def _measured(self) -> float | None:
        """Pictures a second."""
        if self._job is None:
            return self._speed
        elapsed = self._clock.elapsed() if self._taken else 0
        return self._taken * 1000 / elapsed if elapsed > 1000 else None

    def _set_state(self, state: State) -> None:
        if state != self.state:
            self.state = state
            self.changed.emit()


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) else None
