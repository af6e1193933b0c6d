"""All running jobs of the window: one maker, one place to ask whether anything is going on."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Signal

from artclass_gui.jobs.job import Job
from trainer.project import Project
from trainer.running.child import ChildProcess
from trainer.running.following import FollowedRun
from trainer.runs import Run

Command = Callable[[], Sequence[str]]
QUIET_KINDS = ("check", "estimate", "explain", "predictor", "preview")
"""Jobs that begin by themselves, or keep all that they have found: their end costs nothing."""
HIDDEN_KINDS = ("estimate", "explain", "preview")
"""Jobs that are nobody's business."""
RESIDENT_KINDS = ("predictor",)
"""Jobs that stay and wait for questions: the window speaks of them while they have something to do."""
DETACHABLE = ("train", "resume", "queue")
"""Jobs that can go on when the window is closed."""


class JobBoard(QObject):
    """Starts jobs and knows which are running.

    Args:
        command: Gives the program that does jobs, or None for the real one; tests put a scripted child here.

    Signals:
        started(Job), changed() (something ran on, began or ended), ended(Job, TerminalEvent), idle() (the last one
        ended).
    """

    started = Signal(object)
    changed = Signal()
    ended = Signal(object, object)
    idle = Signal()

    def __init__(self, parent: QObject | None = None, *, command: Sequence[str] | None = None) -> None:
        super().__init__(parent)
        self._command = command
        self._running: list[Job] = []

    @property
    def running(self) -> tuple[Job, ...]:
        """The jobs that have not ended, oldest first."""
        return tuple(self._running)

    @property
    def lasting(self) -> tuple[Job, ...]:
        """The running jobs whose end would cost something, and that end with this window."""
        return tuple(job for job in self._running if job.kind not in QUIET_KINDS and not job.followed)

    @property
    def shown(self) -> tuple[Job, ...]:
        """The running jobs that the window speaks of, oldest first."""
        seen = (job for job in self._running if job.kind not in HIDDEN_KINDS)
        return tuple(job for job in seen if job.kind not in RESIDENT_KINDS or job.busy)

    def of_kind(self, kind: str) -> Job | None:
        """The running job of this kind ("import", "train", "classify"), if there is one."""
        return next((job for job in self._running if job.kind == kind), None)

    def start(self, title: str, arguments: Sequence[str], *, project: Project | None = None) -> Job:
        """Start a command of the trainer in a child process.

        Args:
            title: What the status bar calls it, for example “Training VGG16”.
            arguments: The command and its arguments, without ``--events``.
            project: The project it works on.

        Returns:
            The job; its signals come only after the caller has returned to the event loop.
        """
        child = ChildProcess(arguments, command=self._command, project=project)
        return self._begin(Job(title, arguments[0] if arguments else "", child, parent=self))

    def follow(self, title: str, run: Run) -> Job:
        """Follow a run that goes on in a process which is none of this window's.

        Returns:
            The job, as if it were the window's own; its kind is "train".
        """
        return self._begin(Job(title, "train", FollowedRun(run), followed=True, parent=self))

    def kill_all(self, *, patience_ms: int) -> None:
        """End every job at once and wait for the worker threads; for the end of the program only."""
        for job in self._running:
            job.kill()
        for job in self._running:
            job.wait(patience_ms)

    def _begin(self, job: Job) -> Job:
        self._running.append(job)
        job.said.connect(self.changed)
        job.ended.connect(lambda ending: self._forget(job, ending))
        job.left.connect(lambda: self._forget(job, None))
        self.started.emit(job)
        self.changed.emit()
        job.start()
        return job

    def _forget(self, job: Job, ending: object) -> None:
        """A job that ended leaves the list; the small object stays the board's child, for pages that still show it."""
        self._running.remove(job)
        self.changed.emit()
        if ending is not None:
            self.ended.emit(job, ending)
        if not self._running:
            self.idle.emit()
