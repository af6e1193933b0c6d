"""The import command: pictures from folders and archives into a project."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from trainer.channel import Control, Emit
from trainer.commands.options import add_project
from trainer.events import Finished, Stopped

if TYPE_CHECKING:
    from rich.console import Console


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the sources and the project."""
    parser.add_argument(
        "sources",
        nargs="+",
        type=Path,
        metavar="SOURCE",
        help="a folder or zip of pictures sorted into class folders; it may hold zips itself",
    )
    add_project(parser)


def run(args: argparse.Namespace, emit: Emit, control: Control) -> Finished | Stopped:
    """Import, and give the state of the catalog afterwards.

    Raises:
        ArtClassError: A source or the project cannot be used.
    """
    import msgspec

    from trainer.catalog.scan import import_sources
    from trainer.project import Project

    project = Project.create(args.project)
    outcome = import_sources(project, args.sources, emit=emit, control=control)
    if outcome is None:
        return Stopped(resumable=True)
    return Finished(result=msgspec.to_builtins(outcome))


def show(result: dict[str, Any], console: Console) -> None:
    """Print classes, splits and problems."""
