"""Importing as the window does it: into the open project, or into a new one named after the first source."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from artclass_gui.context import Context
from artclass_gui.jobs.job import Job
from artclass_gui.surveying import Choices, Survey
from artclass_gui.widgets.choose import bare_name
from trainer.catalog.store import Catalog
from trainer.errors import ArtClassError
from trainer.events import Event, Failed, Finished, Notice, Problem, TerminalEvent
from trainer.project import SUFFIX, Project, is_project
from trainer.resources import resource

_SAMPLE = "sample"


class Importer(QObject):
    """Looks through sources and imports them, one import at a time, and cleans up after one that came to nothing.

    Signals:
        started(Job): Sources are being looked through, or pictures imported into the open project.
        surveyed(Survey): Sources were looked through; `go_on` imports them, `drop` does not.
        dropped(): Nothing was imported: looking through the sources was cancelled or failed, or the person said no.
        ended(TerminalEvent): The import is over; the catalog is being read anew.
        failed(str): A sentence: why nothing was started, or what ended the job.
    """

    started = Signal(object)
    surveyed = Signal(object)
    dropped = Signal()
    ended = Signal(object)
    failed = Signal(str)

    def __init__(self, context: Context, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._created: Project | None = None
        self._proposed: tuple[Path, ...] = ()
        self._problems: list[Problem] = []
        self._notices: list[Notice] = []
        self.job: Job | None = None

    @property
    def busy(self) -> bool:
        """Whether sources are being looked through or imported, or wait for the person's choices."""
        return self.job is not None or bool(self._proposed)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What the present or last import did not take."""
        return tuple(self._problems)

    @property
    def notices(self) -> tuple[Notice, ...]:
        """What the present or last import found worth knowing."""
        return tuple(self._notices)

    def propose(self, sources: Sequence[Path]) -> None:
        """Look through folders, archives and tables first; `surveyed` tells what they hold."""
        if sources and self._may_start(sources) and self._prepare(self._name(sources)):
            self._survey(tuple(sources))

    def look_again(self, class_level: int) -> None:
        """Look through what was proposed once more, with other folders as the classes."""
        sources, self._proposed = self._proposed, ()
        if sources and self._context.project.is_open:
            self._survey(sources, ["--class-level", str(class_level)])

    def go_on(self, choices: Choices) -> None:
        """Import what was proposed, as the person chose."""
        sources, self._proposed = self._proposed, ()
        if sources and self._context.project.is_open:
            self._run(sources, choices.arguments())

    def drop(self) -> None:
        """Do not import what was proposed; a project that was made for it goes again."""
        if self._proposed:
            self._proposed = ()
            self.dropped.emit()
            self._tidy(lambda: None)

    def start(self, sources: Sequence[Path]) -> None:
        """Import without asking, into the open project; without one, into one named after the first source."""
        if sources and self._may_start(sources) and self._prepare(self._name(sources)):
            self._run(sources)

    def start_sample(self) -> None:
        """Import the pictures that come with the program; its project from last time is opened again."""
        sample = resource(_SAMPLE)
        if not sample.is_dir():
            self.failed.emit(self.tr("The sample pictures are missing: {0}. Install ArtClass again.").format(sample))
            return
        name = self.tr("Sample pictures")
        before = self._folder() / f"{name}{SUFFIX}"
        if self._context.project.is_open or not is_project(before):
            if self._may_start([sample]) and self._prepare(name):
                self._run([sample])
        elif self._open(before) and not Project(before).catalog.exists() and self._may_start([sample]):
            self._run([sample])

    def cancel(self) -> None:
        """Ask the job to end; what was imported so far stays, and importing again goes on from there."""
        if self.job is not None:
            self.job.ask("cancel")

    def _name(self, sources: Sequence[Path]) -> str:
        return bare_name(sources[0]) or self.tr("My pictures")

    def _may_start(self, sources: Sequence[Path]) -> bool:
        if self.busy or self._context.jobs.of_kind("import") is not None:
            words = self.tr("Pictures are being imported already. Wait until that has ended, then add these.")
        elif any(is_project(source) for source in sources):
            words = self.tr("This folder is an ArtClass project, not a folder of pictures. Use “Open project…” for it.")
        else:
            return True
        self.failed.emit(words)
        return False

    def _prepare(self, name: str) -> bool:
        """See to it that a project is open, if need be a new one; say why where none can be had."""
        created = None
        if not self._context.project.is_open:
            created = free_folder(self._folder(), name)
            if not self._open(created, create=True):
                return False
        self._created = Project(created) if created is not None else None
        return True

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

    def _survey(self, sources: tuple[Path, ...], options: Sequence[str] = ()) -> None:
        job = self._start(self.tr("Looking through the pictures"), sources, ["--plan", *options])
        job.ended.connect(lambda ending: self._end_survey(sources, ending))
        self.started.emit(job)

    def _run(self, sources: Sequence[Path], choices: Sequence[str] = ()) -> None:
        self._problems.clear()
        self._notices.clear()
        job = self._start(self.tr("Importing pictures"), sources, choices)
        job.said.connect(self._hear)
        job.ended.connect(self._end)
        self.started.emit(job)

    def _start(self, title: str, sources: Sequence[Path], options: Sequence[str]) -> Job:
        project = self._context.project.project
        assert project is not None
        places = [str(source.absolute()) for source in sources]
        arguments = ["import", *places, "--project", str(project.folder), *options]
        self.job = self._context.jobs.start(title, arguments, project=project)
        return self.job

    def _hear(self, event: Event) -> None:
        if isinstance(event, Problem):
            self._problems.append(event)
        elif isinstance(event, Notice):
            self._notices.append(event)

    def _end_survey(self, sources: tuple[Path, ...], ending: TerminalEvent) -> None:
        self.job = None
        if not isinstance(ending, Finished):
            self.dropped.emit()
            self._tidy(lambda: self._tell(ending))
            return
        survey = Survey.of(ending.result)
        if survey.files:
            self._proposed = sources
            self.surveyed.emit(survey)
        else:
            self._run(sources)  # the import knows best why there is nothing in them

    def _end(self, ending: TerminalEvent) -> None:
        self.job = None
        self._context.project.reload_catalog()
        self.ended.emit(ending)
        if isinstance(ending, Finished):
            self._created = None
        self._tidy(lambda: self._tell(ending))

    def _tell(self, ending: TerminalEvent) -> None:
        if isinstance(ending, Failed):
            self.failed.emit(ending.sentence())

    def _tidy(self, after: Callable[[], None]) -> None:
        """Remove a project that was made for an import that came to nothing, then call ``after``."""
        created, self._created = self._created, None
        if created is None:
            after()
            return
        self._context.tasks.run(
            self,
            lambda: _is_empty(created),
            lambda empty: self._clean_up(created, after, empty=empty),
            lambda _: after(),
        )

    def _clean_up(self, created: Project, after: Callable[[], None], *, empty: bool) -> None:
        if empty and not self.busy:
            self._context.settings.forget_project(created.folder)
            shown = self._context.project.project
            if shown is not None and shown.folder == created.folder:
                self._context.project.close()
            self._context.tasks.run(self, lambda: shutil.rmtree(created.folder, ignore_errors=True), lambda _: None)
        after()


def free_folder(parent: Path, name: str) -> Path:
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
            return not (catalog.classes() or catalog.unlabelled_count() or catalog.set_aside())
    except ArtClassError:
        return False
