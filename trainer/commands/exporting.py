"""The export command: a finished model in the formats of other programs, each with its certificate."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from trainer.channel import Control, Emit
from trainer.commands.options import add_project
from trainer.events import Finished, Started, Stopped
from trainer.pace import Interrupted

if TYPE_CHECKING:
    from rich.console import Console


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the project, the run, the formats and the folder."""
    from trainer.exporting.formats import ALL, FORMATS

    add_project(parser)
    parser.add_argument(
        "--run", metavar="NAME", help="which run (default: the best pinned one, else the newest that no ladder made)"
    )
    parser.add_argument(
        "--format",
        nargs="+",
        required=True,
        metavar="FORMAT",
        help=f"one or more of {', '.join(row.name for row in FORMATS)}, or {ALL}",
    )
    parser.add_argument("--out", type=Path, required=True, metavar="FOLDER", help="where each gets a folder of its own")


def run(args: argparse.Namespace, emit: Emit, control: Control) -> Finished | Stopped:
    """Export and certify.

    Raises:
        ArtClassError: It cannot be done.
    """
    from trainer import __version__
    from trainer.commands import models
    from trainer.exporting import formats
    from trainer.project import Project

    rows = formats.chosen(args.format)
    project = Project.open(args.project)
    chosen, notice = models.run_of(project, args.run)
    from trainer import device

    started = Started(job="export", version=__version__, run=chosen.name, device=device.prepare())
    models.begin(emit, started, notice)
    from trainer.exporting.job import ExportJob  # TensorFlow, once the device is prepared

    try:
        return Finished(result=ExportJob(project, chosen, emit=emit, control=control).work(rows, args.out.absolute()))
    except Interrupted:
        return Stopped(resumable=False)


def show(result: dict[str, Any], console: Console) -> None:
    """Print what was written, and each certificate in words."""
    from trainer.terminal import safe

    for item in result["exports"]:
        style = "" if item["certified"] else "red"
        console.print(safe(item["words"]), style=style)
        console.print(safe(f"  {item['file']} ({item['bytes'] / 1e6:.1f} MB)"), style="dim")
