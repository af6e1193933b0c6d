"""The decide command: what the person decides about pictures, from the terminal."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING, Any

from trainer.channel import Control, Emit
from trainer.commands.options import add_project
from trainer.events import Finished, Stopped

if TYPE_CHECKING:
    from rich.console import Console

    from trainer.catalog.records import Decision, Item
    from trainer.catalog.store import Catalog

_NAMED = 5  # pictures in a sentence


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the project, what is decided, and about which pictures."""
    add_project(parser)
    parser.add_argument(
        "pictures", nargs="*", metavar="PICTURE", help="pictures by path, by name inside their source, or by sha256"
    )
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--label", metavar="CLASS", help="the pictures are of this class")
    what.add_argument("--source-label", action="store_true", help="the pictures are of the class their sources say")
    what.add_argument("--leave-out", action="store_true", help="do not use the pictures; their files stay")
    what.add_argument("--use", action="store_true", help="use pictures again that are set aside")
    what.add_argument("--apart", action="store_true", help="the pictures look alike, but are not the same")
    what.add_argument("--keep", action="store_true", help="of the pictures keep the first, and set the others aside")
    what.add_argument("--keep-best", action="store_true", help="of every group of near-duplicates keep the best copy")
    what.add_argument(
        "--mend-leaks", action="store_true", help="do not learn from what has a copy among the pictures held out"
    )
    what.add_argument("--undo", nargs="?", type=int, const=0, metavar="N", help="take decision N back, or the last one")
    what.add_argument("--list", action="store_true", help="list the decisions, newest first")


def run(args: argparse.Namespace, emit: Emit, control: Control) -> Finished | Stopped:  # noqa: ARG001 - takes no time
    """Decide.

    Raises:
        ArtClassError: The project cannot be written to, or a picture is not in it.
    """
    import msgspec

    from trainer.catalog.store import Catalog
    from trainer.project import Project

    with Catalog.open(Project.open(args.project), readonly=args.list) as catalog:
        before = {row.name for row in catalog.classes()}
        made = None if args.list else _decided(args, catalog)
        return Finished(
            result={
                "decision": msgspec.to_builtins(made),
                "changed": made.pictures if made is not None else 0,
                "decisions": msgspec.to_builtins(catalog.decisions.journal()),
                "listed": args.list,
                "new_classes": sorted({row.name for row in catalog.classes()} - before),
            }
        )


def _decided(args: argparse.Namespace, catalog: Catalog) -> Decision | None:
    if args.keep_best:
        return catalog.keep_best()
    if args.mend_leaks:
        return catalog.mend_leaks()
    if args.undo is not None:
        return catalog.undo_decision(args.undo or None)
    chosen = _numbers(catalog, args.pictures, at_least=2 if args.apart or args.keep else 1)
    if args.label is not None or args.source_label:
        return catalog.label(chosen, args.label)
    if args.leave_out:
        return catalog.leave_out(chosen)
    if args.use:
        return catalog.use_again(chosen)
    return catalog.keep_one(chosen[0], chosen[1:]) if args.keep else catalog.keep_apart(chosen)


def _numbers(catalog: Catalog, words: Sequence[str], *, at_least: int) -> list[int]:
    """The pictures that are meant.

    Raises:
        UsageError: One is not in the project, or several are meant, or they are too few.
    """
    from trainer.errors import UsageError

    items = catalog.items()
    numbers = list(dict.fromkeys(number for word in words for number in _meant(word, items)))
    if len(numbers) < at_least:
        raise UsageError(
            "Too few pictures are named" if numbers else "No picture is named", remedy="Name them after the option."
        )
    return numbers


def _meant(word: str, items: Sequence[Item]) -> list[int]:
    """The pictures that a word names: by sha256, path, name, or the end of it; with * and ? by pattern.

    Raises:
        UsageError: There is none, or the end of a name is that of several.
    """
    from trainer.errors import UsageError

    place = str(Path(word).resolve())
    exact = [item.id for item in items if word in (item.sha256, item.name) or str(item.path) in (word, place)]
    if exact:
        return exact[:1]
    if any(c in word for c in "*?"):
        found = [item for item in items if fnmatchcase(item.name, word) or fnmatchcase(item.name, f"*/{word}")]
    else:  # messages name pictures behind their source: the longest part of that which is a name counts
        found = [item for item in items if item.name.endswith(f"/{word}") or word.endswith(f"/{item.name}")]
        if len(found) > 1:
            listed = ", ".join(item.name for item in found[:_NAMED]) + (" …" if len(found) > _NAMED else "")
            raise UsageError(f"Several pictures are called so: {listed}", path=word, remedy="Name more of the path.")
    if not found:
        remedy = "Name it by its path, by its name as artclass-cli check shows it, or by the end of that."
        raise UsageError("No picture of this name was found in the project", path=word, remedy=remedy)
    return [item.id for item in found]


def show(result: dict[str, Any], console: Console) -> None:
    """Print what was decided, or the list of decisions."""
    from rich.table import Table

    from trainer.terminal import safe, say

    made = result["decision"]
    if made is not None:
        state = "Taken back" if made["undone"] else "Done"
        pictures = "1 picture" if made["pictures"] == 1 else f"{made['pictures']:,} pictures"
        say(console, f"{state}: {pictures} {made['words']} (decision {made['id']}).")
        for name in result["new_classes"]:
            say(console, f"“{name}” is a new class. If it was meant to be another one, --undo takes this back.")
        return
    if not result["listed"]:
        console.print("There was nothing to change, so nothing was recorded.")
        return
    if not result["decisions"]:
        console.print("Nothing has been decided yet.")
        return
    table = Table("decision", "when (UTC)", box=None, padding=(0, 2, 0, 0), pad_edge=False)
    table.add_column("pictures", justify="right")
    table.add_column("what")
    for row in result["decisions"]:
        words = safe(row["words"]) + (" (taken back)" if row["undone"] else "")
        table.add_row(str(row["id"]), row["made"][:16].replace("T", " "), f"{row['pictures']:,}", words)
    console.print(table)
