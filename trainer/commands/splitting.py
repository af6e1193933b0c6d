"""The split command: how pictures are divided, which of them stay together, and drawing the splits anew."""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from trainer.channel import Control, Emit
from trainer.commands.options import add_project
from trainer.events import Finished, Stopped

if TYPE_CHECKING:
    from rich.console import Console

    from trainer.catalog.grouping import Grouping
    from trainer.catalog.records import Picture
    from trainer.catalog.store import Catalog

_SHOWN = 12  # groups
_BY = "--by names another way to tell these."
_OTHERWISE = {
    "folder": "--level names another folder, and --by another way to tell these.",
    "pattern": "Another --pattern may tell these, or another way, which --by names.",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the project and how groups are recognised."""
    add_project(parser)
    parser.add_argument(
        "--by",
        choices=("nothing", "folder", "pattern", "creator", "table"),
        help="what tells the artist or series whose pictures are to stay together",
    )
    parser.add_argument(
        "--level", type=int, metavar="N", help="for folder: 1 is the folder around a picture (the default), 2 the next"
    )
    parser.add_argument(
        "--pattern",
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
        is_new = grouping != catalog.splits.grouping() and grouping.by != "nothing"
        made = catalog.draw_splits(grouping, seed=args.seed) if args.anew else None
        summary = catalog.summary()
        return Finished(
            result={
                "splits": summary.splits,
                "set_aside": summary.set_aside,
                "leaks": summary.leaks,
                "grouping": msgspec.to_builtins(grouping),
                "in_force": msgspec.to_builtins(catalog.splits.grouping()),
                **_groups(catalog, grouping, is_new=is_new, is_drawn=args.anew),
                "decision": msgspec.to_builtins(made),
            }
        )


def _grouping(args: argparse.Namespace, catalog: Catalog) -> Grouping:
    from trainer.catalog.grouping import Grouping
    from trainer.errors import UsageError

    _check(args)
    if args.by is None:
        return catalog.splits.grouping()
    level = 1 if args.level is None else args.level
    if not 1 <= level <= 100:
        raise UsageError("--level is a number from 1 on", remedy="1 is the folder that a picture lies in.")
    return Grouping(by=args.by, level=level, pattern=args.pattern or "", known=args.known)


def _check(args: argparse.Namespace) -> None:
    """See that no option goes without the one that it belongs to: it would do nothing.

    Raises:
        UsageError: One does.
    """
    from trainer.errors import UsageError

    for option, is_given, needed, is_there in (
        ("--pattern", args.pattern is not None, "--by pattern", args.by == "pattern"),
        ("--level", args.level is not None, "--by folder", args.by == "folder"),
        ("--known", args.known, "--by", args.by not in (None, "nothing")),
        ("--seed", args.seed is not None, "--anew", args.anew),
    ):
        if is_given and not is_there:
            raise UsageError(f"{option} belongs to {needed}", remedy=f"Add {needed}, or leave out {option}.")


def _groups(catalog: Catalog, grouping: Grouping, *, is_new: bool, is_drawn: bool) -> dict[str, Any]:
    """The groups, and where these were not in force, what is odd about them and what drawing the splits so would come to."""
    from trainer.catalog.grouping import without_effect

    makers, used = catalog.splits.makers(grouping), catalog.pictures()
    counts = Counter(makers[picture.id] for picture in used if picture.id in makers)
    is_preview = is_new and not is_drawn
    return {
        "groups": dict(counts.most_common()),
        "ungrouped": len(used) - counts.total(),
        "without_effect": without_effect(grouping, counts) if is_preview and used else "",
        "as_large_as_classes": _as_large_as_classes(used, makers) if is_new else [],
        "forecast": _forecast(used, makers) if is_preview and not grouping.known else None,
    }


def _as_large_as_classes(used: Sequence[Picture], makers: Mapping[int, str]) -> list[str]:
    """Groups with more than half of a class: hardly what one artist has made."""
    classes = Counter(picture.label for picture in used)
    parts = Counter((makers[picture.id], picture.label) for picture in used if picture.id in makers)
    return sorted({group for (group, label), count in parts.items() if 2 * count > classes[label]})


def _forecast(used: Sequence[Picture], makers: Mapping[int, str]) -> dict[str, int]:
    """About how many pictures each split would have; near-duplicates, which stay together as well, may change it a little."""
    from trainer.catalog.records import SPLITS
    from trainer.catalog.split import SEED, Unit, divide

    labels = {label: number for number, label in enumerate(sorted({picture.label for picture in used}))}
    together: dict[str | int, list[Picture]] = {}
    for picture in used:
        together.setdefault(makers.get(picture.id, picture.id), []).append(picture)
    units = [
        Unit(tuple(picture.sha256 for picture in unit), Counter(labels[picture.label] for picture in unit))
        for unit in together.values()
    ]
    counts = Counter[str]()
    for unit, split in zip(units, divide(units, {}, seed=SEED), strict=True):
        counts[split] += len(unit.members)
    return {split: counts[split] for split in SPLITS}


def show(result: dict[str, Any], console: Console) -> None:
    """Print the splits, the largest groups, and what comes of drawing the splits by them."""
    from trainer.terminal import say

    is_preview = not result["decision"] and result["grouping"] != result["in_force"]
    say(console, f"{'Split now' if is_preview else 'Split'}: {_counts(result['splits'])}.")
    if result["grouping"]["by"] == "nothing":
        say(console, "Near-duplicates stay together; artists or series do not (--by says how to tell them).")
    else:
        _show_groups(result["groups"], result["ungrouped"], console)
    if result["decision"]:
        for line in _as_large(result):
            say(console, line)
        say(
            console,
            "The splits were drawn anew. Models trained before may have seen pictures that are held out now. "
            f"“artclass-cli decide --undo {result['decision']['id']}” takes it back.",
        )
    elif is_preview:
        for line in _outlook(result):
            say(console, line)


def _show_groups(groups: dict[str, int], ungrouped: int, console: Console) -> None:
    from rich.table import Table
    from rich.text import Text

    from trainer.terminal import safe

    table = Table("group", title="1 group" if len(groups) == 1 else f"{len(groups):,} groups", title_justify="left")
    table.add_column("pictures", justify="right")
    for name, count in list(groups.items())[:_SHOWN]:
        table.add_row(Text(safe(name)), f"{count:,}")
    if len(groups) > _SHOWN:
        table.add_row(f"{len(groups) - _SHOWN:,} more", f"{sum(list(groups.values())[_SHOWN:]):,}", style="dim")
    table.add_row("in no group", f"{ungrouped:,}", style="dim")
    console.print(table)


def _outlook(result: dict[str, Any]) -> Iterator[str]:
    """What --anew would come to."""
    if result["without_effect"]:
        yield f"{result['without_effect']}: --anew refuses that."
        return
    yield from _as_large(result)
    forecast = result["forecast"]
    if forecast and not all(forecast.values()):
        yield "Drawn so, nothing would be left to choose by, or to test: --anew refuses that."
        return
    if forecast:
        yield f"Drawn so, the split would be about {_counts(forecast)}."
    yield "This is a preview; --anew draws the splits so. Models trained before may then have seen test pictures."


def _as_large(result: dict[str, Any]) -> Iterator[str]:
    """That groups are hardly what one artist has made, where they are as large as classes."""
    large = result["as_large_as_classes"]
    if large:
        others = f" and {len(large) - 1:,} other{'s' if len(large) > 2 else ''}" if len(large) > 1 else ""
        has, are = ("each have", "they are") if others else ("has", "it is")
        yield (
            f"“{large[0]}”{others} {has} more than half of a class: {are} hardly the work of one artist or one series. "
            f"{_OTHERWISE.get(result['grouping']['by'], _BY)}"
        )


def _counts(splits: dict[str, int]) -> str:
    return ", ".join(f"{count:,} for {name}" for name, count in splits.items())
