"""The process that stays: it hears what pictures are wanted, and tells answers as they come."""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Sequence
from pathlib import Path

import msgspec
import numpy as np

from trainer import questions
from trainer.channel import Control, Emit
from trainer.events import Appeared, Neighbours, Notice, Prediction, Problem, Ready, Useful, Vanished
from trainer.package import Package
from trainer.predicting import store as store_of
from trainer.predicting.asking import Asking
from trainer.predicting.nearest import Nearest
from trainer.predicting.predictor import one_thread_a_picture
from trainer.predicting.queueing import Queue
from trainer.predicting.store import Store
from trainer.predicting.telling import Telling
from trainer.predicting.useful import diverse
from trainer.predicting.wakeful import Wakeful
from trainer.predicting.watching import Watching
from trainer.predicting.working import Stalled, Workers

_LISTEN = 0.1  # seconds between two looks at what is asked of the process itself
_LEAVE = 3.0  # seconds that threads get to end what they are at
_MOST = 1_000  # neighbours

_log = logging.getLogger(__name__)


class _Question(msgspec.Struct, frozen=True, tag_field="do", tag=str.lower):
    """Base of everything that may be asked, one JSON object a line; ``do`` says what."""


class Classify(_Question, frozen=True):
    """Classify these after all others."""

    paths: tuple[str, ...]


class First(_Question, frozen=True):
    """These are visible now: they go before all others, and in the place of those that were first until now."""

    paths: tuple[str, ...]


class Forget(_Question, frozen=True):
    """Drop what waits, and what similar pictures are looked for in."""


class Hold(_Question, frozen=True):
    """Read no more pictures; known ones are still told."""


class Go(_Question, frozen=True):
    """Go on after `Hold`."""


class Watch(_Question, frozen=True):
    """Classify what comes into a folder, however deep, in the place of the one watched before."""

    folder: str


class Unwatch(_Question, frozen=True):
    """Watch no folder."""


class Similar(_Question, frozen=True):
    """Tell the pictures that are most like one, among all that were answered since the last `Forget`."""

    path: str
    count: int = 60


class MostUseful(_Question, frozen=True, tag="useful"):
    """Tell in which order to label ``paths``: those first that are in doubt and unlike each other.

    ``doubt`` has a number of at least 0 for each; ``known`` are pictures that are labelled already.
    """

    paths: tuple[str, ...]
    doubt: tuple[float, ...]
    known: tuple[str, ...] = ()
    count: int = 500


Question = Classify | First | Forget | Hold | Go | Watch | Unwatch | Similar | MostUseful


