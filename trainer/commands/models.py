"""Which model a command uses: a project's run, or a package from anywhere."""

from __future__ import annotations

import argparse
from pathlib import Path

from trainer import package, runs
from trainer.errors import UsageError
from trainer.package import Package
from trainer.project import Project


def chosen(args: argparse.Namespace) -> Package:
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
    return package.read(runs.find(Project.open(args.project), args.run, finished=True).package_path)
