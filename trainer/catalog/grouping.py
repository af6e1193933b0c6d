"""Which pictures are of one artist or series, by folder, by name, by their own metadata or by a table."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import PurePosixPath
from typing import Any, Literal

import msgspec

from trainer.errors import UsageError

By = Literal["nothing", "folder", "pattern", "creator", "table"]
REGULAR = "re:"
"""How a pattern begins that is a regular expression."""
_HERE = "{group}"
_PATIENCE = 0.1  # seconds for one name


class Grouping(msgspec.Struct, frozen=True, kw_only=True):
    """How pictures of one artist or series are recognised, so that they stay together.

    Attributes:
        by: "folder" (one of the folders that a file lies in), "pattern" (a part of the file's name), "creator" (XMP,
            IPTC or EXIF), "table" (a table's column), or "nothing".
        level: For "folder": which one, counted from the file: 1 is the folder that it lies in, 2 the one around that.
        pattern: For "pattern": a name with ``{group}`` for the part that tells and ``*`` for anything
            ("{group}_*"), or a regular expression after ``re:``, whose first group (or whole match) tells.
        known: Whether part of the held-out pictures are to be of artists that are learnt from, so that there are two
            figures: new pictures of known artists, and new artists.
    """

    by: By = "nothing"
    level: int = 1
    pattern: str = ""
    known: bool = False

    def __post_init__(self) -> None:
        if not 1 <= self.level <= 100:
            raise ValueError("level out of range")


def maker(grouping: Grouping) -> Callable[[str, str | None, str | None], str | None]:
    """A function that tells a picture's artist or series from (name inside its source, creator, table's group).

    Raises:
        UsageError: The pattern cannot be used.
    """
    match grouping.by:
        case "folder":
            return lambda name, _creator, _table: _folder(name, grouping.level)
        case "pattern":
            expression = compiled(grouping.pattern)
            return lambda name, _creator, _table: _part(expression, name)
        case "creator":
            return lambda _name, creator, _table: creator
        case "table":
            return lambda _name, _creator, table: table
        case _:
            return lambda _name, _creator, _table: None


def without_effect(grouping: Grouping, groups: Mapping[str, int]) -> str:
    """Why it keeps no pictures together, as a sentence without its full stop; empty where it does, or is not meant to.

    Args:
        grouping: How groups are told.
        groups: How many pictures that are used each of them has.
    """
    if grouping.by == "nothing" or max(groups.values(), default=0) > 1:
        return ""
    return "By this, no two pictures are of one artist or series" if groups else _in_none(grouping)


def _in_none(grouping: Grouping) -> str:
    match grouping.by:
        case "folder":
            return f"No picture has a folder at level {grouping.level} around it"
        case "pattern":
            return f"The pattern {grouping.pattern} fits the name of no picture"
        case "creator":
            return "No picture says in its metadata who made it"
        case "table":
            return "No picture came with a table that names its group"
        case _:
            return "No picture is in a group"


@lru_cache(16)
def compiled(pattern: str) -> Any:
    """The regular expression that a pattern stands for, of the library regex: its searches can be broken off.

    Raises:
        UsageError: It has no ``{group}``, or the expression is none.
    """
    import regex  # noqa: PLC0415 - seldom needed

    if pattern.startswith(REGULAR):
        try:
            return regex.compile(pattern[len(REGULAR) :])
        except regex.error as error:
            remedy = f"The fault is: {error}."
            raise UsageError("The pattern is no regular expression", path=pattern, remedy=remedy) from error
    if pattern.count(_HERE) != 1:
        remedy = "Write {group} where the artist or series stands in the name, and * for the rest, as in {group}_*."
        raise UsageError("The pattern does not say which part of the name counts", path=pattern, remedy=remedy)
    before, after = (".*?".join(map(regex.escape, part.split("*"))) for part in pattern.split(_HERE))
    return regex.compile(f"{before}(.+?){after}$", regex.IGNORECASE)


def _folder(name: str, level: int) -> str | None:
    parts = PurePosixPath(name).parts[:-1]
    return parts[-level] if level <= len(parts) else None


def _part(expression: Any, name: str) -> str | None:
    """What the pattern finds in a file's name, with and without its ending.

    Raises:
        UsageError: It takes for ever on this name.
    """
    path = PurePosixPath(name)
    try:
        found = expression.search(path.stem, timeout=_PATIENCE) or expression.search(path.name, timeout=_PATIENCE)
    except TimeoutError as error:
        remedy = "Write it more plainly: parts that repeat within parts that repeat take for ever."
        raise UsageError("The pattern takes too long on a name", path=name, remedy=remedy) from error
    if found is None:
        return None
    return (found.group(1) if expression.groups else found.group(0)) or None
