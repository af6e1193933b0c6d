"""Which model a command uses: a project's run, or a package from anywhere."""

from __future__ import annotations

import argparse
from pathlib import Path

from trainer import package, runs
from trainer.channel import Emit
from trainer.errors import UsageError
from trainer.events import Notice
from trainer.package import Package
from trainer.project import Project
from trainer.runs import Run


def run_of(project: Project, name: str | None, emit: Emit) -> Run:
    """The finished run called ``name``, or the one that a person would take; which one that is is told.

    Raises:
        ProjectError: There is none yet.
        UsageError: There is no such run.
    """
    found = runs.to_use(project, name)
    if name is None:
        title = found.name if found.title == found.name else f"“{found.title}” ({found.name})"
        others = sum(run.package_path.exists() for run in runs.list_runs(project)) > 1
        emit(Notice(message=f"The model is that of {title}{'; --run names another one' if others else ''}."))
    return found


def chosen(args: argparse.Namespace, emit: Emit) -> Package:
    """The package that ``--project``, ``--run`` and ``--model`` name.

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
        return package.read(model)
    return package.read(run_of(Project.open(args.project), args.run, emit).package_path)
