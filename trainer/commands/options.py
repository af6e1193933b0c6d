"""Arguments that several commands share."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from trainer.errors import UsageError


def add_project(parser: argparse.ArgumentParser, *, required: bool = True) -> None:
    """Add ``--project``."""
    parser.add_argument("--project", type=Path, metavar="FOLDER", required=required, help="the project folder")


def add_model(parser: argparse.ArgumentParser) -> None:
    """Add ``--project``, ``--run`` and ``--model``: which model is used."""
    add_project(parser, required=False)
    parser.add_argument(
        "--run",
        metavar="NAME",
        help="which run of the project (default: the best pinned one, else the newest that no ladder made)",
    )
    parser.add_argument("--model", type=Path, metavar="PACKAGE", help="a model file instead of a project")


def add_store(parser: argparse.ArgumentParser) -> None:
    """Add ``--store``: where answers are kept."""
    parser.add_argument(
        "--store",
        type=Path,
        metavar="FOLDER",
        help="where answers are kept, so that nothing is classified twice (default: in your cache folder)",
    )


def add_cores(parser: argparse.ArgumentParser) -> None:
    """Add ``--cores``."""
    parser.add_argument(
        "--cores", type=int, metavar="N", help="how many of the processor's cores to use (default: all; 0: all)"
    )


def take_cores(args: argparse.Namespace) -> None:
    """Let this process and its children use so many cores (`parallel.usable_cores` looks at it).

    Raises:
        UsageError: There is no such number of cores.
    """
    from trainer import parallel

    if args.cores is None:
        return
    if args.cores < 0:
        raise UsageError(f"{args.cores} cores are not possible", remedy="Choose 1 or more, or 0 for all.")
    os.environ[parallel.CORES] = str(args.cores)
    if args.cores:
        parallel.step_back()


def add_output(parser: argparse.ArgumentParser) -> None:
    """Add what every command has: how results are printed, and how much is said."""
    output = parser.add_mutually_exclusive_group()
    output.add_argument("--json", action="store_true", help="print the result as one JSON object")
    output.add_argument(
        "--events",
        action="store_true",
        help="print one JSON event a line while the job runs, and read stop, pause and cancel from the standard "
        "input, whose end means pause",
    )
    parser.add_argument("-v", "--verbose", action="store_true", help="show the log as well")
