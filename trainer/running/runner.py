"""Works through the queue of a project: one training after another, each in a child process of its own. Light."""

from __future__ import annotations

import contextlib
import logging
import threading
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Literal, Protocol

from trainer import __version__, dates, files, holding
from trainer.channel import Control, Emit, Request
from trainer.errors import TrainingError
from trainer.events import TERMINAL, Event, Failed, Finished, LowBattery, Notice, Stage, Started, Stopped, TerminalEvent
from trainer.project import Project
from trainer.running import awake, following, steering
from trainer.running.child import ChildProcess
from trainer.running.queue import Item, Queue
from trainer.runs import Run

_log = logging.getLogger(__name__)
_BETWEEN = 0.3  # seconds from one look at what was asked to the next
_FIGURES = (
    "validation_accuracy",
    "validation_images",
    "validation_interval",
    "test_accuracy",
    "test_images",
    "test_interval",
    "epochs_trained",
    "wall_seconds",
)


class Child(Protocol):
    """One training in a process, as `ChildProcess` offers it."""

    def events(self) -> Iterator[Event]:
        """Start it and give its events, the last of which is terminal."""

    def ask(self, request: Request) -> None:
        """Ask it to stop, pause or cancel."""


Start = Callable[[Sequence[str]], Child]


class Runner:
    """One sitting of a queue.

    Args:
        project: Whose queue it is.
        emit: Told what happens.
        control: Passed on to the training under way; after that no other one begins.
        options: Further arguments of each training: cores, level of the battery.
        start: Gives the child for a command's arguments.
    """

    def __init__(
        self,
        project: Project,
        *,
        emit: Emit,
        control: Control,
        options: Sequence[str] = (),
        start: Start | None = None,
    ) -> None:
        self._project = project
        self._queue = Queue(project)
        self._emit = emit
        self._control = control
        self._options = tuple(options)
        self._start = start or (lambda words: ChildProcess(words, project=project))
        self._paused = False
        self._done: list[int] = []

    def work(self) -> Finished | Stopped:
        """Train what waits, one after another, until nothing waits or somebody asks for an end.

        Raises:
            ProjectError: Another process works on this queue, or its file is damaged.
            TrainingError: Not one of the trainings came to anything.
            DiskError: The queue cannot be written.
        """
        files.make_folders(self._queue.folder, within=self._project.folder)
        with (
            holding.held(self._queue.folder, busy="Another ArtClass is working on this queue"),
            steering.steered(self._queue.folder, self._control),
            awake.kept(self._emit) as telling,
        ):
            telling(Started(job="queue", version=__version__))
            self._take_up()
            while (item := self._next()) is not None:
                self._do(item)
        if self._control.request is not None or self._paused:
            return Stopped(resumable=True)
        return Finished(result=self._summary())

    def _take_up(self) -> None:
        """What a runner that was killed had under way waits again."""
        for item in self._queue.items():
            if item.state == "running":
                self._queue.update(item.number, state="waiting")

    def _next(self) -> Item | None:
        """The next training, once no other one of the project is under way; None where there is to be none."""
        if not self._paused and self._queue.waiting():
            self._wait_for_others()
        return self._queue.take_next() if self._control.request is None and not self._paused else None

    def _wait_for_others(self) -> None:
        running = following.running(self._project)
        if running:
            self._emit(Stage(name="wait", label="Waiting for the training under way", index=1, count=1))
        for run in running:
            steering.until_ended(run.folder, waiting=lambda: self._control.request is None)

    def _do(self, item: Item) -> None:
        self._done.append(item.number)
        self._emit(Notice(message=f"Number {item.number} of the queue begins: {item.title}"))
        words = self._words(item)
        ending = self._train(item, words) if words is not None else Finished(result={"run": item.run})
        changes = _came_to(ending, asked=self._control.request)
        self._queue.update(item.number, **changes)
        if changes["state"] == "waiting":
            self._paused = True
        level: Literal["info", "warning"] = "warning" if changes["state"] == "failed" else "info"
        self._emit(Notice(message=f"Number {item.number}, {item.title}: {changes['outcome']}", level=level))

    def _words(self, item: Item) -> list[str] | None:
        """The command that trains it, or goes on with it; None where it turns out to be finished."""
        options = ["--project", str(self._project.folder)]
        if item.run is not None:
            run = Run(self._project.runs / item.run)
            if run.report_path.exists():
                return None
            if run.resumable() or not item.arguments:
                return ["resume", *options, "--run", item.run, *self._options]
        return ["train", *options, *item.arguments, *self._options]

    def _train(self, item: Item, words: Sequence[str]) -> TerminalEvent:
        child = self._start(words)
        with self._passing_on(child):
            for event in child.events():
                if isinstance(event, TERMINAL):
                    return event
                self._hear(item, event)
        raise AssertionError(words)  # a child never ends without a word

    def _hear(self, item: Item, event: Event) -> None:
        if isinstance(event, Started):
            self._queue.update(item.number, run=event.run)
        if not isinstance(event, Started):
            self._emit(event)
        if isinstance(event, LowBattery):
            self._paused = True

    @contextlib.contextmanager
    def _passing_on(self, child: Child) -> Iterator[None]:
        """Tell the child what is asked of the queue."""
        over = threading.Event()

        def pass_on() -> None:
            told: Request | None = None
            while not over.wait(_BETWEEN):
                if (asked := self._control.request) is not None and asked != told:
                    child.ask(asked)
                    told = asked

        thread = threading.Thread(target=pass_on, name="passing on", daemon=True)
        thread.start()
        try:
            yield
        finally:
            over.set()
            thread.join()

    def _summary(self) -> dict[str, Any]:
        items = [item for item in self._queue.items() if item.number in self._done]
        failed = sum(item.state == "failed" for item in items)
        if failed and failed == len(items):
            raise _all_failed(failed)
        return {
            "finished": sum(item.state == "finished" for item in items),
            "failed": failed,
            "items": [as_row(item) for item in items],
        }


