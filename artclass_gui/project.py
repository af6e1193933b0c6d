"""The open project: its folder, its catalog and its runs, told to everybody by past-tense signals."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, TypeVar

import msgspec
from PySide6.QtCore import QObject, Signal

from artclass_gui.doctor_state import DoctorState, read_doctor
from artclass_gui.tasks import Tasks
from trainer import runs
from trainer.catalog.grouping import Grouping
from trainer.catalog.records import ClassCount, FileProblem, ImportEntry, Source
from trainer.catalog.store import Catalog
from trainer.events import Event, Stopped, decode
from trainer.project import Project
from trainer.runs import Report, Run, State
from trainer.runs.readings import Reading

_T = TypeVar("_T")
_TAIL = 256 * 1024  # bytes; the last event of a run is much shorter


@dataclass(frozen=True)
class CatalogState:
    """What the catalog held when it was last read.

    ``unlabelled`` and ``set_aside``: how many pictures have no class, and how many are not used.
    """

    classes: tuple[ClassCount, ...] = ()
    sources: tuple[Source, ...] = ()
    problems: tuple[FileProblem, ...] = ()
    unlabelled: int = 0
    set_aside: int = 0
    imports: tuple[ImportEntry, ...] = ()
    grouping: Grouping = field(default_factory=Grouping)

    @property
    def pictures(self) -> int:
        """Number of readable, distinct pictures that have a class and are used."""
        return sum(row.pictures for row in self.classes)

    @property
    def is_empty(self) -> bool:
        """Whether nothing was ever taken, and nothing refused."""
        return not (self.classes or self.problems or self.unlabelled or self.set_aside)

    def split(self, name: str) -> int:
        """Number of pictures in "training", "validation" or "test"."""
        return sum(getattr(row, name) for row in self.classes)


@dataclass(frozen=True)
class RunState:
    """A run as it was when the runs were last listed.

    ``stopped`` says what became of it where somebody ended it: its model was "kept", or it is "paused" and can go on.
    ``pinned`` and ``note`` are what the person has noted beside it; ``rung`` says that a ladder made it.
    """

    run: Run
    title: str
    state: State
    architecture: str
    report: Report | None = field(default=None)
    stopped: Literal["", "kept", "paused"] = ""
    pinned: bool = False
    note: str = ""
    rung: bool = False


class _Reading:
    """Reads one thing of a project again and again, never twice at once; only what was asked for last is told."""

    def __init__(self, model: ProjectModel, tasks: Tasks) -> None:
        self._model = model
        self._tasks = tasks
        self._busy = False
        self._asked: tuple[Callable[[], Any], Callable[[Any], None]] | None = None
        self._present: Callable[[Any], None] | None = None

    def ask(self, work: Callable[[], _T], done: Callable[[_T], None]) -> None:
        """Read, after what is being read now."""
        self._asked, self._present = (work, done), None
        self._next()

    def drop(self) -> None:
        """Forget what was asked for."""
        self._asked = self._present = None

    def _next(self) -> None:
        if self._busy or self._asked is None:
            return
        self._busy = True
        (work, self._present), self._asked = self._asked, None
        self._tasks.run(self._model, work, self._succeed, self._fail)

    def _succeed(self, result: object) -> None:
        done, self._present, self._busy = self._present, None, False
        if done is not None:
            done(result)
        self._next()

    def _fail(self, error: Exception) -> None:
        wanted, self._present, self._busy = self._present is not None, None, False
        if wanted:
            self._model.failed.emit(str(error))
        self._next()


class ProjectModel(QObject):
    """The project that the window shows, if one is open.

    Signals:
        opened(), closed(): A project was opened or closed.
        catalog_changed(), runs_changed(): ``catalog`` or ``runs`` was read anew.
        doctor_changed(): ``doctor`` was read anew; it follows the catalog, for it takes longer.
        failed(str): The catalog or the runs could not be read; a sentence.
    """

    opened = Signal()
    closed = Signal()
    catalog_changed = Signal()
    runs_changed = Signal()
    doctor_changed = Signal()
    failed = Signal(str)

    def __init__(self, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._claim = contextlib.ExitStack()
        self._readings: dict[str, _Reading] = {}
        self.project: Project | None = None
        self.catalog = CatalogState()
        self.doctor = DoctorState()
        self.runs: tuple[RunState, ...] = ()
        self.test_looks: tuple[Reading, ...] = ()

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
        for reading in self._readings.values():
            reading.drop()
        self._claim.close()
        was_open, self.project = self.is_open, None
        self.catalog, self.doctor, self.runs, self.test_looks = CatalogState(), DoctorState(), (), ()
        if was_open:
            self.closed.emit()

    def reload_catalog(self) -> None:
        """Read the catalog anew in the background, then what the doctor says of it.

        `catalog_changed` and `doctor_changed` tell when they are there; both were read after the last call of this.
        """
        project = self.project
        if project is not None:
            if "doctor" in self._readings:
                self._readings["doctor"].drop()
            self._read("catalog", lambda: _read_catalog(project), self._take_catalog)

    def reload_doctor(self) -> None:
        """Read what the doctor says anew in the background; `doctor_changed` tells when it is there."""
        project = self.project
        if project is not None:
            self._read("doctor", lambda: read_doctor(project), self._take_doctor)

    def reload_runs(self) -> None:
        """List the runs anew in the background; `runs_changed` tells when they are there."""
        project = self.project
        if project is not None:
            self._read("runs", lambda: _read_runs(project), self._take_runs)

    def _read(self, name: str, work: Callable[[], _T], done: Callable[[_T], None]) -> None:
        self._readings.setdefault(name, _Reading(self, self._tasks)).ask(work, done)

    def _take_catalog(self, state: CatalogState) -> None:
        self.catalog = state
        self.catalog_changed.emit()
        self.reload_doctor()

    def _take_doctor(self, state: DoctorState) -> None:
        self.doctor = state
        self.doctor_changed.emit()

    def _take_runs(self, read: tuple[tuple[RunState, ...], tuple[Reading, ...]]) -> None:
        self.runs, self.test_looks = read
        self.runs_changed.emit()


def _read_catalog(project: Project) -> CatalogState:
    if not project.catalog.exists():
        return CatalogState()
    with Catalog.open(project, readonly=True) as catalog:
        return CatalogState(
            classes=tuple(catalog.classes()),
            sources=tuple(catalog.sources()),
            problems=tuple(catalog.problems()),
            unlabelled=catalog.unlabelled_count(),
            set_aside=len(catalog.set_aside()),
            imports=tuple(catalog.ledger.entries()),
            grouping=catalog.splits.grouping(),
        )


def _read_runs(project: Project) -> tuple[tuple[RunState, ...], tuple[Reading, ...]]:
    """All runs, and all looks at the test pictures."""
    return tuple(_read_run(run) for run in runs.list_runs(project)), runs.readings.readings(project)


def _read_run(run: Run) -> RunState:
    state = run.state()
    ending = _last_said(run) if state in {"finished", "stopped"} else None
    stopped: Literal["", "kept", "paused"] = ""
    if isinstance(ending, Stopped):
        stopped = "kept" if ending.result is not None else "paused" if ending.resumable else ""
    notes = run.notes()
    return RunState(
        run,
        notes.title or run.name,
        state,
        _architecture(run),
        run.report(),
        stopped,
        notes.pinned,
        notes.note,
        rung=notes.experiment is not None,
    )


def _last_said(run: Run) -> Event | None:
    """The last event of a run that has ended, without reading those before."""
    with contextlib.suppress(OSError, IndexError, msgspec.DecodeError), run.events_path.open("rb") as file:
        file.seek(max(0, run.events_path.stat().st_size - _TAIL))
        return decode(file.read().splitlines()[-1])
    return None


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
