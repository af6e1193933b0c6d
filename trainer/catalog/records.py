"""What the catalog knows, as frozen records."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import msgspec

Split = Literal["training", "validation", "test"]
SPLITS: tuple[Split, ...] = ("training", "validation", "test")
SourceKind = Literal["folder", "archive"]
NotTaken = Literal["unreadable", "passed over"]


class Source(msgspec.Struct, frozen=True, kw_only=True):
    """A folder or archive that was imported. ``present`` is whether it can be found now."""

    id: int
    kind: SourceKind
    location: Path
    pictures: int
    present: bool


class Picture(msgspec.Struct, frozen=True, kw_only=True):
    """One readable, distinct picture with its class and split.

    ``path`` is where it can be opened now (absolute); ``name`` is its path inside its source,
    as the person knows it; ``width`` and ``height`` are in pixels after EXIF rotation.
    """

    id: int
    sha256: str
    path: Path
    name: str
    label: str
    split: Split
    width: int
    height: int


class ClassCount(msgspec.Struct, frozen=True, kw_only=True):
    """A class with its numbers of pictures, in all and by split."""

    name: str
    pictures: int
    training: int
    validation: int
    test: int


class FileProblem(msgspec.Struct, frozen=True, kw_only=True):
    """A file that was not taken, or taken with a remark.

    ``kind``: "unreadable" (no picture can be had of it, or nothing at all of an archive),
    "duplicate" (the same bytes were taken already), "two labels" (the same bytes under another
    class; the first one counts), "passed over" (no picture format, no class, unsafe name, …).
    """

    path: str
    reason: str
    kind: Literal["unreadable", "duplicate", "two labels", "passed over"]


class LeftOut(msgspec.Struct, frozen=True, kw_only=True):
    """A file that was not taken, with the reason in words."""

    path: str
    reason: str


class ImportResult(msgspec.Struct, frozen=True, kw_only=True):
    """What ``import --json`` prints: the state of the whole catalog after the import.

    Attributes:
        images: Readable, distinct pictures.
        classes: Pictures by class.
        unreadable: Files of which no picture can be had; all of them.
        exact_duplicates: Files with the same bytes as one that was taken.
        splits: Pictures by split.
        passed_over: Files that were not opened, or are no pictures, or lie in no class; only the
            first few for each reason.
        passed_over_files: Number of all these files.
    """

    images: int
    classes: dict[str, int]
    unreadable: tuple[LeftOut, ...]
    exact_duplicates: int
    splits: dict[Split, int]
    passed_over: tuple[LeftOut, ...]
    passed_over_files: int
