"""A look at sources before anything is written: their classes, what is proposed for the names, splits, folders."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

import msgspec

from trainer.catalog import sources
from trainer.catalog.labels import labels as labels_of
from trainer.catalog.names import class_key
from trainer.catalog.naming import Proposal, propose
from trainer.catalog.records import SPLITS, LeftOut, SourceKind
from trainer.catalog.sources import Member
from trainer.errors import SourceError
from trainer.names import readable

_NAMES = 500  # for the preview of a pattern
_LEVELS = 6  # of folders, counted from the file
_EXAMPLES = 5
_REFUSED = 20  # that are named
_OFTEN = 4096  # files between two looks at the control


class SurveyedSource(msgspec.Struct, frozen=True, kw_only=True):
    """What one source holds.

    Attributes:
        location: Where it is.
        kind: Folder, archive or table.
        files: All its files, clutter left out.
        pictures_likely: Files that look like pictures by their names.
        classes: Names of classes among them.
        unlabelled: Likely pictures in no class folder.
        splits: Likely pictures by the split that a folder or the table names.
        has_table_groups: Whether a table names artists or series.
        refused: Files that cannot be taken; ``refusals`` are the first of them, with the reasons.
    """

    location: str
    kind: SourceKind
    files: int
    pictures_likely: int
    classes: int
    unlabelled: int
    splits: dict[str, int]
    has_table_groups: bool
    refused: int = 0
    refusals: tuple[LeftOut, ...] = ()


class FoundClass(msgspec.Struct, frozen=True, kw_only=True):
    """A class name as found in the sources.

    Attributes:
        name: The name.
        files: Likely pictures that lie in it.
        becomes: What it is proposed to be called in the project; None: to be left out.
        why: The reason, in words that follow the name; empty where it stays as it is.
        similar: A name that it may be meant to be, too unsure to be proposed.
    """

    name: str
    files: int
    becomes: str | None
    why: str = ""
    similar: str | None = None


class LevelSample(msgspec.Struct, frozen=True, kw_only=True):
    """Folders of one level, counted from the file as in `trainer.catalog.grouping`: 1 is the one that it lies in."""

    level: int
    example: tuple[str, ...]
    distinct: int


class Survey(msgspec.Struct, frozen=True, kw_only=True):
    """What several sources hold together.

    Attributes:
        sources: Each of them.
        classes: Names of classes as found, most files first, with what is proposed for them.
        unlabelled: Likely pictures in no class folder.
        splits: Likely pictures by the split that folders or tables name; empty where none is named.
        nested_levels: The folders that pictures lie in, level by level.
        names: Names of up to 500 likely pictures, from all over the sources.
        class_level: Which folder was taken for the class, counted from the file.
        class_folders: The folders that may be the class, level by level; more than one where folders lie in each other.
        failures: Sources that cannot be used, and why.
    """

    sources: tuple[SurveyedSource, ...]
    classes: tuple[FoundClass, ...]
    unlabelled: int
    splits: dict[str, int]
    nested_levels: tuple[LevelSample, ...]
    names: tuple[str, ...]
    class_level: int = 1
    class_folders: tuple[LevelSample, ...] = ()
    failures: tuple[LeftOut, ...] = ()


def survey(
    paths: Iterable[Path],
    *,
    scratch: Path,
    check: Callable[[], None],
    aliases: Mapping[str, str | None] | None = None,
    known: Iterable[str] = (),
    class_level: int = 1,
) -> Survey:
    """Look through sources without decoding a picture or writing to a project.

    Args:
        paths: Folders, archives and tables.
        scratch: A folder for what must be unpacked to be looked through.
        check: Called often; may raise to break off.
        aliases: What became of names in earlier imports, by `class_key`; None: left out.
        known: Classes that the project has.
        class_level: Which folder is the class, counted from the file.

    Raises:
        SourceError: None of the sources can be used.
        DiskError: One cannot be read, or ``scratch`` cannot be written to.
    """
    gathered, failures = _Gathered(), list[SourceError]()
    chosen = list(paths)
    for path in chosen:
        try:
            with sources.opened(path, scratch=scratch, check=check, class_level=class_level) as members:
                gathered.add(path, members, _likely(members, check))
        except SourceError as error:
            failures.append(error)
    if failures and len(failures) == len(chosen):
        raise failures[0]
    found = gathered.sources
    splits = sum((Counter(source.splits) for source in found), Counter[str]())
    return Survey(
        sources=tuple(found),
        classes=_classes(gathered.counts, aliases or {}, tuple(known)),
        unlabelled=sum(source.unlabelled for source in found),
        splits=_in_order(splits),
        nested_levels=_levels(gathered.folders),
        class_level=class_level,
        class_folders=_class_levels(gathered.trees.values()),
        names=tuple(_spread(gathered.names)),
        failures=tuple(LeftOut(path=error.path or "", reason=error.what) for error in failures),
    )


class _Gathered:
    """What has been found in the sources so far."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.folders: dict[str, None] = {}
        self.trees: dict[tuple[Path, int], set[tuple[str, ...]]] = {}
        self.sources: list[SurveyedSource] = []
        self.names: list[list[str]] = []

    def add(self, path: Path, members: Sequence[Member], likely: Sequence[Member]) -> None:
        """Take in one source, of which ``likely`` are pictures by their names."""
        labels = Counter(member.label for member in likely if member.label is not None)
        self.sources.append(_surveyed(path, members, likely, classes=len(labels)))
        self.counts += labels
        self.folders.update(dict.fromkeys(member.name.rpartition("/")[0] for member in likely))
        for member in likely:
            self.trees.setdefault((path, id(member.place)), set()).add(member.parents)
        self.names.append([readable(member.name) for member in likely[:: _step(len(likely))]])


