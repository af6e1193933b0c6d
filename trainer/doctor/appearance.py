"""Findings about what pictures look like: too small, blank, nearly black; copies of each other; one work in two classes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from trainer import looks
from trainer.catalog.records import FactRow, TwinGroup
from trainer.doctor.evidence import Evidence
from trainer.doctor.records import MOST, Finding, Kind, Level
from trainer.doctor.words import counted, pictures

_MANY = 0.05  # share of pictures that have a copy from which on it is a warning
_LEAVE_OUT = "Have a look, and leave out what shows no art."


def findings(evidence: Evidence) -> Iterator[Finding]:
    """All of them."""
    yield _too_small(evidence)
    yield _blank(evidence)
    yield _nearly_black(evidence)
    yield _near_duplicates(evidence)
    yield _two_labels(evidence)


def _too_small(evidence: Evidence) -> Finding:
    side = looks.TOO_SMALL
    return _odd(
        evidence,
        "too small",
        "warning",
        lambda row: min(row.width, row.height) < side,
        good=("No picture is too small", f"Both sides of every picture have {side} pixels or more."),
        title=f"smaller than {side} pixels",
        words=f"on the shorter side: too few to tell a stroke from a smear. Icons and previews are often so small. {_LEAVE_OUT}",
    )


def _blank(evidence: Evidence) -> Finding:
    return _odd(
        evidence,
        "blank",
        "warning",
        lambda row: looks.is_blank(row.contrast),
        good=("No picture is blank", "There is something to be seen on every picture."),
        title="on which nothing is to be seen",
        words="of one tone all over: there is nothing to be learnt from that, and a test would count a guess. "
        + _LEAVE_OUT,
    )


def _nearly_black(evidence: Evidence) -> Finding:
    return _odd(
        evidence,
        "nearly black",
        "note",
        lambda row: looks.is_nearly_black(row.brightness) and not looks.is_blank(row.contrast),
        good=("No picture is nearly black", "Every picture is bright enough to be seen."),
        title="nearly black",
        words=f"so dark that little is to be seen. {_LEAVE_OUT}",
    )


def _odd(
    evidence: Evidence,
    kind: Kind,
    level: Level,
    is_odd: Callable[[FactRow], bool],
    *,
    good: tuple[str, str],
    title: str,
    words: str,
) -> Finding:
    found = [row.id for row in evidence.facts if is_odd(row)]
    if not found:
        return Finding(kind=kind, level="good", title=good[0], words=good[1])
    return Finding(
        kind=kind,
        level=level,
        title=f"{pictures(len(found))} {title}",
        words=f"{counted(len(found), 'picture is', 'pictures are')} {words}",
        count=len(found),
        pictures=tuple(found[:MOST]),
    )


def _near_duplicates(evidence: Evidence) -> Finding:
    groups = evidence.groups
    if not groups:
        words = "No two pictures that are used show the same work as copies of each other."
        return Finding(kind="near-duplicates", level="good", title="No near-duplicates", words=words)
    inside = sum(len(group.items) for group in groups)
    more = inside - len(groups)
    words = (
        f"{pictures(inside)} {_are(groups)} recompressed, resized, mirrored, cropped or recoloured copies of each other; "
        f"the largest group has {len(groups[0].items):,}. Copies stay in one split, so that the figures are not flattered, "
        f"but {pictures(more)} count{'s' if more == 1 else ''} twice in learning and measuring. Compare the groups, and "
        "keep the best copy of each (also: artclass-cli decide --keep-best); what looks alike and is not the same can be "
        "kept apart."
    )
    return Finding(
        kind="near-duplicates",
        level="warning" if inside > _MANY * evidence.pictures else "note",
        title=f"{counted(len(groups), 'group')} of near-duplicates",
        words=words,
        count=len(groups),
        pictures=_members(groups),
    )


def _are(groups: Sequence[TwinGroup]) -> str:
    return "in 1 group are" if len(groups) == 1 else f"in {len(groups):,} groups are"


def _members(groups: Sequence[TwinGroup]) -> tuple[int, ...]:
    """Whole groups, as long as there is room."""
    chosen: list[int] = []
    for group in groups:
        if len(chosen) + len(group.items) > MOST:
            break
        chosen += [item.id for item in group.items]
    return tuple(chosen)


def _two_labels(evidence: Evidence) -> Finding:
    found = evidence.conflicts
    if not found:
        words = "No picture lies in two classes, and no copy of it does."
        return Finding(kind="two labels", level="good", title="No picture has two labels", words=words)
    exact = sum(conflict.exact for conflict in found)
    near = len(found) - exact
    parts = [counted(exact, "picture lies", "pictures lie") + " with the same bytes in two classes" if exact else ""]
    parts += [counted(near, "group") + " of near-duplicates " + ("spans" if near == 1 else "span") + " two classes"] * (
        near > 0
    )
    words = (
        f"{' and '.join(filter(None, parts))}. The model is told one thing by one copy and another by the other, and is "
        "wrong whatever it says. Decide for each which class is right, or leave it out."
    )
    return Finding(
        kind="two labels",
        level="bad",
        title=f"{counted(len(found), 'picture')} with two labels",
        words=words,
        count=len(found),
        pictures=tuple(item.id for conflict in found for item in conflict.items)[:MOST],
    )
