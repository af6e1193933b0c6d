"""One folder with one model: lists it, lets a resident predictor answer, and fills the gallery's model."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from PySide6.QtCore import QCoreApplication, QObject, Signal

from artclass_gui.context import Context
from artclass_gui.gallery.images_model import ImagesModel
from artclass_gui.gallery.rows import Listing
from artclass_gui.pages.classify_again import Again
from artclass_gui.pages.classify_coming import Coming
from artclass_gui.pages.classify_lister import Lister
from artclass_gui.pages.classify_listing import Changes
from artclass_gui.pages.classify_models import ModelChoice
from artclass_gui.pages.classify_unreadable import Unreadable
from artclass_gui.predicting import Predictor
from trainer.events import (
    Appeared,
    Classified,
    Event,
    Failed,
    Neighbours,
    Notice,
    Problem,
    Progress,
    Ready,
    Settled,
    TerminalEvent,
    Unwatched,
    Vanished,
)
from trainer.names import may_stand_for_bytes, readable

State = Literal["idle", "listing", "classifying"]
SIMILAR = 60


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
    noticed = Signal(str)

    def __init__(self, context: Context, images: ImagesModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._images = images
        self._predictor: Predictor | None = None
        self._lister = Lister(context, self)
        self._coming = Coming(context, images, self._take, self)
        self._progress: Progress | None = None
        self._in_sight: tuple[str, ...] = ()
        self._not_read = False
        self._again = Again()
        self._unreadable = Unreadable(context.thumbnails, images, lambda: self.model is None, self)
        self.model: ModelChoice | None = None
        self.folder: Path | None = None
        self.held = False
        self._watch_wanted = False
        self.can_compare = False
        """Whether the model can tell which pictures are alike."""
        self.settled: tuple[Settled, ...] = ()
        """What the child has answered of this folder: it may settle several times while that is being listed."""
        self._lister.found.connect(self.take_listing)
        self._lister.ended.connect(self._listed)
        self._lister.failed.connect(self._not_listed)
        self._coming.added.connect(self.changed)
        application = QCoreApplication.instance()
        if application is not None:
            application.aboutToQuit.connect(self.cancel)

    @property
    def state(self) -> State:
        """What goes on; where it is held, it is still classifying."""
        if self._lister.running:
            return "listing"
        return "classifying" if self._predictor is not None and self.waiting else "idle"

    @property
    def answering(self) -> bool:
        """Whether a model is at the pictures, or is held while some have no answer."""
        return self._predictor is not None and self.state != "idle"

    @property
    def asked(self) -> bool:
        """Whether a model is there that answers for pictures which have no answer yet, be it held or not."""
        return self._predictor is not None

    @property
    def watching(self) -> bool:
        """Whether what comes into the folder is classified: nobody watches where the child has ended, though it is wanted."""
        return self._watch_wanted and self._predictor is not None

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
        return self.folder is not None and self.state == "idle" and self._predictor is not None

    @property
    def seconds_left(self) -> float | None:
        """How long the rest will take; None while nobody knows."""
        known = self._progress is not None and not self.held and self.state == "classifying"
        return self._progress.seconds_left if known and self._progress is not None else None

    # Model and folder

    def set_model(self, model: ModelChoice | None) -> None:
        """Use this model; an open folder is classified anew. With None, what was classified stays."""
        before, self.model = self.model, model
        if before is None or model is None or before.key != model.key:
            self._leave()
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
        self._coming.begin(self.folder)
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
        if self._predictor is not None:
            self._predictor.classify(paths)
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
        self._leave()
        self.changed.emit()

    def forget(self) -> None:
        """Back to the beginning, with no folder; the model stays."""
        self.cancel()
        self._unreadable.forget()
        self.folder = None
        self._coming.begin(None)
        self._images.clear()
        self.changed.emit()

    # Asking

    def prepare(self) -> None:
        """Let the child load its model while the person is still choosing a folder."""
        if self._predictor is None and self.model is not None:
            self._start(self._job_title(), self.model)

    def hold(self, held: bool) -> None:
        """Pause, or go on; answers that are known already come even while it is held."""
        if held != self.held:
            self.held = held
            if self._predictor is not None:
                self._predictor.hold(held)
                self._predictor.rename(self._job_title())
            self.changed.emit()

    def watch(self, watching: bool) -> None:
        """Classify what comes into the folder from now on, or no longer; of a new child where the last one has failed."""
        before, self._watch_wanted = self.watching, watching
        if watching and self._predictor is None:
            self._begin_again()
        elif self._predictor is not None and watching != before:
            self._predictor.watch(self.folder if watching else None)
            if watching:
                self._catch_up()
                self.began.emit()
        self.changed.emit()

    def _catch_up(self) -> None:
        """See what came and went while nobody watched."""
        if self.watching and self.folder is not None and not self._lister.running:
            self._coming.catch_up(self._caught_up)

    def _unwatch(self, event: Unwatched) -> None:
        """The child has given up; what it says of a folder that was open before is no longer of interest."""
        if self._predictor is not None and self.watching and event.folder == readable(str(self.folder)):
            self._watch_wanted = False
            self._predictor.watch(None)  # it may have been asked to watch the same folder again in the meantime
            self.unwatched.emit(event.sentence())
            self.changed.emit()

    def _caught_up(self, found: Changes) -> None:
        if self.watching and self._predictor is not None:
            self._coming.come(found.come)
            self._coming.go(found.gone)
            if found.come:
                self._predictor.classify(found.come)

    def _come(self, paths: Sequence[str]) -> None:
        """Events spell out names that are no valid Unicode: what such a file is really called, the folder itself tells."""
        known = [path for path in paths if not may_stand_for_bytes(path)]
        self._coming.come(known)
        if len(known) < len(paths):
            self._coming.catch_up(self._caught_up)

    def see(self, rows: Sequence[int]) -> None:
        """Say which rows are in sight: those of them that have no answer are asked for before all others."""
        paths = [self._images.path(row) for row in rows]
        waiting = tuple(path for path in paths if self._is_waiting(path))
        if self._predictor is not None and waiting != self._in_sight:
            self._in_sight = waiting
            if waiting:
                self._predictor.first(waiting)

    def similar(self, row: int) -> None:
        """Ask which pictures are most like that of a row, of a new child where the last one has failed."""
        if self._predictor is None and not self._begin_again():
            self.refused.emit(self.tr("Choose a model first: pictures are compared by what it sees in them."))
        elif not self._again.keep(self._images.path(row)):
            self._compare(self._images.path(row))

    def _compare(self, path: str | None) -> None:
        if self._predictor is not None and path is not None:
            self._predictor.similar(path, SIMILAR)

    def ask(self, question: dict[str, object]) -> None:
        """Put another question to the child, if there is one; `said` gives the answer."""
        if self._predictor is not None:
            self._predictor.ask(question)

    # The child

    def _begin_again(self) -> bool:
        """Ask a new child for all pictures, those without an answer first; False where there is no model or no folder.

        The others are classified once only, for their answers are kept; but what they look like is new to this child.
        """
        if self.model is None or self.folder is None:
            return False
        waiting = [self._images.path(row) for row in self._images.rows_with("waiting")]
        without = frozenset(waiting)
        answered = [path for path in self._images.paths() if path not in without]
        self._begin([*waiting, *answered])
        self._again.begin(answered)
        self._catch_up()
        self.changed.emit()
        return True

    def _begin(self, paths: Sequence[str]) -> None:
        """Ask for these pictures of the folder, and for nothing of before; starts the child where there is none."""
        assert self.model is not None
        assert self.folder is not None
        self._progress, self.settled, self._in_sight, self.held = None, (), (), False
        self._again.begin()
        if self._predictor is None:
            predictor = self._start(self._job_title(), self.model)
        else:
            predictor = self._predictor
            predictor.rename(self._job_title())
            predictor.forget()
        predictor.hold(False)
        if self._watch_wanted:  # before the listing, so that nothing falls between
            predictor.watch(self.folder)
        predictor.classify(paths)
        self.began.emit()

    def _job_title(self) -> str:
        """What the status bar and the window's title call it."""
        if self.folder is None:
            return self.tr("Classifying")
        words = self.tr("Classifying “{0}” · held") if self.held else self.tr("Classifying “{0}”")
        return words.format(self.folder.name or str(self.folder))

    def _start(self, title: str, model: ModelChoice) -> Predictor:
        self._predictor = predictor = Predictor(self._context, title, model.arguments, self)
        predictor.said.connect(self._hear)
        predictor.ended.connect(self._end)
        return predictor

    def _leave(self) -> None:
        predictor, self._predictor = self._predictor, None
        self.can_compare = False
        if predictor is not None:
            predictor.leave()
            predictor.deleteLater()

    def _hear(self, event: Event) -> None:
        match event:
            case Classified(predictions=predictions):
                self._take(event)
                self._compare(self._again.heard(item.path for item in predictions))
            case Progress():
                self._progress = event
                self.progressed.emit()
            case Settled():
                self.settled += (event,)
                self.changed.emit()
            case Ready(similar=similar):
                self.can_compare = similar
                self.changed.emit()
            case Appeared(paths=paths):
                self._come(paths)
            case Vanished(paths=paths):
                self._coming.go(paths)
            case Unwatched():
                self._unwatch(event)
            case Neighbours():
                self.neighbours.emit(event)
            case Problem(path=path, reason=reason):
                self.refused.emit(self._sentence(path, reason))
            case Notice(message=message, level=level):
                (self.warned if level == "warning" else self.noticed).emit(message)
            case _:
                self.said.emit(event)

    def _take(self, event: Classified) -> None:
        """Answers for pictures of the folder; those of a folder that was open before may still be on their way."""
        if self._coming.keep_early(event):
            return
        known = tuple(item for item in event.predictions if self._images.find(item.path) is not None)
        if known:
            self._images.take(Classified(classes=event.classes, predictions=known))
            unreadable = [item.path for item in known if item.status == "unreadable"]
            self._context.thumbnails.forget_files(unreadable)  # made of what the file was before
            self.progressed.emit()

    def _end(self, ending: TerminalEvent) -> None:
        self._leave()
        if self.folder is None:
            return  # it was prepared for a folder; when that comes, another try tells what is wrong
        if isinstance(ending, Failed):
            self.failed.emit(ending.sentence())
        else:
            self.noticed.emit(self.tr("The classification was stopped. What is classified stays."))
        self.changed.emit()

    def _sentence(self, path: str, reason: str) -> str:
        words = reason if reason[:1].isupper() else f"“{Path(path).name}” {reason}"
        return words if words.endswith(".") else f"{words}."

    # Listing

    def take_listing(self, listing: Listing) -> None:
        """More of the folder; what has just come into a watched one may be there already."""
        if any(self._images.find(path) is not None for path in listing.paths):
            pairs = zip(listing.paths, listing.names, strict=True)
            new = [pair for pair in pairs if self._images.find(pair[0]) is None]
            listing = Listing.of([path for path, _ in new], [name for _, name in new])
        self._images.add(listing)
        if self._predictor is not None:
            self._predictor.classify(listing.paths)

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
