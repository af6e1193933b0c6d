"""Which pictures stay together when they are divided: what the catalog has to tell it by, and what a choice would give.

Everything here computes; it is for worker threads.
"""

from __future__ import annotations

import heapq
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import NamedTuple

from trainer.catalog.grouping import Grouping, maker
from trainer.catalog.records import SPLITS, Split
from trainer.catalog.split import SEED, SHARES, Unit, divide, targets
from trainer.catalog.splits import Named
from trainer.catalog.store import Catalog
from trainer.errors import UsageError
from trainer.project import Project

_EXAMPLES = 3  # names that are shown of each group
_SHOWN = 1_000  # groups
_MOST = 5_000  # groups that are divided to see what comes of it, which takes a tenth of a second
_DEEPEST = 6  # levels of folders that are offered
_PATIENCE = 30.0  # seconds that a pattern may take; 100,000 names need three
_OFTEN = 1024  # names between two looks at the clock
_APART: Mapping[Split, float] = {  # as the catalog does it: half of what is held out is of artists that are not known
    "training": (1 + SHARES["training"]) / 2,
    "validation": SHARES["validation"] / 2,
    "test": SHARES["test"] / 2,
}


class Level(NamedTuple):
    """Folders of one level, counted from the file: how many there are, and one of them with a file below it."""

    level: int
    folders: int
    example: str


@dataclass(frozen=True)
class Clues:
    """What the catalog has to tell artists or series by.

    Attributes:
        pictures: All pictures that are used.
        grouping: How they are told now.
        levels: The levels of folders that they lie in, the nearest first.
        creators, tables: How many creators metadata name, and how many groups tables.
        with_creator, with_table: Of how many pictures.
    """

    pictures: Sequence[Named] = ()
    grouping: Grouping = field(default_factory=Grouping)
    levels: tuple[Level, ...] = ()
    creators: int = 0
    with_creator: int = 0
    tables: int = 0
    with_table: int = 0


class Group(NamedTuple):
    """Pictures of one artist or series, with the names of a few of them."""

    name: str
    pictures: int
    examples: tuple[str, ...]


@dataclass(frozen=True)
class Preview:
    """What a choice would give.

    Attributes:
        groups: The largest first, at most a thousand of them.
        count: How many groups there are.
        alone: Pictures in no group.
        pictures: All pictures that are divided.
        splits: About how many pictures each split would have; near-duplicates may change it a little.
        held_out: How many groups would be wholly held out; None where they are too many to tell.
    """

    groups: tuple[Group, ...] = ()
    count: int = 0
    alone: int = 0
    pictures: int = 0
    splits: Mapping[Split, int] = field(default_factory=dict)
    held_out: int | None = 0

    @property
    def is_of_use(self) -> bool:
        """Whether there is something in each split, so that a model can be trained and tested."""
        return all(self.splits.get(split) for split in SPLITS)


def read_clues(project: Project) -> Clues:
    """Read names, creators and tables' groups once, for all previews.

    Raises:
        ProjectError: The catalog cannot be read.
    """
    if not project.catalog.exists():
        return Clues()
    with Catalog.open(project, readonly=True) as catalog:
        grouping, found = catalog.splits.grouping(), catalog.splits.named()
    return Clues(
        pictures=found,
        grouping=grouping,
        levels=tuple(_levels([clue.name for clue in found])),
        creators=len({clue.creator for clue in found if clue.creator}),
        with_creator=sum(clue.creator is not None for clue in found),
        tables=len({clue.table for clue in found if clue.table}),
        with_table=sum(clue.table is not None for clue in found),
    )


def preview(clues: Clues, grouping: Grouping, *, check: Callable[[], None] = lambda: None) -> Preview:
    """What ``grouping`` would give.

    Args:
        clues: What the catalog has.
        grouping: The choice.
        check: Called often; may raise to break off.

    Raises:
        UsageError: The pattern cannot be used, or takes too long.
    """
    tell = maker(grouping)
    members: dict[str, list[int]] = {}
    alone, ends = [], time.monotonic() + _PATIENCE
    for place, clue in enumerate(clues.pictures):
        if place % _OFTEN == 0:
            check()
        name = tell(clue.name, clue.creator, clue.table)
        if name:
            members.setdefault(name, []).append(place)
        else:
            alone.append(place)
        if time.monotonic() > ends:
            raise UsageError("This pattern takes too long", remedy="Use fewer * or + in a row.")
    splits, held_out = _outcome(clues.pictures, list(members.values()), alone, known=grouping.known)
    return Preview(
        groups=tuple(_largest(clues.pictures, members)),
        count=len(members),
        alone=len(alone),
        pictures=len(clues.pictures),
        splits=splits,
        held_out=held_out,
    )


def _largest(pictures: Sequence[Named], members: Mapping[str, Sequence[int]]) -> Iterator[Group]:
    """The groups that are shown; not sorted as a whole, which would hold up the window for a tenth of a second."""
    for name in heapq.nsmallest(_SHOWN, members, key=lambda name: (-len(members[name]), name)):
        names = (PurePosixPath(pictures[place].name).name for place in members[name][:_EXAMPLES])
        yield Group(name, len(members[name]), tuple(names))


def _levels(names: Sequence[str]) -> Iterator[Level]:
    paths = [name.split("/") for name in dict.fromkeys(names)]
    for level in range(1, _DEEPEST + 1):
        there = [path for path in paths if len(path) > level]
        if there:
            folders = {path[-1 - level] for path in there}
            yield Level(level, len(folders), "/".join(there[0][-1 - level :]))


# What would come of it


def _outcome(
    pictures: Sequence[Named], groups: Sequence[Sequence[int]], alone: Iterable[int], *, known: bool
) -> tuple[Mapping[Split, int], int | None]:
    """About how many pictures each split would have, and how many groups would be wholly held out."""
    if len(groups) > _MOST:  # then they are small enough for the shares to come out even
        every = (targets(number) for number in Counter(clue.label for clue in pictures).values())
        return sum(map(Counter, every), Counter[Split]()), None
    labels = {label: number for number, label in enumerate(dict.fromkeys(clue.label for clue in pictures))}
    units = [
        Unit(tuple(pictures[n].sha256 for n in group), Counter(labels[pictures[n].label] for n in group))
        for group in groups
    ]
    given = divide(units, {}, seed=SEED, shares=_APART if known else SHARES)
    counts: dict[int, Counter[Split]] = {number: Counter() for number in labels.values()}
    single = Counter(labels[pictures[n].label] for n in alone)
    for unit, split in zip(units, given, strict=True):
        for label, number in unit.classes.items():
            if known and split == "training":  # its pictures are then divided one by one
                single[label] += number
            else:
                counts[label][split] += number
    for label, number in single.items():
        _fill(counts[label], number)
    total = sum(counts.values(), Counter[Split]())
    return {split: total[split] for split in SPLITS}, sum(split != "training" for split in given)


def _fill(counts: Counter[Split], pictures: int) -> None:
    """Divide pictures one by one: each goes where its class is furthest below its share."""
    wanted = targets(counts.total() + pictures)
    for _ in range(pictures):
        counts[max(SPLITS, key=lambda split: wanted[split] - counts[split])] += 1
