"""Asking a run's model why: one resident child answers one question after another, and what it said is kept."""

from __future__ import annotations

from collections import OrderedDict

import msgspec
from PySide6.QtCore import QObject, Signal

from artclass_gui.context import Context
from artclass_gui.jobs.job import Job
from trainer import questions
from trainer.events import Event, Explained, Failed, Problem, Stage, TerminalEvent
from trainer.names import readable

_KEPT = 500  # answers of some hundred numbers each


class Explainer(QObject):
    """Answers why a picture gets its class.

    Signals:
        explained(Explained): An answer.
        refused(str, str): There is none for the picture of this path, and why, in a sentence.
    """

    explained = Signal(object)
    refused = Signal(str, str)

    def __init__(self, context: Context, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._job: Job | None = None
        self._run = ""
        self._ready = False
        self._waiting: tuple[str, str | None] | None = None
        self._known: OrderedDict[tuple[str, str, str | None], Explained] = OrderedDict()
        context.project.opened.connect(self.leave)
        context.jobs.started.connect(self._make_way)

    @property
    def ready(self) -> bool:
        """Whether the child is there, so that an answer takes a moment only."""
        return self._ready

    def known(self, run: str, path: str, label: str | None) -> Explained | None:
        """What was said before."""
        return self._known.get((run, path, label))

    def ask(self, run: str, path: str, label: str | None = None) -> None:
        """Ask why the model of a run (its folder's name) gives the picture the class ``label``, or (None) its own."""
        answer = self.known(run, path, label)
        if answer is not None:
            self.explained.emit(answer)
            return
        if self._job is not None and run != self._run:
            self.leave()
        self._run, self._waiting = run, (path, label)
        if self._job is None:
            self._start()
        elif self._ready:
            self._say()

    def leave(self) -> None:
        """Let the child go."""
        job, self._job, self._ready, self._waiting = self._job, None, False, None
        if job is not None:
            job.ask("cancel")

    def _start(self) -> None:
        project = self._context.project.project
        if project is None:
            return
        arguments = ["explain", "--project", str(project.folder), "--run", self._run, "--resident"]
        job = self._context.jobs.start(self.tr("Explaining pictures"), arguments, project=project)
        self._job = job
        job.said.connect(lambda event: self._hear(job, event))
        job.ended.connect(lambda ending: self._end(job, ending))

    def _say(self) -> None:
        if self._job is not None and self._waiting is not None:
            path, label = self._waiting
            self._job.say(questions.encode({"path": path, "label": label}))

    def _hear(self, job: Job, event: Event) -> None:
        if job is not self._job:
            return
        match event:
            case Stage():
                self._ready = True
                self._say()
            case Explained():
                self._take(event)
            case Problem(reason=reason) if self._waiting is not None:
                path, self._waiting = self._waiting[0], None
                self.refused.emit(path, self.tr("The picture {0}.").format(reason))

    def _take(self, answer: Explained) -> None:
        if self._waiting is None or readable(self._waiting[0]) != answer.path:
            return
        (path, label), self._waiting = self._waiting, None
        answer = msgspec.structs.replace(answer, path=path)  # events spell out what is no valid Unicode
        self._known[self._run, path, label] = answer
        while len(self._known) > _KEPT:
            self._known.popitem(last=False)
        self.explained.emit(answer)

    def _end(self, job: Job, ending: TerminalEvent) -> None:
        if job is not self._job:
            return
        waiting, self._job, self._ready, self._waiting = self._waiting, None, False, None
        if waiting is not None:
            words = ending.sentence() if isinstance(ending, Failed) else self.tr("The model has given no answer.")
            self.refused.emit(waiting[0], words)

    def _make_way(self, job: Job) -> None:
        """A training wants the memory; and a question is quickly asked again."""
        if job.kind in ("train", "resume", "queue", "ladder"):
            self.leave()