def _likely(members: Sequence[Member], check: Callable[[], None]) -> list[Member]:
    """The files that look like pictures; where no name says so, those without an ending."""
    found = []
    for number, member in enumerate(members):
        if number % _OFTEN == 0:
            check()
        if member.refusal is None and sources.is_likely(member):
            found.append(member)
    return found or [m for m in members if m.refusal is None and "." not in m.name.rpartition("/")[2]]


def _surveyed(path: Path, members: Sequence[Member], likely: Sequence[Member], *, classes: int) -> SurveyedSource:
    refused = [member for member in members if member.refusal is not None]
    return SurveyedSource(
        location=readable(str(path)),
        kind=sources.kind_of(path),
        files=len(members),
        pictures_likely=len(likely),
        classes=classes,
        unlabelled=sum(member.label is None for member in likely),
        splits=_in_order(Counter(member.given for member in likely if member.given is not None)),
        has_table_groups=any(member.group is not None for member in likely),
        refused=len(refused),
        refusals=tuple(LeftOut(path=readable(m.name), reason=m.refusal or "") for m in refused[:_REFUSED]),
    )


def _in_order(splits: Mapping[str, int]) -> dict[str, int]:
    return {split: splits[split] for split in SPLITS if split in splits}


def _classes(
    counts: Mapping[str, int], aliases: Mapping[str, str | None], known: Sequence[str]
) -> tuple[FoundClass, ...]:
    fresh = {name: count for name, count in counts.items() if class_key(name) not in aliases}
    earlier = [becomes for becomes in aliases.values() if becomes is not None]
    proposals = propose(fresh, known=[*known, *earlier])
    ranked = sorted(counts, key=lambda name: (-counts[name], class_key(name), name))
    return tuple(_class(name, counts[name], aliases, proposals.get(name)) for name in ranked)


def _class(name: str, files: int, aliases: Mapping[str, str | None], proposal: Proposal | None) -> FoundClass:
    if proposal is not None:
        return FoundClass(name=name, files=files, becomes=proposal.becomes, why=proposal.why, similar=proposal.similar)
    becomes = aliases[class_key(name)]
    why = "was left out in an earlier import" if becomes is None else "was renamed in an earlier import"
    return FoundClass(name=name, files=files, becomes=becomes, why="" if becomes == name else why)


def _levels(folders: Iterable[str]) -> tuple[LevelSample, ...]:
    levels = []
    paths = [folder.split("/") for folder in folders if folder]
    for level in range(1, _LEVELS + 1):
        names = dict.fromkeys(parts[-level] for parts in paths if len(parts) >= level)
        if names:
            example = tuple(readable(name) for name in list(names)[:_EXAMPLES])
            levels.append(LevelSample(level=level, example=example, distinct=len(names)))
    return tuple(levels)


def _class_levels(trees: Iterable[Iterable[tuple[str, ...]]]) -> tuple[LevelSample, ...]:
    """The folders that would be the classes, level by level, as long as another level gives others.

    Args:
        trees: The folders that pictures lie in, of each folder tree and archive.
    """
    folders = [sorted(tree) for tree in trees]
    levels: list[LevelSample] = []
    before: set[str] = set()
    for level in range(1, _LEVELS + 1):
        names = {name for tree in folders for name in labels_of(tree, level=level) if name is not None}
        if names == before:
            break
        before = names
        if len(names) > 1:
            example = tuple(sorted(names)[:_EXAMPLES])
            levels.append(LevelSample(level=level, example=example, distinct=len(names)))
    return tuple(levels)


def _spread(names: Sequence[Sequence[str]]) -> list[str]:
    """At most so many names as are wanted, evenly from all sources."""
    every = [name for some in names for name in some]
    return every[:: _step(len(every))]


def _step(count: int) -> int:
    return max(1, -(-count // _NAMES))
