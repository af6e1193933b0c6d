"""A run that another process is working on, followed by its record and steered by its control file. Light."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator, Sequence

import msgspec

from trainer import holding, runs
from trainer.channel import Request
from trainer.errors import ArtClassError
from trainer.events import TERMINAL, Epoch, Event, Failed, Progress, Stage, Started, Stopped, TerminalEvent, decode
from trainer.project import Project
from trainer.running import steering
from trainer.running.tail import Tail
from trainer.runs import Run

_BETWEEN = 0.5  # seconds from one look to the next: two stats, and one of a process
_LOG_BYTES = 64_000


def running(project: Project) -> list[Run]:
    """The runs of a project that some process is working on now, newest first; a file of each run is looked at."""
    return [run for run in runs.list_runs(project) if holding.is_held(run.folder)]


class FollowedRun:
    """Gives the events of a run that goes on in a process of its own, as `child.ChildProcess` does of its child.

    Args:
        run: The run.
        on_log: Called with each line of its log, from another thread.
    """

    def __init__(self, run: Run, *, on_log: Callable[[str], None] = lambda _: None) -> None:
        self.on_log = on_log
        self._run = run
        self._left = threading.Event()
        holder = holding.holder(run.folder)
        self.pid = holder.pid if holder is not None else None

    def events(self) -> Iterator[Event]:
        """Where it stands, then each event as it comes; the last one is terminal unless the run is left before."""
        record, log = Tail(self._run.events_path), Tail(self._run.log_path, last=_LOG_BYTES)
        yield from self._until_over(record, log)

    def ask(self, request: Request) -> None:
        """Ask the run to stop, pause or cancel; one that has ended meanwhile needs no asking."""
        with contextlib.suppress(ArtClassError):
            steering.ask(self._run.folder, request)

    def detach(self) -> None:
        """It goes on alone as it is."""

    def kill(self) -> None:
        """Follow it no longer; it goes on."""
        self._left.set()

    def _until_over(self, record: Tail, log: Tail) -> Iterator[Event]:
        told = _summed_up(_decoded(record))
        while True:
            over = not holding.is_held(self._run.folder)  # looked at first: its last word is there by now
            told += _decoded(record)
            ending = told.pop() if told and isinstance(told[-1], TERMINAL) else None
            yield from (event for event in told if not isinstance(event, TERMINAL))
            for line in log.lines():
                self.on_log(line.decode("utf-8", "replace"))
            if over:
                yield ending if isinstance(ending, TERMINAL) else self._without_a_word()
                return
            told = [ending] if ending is not None else []
            if self._left.wait(_BETWEEN):
                return

    def _without_a_word(self) -> TerminalEvent:
        """Who ends a run that has learnt nothing takes its folder away, often before its last word can be read here."""
        failed = runs.news.failure(self._run)
        if failed is not None and not self._run.events_path.exists():
            return failed
        if not self._run.events_path.exists() and self._run.folder.parent.exists():
            return Stopped(resumable=False)
        return _silent_death()


def _decoded(record: Tail) -> list[Event]:
    events: list[Event] = []
    for line in record.lines():
        with contextlib.suppress(msgspec.DecodeError):
            events.append(decode(line))
    return events


def _summed_up(events: Sequence[Event]) -> list[Event]:
    """What of a long record still says something: no figures that newer ones have replaced, no earlier sitting's end."""
    kept: list[Event] = []
    for event in events:
        match event:
            case Started():
                kept = [earlier for earlier in kept if isinstance(earlier, Epoch)]
            case Stage():
                kept = [earlier for earlier in kept if not isinstance(earlier, Stage | Progress)]
            case Progress() if kept and isinstance(kept[-1], Progress):
                kept.pop()
        kept.append(event)
    return kept


def _silent_death() -> Failed:
    return Failed(
        message="The training in the background broke off without a word",
        remedy="Often the computer was out of memory or was switched off. It can go on from its last checkpoint.",
    )
