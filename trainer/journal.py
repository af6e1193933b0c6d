"""A run's own record: every event goes into its ``events.jsonl`` on its way out."""

from __future__ import annotations

import contextlib
import logging
import threading
import time
from collections.abc import Callable, Iterator
from typing import BinaryIO

from trainer import events, failures
from trainer.channel import Emit
from trainer.events import Detached, Event, Progress, Started
from trainer.runs import Run

_log = logging.getLogger(__name__)
_BETWEEN = 1.0  # seconds from one progress to the next: a night's training would fill fifty megabytes otherwise


class Journal:
    """An emit function that writes each event down before it passes it on; made by `keeping`."""

    def __init__(self, stream: BinaryIO, emit: Emit) -> None:
        self._stream = stream
        self._emit = emit
        self._lock = threading.Lock()
        self._progress_at = 0.0
        self.begun = False
        """Whether it was said that the job has begun."""

    def __call__(self, event: Event) -> None:
        """Write an event down and pass it on."""
        self.note(event)
        self._emit(event)

    def note(self, event: Event) -> None:
        """Write an event down only; a full disk costs the record, not the training. Of progress, one a second will do."""
        if isinstance(event, Progress) and not self._is_due():
            return
        self.begun = self.begun or isinstance(event, Started)
        try:
            with self._lock:
                self._stream.write(events.encode(event))
                self._stream.flush()
        except OSError:
            _log.warning("an event could not be written down", exc_info=True)

    def _is_due(self) -> bool:
        now = time.monotonic()
        if now - self._progress_at < _BETWEEN:
            return False
        self._progress_at = now
        return True


@contextlib.contextmanager
def keeping(run: Run, emit: Emit, *, alone: Callable[[], bool] = lambda: False) -> Iterator[Journal]:
    """Keep a run's journal; a failure that leaves the block is written down as its last event.

    Args:
        run: Whose journal it is.
        emit: Told each event after it is written down.
        alone: Whether the job goes on without whoever has started it; they have not heard of the failure then.
    """
    with run.events_path.open("ab", buffering=0) as stream:
        journal = Journal(stream, emit)
        try:
            yield journal
        except (Exception, KeyboardInterrupt) as error:  # the latter: Ctrl+C pressed twice
            if journal.begun and alone():
                journal.note(Detached())
            journal.note(failures.told(error, details="The details are in the run's log."))
            raise
