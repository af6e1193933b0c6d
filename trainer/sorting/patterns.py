"""Patterns of names: where a picture goes, by its class and confidence, without ever leaving the target."""

from __future__ import annotations

import os
import string
import unicodedata
from collections.abc import Mapping
from pathlib import PurePath
from typing import NamedTuple

from trainer.errors import UsageError

DEFAULT = "{class}/{name}"
FIELDS: Mapping[str, str] = {
    "class": "the class: yours, or else the model's",
    "confidence": "how sure the model is, as a band such as 90-100; “own” where the class is yours",
    "percent": "how sure the model is, 0 to 100",
    "name": "the file's name",
    "stem": "the file's name without its ending",
    "ext": "the file's ending with its dot",
    "folder": "the folder that it lies in, below the one that is sorted",
}
LONGEST = 255  # bytes of a file's name on nearly all disks
_BAND = 10  # per cent
_FORBIDDEN = frozenset('<>:"/\\|?*')
_RESERVED = {"con", "prn", "aux", "nul", *(f"{name}{digit}" for name in ("com", "lpt") for digit in range(1, 10))}


class Facts(NamedTuple):
    """What a pattern is filled in from: the class, the confidence (None: the class is the person's), and where the file lies."""

    label: str
    confidence: float | None
    name: str
    folder: str = ""


class Pattern:
    """A pattern that has been looked through.

    Args:
        words: Such as ``{class}/{confidence}/{name}``; slashes part folders.

    Raises:
        UsageError: It leads out of the target, names an unknown field, or gives all files one name.
    """

    def __init__(self, words: str) -> None:
        self._parts = tuple(words.replace("\\", "/").split("/"))
        self._words = words
        self._folders: dict[str, str] = {}  # by class
        self._taken: set[str] = set()
        self._look_through()

    def filled(self, facts: Facts) -> tuple[str, ...]:
        """Folders and name of a file below the target; each is the name of a single file or folder."""
        known = self._known(facts)
        parts: list[str] = []
        for part in self._parts[:-1]:
            made = part.format_map(known)
            parts += [portable(one) for one in made.split("/") if one] if "{folder}" in part else [portable(made)]
        return (*parts, self._file(known))

    def _file(self, known: Mapping[str, str]) -> str:
        last = self._parts[-1]
        made = last.format_map(known)
        if not (last.endswith(("{name}", "{ext}"))):
            made += known["ext"]
        made = made.replace("/", "_").replace("\0", "_")
        return shortened(made if made not in (".", "..") else f"_{made}")

    def _known(self, facts: Facts) -> dict[str, str]:
        stem, ext = os.path.splitext(facts.name)  # noqa: PTH122 - a name, not a path
        percent = "" if facts.confidence is None else str(int(facts.confidence * 100))
        return {
            "class": self._folder(facts.label),
            "confidence": "own" if facts.confidence is None else band(facts.confidence),
            "percent": percent or "own",
            "name": facts.name,
            "stem": stem,
            "ext": ext,
            "folder": facts.folder,
        }

    def _folder(self, label: str) -> str:
        """The name of a class as a folder; classes whose names look the same to a disk get different ones."""
        if label not in self._folders:
            name, number = portable(label), 1
            while folded(name) in self._taken:
                number += 1
                name = numbered(portable(label), number, ending=False)
            self._taken.add(folded(name))
            self._folders[label] = name
        return self._folders[label]

    def _look_through(self) -> None:
        example = f"Use one such as {DEFAULT}."
        if self._words.startswith(("/", "\\")) or PurePath(self._words).drive or self._words[1:2] == ":":
            raise UsageError(f"The pattern {self._words} leads out of the target", remedy=example)
        if any(part.strip(" .") == "" for part in self._parts):
            raise UsageError(f"The pattern {self._words} has a folder without a name, or leads out", remedy=example)
        for field in _fields(self._words):
            if field not in FIELDS:
                listed = ", ".join(f"{{{name}}}" for name in FIELDS)
                raise UsageError(f"The pattern has an unknown field {{{field}}}", remedy=f"There are {listed}.")
        if not {"name", "stem"} & set(_fields(self._parts[-1])):
            raise UsageError("All files would get the same name", remedy="End the pattern with {name} or with {stem}.")


def _fields(words: str) -> list[str]:
    try:
        found = list(string.Formatter().parse(words))
    except ValueError as error:
        raise UsageError(f"The pattern {words} has a brace too many", remedy=f"Use one such as {DEFAULT}.") from error
    return [
        f"{field}!{how}" if how else f"{field}:{spec}" if spec else field
        for _, field, spec, how in found
        if field is not None
    ]


def band(confidence: float) -> str:
    """The band of ten per cent that a confidence (0 to 1) lies in, such as 80-90; the last one holds 1."""
    low = min(int(confidence * 100) // _BAND * _BAND, 100 - _BAND)
    return f"{low}-{low + _BAND}"


def portable(name: str) -> str:
    """``name`` as every disk takes it for a folder: it cannot lead anywhere else."""
    clean = "".join("_" if char in _FORBIDDEN or unicodedata.category(char) == "Cc" else char for char in name)
    clean = clean.strip().rstrip(".").strip()
    if clean.partition(".")[0].casefold() in _RESERVED:
        clean = f"_{clean}"
    return shortened(clean) or "_"


def folded(name: str) -> str:
    """What disks compare that do not tell apart capitals or ways to write accents."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


def numbered(name: str, number: int, *, ending: bool = True, longest: int = LONGEST) -> str:
    """``name`` with a number before its ending."""
    stem, ext = os.path.splitext(name) if ending else (name, "")  # noqa: PTH122
    return shortened(f"{stem} ({number}){ext}", keep=f" ({number}){ext}", longest=longest)


def shortened(name: str, *, keep: str | None = None, longest: int = LONGEST) -> str:
    """``name`` within what disks take (``longest`` bytes), cut before its ending, and never within a character."""
    size = len(os.fsencode(name))
    if size <= longest:
        return name
    keep = os.path.splitext(name)[1] if keep is None else keep  # noqa: PTH122
    keep = "" if len(os.fsencode(keep)) > longest // 2 else keep
    room = longest - len(os.fsencode(keep))
    cut = name[: len(name) - len(keep)]
    while len(os.fsencode(cut)) > room:
        cut = cut[:-1]
    return cut + keep
