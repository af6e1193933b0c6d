"""What can be undone about runs: calling them something else, pinning and deleting them."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QObject, Signal
from PySide6.QtGui import QUndoCommand

from artclass_gui.project import ProjectModel
from artclass_gui.tasks import Tasks
from trainer import runs
from trainer.project import Project
from trainer.runs import Run

_Work = Callable[[], object]


class RunFiles(QObject):
    """Does the file work of the commands off the GUI thread, one piece after the other, and lists the runs anew.

    Signals:
        failed(str): Something could not be done; a sentence.
    """

    failed = Signal(str)

    def __init__(self, tasks: Tasks, project: ProjectModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._project = project
        self._waiting: deque[tuple[_Work, Callable[[], None]]] = deque()
        self._busy = False

    def do(self, work: _Work, given_up: Callable[[], None]) -> None:
        """Do ``work`` after what was asked for before; ``given_up`` is called where it failed."""
        self._waiting.append((work, given_up))
        self._next()

    def _next(self) -> None:
        if self._busy or not self._waiting:
            return
        self._busy = True
        work, given_up = self._waiting.popleft()

        def fail(error: Exception) -> None:
            given_up()
            self.failed.emit(str(error))
            self._done()

        self._tasks.run(self, work, lambda _: self._done(), fail)

    def _done(self) -> None:
        self._busy = False
        self._project.reload_runs()
        self._next()


class RenameRun(QUndoCommand):
    """Calls a run something else.

    Args:
        files: Does the work.
        run: The run.
        before: Its title now.
        after: Its new title; empty for the default one.
    """

    def __init__(self, files: RunFiles, run: Run, *, before: str, after: str) -> None:
        super().__init__(_tr("Rename to “{0}”").format(after or run.name))
        self._files, self._run = files, run
        self._before = "" if before == run.name else before
        self._after = after

    def redo(self) -> None:
        """Give it the new title."""
        self._rename(self._after)

    def undo(self) -> None:
        """Give it the former title."""
        self._rename(self._before)

    def _rename(self, title: str) -> None:
        self._files.do(lambda: self._run.rename(title), lambda: self.setObsolete(True))


class MarkRun(QUndoCommand):
    """Pins a run that was measured on the test pictures, or takes the mark away; its figures stay.

    Args:
        files: Does the work.
        run: The run.
        title: What it is called.
        pinned: Whether it is to be pinned.
    """

    def __init__(self, files: RunFiles, run: Run, *, title: str, pinned: bool) -> None:
        super().__init__((_tr("Pin “{0}”") if pinned else _tr("Unpin “{0}”")).format(title))
        self._files, self._run, self._pinned = files, run, pinned

    def redo(self) -> None:
        """Mark it."""
        self._mark(self._pinned)

    def undo(self) -> None:
        """Mark it as it was."""
        self._mark(not self._pinned)

    def _mark(self, pinned: bool) -> None:
        self._files.do(lambda: self._run.mark(pinned=pinned), lambda: self.setObsolete(True))


class DeleteRun(QUndoCommand):
    """Moves a run into the project's trash.

    Args:
        files: Does the work.
        project: The run's project.
        run: The run.
        title: What it is called.
    """

    def __init__(self, files: RunFiles, project: Project, run: Run, *, title: str) -> None:
        super().__init__(_tr("Delete “{0}”").format(title))
        self._files, self._project, self._run = files, project, run

    def redo(self) -> None:
        """Move it into the trash."""
        self._files.do(lambda: runs.delete(self._project, self._run), lambda: self.setObsolete(True))

    def undo(self) -> None:
        """Take it out again."""
        self._files.do(lambda: runs.restore(self._project, self._run.name), lambda: self.setObsolete(True))


def _tr(text: str) -> str:
    return QCoreApplication.translate("RunCommands", text)
