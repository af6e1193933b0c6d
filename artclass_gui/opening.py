"""Opening and leaving projects: a folder that is one, sources for a new one, what was open the last time."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject

from artclass_gui.context import Context
from artclass_gui.main_window import MainWindow
from trainer.errors import ArtClassError
from trainer.project import Project, is_project


class Opening(QObject):
    """Opens and leaves projects, unless a job works on the open one; says so then, and why one cannot be opened.

    Args:
        context: The services.
        window: The window whose pages do the work.
    """

    def __init__(self, context: Context, window: MainWindow) -> None:
        super().__init__(window)
        self._context, self._window = context, window
        window.welcome.project_chosen.connect(self.open)
        window.welcome.sources_chosen.connect(self.begin)
        window.welcome.sample_chosen.connect(self.try_samples)
        context.project.opened.connect(self._remember)
        context.project.closed.connect(context.undo.clear)

    def open_at_start(self, paths: list[Path]) -> None:
        """Open what was named on the command line, or the last project where the person wants that."""
        if len(paths) == 1 and is_project(paths[0]):
            self.open(paths[0])
        elif paths:
            self._window.dataset.importer.start(paths)
        elif self._context.settings.value("projects/reopen"):
            for folder in self._context.settings.recent_projects()[:1]:
                self.open(folder)

    def open(self, folder: Path) -> None:
        """Open a project folder in the place of the open project."""
        if not self.may_leave():
            return
        try:
            self._context.project.open(folder)
        except ArtClassError as error:
            words = str(error) if is_project(folder) else self._forget(folder) or str(error)
            self._window.banner.show_message("bad", words)

    def begin(self, sources: list[Path]) -> None:
        """Make a new project from folders, archives or tables, once the person has seen what they hold."""
        if self.may_leave():
            self._context.project.close()
            self.add(sources)

    def try_samples(self) -> None:
        """Make or open the project of the sample pictures."""
        if self.may_leave():
            self._context.project.close()
            self._window.show_page("dataset")
            self._window.dataset.importer.start_sample()

    def add(self, sources: list[Path]) -> None:
        """Show what sources hold, to be added to the open project."""
        self._window.show_page("dataset")
        self._window.dataset.importer.propose(sources)

    def close(self) -> None:
        """Close the project."""
        if self.may_leave():
            self._context.project.close()

    def may_leave(self) -> bool:
        """Whether no job works on the open project, but for a check, which is ended; otherwise say so."""
        lasting = self._context.jobs.lasting
        if not self._context.project.is_open or not lasting:
            self._window.dataset.checker.cancel()
            return True
        title = lasting[0].title
        self._window.banner.show_message(
            "warning", self.tr("{0} is still going on. Wait until it has ended, or stop it first.").format(title)
        )
        return False

    def _forget(self, folder: Path) -> str:
        """Take a project that is gone off the recent ones and say so; empty where it was none of them."""
        settings = self._context.settings
        if not settings.remembers(folder):
            return ""
        settings.forget_project(folder)
        self._window.welcome.reload()
        return self.tr("The project “{0}” is not there any more: {1}. It was taken off the recent projects.").format(
            Project(folder).name, folder
        )

    def _remember(self) -> None:
        project = self._context.project.project
        if project is not None:
            self._context.settings.remember_project(project.folder)
            self._context.undo.clear()
