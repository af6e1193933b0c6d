"""The files that belong to a picture and go where it goes: sidecars of photo programs, and the raw file of a pair.

Two ways of naming are usual: with the picture's whole name (``a.jpg.xmp``; darktable and digiKam, darktable's copies as
``a_01.jpg.xmp``), and with its stem (``a.xmp``, ``a.AAE``, ``a.THM``, ``a.CR2``; cameras, Lightroom, Apple's Photos).
A raw file has sidecars of its own (``a.CR2.xmp``), which go where it goes.
"""

from __future__ import annotations

import os
import re
from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from trainer.formats import SUFFIXES

SIDECARS = frozenset({".xmp", ".aae", ".thm", ".pp3", ".dop"})
_RAW_WORDS = "3fr arw cr2 cr3 crw dng erf iiq kdc mef mos mrw nef nrw orf pef raf raw rw2 srw x3f"
RAWS = frozenset(f".{word}" for word in _RAW_WORDS.split())
_FOLDERS = 64
_COPY = re.compile(r"(.+)_\d\d", re.DOTALL)


class Belonging(NamedTuple):
    """A file that belongs to a picture: its name, and what follows the picture's name or stem in it.

    Attributes:
        name: Of the file.
        of_stem: It is named after the stem, not after the whole name.
        before, after: Around the stem or name; ``before`` is what darktable puts between the stem and the ending.
    """

    name: str
    of_stem: bool
    before: str
    after: str

    def named_after(self, picture: str) -> str:
        """What it is called beside a picture of another name."""
        stem, ending = os.path.splitext(picture)  # noqa: PTH122 - a name, not a path
        return f"{stem}{self.after}" if self.of_stem else f"{stem}{self.before}{ending}{self.after}"


class Found(NamedTuple):
    """What belongs to a picture, and what could belong to another one as well and stays."""

    belonging: tuple[Belonging, ...]
    shared: tuple[str, ...] = ()


class Companions:
    """Finds what belongs to pictures; looks into each folder once, so one is for one job only.

    Args:
        folders: Of so many folders the contents are remembered.
    """

    def __init__(self, folders: int = _FOLDERS) -> None:
        self._listed = lru_cache(folders)(_listing)

    def of(self, picture: Path) -> Found:
        """The files that belong to a picture.

        Raises:
            OSError: Its folder cannot be read.
        """
        folder = self._listed(str(picture.parent))
        stem, ending = picture.stem.casefold(), picture.suffix.casefold()
        found = [_whole(name, picture) for name in folder.whole.get(picture.name.casefold(), ())]
        found += [_copy(name, picture) for name in folder.copies.get((stem, ending), ())]
        loose = [name for name in folder.loose.get(stem, ()) if name != picture.name]
        loose += [sidecar for name in loose if is_raw(name) for sidecar in folder.sidecars_of(name)]
        if len(folder.pictures.get(stem, ())) > 1:
            return Found(tuple(found), tuple(loose))
        found += [Belonging(name, True, "", name[len(picture.stem) :]) for name in loose]
        return Found(tuple(found))

    def strangers(self, picture: Path) -> tuple[str, ...]:
        """The files that would be taken for a picture's own if this came into their folder, by name.

        Raises:
            OSError: The folder cannot be read.
        """
        found, orphans = self.of(picture), self._listed(str(picture.parent)).orphans
        names = (*orphans.get(picture.name.casefold(), ()), *(one.name for one in found.belonging), *found.shared)
        return tuple(dict.fromkeys(names))


class _Folder(NamedTuple):
    """The names in a folder, by the folded names or stems that they are found by."""

    pictures: dict[str, set[str]]
    whole: dict[str, list[str]]
    copies: dict[tuple[str, str], list[str]]
    loose: dict[str, list[str]]
    orphans: dict[str, list[str]]
    """Sidecars whose picture is not there, by the whole names that a picture would have to be theirs."""

    def sidecars_of(self, name: str) -> tuple[str, ...]:
        """The sidecars that are named after the whole name of a file, or after darktable's copies of it."""
        stem, ending = os.path.splitext(name.casefold())  # noqa: PTH122
        return (*self.whole.get(name.casefold(), ()), *self.copies.get((stem, ending), ()))


def _listing(folder: str) -> _Folder:
    listed = _Folder(defaultdict(set), defaultdict(list), defaultdict(list), defaultdict(list), defaultdict(list))
    names = sorted(os.listdir(folder))  # noqa: PTH208 - names, not paths
    present = {name.casefold() for name in names}
    for name in names:
        stem, ending = (part.casefold() for part in os.path.splitext(name))  # noqa: PTH122
        if ending in SUFFIXES and ending not in RAWS:
            listed.pictures[stem].add(name)
        elif ending in RAWS:
            listed.loose[stem].append(name)
        elif ending in SIDECARS:
            _place(listed, name, stem, present)
    return listed


def _place(listed: _Folder, name: str, stem: str, present: Iterable[str]) -> None:
    """A sidecar belongs to the file whose whole name it has, to darktable's copy of one, or to those of its stem."""
    inner, ending = os.path.splitext(stem)  # noqa: PTH122
    copy = _COPY.fullmatch(inner)
    if stem in present:
        listed.whole[stem].append(name)
    elif copy and ending and f"{copy[1]}{ending}" in present:
        listed.copies[copy[1], ending].append(name)
    else:
        listed.loose[stem].append(name)
        listed.orphans[stem].append(name)
        if copy and ending:
            listed.orphans[f"{copy[1]}{ending}"].append(name)


def is_raw(name: str) -> bool:
    """Whether a file of this name is a camera's raw file."""
    return os.path.splitext(name)[1].casefold() in RAWS  # noqa: PTH122


def _whole(name: str, picture: Path) -> Belonging:
    return Belonging(name, False, "", name[len(picture.name) :])


def _copy(name: str, picture: Path) -> Belonging:
    return Belonging(name, False, name[len(picture.stem) : len(picture.stem) + 3], os.path.splitext(name)[1])  # noqa: PTH122
