"""The import command: pictures from folders and archives into a project."""

from __future__ import annotations

import argparse
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from trainer.channel import Control, Emit
from trainer.commands.options import add_project
from trainer.events import Finished, Stopped

if TYPE_CHECKING:
    from rich.console import Console

    from trainer.project import Project

_SHOWN = 20  # files that were left out; --json has more of them


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

    from trainer.catalog.scan import check_sources, import_sources
    from trainer.errors import ArtClassError
    from trainer.project import Project, is_project

    check_sources(args.project, args.sources)
    is_new = not is_project(args.project)
    project = Project.create(args.project)
    try:
        result = import_sources(project, args.sources, emit=emit, control=control)
    except ArtClassError:
        if is_new:
            _remove_if_empty(project)
        raise
    return Stopped(resumable=True) if result is None else Finished(result=msgspec.to_builtins(result))


def _remove_if_empty(project: Project) -> None:
    """A project that this import made and put nothing into would only be in the way."""
    from trainer.catalog.store import Catalog

    with Catalog.open(project, readonly=True) as catalog:
        empty = not catalog.classes()
    if empty:
        shutil.rmtree(project.folder, ignore_errors=True)


def show(result: dict[str, Any], console: Console) -> None:
    """Print the classes, the splits, and what was left out and why."""
    from rich.table import Table
    from rich.text import Text

    from trainer.terminal import safe, say

    table = Table("class", title="The project's pictures", title_justify="left")
    table.add_column("pictures", justify="right")
    for name, count in result["classes"].items():
        table.add_row(Text(safe(name)), f"{count:,}")
    table.add_section()
    table.add_row("in all", f"{result['images']:,}", style="bold")
    console.print(table)
    splits = ", ".join(f"{count:,} for {name}" for name, count in result["splits"].items())
    say(console, f"Split: {splits}.")
    if result["exact_duplicates"]:
        say(console, f"Left out as exact duplicates: {result['exact_duplicates']:,}.")
    _show_left_out("Not read", result["unreadable"], len(result["unreadable"]), console)
    _show_left_out("Passed over", _one_of_each(result["passed_over"]), result["passed_over_files"], console)


def _show_left_out(words: str, rows: Sequence[Mapping[str, str]], count: int, console: Console) -> None:
    from trainer.terminal import say

    for row in rows[:_SHOWN]:
        say(console, f"{words}: {row['path']} {row['reason']}.", style="yellow")
    if rest := count - len(rows[:_SHOWN]):
        say(console, f"{words}: {rest:,} more {'file' if rest == 1 else 'files'}.", style="yellow")


def _one_of_each(rows: Sequence[Mapping[str, str]]) -> list[Mapping[str, str]]:
    """The first file of each reason, so that none of the reasons goes unsaid."""
    first: dict[str, Mapping[str, str]] = {}
    for row in rows:
        first.setdefault(row["reason"], row)
    return list(first.values())
