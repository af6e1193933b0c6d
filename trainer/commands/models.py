"""Which model a command uses: a project's run, or a package from anywhere."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import NamedTuple

from trainer import package, runs
from trainer.channel import Emit
from trainer.errors import UsageError
from trainer.events import Notice, Started
from trainer.package import Package
from trainer.project import Project
from trainer.runs import Run


class Chosen(NamedTuple):
    """A run, and what is to be said of the choice once the job has begun; None where the person has named it."""

    run: Run
    notice: Notice | None


def run_of(project: Project, name: str | None) -> Chosen:
    """The finished run called ``name``, or the one that a person would take, which is to be told then.

    Raises:
        ProjectError: There is none yet.
        UsageError: There is no such run.
    """
    found = runs.to_use(project, name)
    if name is not None:
        return Chosen(found, None)
    title = found.name if found.title == found.name else f"“{found.title}” ({found.name})"
    others = sum(run.package_path.exists() for run in runs.list_runs(project)) > 1
    words = f"The model is that of {title}{'; --run names another one' if others else ''}."
    return Chosen(found, Notice(message=words))


def begin(emit: Emit, started: Started, notice: Notice | None) -> None:
    """Say that a job has begun, which is always the first thing that is said, and then what was chosen."""
    emit(started)
    if notice is not None:
        emit(notice)


def chosen(args: argparse.Namespace) -> tuple[Package, Notice | None]:
    """The package that ``--project``, ``--run`` and ``--model`` name, and what is to be said of the choice.

    Raises:
        UsageError: Neither or both are given, or there is no such run.
        PackageError: It cannot be used.
    """
    model: Path | None = getattr(args, "model", None)
    if (model is None) == (args.project is None):
        raise UsageError("A model is needed", remedy="Name a project with --project, or a model file with --model.")
    if model is not None:
        if args.run is not None:
            raise UsageError("--run belongs to --project", remedy="Leave it out where --model names the file.")
        return package.read(model), None
    run, notice = run_of(Project.open(args.project), args.run)
    return package.read(run.package_path), notice
