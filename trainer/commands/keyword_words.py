"""What the tag command tells a person."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from trainer.doctor.words import pictures

_WORDS = {  # by status: what was done, and what would be done
    "written": ("{0} given {1} class as a keyword", "{0} would be given {1} class as a keyword"),
    "unchanged": ("{0} had nothing to be changed", "{0} would stay as they are"),
    "removed": ("{0} had what ArtClass wrote taken out", "{0} would have what ArtClass wrote taken out"),
    "unsure": ("{0} got no keyword, for the model is not sure enough", "{0} would get none, for the model is not sure enough"),
    "novel": ("{0} got no keyword: probably none of the classes", "{0} would get none: probably none of the classes"),
    "unreadable": ("{0} cannot be read", "{0} cannot be read"),
    "changed": ("{0} left alone, for the file has changed", "{0} would be left alone, for the file has changed"),
    "edited": ("{0} left alone, for {1} class was changed in another program", "{0} would be left alone, for {1} class was changed in another program"),
    "failed": ("{0} could not be tagged", "{0} could not be tagged"),
}  # fmt: skip
_WOULD = {  # by status: what a dry run tells of one picture that would get no keyword
    "unchanged": "would stay as it is",
    "removed": "would have what ArtClass wrote taken out",
    "unsure": "would get no keyword, for the model is not sure enough",
    "novel": "is probably none of the classes",
    "unreadable": "cannot be read",
}
_CHANGED = "Pictures that were given another class get it as your label by --read; tag --overwrite replaces it."
_UNDECIDED = (
    "Pictures that have lost their class, or were given several, get no label by --read: "
    "give them one class there, or let tag --overwrite write it again."
)


def told(result: Mapping[str, Any], *, named: int) -> Iterator[str]:
    """The sentences, with at most ``named`` pictures one by one."""
    yield from _read(result, named) if result["job"] == "read" else _written(result, named)


def _written(result: Mapping[str, Any], named: int) -> Iterator[str]:
    for status, count in result["counts"].items():
        words = _WORDS[status][bool(result["dry_run"])]
        yield words.format(pictures(count), "its" if count == 1 else "their") + "."
    told = [row for row in result["pictures"] if "reason" in row or result["dry_run"]]
    for row in told[:named]:
        yield _line(row)
    if len(told) > named:
        yield f"And {len(told) - named:,} more; --json names them all."
    changes = {row.get("change") for row in told}
    if "changed" in changes:
        yield _CHANGED
    if changes & {"several", "removed"}:
        yield _UNDECIDED


def _line(row: Mapping[str, Any]) -> str:
    if "reason" in row:
        return f"{row['path']} {row['reason']}."
    files = ", ".join(row.get("files", ()))
    if "keyword" in row:
        return f"{row['path']}: “{row['keyword']}”{f', in {files}' if files else ''}"
    old = f"; what ArtClass wrote would be taken out of {files}" if files and row["status"] != "removed" else ""
    place = f" of {files}" if files and not old else ""
    return f"{row['path']} {_WOULD[row['status']]}{place}{old}."


def _read(result: Mapping[str, Any], named: int) -> Iterator[str]:
    rows = result["corrections"]
    for row in rows[:named]:
        before = f"“{row['before']}” → " if row["before"] else ""
        yield f"{row['path']}: {before}“{row['label']}”"
    if len(rows) > named:
        yield f"And {len(rows) - named:,} more; --json names them all."
    for row in result["undecided"][:named]:
        yield f"{row['path']} {row['reason']}."
    if len(result["undecided"]) > named:
        yield f"And {len(result['undecided']) - named:,} more; --json names them all."
    if result["undecided"]:
        yield _UNDECIDED
    for row in result["damaged"][:named]:
        yield f"{row['path']} {row['reason']}."
    yield _summary(result, len(rows))


def _summary(result: Mapping[str, Any], count: int) -> str:
    looked = f"The keywords of {pictures(result['pictures'])} were read"
    if not count:
        return f"{looked}: {_nothing_new(result)}."
    decision = result["decision"]
    if decision is None:
        return f"{looked}: {pictures(count)} would get another label. Nothing was written down."
    return f"{looked}: {pictures(decision['pictures'])} got the label from there (decision {decision['id']})."


def _nothing_new(result: Mapping[str, Any]) -> str:
    if result["known"]:
        return f"what was changed in another program is your label already ({pictures(result['known'])})"
    if result["undecided"]:
        return f"no picture gets another label, for nobody can tell which class is meant ({pictures(len(result['undecided']))})"
    return "no picture was given another class in another program"
