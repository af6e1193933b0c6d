"""Reviewing: the classes that the person gives to the pictures of a folder, kept in the project to be learnt from."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QObject, Signal

from artclass_gui.context import Context
from artclass_gui.deciding import Decider, Turn
from artclass_gui.gallery.images_model import ImagesModel
from artclass_gui.project import RunState
from artclass_gui.reviewing_work import Watch, copies_of, corrections_since, own_labels
from artclass_gui.tasks import Relay
from artclass_gui.widgets.words import human_number, pictures
from trainer.catalog.copies import Copies
from trainer.catalog.names import class_key
from trainer.catalog.records import Decision, LeftOut
from trainer.catalog.store import Catalog
from trainer.config import TrainConfig
from trainer.errors import ArtClassError
from trainer.names import readable


class Reviewer(QObject):
    """The person's own labels of the pictures of a gallery: shown at once, written in the background, each undoable.

    Attributes:
        folder: The folder that is reviewed.
        classes: What pictures can be labelled as: the model's classes, the project's, and those that were typed just now.
            What comes later comes behind, so that a key does not change its meaning while somebody types.
        corrections: How many pictures have another class than they had when the run began, because the person said so.

    Signals:
        changed(): There are other classes, own labels or corrections.
        said(str): Something was done; a sentence.
        failed(str): Something could not be done; a sentence.
        project_wanted(): Labels were given, and no project is open that could keep them; `use_project` goes on.
        progressed(int, int): So many of so many new pictures have been looked at; told of many only, and once all are.
        train_wanted(object): The corrections are in the catalog: train with this `TrainConfig` (None: as chosen on the
            Train page).
    """

    changed = Signal()
    said = Signal(str)
    failed = Signal(str)
    project_wanted = Signal()
    progressed = Signal(int, int)
    train_wanted = Signal(object)

    def __init__(self, context: Context, images: ImagesModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context, self._images = context, images
        self._decider = Decider(context, self)
        self._own: dict[str, str] = {}
        self._model_classes: tuple[str, ...] = ()
        self._run = ""
        self._waiting: tuple[tuple[str, ...], str] | None = None
        self._stops: list[threading.Event] = []
        self._reading: tuple[threading.Event, Relay] | None = None
        self._copies = Copies([])
        self._counting = self._count_again = self._train_soon = self._moved = False
        self.folder: Path | None = None
        self.classes: tuple[str, ...] = ()
        self.corrections = 0
        project = context.project
        project.opened.connect(self._begin_anew)
        project.closed.connect(self._begin_anew)
        project.catalog_changed.connect(self._catalog_changed)
        project.runs_changed.connect(self.count)
        self._decider.decided.connect(self._decided)
        self._decider.failed.connect(self.failed)
        application = QCoreApplication.instance()
        if application is not None:
            application.aboutToQuit.connect(self._end)

    # What is there

    @property
    def run(self) -> RunState | None:
        """The run of the open project whose model has classified the pictures."""
        return next((state for state in self._context.project.runs if state.run.name == self._run), None)

    @property
    def config(self) -> TrainConfig | None:
        """With which settings to train again: those of the run."""
        run = self.run
        return run.report.config if run is not None and run.report is not None else None

    def own(self, path: str) -> str | None:
        """The class that the person has given a picture."""
        return self._own.get(path)

    def set_model(self, classes: Sequence[str], run: str = "") -> None:
        """Say which classes the model tells apart, and which run of the open project it is; empty: none."""
        if (tuple(classes), run) != (self._model_classes, self._run):
            self._model_classes, self._run = tuple(classes), run
            self.classes = ()
            self.count()
            self._tell()

    def set_folder(self, folder: Path | None) -> None:
        """Say which folder is reviewed; `read` once its pictures are listed."""
        if folder != self.folder:
            self.folder, self._own = folder, {}
            self._look_for_copies([])
            self._stop_reading()

    def read(self) -> None:
        """Read the own labels of the pictures that are listed; what is being read still is not waited for."""
        self._stop_reading()
        project, paths = self._context.project.project, self._images.paths()
        self._look_for_copies(paths if project is not None else [])  # without one nothing is labelled
        if project is None or not paths:
            self._set({})
        elif not self._decider.busy:  # otherwise it is read anew when all that was decided is written
            stop = threading.Event()
            work = partial(own_labels, project, paths, stop)
            self._reading = stop, self._context.tasks.run(self, work, self._take, self._refuse)

    def count(self) -> None:
        """Count the corrections since the run began, or all own labels where there is no run."""
        project, run = self._context.project.project, self.run
        self._count_again = self._counting
        if self._counting:
            return
        if project is None:
            self._counted(0)
            return
        self._counting = True
        since = run.report.started if run is not None and run.report is not None else None
        self._context.tasks.run(
            self, lambda: corrections_since(project, since), self._counted, lambda _: self._counted(0)
        )

    # What can be done

    def label(self, rows: Sequence[int], label: str | None) -> None:
        """Give pictures of the gallery a class, or (None) take their own labels back; those that have it are passed over."""
        label = label if label is None else self._known(label)
        paths = tuple(path for row in rows if self._own.get(path := self._images.path(row)) != label)
        if not paths:
            return
        if self._context.project.is_open:
            self._label(paths, label)
        elif label is not None:
            self._waiting = paths, label
            self.project_wanted.emit()

    def _known(self, label: str) -> str:
        """A class as it is spelled, where it was typed with other capitals."""
        return next((name for name in self.classes if class_key(name) == class_key(label)), label.strip())

    def use_project(self, folder: Path, *, create: bool) -> None:
        """Open a project, or make it, and label what was waiting for one."""
        waiting = self._waiting
        try:
            self._context.project.open(folder, create=create)
        except ArtClassError as error:
            self.failed.emit(str(error))
            return
        if waiting is not None:
            self._label(*waiting)

    def stop(self) -> None:
        """Give up labelling so many pictures that looking at them takes long; nothing of what was asked for at once is kept."""
        for stop in self._stops:
            stop.set()

    def drop(self) -> None:
        """Do not label what waits for a project."""
        self._waiting = None

    def train(self) -> None:
        """Train with what was labelled, as soon as all of it is in the catalog."""
        self._train_soon = True
        self._decider.finish()
        if not self._decider.busy:
            self._context.project.reload_catalog()

    # Inside

    def _end(self) -> None:
        self.stop()
        self._stop_reading()
        self._copies.stop()

    def _stop_reading(self) -> None:
        """Give up the reading of own labels that is under way: files may have to be read for it."""
        if self._reading is not None:
            stop, relay = self._reading
            self._reading = None
            stop.set()
            relay.drop()

    def _look_for_copies(self, paths: list[str]) -> None:
        """Learn which of these files may be copies of others, so that labels are shown at both."""
        if paths == self._copies.paths:
            return
        self._copies.stop()
        self._copies = Copies(paths)
        if paths:
            self._context.tasks.run(self, self._copies.look, lambda _: None)

    def _label(self, paths: tuple[str, ...], label: str | None) -> None:
        before = {path: self._own.get(path) for path in paths}
        wanted: dict[str, str | None] = dict.fromkeys(paths, label)
        name, said = self._of_labelling(len(paths), label)
        folder, copies, found = self.folder, self._copies, list[str]()
        watch = Watch(self.progressed, self.tr("Labelling {0} was stopped").format(pictures(len(paths))))
        self._stops.append(watch.stop)

        def display(turn: Turn, decision: Decision | None) -> None:
            if turn in ("made", "failed") and watch.stop in self._stops:
                self._stops.remove(watch.stop)
            match turn:
                case "forth":
                    self._show(wanted)
                case "back":
                    self._show(before)
                case "failed":
                    self._show(before)
                case "made" if decision is not None:
                    if decision.left_out:
                        self._tell_left_out(wanted, before, decision.left_out)
                    self._show_copies(wanted, before, dict.fromkeys(found, label))

        def work(catalog: Catalog) -> Decision | None:
            decision = catalog.label_each(
                dict.fromkeys(paths, label), root=folder, settle=False, check=watch.check, looked=watch.looked
            )
            found.extend(copies_of(paths, copies, decision))
            return decision

        def reword(_decision: Decision) -> tuple[str, str]:
            return self._of_labelling(len(wanted) - len(found), label, found)

        self._decider.decide(name, work, said, quick=True, display=display, reword=reword)

    def _of_labelling(self, number: int, label: str | None, copies: Sequence[str] = ()) -> tuple[str, str]:
        """What labelling so many pictures is called, and what is said when it is done; copies are labelled with them."""
        if label is None:
            name, said = self.tr("Take back the label of {0}"), self.tr("Your label of {0} is taken back.")
        else:
            name, said = self.tr("Label {0} “{1}”"), self.tr("{0} labelled “{1}”.")
        said = said.format(pictures(number), label)
        if len(copies) == 1:
            said += " " + self.tr("The same goes for {0}, a copy.").format(readable(Path(copies[0]).name))
        elif copies:
            said += " " + self.tr("The same goes for {0} copies.").format(human_number(len(copies)))
        return name.format(pictures(number), label), said

    def _show_copies(
        self, wanted: dict[str, str | None], before: dict[str, str | None], copies: dict[str, str | None]
    ) -> None:
        """Show the label of pictures at their copies as well, now and whenever it is taken back or given again."""
        if copies:
            before |= {path: self._own.get(path) for path in copies}
            wanted |= copies
            self._show(wanted)

    def _tell_left_out(
        self, wanted: dict[str, str | None], before: dict[str, str | None], left_out: Sequence[LeftOut]
    ) -> None:
        """Show those that were refused as they were before, and leave them out from now on."""
        refused = {row.path for row in left_out}
        self._show({path: before[path] for path in wanted if readable(path) in refused})
        for path in [path for path in wanted if readable(path) in refused]:
            del wanted[path], before[path]
        first, more = left_out[0], len(left_out) - 1
        words = self.tr("{0} was not labelled, for it {1}.").format(Path(first.path).name, first.reason)
        if more:
            words += " " + self.tr("The same goes for {0} more.").format(human_number(more))
        self.failed.emit(words)

    def _show(self, labels: dict[str, str | None]) -> None:
        self._moved = self._moved or any(self._images.find(path) is None for path in labels)
        for path, label in labels.items():
            if label is None:
                self._own.pop(path, None)
            else:
                self._own[path] = label
        self._images.set_own(labels)
        self._tell()

    def _take(self, found: dict[str, str]) -> None:
        self._reading = None
        if not self._decider.busy:
            self._set(found)

    def _set(self, found: dict[str, str]) -> None:
        gone: dict[str, str | None] = dict.fromkeys(self._own.keys() - found.keys())
        self._own = dict(found)
        self._images.set_own({**gone, **found})
        self._tell()

    def _tell(self) -> None:
        names = dict.fromkeys(self._model_classes)
        names |= dict.fromkeys(row.name for row in self._context.project.catalog.classes)
        names |= dict.fromkeys(self._own.values())
        kept = [name for name in self.classes if name in names]
        self.classes = tuple(dict.fromkeys((*kept, *names)))
        self.changed.emit()

    def _refuse(self, error: Exception) -> None:
        self._reading = None
        self.failed.emit(str(error))

    def _counted(self, corrections: int) -> None:
        self._counting = False
        if corrections != self.corrections:
            self.corrections = corrections
            self._tell()
        if self._count_again:
            self.count()

    def _decided(self, words: str) -> None:
        self.said.emit(words)
        self.count()
        if self._moved:  # only the catalog knows where those pictures lie now
            self._moved = False
            self._decider.finish()

    def _begin_anew(self) -> None:
        self.stop()
        self._waiting, self._train_soon, self.classes = None, False, ()
        self.read()
        self.count()

    def _catalog_changed(self) -> None:
        self.read()
        self.count()
        self._tell()
        if self._train_soon and not self._decider.busy:
            self._train_soon = False
            self.train_wanted.emit(self.config)
