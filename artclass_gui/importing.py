"""Importing as the window does it: into the open project, or into a new one named after the first source."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from artclass_gui.context import Context
from artclass_gui.jobs.job import Job
from trainer.catalog.store import Catalog
from trainer.errors import ArtClassError
from trainer.events import Event, Failed, Finished, Notice, Problem, TerminalEvent
from trainer.project import SUFFIX, Project, is_project
from trainer.resources import resource

_SAMPLE = "sample"


class Importer(QObject):
    """Starts the import job, one at a time, and cleans up after one that came to nothing.

    Signals:
        started(Job): Pictures are being imported into the open project.
        ended(TerminalEvent): The job is over; the catalog is being read anew.
        failed(str): A sentence: why nothing was started, or what ended the job.
    """

    started = Signal(object)
    ended = Signal(object)
    failed = Signal(str)

    def __init__(self, context: Context, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._created: Project | None = None
        self._problems: list[Problem] = []
        self._notices: list[Notice] = []
        self.job: Job | None = None

    @property
    def busy(self) -> bool:
        """Whether pictures are being imported now."""
        return self.job is not None

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What the present or last import did not take."""
        return tuple(self._problems)

    @property
    def notices(self) -> tuple[Notice, ...]:
        """What the present or last import found worth knowing."""
        return tuple(self._notices)

    def start(self, sources: Sequence[Path]) -> None:
        """Import folders and archives into the open project; without one, make one named after the first source."""
        if sources and self._may_start(sources):
            name = sources[0].name.removesuffix(".zip") or self.tr("My pictures")
            self._import(sources, name)

    def start_sample(self) -> None:
        """Import the pictures that come with the program; its project from last time is opened again."""
        sample = resource(_SAMPLE)
        if not sample.is_dir():
            self.failed.emit(self.tr("The sample pictures are missing: {0}. Install ArtClass again.").format(sample))
            return
        name = self.tr("Sample pictures")
        before = self._folder() / f"{name}{SUFFIX}"
        if self._context.project.is_open or not is_project(before):
            if self._may_start([sample]):
                self._import([sample], name)
        elif self._open(before) and not Project(before).catalog.exists() and self._may_start([sample]):
            self._run([sample])

    def cancel(self) -> None:
        """Ask the import to end; what was read so far stays, and importing again goes on from there."""
        if self.job is not None:
            self.job.ask("cancel")

    def _may_start(self, sources: Sequence[Path]) -> bool:
        if self.busy or self._context.jobs.of_kind("import") is not None:
            words = self.tr("Pictures are being imported already. Wait until that has ended, then add these.")
        elif any(is_project(source) for source in sources):
            words = self.tr("This folder is an ArtClass project, not a folder of pictures. Use “Open project…” for it.")
        else:
            return True
        self.failed.emit(words)
        return False

    def _import(self, sources: Sequence[Path], name: str) -> None:
        created = None
        if not self._context.project.is_open:
            created = _free_folder(self._folder(), name)
            if not self._open(created, create=True):
                return
        self._created = Project(created) if created is not None else None
        self._run(sources)

    def _folder(self) -> Path:
        folder: Path = self._context.settings.value("projects/folder")
        return folder

    def _open(self, folder: Path, *, create: bool = False) -> bool:
        try:
            self._context.project.open(folder, create=create)
        except ArtClassError as error:
            self.failed.emit(str(error))
            return False
        return True

    def _run(self, sources: Sequence[Path]) -> None:
        project = self._context.project.project
        assert project is not None
        self._problems.clear()
        self._notices.clear()
        arguments = ["import", *(str(source.absolute()) for source in sources), "--project", str(project.folder)]
        self.job = self._context.jobs.start(self.tr("Importing pictures"), arguments, project=project)
        self.job.said.connect(self._hear)
        self.job.ended.connect(self._end)
        self.started.emit(self.job)

    def _hear(self, event: Event) -> None:
        if isinstance(event, Problem):
            self._problems.append(event)
        elif isinstance(event, Notice):
            self._notices.append(event)

    def _end(self, ending: TerminalEvent) -> None:
        self.job = None
        created, self._created = self._created, None
        self._context.project.reload_catalog()
        self.ended.emit(ending)
        if created is None or isinstance(ending, Finished):
            self._tell(ending)
            return
        self._context.tasks.run(
            self,
            lambda: _is_empty(created),
            lambda empty: self._clean_up(created, ending, empty=empty),
            lambda _: self._tell(ending),
        )

    def _tell(self, ending: TerminalEvent) -> None:
        if isinstance(ending, Failed):
            self.failed.emit(ending.sentence())

    def _clean_up(self, created: Project, ending: TerminalEvent, *, empty: bool) -> None:
        """Remove a new project that came to nothing, then say why."""
        if empty and not self.busy:
            self._context.settings.forget_project(created.folder)
            shown = self._context.project.project
            if shown is not None and shown.folder == created.folder:
                self._context.project.close()
            self._context.tasks.run(self, lambda: shutil.rmtree(created.folder, ignore_errors=True), lambda _: None)
        self._tell(ending)


def _free_folder(parent: Path, name: str) -> Path:
    """A folder for a new project that is not there yet: "art.artclass", "art 2.artclass" and so on."""
    folder, number = parent / f"{name}{SUFFIX}", 2
    while folder.exists():
        folder, number = parent / f"{name} {number}{SUFFIX}", number + 1
    return folder


def _is_empty(project: Project) -> bool:
    """Whether the project has neither pictures nor runs, so that nobody misses it."""
    if project.runs.is_dir() and any(project.runs.iterdir()):
        return False
    if not project.catalog.exists():
        return True
    try:
        with Catalog.open(project, readonly=True) as catalog:
            return not catalog.classes()
    except ArtClassError:
        return False