def as_row(item: Item) -> dict[str, Any]:
    """An item as commands print it with ``--json``; ``pin``: it is measured on the test pictures at its end."""
    return {
        "number": item.number,
        "title": item.title,
        "arguments": list(item.arguments),
        "pin": "--pin" in item.arguments,
        "state": item.state,
        "run": item.run,
        "outcome": item.outcome,
        "result": item.result,
        "ended": item.ended,
    }


def _came_to(ending: TerminalEvent, *, asked: Request | None) -> dict[str, Any]:
    """What is written down of a training that has ended."""
    match ending:
        case Failed():
            return {"state": "failed", "outcome": ending.sentence(), "ended": dates.now()}
        case Stopped(result=None, resumable=True):
            return {"state": "waiting", "outcome": "paused; goes on from here when the queue does"}
        case Stopped(result=None):
            return {
                "state": "discarded",
                "outcome": "discarded" if asked != "stop" else "stopped",
                "ended": dates.now(),
            }
    result = ending.result or {}
    figures = {name: result[name] for name in _FIGURES if result.get(name) is not None}
    early = "stopped early; " if isinstance(ending, Stopped) else ""
    return {"state": "finished", "outcome": early + _accuracy(result), "result": figures, "ended": dates.now()}


def _accuracy(result: dict[str, Any]) -> str:
    """By validation: who compares the trainings of a night must not choose by test pictures."""
    share = result.get("validation_accuracy")
    if share is None:
        return "finished"
    words = f"{share:.1%} of {result.get('validation_images', 0):,} validation pictures told rightly"
    bounds = result.get("validation_interval")
    return words if bounds is None else f"{words} (95 % interval {bounds[0]:.1%} to {bounds[1]:.1%})"


def _all_failed(count: int) -> TrainingError:
    which = "The training of the queue has" if count == 1 else f"All {count} trainings of the queue have"
    return TrainingError(
        f"{which} failed", remedy="The queue says why; put that right and add what is to be tried again."
    )
