"""What the catalog knows, as frozen records.

Those of which there may be a hundred thousand at once hold no cycles and are left out of Python's garbage collection
(``gc=False``), which would stop all threads, the window's too, to go through them.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import msgspec

Split = Literal["training", "validation", "test"]
SPLITS: tuple[Split, ...] = ("training", "validation", "test")
SourceKind = Literal["folder", "archive", "table", "reviewed"]
"""A "reviewed" one is a folder whose pictures were not imported, but labelled one by one where they lie."""
NotTaken = Literal["unreadable", "passed over"]
SplitPolicy = Literal["pool", "honour"]
Aside = Literal["copy", "leak", "bridge", "person"]
"""Why a picture is set aside: a poorer copy of one that is kept; a copy in training of one that is held out; near to
pictures of two splits; because the person left it out."""


class Source(msgspec.Struct, frozen=True, kw_only=True):
    """A folder, archive or table that was imported, or a folder that was reviewed. ``present`` is whether it can be found now."""

    id: int
    kind: SourceKind
    location: Path
    pictures: int
    present: bool


class Picture(msgspec.Struct, frozen=True, kw_only=True, gc=False):
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


class Item(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One picture of the project with all that is decided and not decided about it.

    Attributes:
        id, sha256: What it is known by.
        path: Where it can be opened now (absolute).
        name: Its path inside its source, as the person knows it.
        label: Its class; None: unlabelled.
        found: The class that its source gives it, where somebody has decided otherwise.
        split: None while it has none: unlabelled, or set aside before it was given one.
        width, height: Pixels after EXIF rotation.
        size: Bytes of its file; 0 where it is not known yet.
        aside: Why it is not used, if it is not.
        detail: More of that in words.
    """

    id: int
    sha256: str
    path: Path
    name: str
    label: str | None
    found: str | None
    split: Split | None
    width: int
    height: int
    size: int
    aside: Aside | None = None
    detail: str = ""


class Look(msgspec.Struct, frozen=True, kw_only=True):
    """What a picture looks like in a few numbers; made by `trainer.looks`, kept in the catalog.

    Attributes:
        format: What the file is, by Pillow's name: "JPEG".
        size: Bytes of the file.
        grey: Share of its small copy's pixels that have no colour, 0 to 1.
        border: Share of its edge that is of one colour, 0 to 1.
        brightness, contrast: Mean and standard deviation of its grey values, 0 to 255.
        plain, mirrored: Perceptual hashes of the picture and of its mirror image, 32 bytes each; None where there is
            nothing to be seen on it.
        creator: Who made it, by its own metadata.
    """

    format: str
    size: int
    grey: float
    border: float
    brightness: float
    contrast: float
    plain: bytes | None = None
    mirrored: bytes | None = None
    creator: str | None = None


class FactRow(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What is known of a picture besides its art: what the doctor looks at. Fields as in `Item` and `Look`."""

    id: int
    label: str
    split: Split | None
    source: int
    folder: str
    width: int
    height: int
    format: str
    size: int
    grey: float
    border: float
    brightness: float
    contrast: float


class TwinGroup(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """Pictures that show the same thing: recompressed, resized, mirrored, cropped or recoloured copies.

    ``items``: the best copy first. ``distance``: bits in which the farthest differs from the group's middle, of 256.
    """

    items: tuple[Item, ...]
    distance: int

    @property
    def labels(self) -> tuple[str, ...]:
        """The classes that its pictures are in, each once."""
        return tuple(dict.fromkeys(item.label for item in self.items if item.label is not None))


class Conflict(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """The same picture under several labels: which classes its files (or its near-duplicates) lie in, and where.

    ``claims``: (class, path of a file that says so). ``exact``: the same bytes; otherwise near-duplicates.
    """

    items: tuple[Item, ...]
    claims: tuple[tuple[str, str], ...]
    exact: bool


class LeftOut(msgspec.Struct, frozen=True, kw_only=True):
    """A file that was not taken, with the reason in words."""

    path: str
    reason: str


class Decision(msgspec.Struct, frozen=True, kw_only=True):
    """Something that the person decided about pictures: what, when, and whether it was taken back.

    ``left_out``: files that it was to be about and that no picture can be had of; known only when it is made.
    """

    id: int
    made: str
    words: str
    pictures: int
    undone: bool
    left_out: tuple[LeftOut, ...] = ()


class ImportEntry(msgspec.Struct, frozen=True, kw_only=True):
    """A row of the ledger: one import.

    Attributes:
        id: Its number.
        started, finished, undone: UTC, ISO 8601; ``finished`` is None where it was cut off or is at work.
        sources: Where from.
        pictures: Pictures that it brought.
        duplicates: Files with the same bytes as a picture that was there.
        changed, gone: Files that it found changed, or no longer there.
        left_out: How many files were not taken, by reason.
    """

    id: int
    started: str
    finished: str | None
    undone: str | None
    sources: tuple[Path, ...]
    pictures: int = 0
    duplicates: int = 0
    changed: int = 0
    gone: int = 0
    left_out: dict[str, int] = {}


class ClassCount(msgspec.Struct, frozen=True, kw_only=True):
    """A class with its numbers of pictures, in all and by split."""

    name: str
    pictures: int
    training: int
    validation: int
    test: int


class FileProblem(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A file that was not taken, or taken with a remark.

    ``kind``: "unreadable" (no picture can be had of it, or nothing at all of an archive),
    "duplicate" (the same bytes were taken already), "two labels" (the same bytes under another
    class; the first one counts), "passed over" (no picture format, no class, unsafe name, …).
    """

    path: str
    reason: str
    kind: Literal["unreadable", "duplicate", "two labels", "passed over"]


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
        unlabelled: Pictures without a class: they wait to be labelled and are not learnt from.
        near_duplicates: Pictures that are near-duplicates of another one.
        set_aside: Pictures that are in the project but not used, by reason.
        leaks: Pictures that are learnt from and have a copy that is held out.
        conflicts: Pictures that lie in more than one class.
        import_id: The import's number in the ledger.
    """

    images: int
    classes: dict[str, int]
    unreadable: tuple[LeftOut, ...]
    exact_duplicates: int
    splits: dict[Split, int]
    passed_over: tuple[LeftOut, ...]
    passed_over_files: int
    unlabelled: int = 0
    near_duplicates: int = 0
    set_aside: dict[Aside, int] = {}
    leaks: int = 0
    conflicts: int = 0
    import_id: int | None = None
