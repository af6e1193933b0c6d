"""The run folder: what a training leaves behind, listed, renamed, deleted and restored."""

from __future__ import annotations

import contextlib
import re
import shutil
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Literal

import msgspec

from trainer import config as configs
from trainer import files, holding
from trainer.config import TrainConfig
from trainer.errors import ProjectError, UsageError, disk_error
from trainer.events import TERMINAL, Event, Failed, Started, Stopped, TerminalEvent
from trainer.events import decode as decode_event
from trainer.measuring.metrics import Evaluation, Makers
from trainer.project import Project, relying_on

_NAMED = 5  # runs in a sentence

State = Literal["running", "finished", "stopped", "failed", "interrupted"]


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """What a finished run knows of itself (``report.json``).

    Accuracies come with their numbers of pictures in ``validation`` and ``test``; the test
    split was read once, for this report. ``temperature`` was fitted on validation. ``makers`` has the test figures
    for known and for new artists or series, where these are told apart.
    """

    run: str
    architecture: str
    config: TrainConfig
    classes: tuple[str, ...]
    images: dict[str, int]
    validation: Evaluation
    test: Evaluation
    temperature: float
    epochs_trained: int
    best_epoch: int
    stopped_early: bool
    wall_seconds: float
    started: str
    finished: str
    device: str
    version: str
    makers: Makers | None = None


class TestPrediction(msgspec.Struct, frozen=True, kw_only=True):
    """What the finished model said of one test picture (``predictions.json`` has them all)."""

    __test__ = False  # pytest: no test class

    sha256: str
    path: str
    label: str
    predicted: str
    confidence: float
    probabilities: tuple[float, ...]


class _Notes(msgspec.Struct, kw_only=True):
    """What a person may change about a run (``run.json``)."""

    title: str | None = None


class Run:
    """One run folder and the paths in it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.config_path = folder / "config.json"
        self.events_path = folder / "events.jsonl"
        self.log_path = folder / "log.txt"
        self.checkpoint = folder / "checkpoint"
        self.keras_path = folder / "model.keras"
        self.package_path = folder / "model.artmodel"
        self.report_path = folder / "report.json"
        self.predictions_path = folder / "predictions.json"
        self.card_path = folder / "card.md"

    @property
    def name(self) -> str:
        """The folder's name, by which the command line knows the run."""
        return self.folder.name

    @property
    def title(self) -> str:
        """What the person calls it; by default the folder's name."""
        with contextlib.suppress(OSError, msgspec.DecodeError):
            notes = msgspec.json.decode((self.folder / "run.json").read_bytes(), type=_Notes)
            return notes.title or self.name
        return self.name

    def rename(self, title: str) -> None:
        """Call the run ``title``; the folder keeps its name. An empty title gives the default back.

        Raises:
            DiskError: The folder cannot be written to.
        """
        files.write(self.folder / "run.json", msgspec.json.encode(_Notes(title=title.strip() or None)))

    def config(self) -> TrainConfig:
        """The settings it was started with.

        Raises:
            ProjectError: ``config.json`` is missing or damaged.
        """
        try:
            return configs.decode(self.config_path.read_bytes())
        except (OSError, msgspec.DecodeError, UsageError) as error:
            raise ProjectError("The run's settings cannot be read", path=self.config_path) from error

    def report(self) -> Report | None:
        """The report of a finished run; None where there is none yet, or none that can be read."""
        with contextlib.suppress(OSError, msgspec.DecodeError, UsageError):
            return msgspec.json.decode(self.report_path.read_bytes(), type=Report)
        return None

    def predictions(self) -> tuple[TestPrediction, ...]:
        """What the finished model said of the test pictures; empty where there is no report."""
        with contextlib.suppress(OSError, msgspec.DecodeError):
            return msgspec.json.decode(self.predictions_path.read_bytes(), type=tuple[TestPrediction, ...])
        return ()

    def events(self) -> Iterator[Event]:
        """The events so far; a last line cut off by a crash is passed over."""
        with contextlib.suppress(FileNotFoundError), self.events_path.open("rb") as lines:
            for line in lines:
                with contextlib.suppress(msgspec.DecodeError):
                    yield decode_event(line)

    def last_event(self) -> TerminalEvent | None:
        """How the job ended the last time it ran, if it said so."""
        ending: TerminalEvent | None = None
        for event in self.events():
            if isinstance(event, Started):
                ending = None
            elif isinstance(event, TERMINAL):
                ending = event
        return ending

    def state(self) -> State:
        """Where the run stands now."""
        if holding.is_held(self.folder):
            return "running"
        if self.report_path.exists():
            return "finished"
        match self.last_event():
            case Stopped():
                return "stopped"
            case Failed():
                return "failed"
            case _:
                return "interrupted"

    def resumable(self) -> bool:
        """Whether a checkpoint is there to go on from."""
        return not self.report_path.exists() and self.checkpoint.is_dir() and any(self.checkpoint.iterdir())

    @contextlib.contextmanager
    def held(self) -> Iterator[None]:
        """Mark the run as being worked on; the mark dies with the process.

        Raises:
            ProjectError: Another process works on it, or its folder or the project's vanished meanwhile.
            DiskError: The folder cannot be written to.
        """
        with (
            relying_on(self.folder.parent.parent, run=self.folder),
            holding.held(self.folder, busy="Another ArtClass is training this run"),
        ):
            yield


