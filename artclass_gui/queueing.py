"""The queue of the open project as the window sees it: read, changed and worked through, whoever works on it."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication

from artclass_gui.conditions import running_options
from artclass_gui.context import Context
from artclass_gui.jobs.job import Job
from artclass_gui.training import Training
from trainer import options
from trainer.config import TrainConfig
from trainer.project import Project
from trainer.running import queue as queues
from trainer.running import steering
from trainer.running.queue import Item, Queue

_BETWEEN_MS = 2_000  # from one look at the queue to the next: a small file, read off the GUI thread


@dataclass(frozen=True)
class QueueState:
    """What the queue held when it was last read; ``at_work``: some process works through it."""

    items: tuple[Item, ...] = ()
    at_work: bool = False

    @property
    def waiting(self) -> tuple[Item, ...]:
        """The trainings that wait."""
        return tuple(item for item in self.items if item.state == "waiting")

    @property
    def over(self) -> tuple[Item, ...]:
        """The trainings that have ended."""
        return tuple(item for item in self.items if item.state not in ("waiting", "running"))


class QueueModel(QObject):
    """Tells what is in the queue, and changes it in the background, one change after another.

    Args:
        context: The services.
        training: Told to look for the run that the queue has begun.

    Signals:
        changed(): ``state`` was read anew and is another one.
        added(): There is one more training than before.
        failed(str): The queue could not be read or changed; a sentence.
    """

    changed = Signal()
    added = Signal()
    failed = Signal(str)

    def __init__(self, context: Context, training: Training, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._training = training
        self._changes: deque[Callable[[Queue], object]] = deque()
        self._busy = False
        self._said = ""
        self.state = QueueState()
        self._timer = QTimer(self)
        self._timer.setInterval(_BETWEEN_MS)
        self._timer.timeout.connect(self._look)
        context.project.opened.connect(self._begin)
        context.project.closed.connect(self._end)

    @property
    def job(self) -> Job | None:
        """The window's own child that works through the queue."""
        return self._context.jobs.of_kind("queue")

    @property
    def running(self) -> bool:
        """Whether the queue is worked through, by this window or by another process."""
        return self.state.at_work or self.job is not None

    def add(self, config: TrainConfig) -> None:
        """Put a training with these settings at the end."""
        words, title = tuple(options.arguments(config)), queues.title(config)
        self._change(lambda queue: queue.add(words, title))

    def remove(self, number: int) -> None:
        """Take one out."""
        self._change(lambda queue: queue.remove(number))

    def move(self, number: int, to: int) -> None:
        """Give one that waits the place ``to`` (from 1) among those that wait."""
        self._change(lambda queue: queue.move(number, to))

    def clear(self) -> None:
        """Take out what is over."""
        self._change(lambda queue: queue.clear())

    def start(self) -> None:
        """Train what waits, one after another."""
        project = self._context.project.project
        if project is None or self.running:
            return
        words = ["queue", "run", "--project", str(project.folder), *running_options(self._context.settings)]
        job = self._context.jobs.start(self.tr("Queue of trainings"), words, project=project)
        job.ended.connect(self._ended)
        self.changed.emit()

    def pause(self) -> None:
        """Let the queue keep what has been learnt and end."""
        if self.job is not None:
            self.job.ask("pause")
        else:
            self._change(lambda queue: steering.ask(queue.folder, "pause"))

    def reload(self) -> None:
        """Read the queue anew."""
        self._change(lambda _queue: None)

    def _begin(self) -> None:
        self._timer.start()
        self.reload()

    def _end(self) -> None:
        self._timer.stop()
        self._changes.clear()
        self._take(QueueState())

    def _ended(self, _ending: object) -> None:
        self.reload()
        self.changed.emit()

    def _look(self) -> None:
        if not self._busy:
            self.reload()
        if self.running or QGuiApplication.applicationState() == Qt.ApplicationState.ApplicationActive:
            self._training.look_for_running()  # one may have been started from a shell

    def _change(self, change: Callable[[Queue], object]) -> None:
        self._changes.append(change)
        self._next()

    def _next(self) -> None:
        project = self._context.project.project
        if self._busy or not self._changes or project is None:
            return
        self._busy = True
        change = self._changes.popleft()
        self._context.tasks.run(
            self, lambda: _changed(project, change), lambda state: self._read(project, state), self._fail
        )

    def _read(self, project: Project, state: QueueState) -> None:
        self._busy = False
        if self._context.project.project is project:
            self._said = ""
            self._take(state)
        self._next()

    def _fail(self, error: Exception) -> None:
        self._busy = False
        if str(error) != self._said:  # a damaged file is read again and again, and told once
            self._said = str(error)
            self.failed.emit(str(error))
        self._next()

    def _take(self, state: QueueState) -> None:
        if state == self.state:
            return
        more = len(state.items) > len(self.state.items)
        self.state = state
        self.changed.emit()
        if more:
            self.added.emit()


def _changed(project: Project, change: Callable[[Queue], object]) -> QueueState:
    queue = Queue(project)
    change(queue)
    return QueueState(queue.items(), queue.at_work)
