"""What was found in sources before they are imported, and what the person makes of it: plain values, no widgets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec

from trainer.catalog.records import SourceKind, Split, SplitPolicy


class FoundClass(msgspec.Struct, frozen=True, kw_only=True):
    """A class name as found, with how many files look like pictures of it, and what it is proposed to become.

    ``becomes``: None where it is to be left out; ``why`` says the reason, in words that follow the name.
    """

    name: str
    files: int
    becomes: str | None
    why: str = ""


class FoundSource(msgspec.Struct, frozen=True, kw_only=True):
    """One source: where it is, what it is, and how many of its files name a split."""

    location: str
    kind: SourceKind
    splits: dict[Split, int] = {}


class FolderLevel(msgspec.Struct, frozen=True, kw_only=True):
    """Folders that may be the classes: ``level`` 1 are those around the pictures, 2 those around these."""

    level: int
    example: tuple[str, ...]
    distinct: int


class Survey(msgspec.Struct, frozen=True, kw_only=True):
    """What the window needs of a `trainer.catalog.survey.Survey`, whose readers of archives it does not load.

    ``unlabelled``: files that lie in no class folder; ``splits``: files by the split that a folder or table names.
    ``class_level``: which folder was taken for the class; ``class_folders``: those that may be it.
    """

    sources: tuple[FoundSource, ...]
    classes: tuple[FoundClass, ...]
    unlabelled: int = 0
    splits: dict[Split, int] = {}
    class_level: int = 1
    class_folders: tuple[FolderLevel, ...] = ()

    @classmethod
    def of(cls, result: Mapping[str, Any]) -> Survey:
        """Take it from the result of ``import --plan``."""
        return msgspec.convert(result["survey"], cls)

    @property
    def files(self) -> int:
        """How many files look like pictures."""
        return sum(row.files for row in self.classes) + self.unlabelled

    @property
    def kinds_with_splits(self) -> frozenset[SourceKind]:
        """What kinds of sources name splits."""
        return frozenset(source.kind for source in self.sources if source.splits)


@dataclass(frozen=True)
class Choices:
    """What the person chose for an import.

    Attributes:
        classes: What class names as found become; None: left out. Only those that differ from what they are.
        splits: "pool": ArtClass draws them; "honour": those that folders and tables name are kept.
        class_level: Which folder is the class; None where there is no choice.
    """

    classes: Mapping[str, str | None] = field(default_factory=dict)
    splits: SplitPolicy = "pool"
    class_level: int | None = None

    def arguments(self) -> list[str]:
        """As the import command takes them; joined to their option, since a name may begin with a hyphen."""
        said: list[str] = []
        for found, becomes in self.classes.items():
            said.append(f"--leave-out={found}" if becomes is None else f"--class={found}={becomes}")
        level = [] if self.class_level is None else ["--class-level", str(self.class_level)]
        return [*said, "--splits", self.splits, *level]
