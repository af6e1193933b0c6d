"""The split command: how pictures are divided, which of them stay together, and drawing the splits anew."""

from __future__ import annotations

import argparse
from collections import Counter
from typing import TYPE_CHECKING, Any

from trainer.channel import Control, Emit
from trainer.commands.options import add_project
from trainer.events import Finished, Stopped

if TYPE_CHECKING:
    from rich.console import Console

    from trainer.catalog.grouping import Grouping
    from trainer.catalog.store import Catalog

_SHOWN = 12  # groups


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the project and how groups are recognised."""
    add_project(parser)
    parser.add_argument(
        "--by",
        choices=("nothing", "folder", "pattern", "creator", "table"),
        help="what tells the artist or series whose pictures are to stay together",
    )
    parser.add_argument(
        "--level", type=int, default=1, metavar="N", help="for folder: 1 is the folder around a picture, 2 the next"
    )
    parser.add_argument(
        "--pattern",
        default="",
        metavar="PATTERN",
        help="for pattern: a file's name with {group} and *, as in '{group}_*', or re: and a regular expression",
    )
    parser.add_argument(
        "--known", action="store_true", help="also hold out pictures of known artists, to have two figures"
    )
    parser.add_argument("--anew", action="store_true", help="draw all splits anew; otherwise only show the groups")
    parser.add_argument("--seed", type=int, metavar="N", help="with --anew: another number draws other pictures")


def run(args: argparse.Namespace, emit: Emit, control: Control) -> Finished | Stopped:  # noqa: ARG001 - takes no time
    """Show splits and groups, after drawing them anew if that was asked.

    Raises:
        ArtClassError: The project cannot be used, or the pattern.
    """
    import msgspec

    from trainer.catalog.store import Catalog
    from trainer.project import Project

    with Catalog.open(Project.open(args.project), readonly=not args.anew) as catalog:
        grouping = _grouping(args, catalog)
        made = catalog.draw_splits(grouping, seed=args.seed) if args.anew else None
        summary = catalog.summary()
        return Finished(
            result={
                "splits": summary.splits,
                "set_aside": summary.set_aside,
                "leaks": summary.leaks,
                "grouping": msgspec.to_builtins(grouping),
                "in_force": msgspec.to_builtins(catalog.splits.grouping()),
                **_groups(catalog, grouping),
                "decision": msgspec.to_builtins(made),
            }
        )


def _grouping(args: argparse.Namespace, catalog: Catalog) -> Grouping:
    from trainer.catalog.grouping import Grouping
    from trainer.errors import UsageError

    if args.by is None:
        return catalog.splits.grouping()
    if not 1 <= args.level <= 100:
        raise UsageError("--level is a number from 1 on", remedy="1 is the folder that a picture lies in.")
    return Grouping(by=args.by, level=args.level, pattern=args.pattern, known=args.known)


def _groups(catalog: Catalog, grouping: Grouping) -> dict[str, Any]:
    makers = catalog.splits.makers(grouping)
    used = [picture.id for picture in catalog.pictures()]
    counts = Counter(makers[number] for number in used if number in makers)
    return {"groups": dict(counts.most_common()), "ungrouped": len(used) - counts.total()}


def show(result: dict[str, Any], console: Console) -> None:
    """Print the splits and the largest groups."""
    from rich.table import Table
    from rich.text import Text

    from trainer.terminal import safe, say

    splits = ", ".join(f"{count:,} for {name}" for name, count in result["splits"].items())
    say(console, f"Split: {splits}.")
    if result["grouping"]["by"] == "nothing":
        say(console, "Near-duplicates stay together; artists or series do not (--by says how to tell them).")
    else:
        groups = result["groups"]
        table = Table("group", title="1 group" if len(groups) == 1 else f"{len(groups):,} groups", title_justify="left")
        table.add_column("pictures", justify="right")
        for name, count in list(groups.items())[:_SHOWN]:
            table.add_row(Text(safe(name)), f"{count:,}")
        if len(groups) > _SHOWN:
            table.add_row(f"{len(groups) - _SHOWN:,} more", f"{sum(list(groups.values())[_SHOWN:]):,}", style="dim")
        table.add_row("in no group", f"{result['ungrouped']:,}", style="dim")
        console.print(table)
    if result["decision"]:
        say(console, "The splits were drawn anew. Models trained before may have seen pictures that are held out now.")
    elif result["grouping"] != result["in_force"]:
        say(
            console,
            "This is a preview; --anew draws the splits so. Models trained before may then have seen test pictures.",
        )
