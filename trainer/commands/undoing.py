"""The imports command: the ledger of a project, and how an import is undone."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from trainer.channel import Control, Emit
from trainer.commands.options import add_project
from trainer.events import Finished, Stopped

if TYPE_CHECKING:
    from rich.console import Console


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the project and the import to undo."""
    add_project(parser)
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--undo", type=int, metavar="N", help="undo import number N as a whole")
    what.add_argument(
        "--show", type=int, metavar="N", help="list the files that import number N left out, with reasons"
    )


def run(args: argparse.Namespace, emit: Emit, control: Control) -> Finished | Stopped:  # noqa: ARG001 - takes no time
    """List the imports, newest first, after undoing one if that was asked.

    Raises:
        ArtClassError: The project cannot be read, or there is no such import.
    """
    import msgspec

    from trainer.catalog.store import Catalog
    from trainer.catalog.unpacked import undo_import
    from trainer.project import Project

    project = Project.open(args.project)
    result: dict[str, Any] = {}
    if args.show is not None:
        with Catalog.open(project, readonly=True) as catalog:
            files = catalog.ledger.files(args.show)
        left_out = [{"path": name, "reason": reason} for name, reason in files if reason is not None]
        return Finished(result={"import": args.show, "files": len(files), "left_out": left_out})
    if args.undo is not None:
        gone = undo_import(project, args.undo)
        result = {"undone": args.undo, "pictures_gone": gone.pictures, "bytes_freed": gone.bytes_freed}
    with Catalog.open(project, readonly=True) as catalog:
        return Finished(result={"imports": msgspec.to_builtins(catalog.ledger.entries(), enc_hook=str), **result})


def show(result: dict[str, Any], console: Console) -> None:
    """Print a table."""
    from rich.table import Table
    from rich.text import Text

    from trainer.terminal import safe, say

    if "left_out" in result:
        words = f"Import number {result['import']} saw {result['files']:,} new files; "
        say(console, words + ("left out were:" if result["left_out"] else "none was left out."))
        for row in result["left_out"]:
            say(console, f"{row['path']} {row['reason']}.")
        return
    if "undone" in result:
        say(
            console,
            f"Import number {result['undone']} is undone: {result['pictures_gone']:,} pictures left the project.",
        )
    if not result["imports"]:
        console.print("Nothing has been imported into this project yet.")
        return
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False)
    for heading, justify in (("number", "right"), ("when (UTC)", "left"), ("pictures", "right")):
        table.add_column(heading, justify=justify, no_wrap=True)  # type: ignore[arg-type]
    for heading in ("duplicates", "left out"):
        table.add_column(heading, justify="right")
    table.add_column("from", overflow="fold")
    for entry in result["imports"]:
        when = entry["started"][:16].replace("T", " ")
        state = " (undone)" if entry["undone"] else "" if entry["finished"] else " (cut off)"
        left_out = sum(entry["left_out"].values())
        places = Text(safe(", ".join(entry["sources"])) + state, style="dim" if state else "")
        figures = (f"{entry['pictures']:,}", f"{entry['duplicates']:,}", f"{left_out:,}")
        table.add_row(str(entry["id"]), when, *figures, places)
    console.print(table)
