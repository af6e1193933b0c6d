"""What somebody has changed in another program: keywords read back become corrections, or are told as undecided."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Literal, NamedTuple

from trainer.xmp.names import LISTS, key
from trainer.xmp.reading import Said, Written

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

    A program changes those lists that it knows, and leaves the others as ArtClass had written them: what differs from
    that is what somebody has changed.

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


def _one(said: Said, written: Written | None, names: Mapping[str, str]) -> Opinion | None:
    """What one place says; None where it is none of ArtClass' business."""
    trees = [
        {_known(below, names) for entry in entries if (below := kind.below_root(entry)) is not None}
        for kind, entries in zip(LISTS[1:], said.lists[1:], strict=True)
        if entries is not None
    ]
    if said.written is None and not any(trees):
        return None
    plain = {names[key(entry)] for entry in said.lists[0] or () if key(entry) in names}
    before = written.keyword if written is not None else None
    return _together(trees, plain, before)


def _known(name: str, names: Mapping[str, str]) -> str:
    """A class as it is called here, however its separators were written."""
    return names.get(key(name), name)


def _together(trees: Collection[set[str]], plain: set[str], before: str | None) -> Opinion:
    lists = [*trees, plain] if before is not None else trees
    named = [found for found in lists if found and before not in found]
    more = [found for found in trees if before in found and len(found) > 1]
    if more or any(len(found) > 1 for found in named):
        return Opinion("several", tuple(sorted(set().union(*more, *named))))
    if named:
        return Opinion("changed", tuple(sorted(set().union(*named))))
    return Opinion("removed" if before is not None and before not in plain else "untouched")
