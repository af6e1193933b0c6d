"""One folder with one model: lists it, lets a resident predictor answer, and fills the gallery's model."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from PySide6.QtCore import QCoreApplication, QObject, Signal

from artclass_gui.context import Context
from artclass_gui.gallery.images_model import ImagesModel
from artclass_gui.gallery.rows import Listing
from artclass_gui.pages.classify_asking import Asking
from artclass_gui.pages.classify_lister import Lister
from artclass_gui.pages.classify_models import ModelChoice
from artclass_gui.pages.classify_unreadable import Unreadable
from artclass_gui.pages.classify_watching import FolderWatch
from trainer.events import Classified, Failed, Settled, TerminalEvent

State = Literal["idle", "listing", "classifying"]


class ClassifySession(QObject):
    """What the Classify page works on.

    One child answers for one model as long as the page uses it. Pictures are asked for while the folder is still being
    listed, those in sight first (`see`). What the model has said before comes at once, so that closing the window, or
    a power cut, costs nothing that was finished.

    Signals:
        opening(Path): This folder is about to be listed, perhaps the one that is open; its pictures are still there.
        began(): The folder is listed or a child is asked, for the first time or again after a failure.
        changed(): Model, folder or state are new, or it was held or goes on.
        progressed(): There are more answers, or it is known better how long the others will take.
        listed(): The whole folder is listed.
        neighbours(Neighbours): The answer to `similar`; or refused(str): why there is none, a sentence.
        said(Event): Any other answer of the child.
        failed(str): A sentence that says why there is no result.
        unwatched(str): A sentence that says why the folder is watched no longer, though nobody asked for that.
        outdated(list): The files of these pictures, paths, are others now: they wait for their answers again.
        noticed(str), warned(str): A sentence worth knowing; of something that could not be done.
    """

    opening = Signal(object)
    began = Signal()
    changed = Signal()
    progressed = Signal()
    listed = Signal()
    neighbours = Signal(object)
    warned = Signal(str)
    refused = Signal(str)
    said = Signal(object)
    failed = Signal(str)
    unwatched = Signal(str)
    outdated = Signal(object)
    noticed = Signal(str)

    def __init__(self, context: Context, images: ImagesModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._images = images
        self._lister = Lister(context, self)
        self._asking = Asking(context, self)
        self._watch = FolderWatch(context, images, self._asking, take=self._take, parent=self)
        self._not_read = False
        self._unreadable = Unreadable(context.thumbnails, images, lambda: self.model is None, self)
        self.model: ModelChoice | None = None
        self.folder: Path | None = None
        self._connect()

    @property
    def state(self) -> State:
        """What goes on; where it is held, it is still classifying."""
        if self._lister.running:
            return "listing"
        return "classifying" if self.asked and self.waiting else "idle"

    @property
    def answering(self) -> bool:
        """Whether a model is at the pictures, or is held while some have no answer."""
        return self.asked and self.state != "idle"

    @property
    def asked(self) -> bool:
        """Whether a model is there that answers for pictures which have no answer yet, be it held or not."""
        return self._asking.there

    @property
    def watching(self) -> bool:
        """Whether what comes into the folder is classified."""
        return self._watch.on

    @property
    def waiting(self) -> int:
        """Number of pictures without an answer."""
        return self._images.with_status("waiting")

    @property
    def classified(self) -> int:
        """Number of pictures that the model has answered for, readable or not."""
        return self._images.total - self.waiting - self._unreadable.count

    @property
    def complete(self) -> bool:
        """Whether the folder is listed and every picture of it has its answer."""
        return self.folder is not None and self.state == "idle" and self.asked

    @property
    def seconds_left(self) -> float | None:
        """How long the rest will take; None while nobody knows."""
        return self._asking.seconds_left if not self.held and self.state == "classifying" else None

    @property
    def held(self) -> bool:
        """Whether the child is to pause."""
        return self._asking.held

    @property
    def can_compare(self) -> bool:
        """Whether the model can tell which pictures are alike."""
        return self._asking.can_compare

    @property
    def settled(self) -> tuple[Settled, ...]:
        """What the child has answered of this folder: it may settle several times while that is being listed."""
        return self._asking.settled

    # Model and folder

    def set_model(self, model: ModelChoice | None) -> None:
        """Use this model; an open folder is classified anew. With None, what was classified stays."""
        before, self.model = self.model, model
        if before is None or model is None or before.key != model.key:
            self._asking.leave()
            if model is not None and self.folder is not None:
                self._unreadable.forget()
                self._images.forget_predictions(model.classes)
                self._begin(self._images.paths())
        if model != before:
            self.changed.emit()

    def open_folder(self, folder: Path) -> None:
        """Show the pictures of this folder, and classify them if there is a model."""
        folder = folder.absolute()
        self.opening.emit(folder)
        self._lister.leave_off()
        self._unreadable.forget()
        self.folder = folder
        self._watch.begin(self.folder)
        self._context.thumbnails.forget()  # files may have changed, or be readable now
        self._images.clear()
        if self.model is not None:
            self._images.forget_predictions(self.model.classes)
            self._begin(())
        self._not_read = False
        self._lister.start(self.folder)
        self.began.emit()
        self.changed.emit()

    def restart(self) -> None:
        """List the folder anew; pictures that have not changed keep their answers."""
        if self.folder is not None:
            self.open_folder(self.folder)

    def look_again(self, paths: Sequence[str]) -> None:
        """Ask anew about pictures whose files are others now; those that have not changed keep their answers."""
        if self.asked:
            self._asking.classify(paths)
        else:
            self._begin_again()

    def try_again(self) -> None:
        """After a failure: list the folder anew if it was that, else ask for all that has no answer, and then for the rest."""
        if self._not_read:
            self.restart()
        else:
            self._begin_again()

    def cancel(self) -> None:
        """Stop listing, and let the child go; what is classified stays."""
        self._lister.leave_off()
        self._asking.leave()
        self.changed.emit()

    def forget(self) -> None:
        """Back to the beginning, with no folder; the model stays."""
        self.cancel()
        self._unreadable.forget()
        self.folder = None
        self._watch.begin(None)
        self._images.clear()
        self.changed.emit()

    # Asking

    def prepare(self) -> None:
        """Let the child load its model while the person is still choosing a folder."""
        if self.model is not None:
            self._asking.prepare(self.model, self.folder)

    def hold(self, held: bool) -> None:
        """Pause, or go on; answers that are known already come even while it is held."""
        if held != self.held:
            self._asking.hold(held)
            self.changed.emit()

    def watch(self, watching: bool) -> None:
        """Classify what comes into the folder from now on, or no longer; of a new child where the last one has failed."""
        before, self._watch.wanted = self.watching, watching
        if watching and not self.asked:
            self._begin_again()
        elif watching != before:
            self._watch.follow_wish()
            if watching:
                self._catch_up()
                self.began.emit()
        self.changed.emit()

    def see(self, rows: Sequence[int]) -> None:
        """Say which rows are in sight: those of them that have no answer are asked for before all others."""
        paths = [self._images.path(row) for row in rows]
        self._asking.first(tuple(path for path in paths if self._is_waiting(path)))

    def look_at(self, row: int) -> None:
        """A picture is looked at closely: if its file is another one than that which was answered for, it is asked for again."""
        if row >= 0:
            self._watch.look_at(row)

    def similar(self, row: int) -> None:
        """Ask which pictures are most like that of a row, of a new child where the last one has failed."""
        if self.asked or self._begin_again():
            self._asking.similar(self._images.path(row))
        else:
            self.refused.emit(self.tr("Choose a model first: pictures are compared by what it sees in them."))

    def ask(self, question: dict[str, object]) -> None:
        """Put another question to the child, if there is one; `said` gives the answer."""
        self._asking.ask(question)

    def _begin_again(self) -> bool:
        """Ask a new child for all pictures, those without an answer first; False where there is no model or no folder.

        The others are classified once only, for their answers are kept; but what they look like is new to this child.
        """
        if self.model is None or self.folder is None:
            return False
        waiting = [self._images.path(row) for row in self._images.rows_with("waiting")]
        without = frozenset(waiting)
        answered = [path for path in self._images.paths() if path not in without]
        self._begin([*waiting, *answered], answered)
        self._catch_up()
        self.changed.emit()
        return True

    def _begin(self, paths: Sequence[str], answered: Sequence[str] = ()) -> None:
        """Ask for these pictures of the folder, and for nothing of before; starts the child where there is none."""
        assert self.model is not None
        assert self.folder is not None
        self._asking.begin(self.model, self.folder, paths, answered=answered, watched=self._watch.wanted)
        self.began.emit()

    def _catch_up(self) -> None:
        if not self._lister.running:  # else it finds it all
            self._watch.catch_up()

    # Answers

    def _take(self, event: Classified) -> None:
        """Answers for pictures of the folder; those of a folder that was open before may still be on their way."""
        if self._watch.keep_early(event):
            return
        known = tuple(item for item in event.predictions if self._images.find(item.path) is not None)
        if known:
            self._images.take(Classified(classes=event.classes, predictions=known))
            unreadable = [item.path for item in known if item.status == "unreadable"]
            self._context.thumbnails.forget_files(unreadable)  # made of what the file was before
            self.progressed.emit()

    def _end(self, ending: TerminalEvent) -> None:
        if self.folder is None:
            return  # it was prepared for a folder; when that comes, another try tells what is wrong
        if isinstance(ending, Failed):
            self.failed.emit(ending.sentence())
        else:
            self.noticed.emit(self.tr("The classification was stopped. What is classified stays."))
        self.changed.emit()

    # Listing

    def take_listing(self, listing: Listing) -> None:
        """More of the folder; what has just come into a watched one may be there already."""
        if any(self._images.find(path) is not None for path in listing.paths):
            pairs = zip(listing.paths, listing.names, strict=True)
            new = [pair for pair in pairs if self._images.find(pair[0]) is None]
            listing = Listing.of([path for path, _ in new], [name for _, name in new])
        self._images.add(listing)
        self._asking.classify(listing.paths)

    def _listed(self) -> None:
        self.changed.emit()
        self.listed.emit()

    def _not_listed(self, error: Exception) -> None:
        self._not_read = True
        self.failed.emit(str(error))
        self.changed.emit()

    def _is_waiting(self, path: str) -> bool:
        row = self._images.find(path)
        return row is not None and self._images.row(row).status == "waiting"

    def _unwatched(self, sentence: str) -> None:
        self.unwatched.emit(sentence)
        self.changed.emit()

    def _connect(self) -> None:
        self._lister.found.connect(self.take_listing)
        self._lister.ended.connect(self._listed)
        self._lister.failed.connect(self._not_listed)
        asking = self._asking
        asking.classified.connect(self._take)
        asking.watched.connect(self._watch.hear)
        asking.progressed.connect(self.progressed)
        asking.changed.connect(self.changed)
        asking.neighbours.connect(self.neighbours)
        asking.refused.connect(self.refused)
        asking.noticed.connect(self.noticed)
        asking.warned.connect(self.warned)
        asking.said.connect(self.said)
        asking.ended.connect(self._end)
        self._watch.added.connect(self.changed)
        self._watch.outdated.connect(self.outdated)
        self._watch.ended.connect(self._unwatched)
        application = QCoreApplication.instance()
        if application is not None:
            application.aboutToQuit.connect(self.cancel)
