"""The export command: a finished model in the formats of other programs, each with its certificate."""

from __future__ import annotations

import argparse
import os
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

from trainer.channel import Control, Emit
from trainer.commands.options import add_project
from trainer.events import Finished, Started, Stopped
from trainer.pace import Interrupted

if TYPE_CHECKING:
    from rich.console import Console

    from trainer.exporting.job import ExportJob

_LOOK_EVERY = 1.0  # seconds


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
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)  # a child that fills a hidden folder


def run(args: argparse.Namespace, emit: Emit, control: Control) -> Finished | Stopped:
    """Export and certify.

    Raises:
        ArtClassError: It cannot be done.
    """
    from trainer import __version__
    from trainer.commands import models
    from trainer.exporting import formats
    from trainer.exporting.apart import Export
    from trainer.project import Project

    rows, out = formats.chosen(args.format), args.out.absolute()
    project = Project.open(args.project)
    chosen, notice = models.run_of(project, args.run)
    try:
        if args.here:
            job = _heavy(control)(project, chosen, emit=emit, control=control)
            return Finished(result=job.work(rows, out))
        models.begin(emit, Started(job="export", version=__version__, run=chosen.name), notice)
        return Finished(result=Export(project, chosen, emit=emit, control=control).work(rows, out))
    except Interrupted:
        return Stopped(resumable=False)


def _heavy(control: Control) -> type[ExportJob]:
    """What does the job in a child, with TensorFlow; the child leaves as soon as anything is asked."""
    from trainer import device

    threading.Thread(target=_leave_when_asked, args=(control,), name="leaving", daemon=True).start()
    device.prepare()
    from trainer.exporting.job import ExportJob  # TensorFlow, once the device is prepared

    return ExportJob


def _leave_when_asked(control: Control) -> None:
    """End this child in the middle of a conversion if its parent is gone; the folder is nothing to anybody then."""
    while control.request is None:
        control.wait_for_word(_LOOK_EVERY)
    os._exit(1)


def show(result: dict[str, Any], console: Console) -> None:
    """Print what was written, and each certificate in words."""
    from trainer.terminal import say

    for item in result["exports"]:
        style = "" if item["certified"] else "red"
        say(console, item["words"], style=style)
        say(console, f"  {item['file']} ({item['bytes'] / 1e6:.1f} MB)", style="dim")
