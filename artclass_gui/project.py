"""The open project: its folder, its catalog and its runs, told to everybody by past-tense signals."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from artclass_gui.tasks import Relay, Tasks
from trainer import runs
from trainer.catalog.records import ClassCount, FileProblem, Source
from trainer.catalog.store import Catalog
from trainer.project import Project
from trainer.runs import Report, Run, State


@dataclass(frozen=True)
class CatalogState:
    """What the catalog held when it was last read."""

    classes: tuple[ClassCount, ...] = ()
    sources: tuple[Source, ...] = ()
    problems: tuple[FileProblem, ...] = ()

    @property
    def pictures(self) -> int:
        """Number of readable, distinct pictures."""
        return sum(row.pictures for row in self.classes)

    def split(self, name: str) -> int:
        """Number of pictures in "training", "validation" or "test"."""
        return sum(getattr(row, name) for row in self.classes)


@dataclass(frozen=True)
class RunState:
    """A run as it was when the runs were last listed."""

    run: Run
    title: str
    state: State
    architecture: str
    report: Report | None = field(default=None)


class ProjectModel(QObject):
    """The project that the window shows, if one is open.

    Signals:
        opened(), closed(): A project was opened or closed.
        catalog_changed(), runs_changed(): ``catalog`` or ``runs`` was read anew.
        failed(str): The catalog or the runs could not be read; a sentence.
    """

    opened = Signal()
    closed = Signal()
    catalog_changed = Signal()
    runs_changed = Signal()
    failed = Signal(str)

    def __init__(self, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._claim = contextlib.ExitStack()
        self._pending: dict[str, Relay] = {}
        self.project: Project | None = None
        self.catalog = CatalogState()
        self.runs: tuple[RunState, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether a project is open."""
        return self.project is not None

    def open(self, folder: Path, *, create: bool = False) -> None:
        """Open the project in ``folder``, closing the present one; its contents are read in the background.

        Raises:
            ProjectError: There is none, it is damaged, or another window has it.
            DiskError: It cannot be written to.
        """
        project = Project.create(folder) if create else Project.open(folder)
        if self.project is not None and project.folder == self.project.folder:
            return
        claim = contextlib.ExitStack()
        claim.enter_context(project.claimed("window"))
        self.close()
        self._claim = claim
        self.project = project
        self.opened.emit()
        self._tasks.run(self, lambda: _empty_trash(project), lambda _: None)
        self.reload_catalog()
        self.reload_runs()

    def close(self) -> None:
        """Close the project."""
        for relay in self._pending.values():
            with contextlib.suppress(RuntimeError):
                relay.drop()
        self._pending.clear()
        self._claim.close()
        was_open, self.project = self.is_open, None
        self.catalog, self.runs = CatalogState(), ()
        if was_open:
            self.closed.emit()

    def reload_catalog(self) -> None:
        """Read the catalog anew in the background; `catalog_changed` tells when it is there."""
        project = self.project
        if project is not None:
            self._read("catalog", lambda: _read_catalog(project), self._take_catalog)

    def reload_runs(self) -> None:
        """List the runs anew in the background; `runs_changed` tells when they are there."""
        project = self.project
        if project is not None:
            self._read("runs", lambda: _read_runs(project), self._take_runs)

    def _read(self, name: str, work: object, done: object) -> None:
        if name in self._pending:
            with contextlib.suppress(RuntimeError):
                self._pending[name].drop()
        self._pending[name] = self._tasks.run(self, work, done, lambda error: self.failed.emit(str(error)))  # type: ignore[arg-type]

    def _take_catalog(self, state: CatalogState) -> None:
        self.catalog = state
        self.catalog_changed.emit()

    def _take_runs(self, states: tuple[RunState, ...]) -> None:
        self.runs = states
        self.runs_changed.emit()


def _read_catalog(project: Project) -> CatalogState:
    if not project.catalog.exists():
        return CatalogState()
    with Catalog.open(project, readonly=True) as catalog:
        return CatalogState(tuple(catalog.classes()), tuple(catalog.sources()), tuple(catalog.problems()))


def _read_runs(project: Project) -> tuple[RunState, ...]:
    return tuple(
        RunState(run, run.title, run.state(), _architecture(run), run.report()) for run in runs.list_runs(project)
    )


def _architecture(run: Run) -> str:
    try:
        return run.config().architecture
    except Exception:
        return "?"


def _empty_trash(project: Project) -> None:
    """Runs deleted in an earlier sitting cannot be undone any more: they go to the system's own trash."""
    from send2trash import send2trash  # noqa: PLC0415 - a tenth of a second, and seldom needed

    for folder in project.trash.iterdir() if project.trash.is_dir() else ():
        with contextlib.suppress(OSError):  # where the system has no trash, they stay
            send2trash(folder)
