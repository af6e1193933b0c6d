"""What the doctor finds, as frozen records."""

from __future__ import annotations

from typing import Literal

import msgspec

from trainer.catalog.records import ClassCount, LeftOut

Level = Literal["bad", "warning", "note", "good"]
LEVELS: tuple[Level, ...] = ("bad", "warning", "note", "good")
"""The gravest first: it spoils results; it may; it is worth knowing; it was looked at and is well."""
MOST = 200
"""Pictures, or files, that a finding names at most."""

Kind = Literal[
    "missing source",
    "not looked at",
    "unreadable",
    "truncated",
    "too large",
    "passed over",
    "wrong ending",
    "too small",
    "blank",
    "nearly black",
    "duplicates",
    "near-duplicates",
    "two labels",
    "classes",
    "small class",
    "imbalance",
    "unlabelled",
    "set aside",
    "splits",
    "leaks",
    "groups",
    "shortcut",
    "suspicious labels",
]
FactName = Literal["source", "format", "size", "aspect", "grey", "border", "file size", "all together"]


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that the doctor has to say.

    Attributes:
        kind: What was looked at; a word that does not change.
        level: How grave it is.
        title: A few words.
        words: Whole sentences: what it is, why it matters, what to do.
        count: How many pictures, files, groups or classes it is about, as ``title`` says.
        pictures: Their numbers in the catalog, at most `MOST`.
        files: Those that are no pictures, at most `MOST`.
    """

    kind: Kind
    level: Level
    title: str
    words: str
    count: int = 0
    pictures: tuple[int, ...] = ()
    files: tuple[LeftOut, ...] = ()


class Shortcut(msgspec.Struct, frozen=True, kw_only=True):
    """A fact besides the art that tells classes apart.

    Attributes:
        fact: Which one.
        label: The class that it gives away most; None for all facts together.
        share: Share of that class of which `property` is true, 0 to 1; None for all facts together.
        elsewhere: Share of the other classes' pictures of which it is true.
        accuracy: Mean over the classes of the part that is told rightly from this fact alone, held out, 0 to 1.
        baseline: The same for one who always names the largest class.
        interval: 95 % interval of ``accuracy``.
        words: All of that in whole sentences, and what to do.
        property: What is true of ``share`` of the class: "is grey".
    """

    fact: FactName
    label: str | None
    share: float | None
    elsewhere: float | None
    accuracy: float
    baseline: float
    interval: tuple[float, float]
    words: str
    property: str = ""


class Suspect(msgspec.Struct, frozen=True, kw_only=True):
    """A picture whose label is doubtful.

    Attributes:
        id: Its number in the catalog.
        label: The class that it has.
        suggested: The class that it looks like.
        own, other: Held-out probabilities of these two, 0 to 1.
        words: That in a sentence.
    """

    id: int
    label: str
    suggested: str
    own: float
    other: float
    words: str


class Health(msgspec.Struct, frozen=True, kw_only=True):
    """A health report.

    Attributes:
        made: When, UTC, ISO 8601.
        version: ArtClass' version.
        project: The project's name.
        pictures: Pictures that are used: labelled, and not set aside.
        classes: Them by class and split.
        unlabelled: Pictures that have no class yet.
        splits: Used pictures by split.
        findings: The gravest first.
        shortcuts: Facts that tell classes apart, the clearest first.
        suspects: Doubtful labels, the worst first.
        suspects_of: The run, or the features, that they come from; None: they were not looked for, and a finding of
            the kind "suspicious labels" says why.
        largest_groups: Near-duplicates by number, the largest groups first.
        names: Paths inside their sources of all pictures that are named by number.
    """

    made: str
    version: str
    project: str
    pictures: int
    classes: tuple[ClassCount, ...]
    unlabelled: int
    splits: dict[str, int]
    findings: tuple[Finding, ...]
    shortcuts: tuple[Shortcut, ...] = ()
    suspects: tuple[Suspect, ...] = ()
    suspects_of: str | None = None
    largest_groups: tuple[tuple[int, ...], ...] = ()
    names: dict[int, str] = {}
