"""Ladders of runs that answer one question (how deep? how large a batch?), as their files tell. Light: for the window too."""

from __future__ import annotations

import contextlib
import re
from pathlib import Path
from typing import Literal

import msgspec

from trainer import files
from trainer.config import TrainConfig
from trainer.errors import ProjectError, UsageError
from trainer.project import Project

Question = Literal["blocks", "batch_size"]
RungState = Literal["waiting", "running", "paused", "done", "failed"]
_NAME = re.compile(r"[\w-]{1,80}")


class Rung(msgspec.Struct, frozen=True, kw_only=True):
    """One run of a ladder.

    Attributes:
        blocks, batch_size: What differs from rung to rung; the other one is None.
        state: Where it stands.
        run: The run folder's name, once there is one.
        seconds: Time that the run took, in all sittings; does not compare, for the first one decodes for all.
        seconds_per_epoch: Median of its epochs.
        epochs: How many it ran.
        peak_memory_mb: Most memory that its process had.
        validation_accuracy: Right validation pictures by all of them, 0 to 1.
        interval: 95 % interval of it.
        images: Validation pictures.
        reason: Why it failed.
    """

    blocks: int | None = None
    batch_size: int | None = None
    state: RungState = "waiting"
    run: str | None = None
    seconds: float | None = None
    seconds_per_epoch: float | None = None
    epochs: int | None = None
    peak_memory_mb: float | None = None
    validation_accuracy: float | None = None
    interval: tuple[float, float] | None = None
    images: int | None = None
    reason: str | None = None

    @property
    def value(self) -> int:
        """The number that differs from rung to rung."""
        return self.blocks or self.batch_size or 0

    @property
    def over(self) -> bool:
        """Whether nothing is left to do."""
        return self.state in ("done", "failed")


class Experiment(msgspec.Struct, frozen=True, kw_only=True):
    """A ladder: its question, the settings that all rungs share, and the rungs in their order.

    Attributes:
        name: The file's name without its suffix.
        question: What differs from rung to rung.
        config: The settings of all rungs but for that.
        rungs: From the lowest to the highest value.
        answer: What comes out, in words, once there is something to compare.
        created: When it was begun (ISO 8601).
    """

    name: str
    question: Question
    config: TrainConfig
    rungs: tuple[Rung, ...]
    answer: str = ""
    created: str = ""

    @property
    def over(self) -> bool:
        """Whether every rung has ended."""
        return all(rung.over for rung in self.rungs)


def folder(project: Project) -> Path:
    """Where a project's experiments lie; there once there is one."""
    return project.folder / "experiments"


def read(project: Project) -> list[Experiment]:
    """All experiments that can be read, newest first."""
    found = []
    for path in folder(project).glob("*.json"):
        with contextlib.suppress(OSError, msgspec.DecodeError, UsageError):
            found.append(_decoded(path))
    return sorted(found, key=lambda experiment: (experiment.created, experiment.name), reverse=True)


def find(project: Project, name: str | None = None) -> Experiment:
    """The experiment called ``name``; by default the newest one.

    Raises:
        ProjectError: There is none, or its file is damaged.
        UsageError: There is none of this name.
    """
    if name is None:
        newest = read(project)
        if not newest:
            raise ProjectError("This project has no ladder yet", path=project.folder, remedy="Start one first.")
        return newest[0]
    path = _path(project, name)
    try:
        return _decoded(path)
    except FileNotFoundError as error:
        names = ", ".join(experiment.name for experiment in read(project)[:5])
        remedy = f"Choose one of {names}." if names else "Start one first."
        raise UsageError(f"This project has no ladder called “{name}”", remedy=remedy) from error
    except (OSError, msgspec.DecodeError, UsageError) as error:
        raise ProjectError("The ladder's file cannot be read", path=path, remedy="Start a new ladder.") from error


def exists(project: Project, name: str) -> bool:
    """Whether there is an experiment of this name.

    Raises:
        UsageError: No experiment can be called that.
    """
    return _path(project, name).exists()


def remove(project: Project, name: str) -> None:
    """Delete an experiment's file; its runs stay."""
    with contextlib.suppress(OSError):
        _path(project, name).unlink()


def write(project: Project, experiment: Experiment) -> None:
    """Write an experiment down, completely or not at all.

    Raises:
        DiskError: The project cannot be written to.
    """
    files.make_folders(folder(project), within=project.folder)
    files.write(_path(project, experiment.name), msgspec.json.format(msgspec.json.encode(experiment), indent=2))


def _path(project: Project, name: str) -> Path:
    if not _NAME.fullmatch(name):
        raise UsageError(
            f"“{name}” cannot be the name of a ladder", remedy="Use letters, digits, hyphens and underscores only."
        )
    return folder(project) / f"{name}.json"


def _decoded(path: Path) -> Experiment:
    return msgspec.json.decode(path.read_bytes(), type=Experiment)
