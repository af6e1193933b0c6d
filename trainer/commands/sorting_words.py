"""What the sort command tells a person."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from trainer.doctor.words import pictures
from trainer.names import readable
from trainer.sorting.journal import Summary

_DONE = {"copy": "copied", "move": "moved", "hardlink": "linked (hard links)", "symlink": "linked (symbolic links)"}
_STATES = {
    "unfinished": "broken off: --resume goes on with it",
    "done": "done",
    "undoing": "partly undone: --undo goes on with it",
    "undone": "undone",
}


def told(result: Mapping[str, Any], *, named: int) -> Iterator[str]:
    """The sentences, with at most ``named`` files one by one."""
    match result["job"]:
        case "list":
            yield from _listed(result)
        case "undo":
            yield from _undone(result, named)
        case _:
            yield from _sorted(result, named)


def _listed(result: Mapping[str, Any]) -> Iterator[str]:
    for row in result["sorts"]:
        sort = msgspec.convert(row, Summary)
        yield f"{sort.name}  {_what(sort)}; {_STATES[sort.state]}"
    if not result["sorts"]:
        yield "Nothing has been sorted into folders yet."


def earlier(sort: Summary) -> str:
    """An earlier sort in a sentence."""
    return f"{sort.name} ({_what(sort)}; {_STATES[sort.state].partition(':')[0]})"


def _what(sort: Summary) -> str:
    return f"{pictures(sort.pictures)} {_DONE[sort.how]} into {readable(sort.target)}"


def _sorted(result: Mapping[str, Any], named: int) -> Iterator[str]:
    dry, done = result["dry_run"], _DONE[result["how"]]
    for folder, count in result.get("folders", {}).items():
        yield f"{count:>8,}  {folder or result['into']}"
    if dry:
        yield f"{pictures(result['planned'])} would be {done} into {result['into']}; nothing has been touched."
        yield from _moves(result["moves"], named)
    else:
        yield f"{pictures(result['pictures'])} {done} into {result['into']}."
    if along := result["companions_planned" if dry else "companions"]:
        yield f"Sidecar and raw files that {'would go' if dry else 'went'} along: {along:,}."
    yield from _asides(result, named)
    if result["journal"]:
        yield f"Take it back with “artclass-cli sort --undo {result['journal']}”."


def _moves(rows: list[Mapping[str, Any]], named: int) -> Iterator[str]:
    for row in rows[:named]:
        yield f"{row['path']} → {row['to']}{' (its own name is taken)' if row.get('renamed') else ''}"
    if len(rows) > named:
        yield f"And {len(rows) - named:,} more; --json names them all."


def _asides(result: Mapping[str, Any], named: int) -> Iterator[str]:
    if count := result.get("in_place"):
        yield f"{pictures(count)} in place already."
    if count := result.get("collisions"):
        yield f"{pictures(count)} with a number added, for another file has the name. No file is ever replaced."
    if result["dry_run"] and result["bytes_needed"] > result["bytes_free"]:
        needed, free = result["bytes_needed"] / 1e6, result["bytes_free"] / 1e6
        yield f"There is no room for this: {needed:,.0f} MB are needed, and {free:,.0f} MB are free."
    yield from _reasons("Left where they are", result.get("left", ()), named)
    yield from _reasons("Could not be done", result.get("refused", ()), named)


def _undone(result: Mapping[str, Any], named: int) -> Iterator[str]:
    words = "back where they were" if result["how"] == "move" else "taken out of the folders"
    if result["pictures"] or not result["never_left"]:
        yield f"{pictures(result['pictures'])} {words}."
    if result["never_left"] == 1:
        yield "1 picture had not left its place; the copy that was made of it is deleted."
    elif result["never_left"]:
        yield f"{result['never_left']:,} pictures had not left their place; the copies that were made of them are deleted."
    if result["companions"]:
        yield f"Sidecar and raw files that went along: {result['companions']:,}."
    yield from _reasons("Could not be undone", result["refused"], named)


def _reasons(heading: str, rows: Any, named: int) -> Iterator[str]:
    if rows:
        yield f"{heading}: {len(rows):,}"
    for row in rows[:named]:
        yield f"  {row['path']} {row['reason']}."
    if len(rows) > named:
        yield f"  And {len(rows) - named:,} more; --json names them all."
