"""What the doctor looks at, read from the catalog once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple, TypeVar

import msgspec

from trainer.catalog.grouping import Grouping
from trainer.catalog.names import class_key
from trainer.catalog.records import ClassCount, Conflict, FactRow, FileProblem, Item, Source, TwinGroup
from trainer.catalog.splits import Leak
from trainer.catalog.store import Catalog

_Answer = TypeVar("_Answer")


class Evidence(NamedTuple):
    """All that the catalog knows, as its queries give it.

    Attributes:
        classes: The classes of pictures that are used.
        facts: What is known besides the art of used pictures, as far as they have been looked at. ``folder`` is ""
            where the outermost folder is no more than the class' own.
        problems: Files that were not taken, or that are duplicates.
        remarked: Pictures whose file was taken with a remark.
        sources: Where pictures came from.
        unlabelled, aside: Pictures that are not used, and why.
        groups: Near-duplicates of which more than one is used.
        conflicts: Pictures in several classes.
        leaks: Near-duplicates in two splits.
        families: All near-duplicates of a picture, and theirs, by its number.
        confirmed: Pictures whose label the person has given or confirmed.
        grouping: What tells pictures of one artist or series.
        makers: Artist or series by picture, as ``grouping`` says.
        creators: Who made a picture, as its own file says.
    """

    classes: list[ClassCount]
    facts: list[FactRow]
    problems: list[FileProblem]
    remarked: list[tuple[int, str]]
    sources: list[Source]
    unlabelled: list[Item]
    aside: list[Item]
    groups: list[TwinGroup]
    conflicts: list[Conflict]
    leaks: list[Leak]
    families: dict[int, list[int]]
    confirmed: frozenset[int]
    grouping: Grouping
    makers: dict[int, str]
    creators: dict[int, str]

    @property
    def pictures(self) -> int:
        """How many pictures are used."""
        return sum(row.pictures for row in self.classes)


def read(catalog: Catalog, *, check: Callable[[], None]) -> Evidence:
    """Read it all.

    Args:
        catalog: Whose splits are settled.
        check: Called between queries; may raise to break off.
    """
    grouping = catalog.splits.grouping()

    def asked(query: Callable[[], _Answer]) -> _Answer:
        check()
        return query()

    rows = asked(catalog.facts)
    facts = asked(lambda: _told_apart(rows, catalog.intake.aliases()))
    return Evidence(
        classes=asked(catalog.classes),
        facts=facts,
        problems=asked(catalog.problems),
        remarked=asked(catalog.remarked),
        sources=asked(catalog.sources),
        unlabelled=asked(catalog.unlabelled),
        aside=asked(catalog.set_aside),
        groups=asked(lambda: catalog.twin_groups(unsettled=True)),
        conflicts=asked(catalog.conflicts),
        leaks=asked(catalog.splits.leaks),
        families=asked(lambda: catalog.likeness.families(row.id for row in facts)),
        confirmed=asked(catalog.confirmed),
        grouping=grouping,
        makers=asked(lambda: catalog.splits.makers(grouping)),
        creators=asked(lambda: catalog.splits.makers(Grouping(by="creator"))),
    )


def _told_apart(rows: Sequence[FactRow], aliases: Mapping[str, str | None]) -> list[FactRow]:
    """The facts, without folders that tell nothing but the class: where pictures came from must be something else.

    Args:
        rows: As the catalog gives them.
        aliases: What class names as found became, by their keys.
    """
    classes = {class_key(label) for label in {row.label for row in rows}} | aliases.keys()
    plain = {folder for folder in {row.folder for row in rows} if class_key(folder) in classes}
    return [msgspec.structs.replace(row, folder="") if row.folder in plain else row for row in rows]
