"""Arguments that several commands share."""

from __future__ import annotations

import argparse
from pathlib import Path


def add_project(parser: argparse.ArgumentParser, *, required: bool = True) -> None:
    """Add ``--project``."""
    parser.add_argument("--project", type=Path, metavar="FOLDER", required=required, help="the project folder")


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
