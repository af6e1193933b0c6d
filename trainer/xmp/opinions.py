"""What somebody has changed in another program: keywords read back become corrections, or are told as undecided."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Literal, NamedTuple

from trainer.xmp.names import LISTS, key
from trainer.xmp.reading import Said, Written

BETWEEN = "|"
"""Stands between names in `Written.beside`; in none of them, for `key` takes it out."""
Kind = Literal["untouched", "changed", "several", "removed"]


class Opinion(NamedTuple):
    """What the keywords of a picture say.

    Attributes:
        kind: "untouched": as ArtClass has left them; "changed": they name another class; "several": more than one, so
            that nobody can tell which is meant; "removed": the class was taken out.
        classes: The class that it was changed to, or the several.
        before: The class that ArtClass had written; "" where it had written none.
    """

    kind: Kind
    classes: tuple[str, ...] = ()
    before: str = ""


def opinion(everywhere: Sequence[Said], classes: Iterable[str] = ()) -> Opinion:
    """What the keywords of a picture say, all places taken together.

    A program changes those lists and files that it knows, and leaves the others as ArtClass had written them: what differs
    from that is what somebody has changed. digiKam changes all lists of a sidecar file. Lightroom does not look at the
    sidecar file of a JPEG, so that somebody who gives the picture a keyword there cannot take ArtClass' away: a class that
    stands alone in the file is the correction. Where another class was added and ArtClass' stays in the same list, nobody
    can tell whether it was to take its place: that is told, and not decided. Keywords that stood there before ArtClass
    wrote its own are the person's, whatever they are called, and no opinion on the class (`Written.beside`).

    Args:
        everywhere: What its sidecar files and the file itself say.
        classes: Names of classes: a plain keyword counts only if it is one of them.
    """
    written = next((said.written for said in everywhere if said.written is not None), None)
    names = {key(name): name for name in classes}
    if written is not None:
        names[key(written.keyword)] = written.keyword
    found = [_one(said, written, names) for said in everywhere]
    opinions = [opinion for opinion in found if opinion is not None]
    before = written.keyword if written is not None else ""
    changed = {name for opinion in opinions if opinion.kind == "changed" for name in opinion.classes}
    several = {name for opinion in opinions if opinion.kind == "several" for name in opinion.classes} | changed
    if len(several) > 1:
        return Opinion("several", tuple(sorted(several)), before)
    if changed:
        return Opinion("changed", tuple(changed), before)
    removed = any(opinion.kind == "removed" for opinion in opinions)
    return Opinion("removed" if removed else "untouched", (), before)


def beside(everywhere: Iterable[Said], keyword: str, classes: Iterable[str]) -> str:
    """The keywords that are names of classes and stand beside ArtClass' own, as `Written.beside` keeps them.

    Args:
        everywhere: What its sidecar files and the file itself say.
        keyword: The class that is to be written.
        classes: Names of classes.
    """
    places = list(everywhere)
    ours = {key(said.written.subject) for said in places if said.written is not None} | {key(keyword)}
    plain = {key(entry) for said in places for entry in said.lists[0] or ()}
    return BETWEEN.join(sorted(plain & {key(name) for name in classes} - ours))


def _one(said: Said, written: Written | None, names: Mapping[str, str]) -> Opinion | None:
    """What one place says; None where it is none of ArtClass' business."""
    trees = [
        {_known(below, names) for entry in entries if (below := kind.below_root(entry)) is not None}
        for kind, entries in zip(LISTS[1:], said.lists[1:], strict=True)
        if entries is not None
    ]
    if written is None and not any(trees):
        return None
    plain = {names[key(entry)] for entry in said.lists[0] or () if key(entry) in names}
    if written is None:
        return _together(trees, plain, None)
    newer = {name for name in plain if key(name) not in written.beside.split(BETWEEN)}
    if said.written is None and not any(trees):  # a file that ArtClass has never written into
        return _added(newer, written.keyword)
    return _together(trees, newer if written.keyword in plain else plain, written.keyword)


def _added(newer: set[str], before: str) -> Opinion | None:
    if not newer - {before}:
        return None
    return Opinion("changed" if len(newer) == 1 else "several", tuple(sorted(newer)))


def _known(name: str, names: Mapping[str, str]) -> str:
    """A class as it is called here, however its separators were written."""
    return names.get(key(name), name)


def _together(trees: Collection[set[str]], plain: set[str], before: str | None) -> Opinion:
    lists = [*trees, plain] if before is not None else trees
    named = [found for found in lists if found and before not in found]
    more = [found for found in lists if before in found and len(found) > 1]
    if more or any(len(found) > 1 for found in named):
        return Opinion("several", tuple(sorted(set().union(*more, *named))))
    if named:
        return Opinion("changed", tuple(sorted(set().union(*named))))
    return Opinion("removed" if before is not None and before not in plain else "untouched")
