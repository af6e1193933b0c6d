"""Numbers, shares and lists as the doctor says them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

_NAMED = 3


def share(fraction: float) -> str:
    """A share from 0 to 1: "70 %"; what is not quite nothing or all is not rounded to it."""
    if 0 < fraction < 0.01:
        return "under 1 %"
    if 0.99 < fraction < 1:
        return "over 99 %"
    return f"{round(fraction * 100)} %"


def counted(count: int, one: str, many: str | None = None) -> str:
    """A number of things: "1 picture", "3,112 pictures"."""
    return f"1 {one}" if count == 1 else f"{count:,} {many or one + 's'}"


def pictures(count: int) -> str:
    """A number of pictures."""
    return counted(count, "picture")


def listed(names: Sequence[str]) -> str:
    """Names as a phrase: "a", "a and b", "a, b and c"."""
    return "".join(names) if len(names) < 2 else f"{', '.join(names[:-1])} and {names[-1]}"


def quoted(names: Sequence[str], most: int = _NAMED) -> str:
    """Names in quotation marks; of many the first few, and how many others."""
    named = [f"“{name}”" for name in names[:most]]
    rest = len(names) - most
    return listed([*named, counted(rest, "other")]) if rest > 0 else listed(named)


def reasons(counts: Mapping[str, int]) -> str:
    """How often what was said, the most frequent first: "12 end too early (3,…), 8 …"."""
    common = sorted(counts.items(), key=lambda row: (-row[1], row[0]))
    parts = [f"{count:,} × {reason}" for reason, count in common[:_NAMED]]
    rest = sum(count for _, count in common[_NAMED:])
    return "; ".join([*parts, f"{rest:,} for other reasons"] if rest else parts)
