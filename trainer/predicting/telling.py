"""Handing answers out: kept first, then told, a few at a time and never late."""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections.abc import Callable, Sequence

from trainer.channel import Emit
from trainer.events import Classified, Prediction, Progress, Settled
from trainer.predicting.asking import Outcome
from trainer.predicting.nearest import Nearest
from trainer.predicting.queueing import Queue, Tally
from trainer.predicting.store import Store
from trainer.predicting.working import Done

_MOST = 32  # answers in one event
_BETWEEN_ANSWERS = 0.1  # seconds from one event with answers to the next: the first is told at once
_IDLE = 0.2  # seconds after which somebody who waits for the end is heard
_BETWEEN = 0.1  # seconds from one progress event to the next
_PAUSE = 2.0  # seconds without a new answer that do not count for the speed: it was held, or had nothing to do

_log = logging.getLogger(__name__)


class Counts:
    """What was answered since the queue was last empty.

    Args:
        clock: Seconds that only go on.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self.answered = self.kept = self.failed = 0
        self._seconds = 0.0
        self._last: float | None = None

    def add(self, outcomes: Sequence[Outcome]) -> None:
        """Count answers that have just come; the time in which all were known is not that of the model."""
        kept = sum(outcome.kept for outcome in outcomes)
        self.answered += len(outcomes)
        self.kept += kept
        self.failed += sum(outcome.prediction.status != "ok" for outcome in outcomes)
        now = self._clock()
        if self._last is not None and kept < len(outcomes):
            self._seconds += min(now - self._last, _PAUSE)
        self._last = now

    @property
    def rate(self) -> float | None:
        """Pictures a second, of those that were classified now; None as long as that is no figure."""
        fresh = self.answered - self.kept - self.failed
        return round(fresh / self._seconds, 1) if fresh > 1 and self._seconds > 0.2 else None

    def settled(self) -> Settled:
        """As the event that tells it."""
        return Settled(answered=self.answered, kept=self.kept, failed=self.failed, images_per_second=self.rate)


class Telling(threading.Thread):
    """The thread that keeps answers and tells them.

    Args:
        done: Where answers come from.
        work: The queue that they were given out by.
        store: Where they are kept.
        nearest: Where their features go; None where the model has none.
        emit: Where events go.
        classes: Names the probabilities' order.
        answered: Called with every prediction that was told.
        busy: Called now and then, with whether there is something left to answer.
    """

    def __init__(
        self,
        done: queue.Queue[Done],
        work: Queue,
        *,
        store: Store | None,
        nearest: Nearest | None,
        emit: Emit,
        classes: tuple[str, ...],
        answered: Callable[[Prediction], None],
        busy: Callable[[bool], None],
    ) -> None:
        super().__init__(name="telling", daemon=True)
        self._done = done
        self._queue = work
        self._store = store
        self._nearest = nearest
        self._emit = emit
        self._classes = classes
        self._answered = answered
        self._busy = busy
        self._counts = Counts()
        self._progress_told, self._answers_told = 0.0, float("-inf")
        self._over = threading.Event()
        self._whole = threading.Lock()  # of what is told, and of what is known for similar pictures

    def run(self) -> None:
        """Tell answers until `end`, and then what is left."""
        while not (self._over.is_set() and self._done.empty()):
            batch = self._batch()
            if batch:
                self._attempt(self._keep, batch)
                self._attempt(self._tell, batch)

    def end(self, seconds: float) -> None:
        """Tell what is left, and wait for that."""
        self._over.set()
        self.join(seconds)

    def forget(self) -> None:
        """Forget what was told, and tell nothing of what was asked before."""
        with self._whole:
            self._queue.forget()
            self._counts = Counts()
            if self._nearest is not None:
                self._nearest.clear()

    def _batch(self) -> list[Done]:
        try:
            batch = [self._done.get(timeout=_IDLE)]
        except queue.Empty:
            return []
        until = self._answers_told + _BETWEEN_ANSWERS
        while (count := sum(len(done.outcomes) for done in batch)) < _MOST and self._queue.waiting > count:
            try:
                batch.append(self._done.get(timeout=max(0.0, until - time.monotonic())))
            except queue.Empty:
                break
        self._answers_told = time.monotonic()
        return batch

    def _attempt(self, step: Callable[[list[Done]], None], batch: list[Done]) -> None:
        """A fault of our own must not end this thread: everybody would wait for it for ever."""
        try:
            step(batch)
        except Exception:
            _log.exception("telling answers")

    def _keep(self, batch: list[Done]) -> None:
        rows = [outcome.row for done in batch for outcome in done.outcomes if outcome.row is not None]
        if self._store is not None and rows:
            self._store.keep(rows)

    def _tell(self, batch: list[Done]) -> None:
        with self._whole:
            generation = self._queue.generation
            outcomes = [o for done in batch if done.generation == generation for o in done.outcomes]
            if not outcomes:
                return
            if self._nearest is not None:
                embeddings = [(o.prediction.path, o.embedding) for o in outcomes if o.embedding is not None]
                self._nearest.add(embeddings)
            for start in range(0, len(outcomes), _MOST):
                told = tuple(o.prediction for o in outcomes[start : start + _MOST])
                self._emit(Classified(classes=self._classes, predictions=told))
            self._counts.add(outcomes)
            tally = self._queue.answered(generation, len(outcomes))
        for outcome in outcomes:
            self._answered(outcome.prediction)
        if tally is not None:
            self._tell_how_far(tally)

    def _tell_how_far(self, tally: Tally) -> None:
        settled = tally.answered == tally.total
        now = time.monotonic()
        if settled or now - self._progress_told >= _BETWEEN:
            self._progress_told = now
            self._busy(not settled)
            self._emit(
                Progress(done=tally.answered, total=tally.total, unit="pictures", seconds_left=self._left(tally))
            )
        if settled:
            self._emit(self._counts.settled())
            self._counts = Counts()

    def _left(self, tally: Tally) -> float | None:
        rate = self._counts.rate
        return round((tally.total - tally.answered) / rate, 1) if rate else None
