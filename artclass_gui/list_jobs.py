"""Commands that work on the pictures of a gallery: what the model has said goes to the child as a list in a file."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from artclass_gui.context import Context
from artclass_gui.exporting import export
from artclass_gui.gallery.chosen import Chosen
from artclass_gui.jobs.job import Job
from trainer.events import Failed, Stopped, TerminalEvent


class ListJob(QObject):
    """Runs one command at a time on pictures of a gallery.

    Args:
        context: The window's services.
        chosen: The pictures.

    Signals:
        said(Event): What the command says meanwhile.
        ended(TerminalEvent): How it ended.
    """

    said = Signal(object)
    ended = Signal(object)

    def __init__(self, context: Context, chosen: Chosen, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context, self._chosen = context, chosen
        self._folder = tempfile.TemporaryDirectory(prefix="artclass-", ignore_cleanup_errors=True)
        self._list: Path | None = None
        self._job: Job | None = None
        self._preparing = False

    @property
    def busy(self) -> bool:
        """Whether a command is running."""
        return self._preparing or self._job is not None

    def start(self, title: str, arguments: Sequence[str]) -> None:
        """Run a command, such as ``["tag", "--dry-run"]``, on the pictures.

        Args:
            title: What the status bar calls it.
            arguments: The command and its arguments; the list, and the open project, are added.
        """
        if self.busy:
            return
        self._preparing = True
        self._context.tasks.run(self, self._write_list, lambda path: self._run(title, arguments, path), self._refuse)

    def cancel(self) -> None:
        """Give it up."""
        if self._job is not None:
            self._job.ask("cancel")
        self._preparing = False

    def _write_list(self) -> Path:
        """Written once; for a worker thread."""
        if self._list is None:
            path = Path(self._folder.name, "answers.json")
            export(self._chosen.pictures, path, package=self._chosen.package, rows=self._chosen.rows)
            self._list = path
        return self._list

    def _run(self, title: str, arguments: Sequence[str], path: Path) -> None:
        if not self._preparing:  # it was cancelled meanwhile
            self.ended.emit(Stopped(resumable=False))
            return
        self._preparing = False
        project = self._context.project.project
        of_project = ["--project", str(project.folder)] if project is not None else []
        # a second look, at other choices, reads no file again; what is really done proves each file by its contents
        sums = ["--sums", str(path.with_name("sums"))] if "--dry-run" in arguments else []
        words = [arguments[0], "--answers", str(path), *sums, *of_project, *arguments[1:]]
        self._job = self._context.jobs.start(title, words, project=project)
        self._job.said.connect(self.said)
        self._job.ended.connect(self._end)

    def _refuse(self, error: Exception) -> None:
        self._preparing = False
        self.ended.emit(Failed(message=str(error).rstrip(".")))

    def _end(self, ending: TerminalEvent) -> None:
        self._job = None
        self.ended.emit(ending)
