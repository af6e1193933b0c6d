"""What a store of catalogs has to offer: the one interface behind which pictures, decisions and imports are kept.

`trainer.catalog.store.Catalog` keeps them in SQLite. Whatever else is to keep them, such as a store that several
computers share, has these methods with the same meaning; nothing outside `trainer.catalog` sees a database.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Protocol

from trainer.catalog.grouping import Grouping
from trainer.catalog.intake import KnownFile, SeenFile
from trainer.catalog.records import (
    Aside,
    ClassCount,
    Conflict,
    Decision,
    FactRow,
    FileProblem,
    ImportEntry,
    ImportResult,
    Item,
    Picture,
    Source,
    SourceKind,
    Split,
    TwinGroup,
)


class Imports(Protocol):
    """The ledger of imports."""

    def begin(self, sources: Sequence[Path]) -> int:
        """Open an entry."""

    def finish(self, number: int, *, gone: int) -> None:
        """Close an entry."""

    def entries(self) -> list[ImportEntry]:
        """All imports, newest first."""

    def undo(self, number: int) -> int:
        """Take an import back as a whole."""


class Writing(Protocol):
    """How an import writes."""

    def add_source(
        self,
        kind: SourceKind,
        location: Path,
        *,
        fingerprint: str | None = None,
        honour: bool | None = None,
        class_level: int | None = None,
    ) -> int:
        """The number of a source, known before or new."""

    def known(self, source: int) -> dict[str | bytes, KnownFile]:
        """What is known of a source's files."""

    def record(self, source: int, seen: Sequence[SeenFile], *, during: int) -> list[FileProblem | None]:
        """Write files down, all or none."""

    def relabel(
        self, source: int, files: Iterable[tuple[str, str | None, Split | None, str | None]], *, during: int
    ) -> None:
        """Give unchanged files another class, split or artist."""

    def forget(self, source: int, names: Iterable[str | bytes], *, during: int) -> int:
        """Take files that are gone out of a source."""

    def finish_source(self, source: int) -> None:
        """Remember that a source was gone through to its end."""

    def name_classes(self, names: Mapping[str, str | None]) -> None:
        """Remember what class names as found become."""


class Store(Protocol):
    """An open catalog."""

    @property
    def ledger(self) -> Imports:
        """The imports."""

    @property
    def intake(self) -> Writing:
        """How an import writes."""

    def classes(self) -> list[ClassCount]:
        """The classes with their counts."""

    def pictures(self, split: Split | None = None, label: str | None = None) -> list[Picture]:
        """The pictures that are used."""

    def items(self, numbers: Iterable[int] | None = None) -> list[Item]:
        """Pictures, used or not."""

    def facts(self) -> list[FactRow]:
        """What is known besides the art."""

    def twin_groups(self, *, unsettled: bool = False) -> list[TwinGroup]:
        """Near-duplicates in groups."""

    def conflicts(self) -> list[Conflict]:
        """Pictures under several labels."""

    def problems(self) -> list[FileProblem]:
        """Files that were not taken."""

    def sources(self) -> list[Source]:
        """Where pictures came from."""

    def summary(self) -> ImportResult:
        """The state in figures."""

    def settle_splits(self, *, check: Callable[[], None] = ...) -> int:
        """Compare what is new and give it splits."""

    def draw_splits(self, grouping: Grouping, *, seed: int | None = None) -> Decision:
        """Draw all splits anew."""

    def label(self, pictures: Sequence[int], label: str | None) -> Decision | None:
        """Give pictures a class."""

    def label_files(
        self,
        paths: Iterable[str | Path],
        label: str | None,
        *,
        root: Path | None = None,
        check: Callable[[], None] = ...,
    ) -> Decision | None:
        """Give files a class, be they in the catalog or not."""

    def label_each(
        self,
        labels: Mapping[str | Path, str | None],
        *,
        root: Path | None = None,
        check: Callable[[], None] = ...,
    ) -> Decision | None:
        """Give files classes, as one decision."""

    def origins(self, numbers: Iterable[int]) -> dict[int, Path]:
        """Where pictures were found."""

    def own_labels(self, paths: Iterable[str | Path], *, check: Callable[[], None] = ...) -> dict[str, str]:
        """The classes that the person has given to files."""

    def leave_out(self, pictures: Sequence[int], reason: Aside = "person", detail: str = "") -> Decision | None:
        """Set pictures aside."""

    def use_again(self, pictures: Sequence[int]) -> Decision | None:
        """Use pictures again."""

    def keep_apart(self, pictures: Sequence[int]) -> Decision | None:
        """Say that pictures are not the same."""

    def undo_decision(self, number: int | None = None) -> Decision:
        """Take a decision back."""

    def close(self) -> None:
        """Let it go."""
