"""Asking one model about one folder: the child that answers, as long as the Classify page uses its model."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from artclass_gui.context import Context
from artclass_gui.pages.classify_again import Again
from artclass_gui.pages.classify_models import ModelChoice
from artclass_gui.predicting import Predictor
from trainer.events import (
    Appeared,
    Classified,
    Event,
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

_SIMILAR = 60  # pictures at the most


class Asking(QObject):
    """Starts a child, puts questions to it, and lets it go; without one, questions are dropped.

    Attributes:
        held: Whether it is to pause.
        can_compare: Whether the model can tell which pictures are alike.
        settled: What it has answered of this folder: it may settle several times while that is being listed.

    Signals:
        classified(Classified): Answers for pictures.
        progressed(): It is known better how long the others will take.
        changed(): It is ready, or has answered all that it was asked for.
        watched(object): `Appeared`, `Vanished` or `Unwatched`, of a folder that it watches.
        neighbours(Neighbours): The answer to `similar`; or refused(str): why there is none, a sentence.
        noticed(str), warned(str): A sentence worth knowing; of something that could not be done.
        said(Event): Any other answer.
        ended(TerminalEvent): It ended by itself.
    """

    classified = Signal(object)
    progressed = Signal()
    changed = Signal()
    watched = Signal(object)
    neighbours = Signal(object)
    refused = Signal(str)
    noticed = Signal(str)
    warned = Signal(str)
    said = Signal(object)
    ended = Signal(object)

    def __init__(self, context: Context, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._child: Predictor | None = None
        self._folder: Path | None = None
        self._again = Again()
        self._progress: Progress | None = None
        self._in_sight: tuple[str, ...] = ()
        self.held = False
        self.can_compare = False
        self.settled: tuple[Settled, ...] = ()

    @property
    def there(self) -> bool:
        """Whether there is a child."""
        return self._child is not None

    @property
    def seconds_left(self) -> float | None:
        """How long the rest will take, as the child said the last time."""
        return self._progress.seconds_left if self._progress is not None else None

    def prepare(self, model: ModelChoice, folder: Path | None) -> Predictor:
        """Let the child load its model, unless there is one; ``folder`` is the open one."""
        self._folder = folder
        if self._child is None:
            self._child = Predictor(self._context, self._title(), model.arguments, self)
            self._child.said.connect(self._hear)
            self._child.ended.connect(self._end)
        return self._child

    def begin(
        self, model: ModelChoice, folder: Path, paths: Sequence[str], *, answered: Sequence[str] = (), watched: bool
    ) -> None:
        """Ask for pictures of a folder, and for nothing of before.

        Args:
            model: Who answers; only a child that has been left makes room for another model.
            folder: The folder.
            paths: Its pictures, as far as they are known.
            answered: Those of them that have their answers already, but are new to this child.
            watched: Whether what comes into the folder is asked for as well.
        """
        self._progress, self.settled, self._in_sight, self.held = None, (), (), False
        self._again.begin(answered)
        before = self._child
        child = self.prepare(model, folder)
        if before is not None:
            child.rename(self._title())
            child.forget()
        child.hold(False)
        if watched:  # before the listing, so that nothing falls between
            child.watch(folder)
        child.classify(paths)

    def leave(self) -> None:
        """Let the child go."""
        child, self._child = self._child, None
        self.can_compare = False
        if child is not None:
            child.leave()
            child.deleteLater()

    def hold(self, held: bool) -> None:
        """Let it pause, or go on; answers that are known already come even while it is held."""
        self.held = held
        if self._child is not None:
            self._child.hold(held)
            self._child.rename(self._title())

    def classify(self, paths: Sequence[str]) -> None:
        """Ask for these after all others."""
        if self._child is not None:
            self._child.classify(paths)

    def first(self, paths: tuple[str, ...]) -> None:
        """Ask for these, which are in sight, before all others."""
        if self._child is not None and paths != self._in_sight:
            self._in_sight = paths
            if paths:
                self._child.first(paths)

    def watch(self, folder: Path | None) -> None:
        """Ask for what comes into a folder; None: no longer."""
        if self._child is not None:
            self._child.watch(folder)

    def similar(self, path: str) -> None:
        """Ask which pictures are most like one; once a child that was started anew has seen all that it is to compare."""
        if not self._again.keep(path):
            self._compare(path)

    def ask(self, question: dict[str, object]) -> None:
        """Put another question."""
        if self._child is not None:
            self._child.ask(question)

    def _compare(self, path: str | None) -> None:
        if self._child is not None and path is not None:
            self._child.similar(path, _SIMILAR)

    def _title(self) -> str:
        """What the status bar and the window's title call it."""
        if self._folder is None:
            return self.tr("Classifying")
        words = self.tr("Classifying “{0}” · held") if self.held else self.tr("Classifying “{0}”")
        return words.format(self._folder.name or str(self._folder))

    def _hear(self, event: Event) -> None:
        match event:
            case Classified(predictions=predictions):
                self.classified.emit(event)
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
            case Appeared() | Vanished() | Unwatched():
                self.watched.emit(event)
            case Neighbours():
                self.neighbours.emit(event)
            case Problem(path=path, reason=reason):
                self.refused.emit(_sentence(path, reason))
            case Notice(message=message, level=level):
                (self.warned if level == "warning" else self.noticed).emit(message)
            case _:
                self.said.emit(event)

    def _end(self, ending: TerminalEvent) -> None:
        self.leave()
        self.ended.emit(ending)


def _sentence(path: str, reason: str) -> str:
    words = reason if reason[:1].isupper() else f"“{Path(path).name}” {reason}"
    return words if words.endswith(".") else f"{words}."