def create(project: Project, config: TrainConfig) -> Run:
    """Make a new run folder, named by the time and the architecture, with its ``config.json``.

    Raises:
        ProjectError: The project's folder has vanished.
        DiskError: The project cannot be written to.
    """
    with relying_on(project.folder):
        files.make_folders(project.runs, within=project.folder)
    stem = f"{datetime.now():%Y-%m-%d-%H%M}-{config.architecture}"
    for number in range(1, 1_000):
        folder = project.runs / (stem if number == 1 else f"{stem}-{number}")
        try:
            folder.mkdir()
        except FileExistsError:
            continue
        except OSError as error:
            raise disk_error(error, folder) from error
        run = Run(folder)
        files.write(run.config_path, configs.encode(config))
        return run
    raise ProjectError("There are too many runs of this minute", path=project.runs)


def list_runs(project: Project) -> list[Run]:
    """All runs, newest first."""
    with contextlib.suppress(OSError):
        return [
            Run(folder)
            for folder in sorted(project.runs.iterdir(), reverse=True, key=_by_time)
            if (folder / "config.json").exists()
        ]
    return []


def _by_time(folder: Path) -> tuple[str, int, int, str]:
    """The minute that the name tells; within it, when the settings were written."""
    written = 0
    with contextlib.suppress(OSError):
        written = (folder / "config.json").stat().st_mtime_ns
    number = re.search(r"-(\d{1,3})$", folder.name[15:])
    return folder.name[:15], written, int(number[1]) if number else 1, folder.name


def find(project: Project, name: str | None = None, *, finished: bool = False) -> Run:
    """The run called ``name`` (its folder or its title), or the newest one.

    Args:
        project: Where to look.
        name: Folder name or title; None for the newest.
        finished: Only runs that have a model.

    Raises:
        ProjectError: There is no run yet.
        UsageError: There is no such run.
    """
    runs = [run for run in list_runs(project) if not finished or run.package_path.exists()]
    chosen = [run for run in runs if name in (None, run.name)] or [run for run in runs if run.title == name]
    if chosen:
        return chosen[0]
    if name is None:
        remedy = "Train a model first."
        raise ProjectError("This project has no trained model yet", path=project.folder, remedy=remedy)
    kind = "finished run" if finished else "run"
    raise UsageError(f"This project has no {kind} called “{name}”", remedy=_instead(runs))


def _instead(runs: Sequence[Run]) -> str:
    if not runs:
        return "Train a model first."
    names = ", ".join(run.name for run in runs[:_NAMED])
    return f"Choose one of {names} …" if len(runs) > _NAMED else f"Choose one of {names}."


def delete(project: Project, run: Run) -> Path:
    """Move a run out of sight, into the project's trash; returns where it lies now.

    Raises:
        ProjectError: It is being trained.
        DiskError: It cannot be moved.
    """
    if run.state() == "running":
        raise ProjectError("This run is being trained", path=run.folder, remedy="Stop it first.")
    with run.held():  # by another computer too, of whose processes nothing is known here
        pass
    place = project.trash / run.name
    with contextlib.suppress(OSError):
        shutil.rmtree(place)
    try:
        project.trash.mkdir(exist_ok=True)
        run.folder.rename(place)
    except OSError as error:
        raise disk_error(error, run.folder) from error
    return place


def restore(project: Project, name: str) -> Run:
    """Take a deleted run out of the trash again.

    Raises:
        DiskError: It is gone or cannot be moved.
    """
    run = Run(project.runs / name)
    try:
        (project.trash / name).rename(run.folder)
    except OSError as error:
        raise disk_error(error, project.trash / name) from error
    return run