class Resident:
    """A model that answers questions until it is told to leave.

    Args:
        package: The model.
        store: Where its answers are kept; None to keep none.
        emit: Where events go.
        control: Told what is asked.

    Raises:
        PackageError: The model in the package cannot be run.
    """

    def __init__(self, package: Package, store: Store | None, *, emit: Emit, control: Control) -> None:
        self._emit = emit
        self._control = control
        self._queue = Queue()
        self._nearest = Nearest(package.info.embedding) if package.info.embedding else None
        self._workers = Workers(Asking(package, store), self._queue)
        self._wanted: dict[str, int] = {}  # similar pictures of those that have no answer yet
        self._wanting = threading.Lock()
        self._prepared = self._nearest is None
        self._wakeful = Wakeful()
        self._watching = Watching(
            appeared=self._appear,
            vanished=self._vanish,
            known=self._queue.has,
            known_below=self._queue.asked_below,
            tell=self._notice,
            ended=emit,
        )
        self._telling = Telling(
            self._workers.done,
            self._queue,
            store=store,
            nearest=self._nearest,
            emit=emit,
            classes=package.info.classes,
            answered=self._answered,
            busy=self._stay_awake,
        )
        self._ready = Ready(
            model=store_of.model_digest(package), classes=package.info.classes, similar=self._nearest is not None
        )

    def run(self) -> None:
        """Answer until somebody asks to leave, or nobody listens any more."""
        self._workers.start()
        self._telling.start()
        self._emit(self._ready)
        try:
            with one_thread_a_picture():
                while self._control.request is None:
                    self._hear()
                    self._workers.look_after(stalled=self._stalled, back=self._back)
                    self._prepare_when_idle()
        finally:
            self._watching.stop()
            self._queue.close()
            self._workers.wait(_LEAVE)
            self._telling.end(_LEAVE)
            self._wakeful.idle()

    @property
    def waited_for(self) -> list[str]:
        """Files in the watched folder that were being written, and are not asked about yet."""
        return self._watching.waited_for

    def _prepare_when_idle(self) -> None:
        """Get ready to look for similar pictures when there is nothing to answer: loading takes Python's lock."""
        if self._nearest is not None and not self._prepared and not self._queue.waiting:
            self._prepared = True
            threading.Thread(target=self._nearest.prepare, name="prepare", daemon=True).start()

    def _hear(self) -> None:
        try:
            line = self._control.questions.get(timeout=_LISTEN)
        except queue.Empty:
            return
        try:
            self._do(questions.decode(line, Question))
        except (msgspec.DecodeError, ValueError):
            _log.warning("not understood: %r", line[:200])
        except Exception:  # a fault of our own costs one answer, not the process
            _log.exception("asked %r", line[:200])

    def _do(self, question: Question) -> None:
        match question:
            case Classify(paths):
                self._queue.add(paths)
            case First(paths):
                self._queue.first(paths)
            case Forget():
                self._forget()
            case Hold():
                self._queue.hold(True)
                self._wakeful.idle()
            case Go():
                self._queue.hold(False)
            case Watch(folder):
                self._watching.watch(Path(folder))
            case Unwatch():
                self._watching.stop()
            case Similar(path, count):
                self._tell_similar(path, min(max(1, count), _MOST))
            case MostUseful():
                self._tell_useful(question)

    def _stay_awake(self, busy: bool) -> None:
        if busy and not self._queue.held:
            self._wakeful.busy()
        else:
            self._wakeful.idle()

    def _forget(self) -> None:
        self._wakeful.idle()
        with self._wanting:
            self._wanted.clear()
        self._telling.forget()

    def _tell_similar(self, path: str, count: int) -> None:
        """At once where the picture is known, else as soon as it is."""
        if self._nearest is None:
            self._emit(Problem(path=path, reason=_NO_FEATURES))
            return
        with self._wanting:
            known = path in self._nearest
            if not known:
                self._wanted[path] = count
        if known:
            self._emit(self._neighbours(self._nearest, path, count))
        else:
            self._queue.ahead(path)

    def _tell_useful(self, question: MostUseful) -> None:
        """Without features, the most doubtful first."""
        doubt = dict(zip(question.paths, question.doubt, strict=True))
        if self._nearest is None:
            ordered = sorted(doubt, key=lambda path: -doubt[path])[: question.count]
        else:
            paths, features = self._nearest.features(doubt)
            known = self._nearest.features(question.known)[1]
            rows = diverse(features, np.array([doubt[path] for path in paths]), question.count, known=known)
            ordered = [paths[row] for row in rows]
        self._emit(Useful(paths=tuple(ordered)))

    def _answered(self, prediction: Prediction) -> None:
        """Called by the thread that tells answers."""
        with self._wanting:
            count = self._wanted.pop(prediction.path, None)
        if count is None or self._nearest is None:
            return
        if prediction.status == "ok":
            self._emit(self._neighbours(self._nearest, prediction.path, count))
        else:
            self._emit(Problem(path=prediction.path, reason=prediction.reason or ""))

    def _neighbours(self, nearest: Nearest, path: str, count: int) -> Neighbours | Problem:
        try:
            return Neighbours(path=path, neighbours=nearest.of(path, count))
        except KeyError:  # it went in this very moment
            return Problem(path=path, reason="is no longer there")

    def _appear(self, paths: Sequence[str]) -> None:
        self._emit(Appeared(paths=tuple(paths)))
        self._queue.add(paths)

    def _vanish(self, paths: Sequence[str]) -> None:
        """Files, or folders with all that was asked for in them."""
        gone = list(dict.fromkeys(file for path in paths for file in (path, *self._queue.asked_below(path))))
        self._queue.drop(gone)
        if self._nearest is not None:
            self._nearest.remove(gone)
        self._emit(Vanished(paths=tuple(gone)))

    def _notice(self, words: str) -> None:
        self._emit(Notice(message=words, level="warning"))

    def _stalled(self, found: Stalled) -> None:
        self._notice(f"This disk does not answer: {found.place}. Its pictures wait until it does; others go on.")

    def _back(self, found: Stalled) -> None:
        self._emit(Notice(message=f"This disk answers again: {found.place}."))


_NO_FEATURES = "This model was made by an ArtClass that kept no features: train it again to find similar pictures"
