"""Goes through folders, archives, and archives inside either, and gathers their files."""

from __future__ import annotations

import lzma
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Literal

from trainer.catalog.labels import labels, split_of
from trainer.catalog.records import NotTaken, Split
from trainer.catalog.sources import tars, zips
from trainer.catalog.sources.folders import walk
from trainer.catalog.sources.limits import MAX_DEPTH, MAX_MEMBERS, Budget, TooMuchError
from trainer.catalog.sources.member import NOWHERE, Member, is_likely
from trainer.catalog.sources.naming import TARS, Names, is_archive
from trainer.catalog.sources.spans import OnDisk, Scratch, Span
from trainer.errors import PictureError, SourceError, disk_error

# What the readers of archives and their decompressors raise on damaged ones
_DAMAGED = (
    zipfile.BadZipFile, tarfile.TarError, zlib.error, lzma.LZMAError, EOFError, ValueError, struct.error, OverflowError,
)  # fmt: skip
_TORN = "is a damaged or incomplete archive; what could be read of it was taken"
_Parents = tuple[str, ...]


def kind_of_archive(span: Span, name: str) -> Literal["zip", "tar"] | None:
    """What kind of archive it is by its contents, or else what its name promises."""
    if tars.is_tar(span):  # first: a zip that lies in a tar may look like one that something was put before
        return "tar"
    if zips.directory(span) is not None:
        return "zip"
    if is_archive(name):
        return "tar" if name.lower().endswith(TARS) else "zip"
    return None


class Gathering:
    """The files of one source, as they are found.

    Args:
        scratch: Where packed archives are unpacked to.
        check: Called often; may raise to break off.
        class_level: Which folder is the class, counted from the file (`labels`).
    """

    def __init__(self, scratch: Scratch, check: Callable[[], None], *, class_level: int = 1) -> None:
        self.members: list[Member] = []
        self._scratch = scratch
        self._check = check
        self._class_level = class_level
        self._budget = Budget()
        self._names: set[str] = set()

    def folder(self, root: Path) -> None:
        """Take a folder.

        Raises:
            SourceError: There are more files in it than a source may have.
            DiskError: It cannot be opened.
        """
        found: list[Member] = []
        for member in walk(root, check=self._check):
            found.append(member)
            if len(found) > MAX_MEMBERS:
                raise _too_much(f"holds more than {MAX_MEMBERS:,} files", root)
        self._take(found, depth=0)

    def archive(self, path: Path) -> None:
        """Take an archive on the disk.

        Raises:
            SourceError: It is damaged or beyond a limit.
            DiskError: It cannot be read, or the disk is full.
        """
        kind = "tar"
        try:
            span = OnDisk(path).span
            kind = kind_of_archive(span, path.name) or "zip"
            self._budget.grow(span.length)
            listed = self._listed(kind, span, "", (), stamp="")
        except TooMuchError as error:
            raise _too_much(str(error), path) from error
        except OSError as error:
            raise disk_error(error, path) from error
        except PictureError as error:
            raise SourceError(f"This file {error.what.split(';')[0]}", path=path, remedy="Import it again.") from error
        except _DAMAGED as error:
            remedy = "Copy or download it once more and import it again."
            raise SourceError(f"This {kind} file is damaged or incomplete", path=path, remedy=remedy) from error
        if listed.torn:
            self.members.append(Member(path.name, (), "", 0, NOWHERE, refusal=_TORN, refused="unreadable"))
        self._take(listed.members, depth=1)

    def _listed(self, kind: str, span: Span, prefix: str, above: _Parents, *, stamp: str) -> zips.Listed:
        names = Names(prefix, above, self._names)
        if kind == "zip":
            where = zips.directory(span)
            if where is None:
                raise zips.Damaged("no directory")
            return zips.listed(span, where, names, budget=self._budget, check=self._check)
        torn, how = False, tars.codec(span)
        if how is not None:
            span, torn = tars.unpacked(span, how, self._scratch, budget=self._budget, check=self._check)
        listed = tars.listed(span, names, stamp=stamp, check=self._check)
        return listed._replace(torn=listed.torn or torn)

    def _take(self, found: list[Member], *, depth: int) -> None:
        """Take the files of one folder or archive, and go into the archives among them."""
        if len(self.members) + len(found) > MAX_MEMBERS:
            raise TooMuchError(f"would make this source one of more than {MAX_MEMBERS:,} files")
        archives = [member for member in found if member.refusal is None and is_archive(member.name)]
        if archives:
            found = [member for member in found if member.refusal is not None or not is_archive(member.name)]
        _label(found, self._class_level)
        self.members += found
        for member in archives:
            self._check()
            self._go_into(member, depth=depth)

    def _go_into(self, member: Member, *, depth: int) -> None:
        if depth >= MAX_DEPTH:
            self._refuse(member, "lies in too many archives inside each other", "passed over")
            return
        kind = "tar" if member.name.lower().endswith(TARS) else "zip"
        try:
            span = self._span(member)
            kind = kind_of_archive(span, member.name) or kind
            above = (*member.parents, *_split_level(member.name))
            listed = self._listed(kind, span, f"{member.name}/", above, stamp=member.stamp)
            self._take(listed.members, depth=depth + 1)
            if listed.torn:
                self._refuse(member, _TORN, "unreadable")
        except TooMuchError as error:
            self._refuse(member, str(error), "passed over")
        except PictureError as error:
            self._refuse(member, error.what, "unreadable")
        except OSError as error:
            self._refuse(member, f"could not be read ({error.strerror or error})", "unreadable")
        except _DAMAGED:
            self._refuse(member, f"is a damaged or incomplete {kind} file", "unreadable")

    def _span(self, member: Member) -> Span:
        """The archive's bytes as they are: where they lie, or unpacked."""
        if not member.packed:
            self._budget.grow(member.size)
        span = member.place.span(member)
        if span is not None:
            return span
        with member.open() as stream:
            return self._scratch.write(iter(lambda: stream.read(1 << 18), b""))

    def _refuse(self, member: Member, reason: str, kind: NotTaken) -> None:
        self.members.append(member._replace(refusal=reason, refused=kind))


def _too_much(words: str, path: Path) -> SourceError:
    return SourceError(f"This {words}", path=path, remedy="Choose a smaller part of it.")


def _split_level(name: str) -> tuple[str, ...]:
    """The name of an archive such as ``train.zip``, which says no less than a folder ``train`` would."""
    stem = name.rpartition("/")[2].partition(".")[0]
    return (stem,) if split_of(stem) else ()


def _label(members: list[Member], level: int) -> None:
    """Give files the class and split that their folders say; each folder is looked at once."""
    likely: dict[_Parents, None] = {}
    for member in members:
        if member.parents not in likely and member.refusal is None and is_likely(member):
            likely[member.parents] = None
    places = _meanings(likely, level)
    places.update(_meanings({m.parents: None for m in members if m.refusal is None and m.parents not in likely}, level))
    for number, member in enumerate(members):
        if member.refusal is None and (found := places[member.parents]) != (None, None):
            members[number] = Member._make((*member[:6], *found, *member[8:]))


def _meanings(folders: dict[_Parents, None], level: int) -> dict[_Parents, tuple[str | None, Split | None]]:
    places = list(folders)
    return {
        place: (label, next((split for level in reversed(place) if (split := split_of(level))), None))
        for place, label in zip(places, labels(places, level=level), strict=True)
    }
