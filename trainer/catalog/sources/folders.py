"""The files of a folder and of all folders in it."""

from __future__ import annotations

import io
import os
import stat
from collections.abc import Callable, Iterator
from operator import attrgetter
from pathlib import Path, PurePosixPath
from typing import BinaryIO, cast

from trainer import project as projects
from trainer.catalog.sources.member import Member, Place, refused
from trainer.catalog.sources.naming import is_clutter, why_not
from trainer.catalog.sources.spans import OnDisk, Span, open_file
from trainer.errors import disk_error

_OFTEN = 64  # files between two looks at the control: a disk far away may take milliseconds for each
_WINDOWS = os.name == "nt"
_Parents = tuple[str, ...]


class FolderPlace:
    """Opens the files below a folder."""

    def __init__(self, root: Path) -> None:
        self._root = str(root)

    def path(self, name: str) -> str:
        """Where a file lies; what is absolute remains so."""
        if not _WINDOWS and not name.startswith("/"):
            return f"{self._root}/{name}"
        return os.path.join(self._root, name)  # noqa: PTH118 - a path that ends in a surrogate must stay as it is

    def open(self, member: Member) -> BinaryIO:
        """As in `Place`."""
        return cast("BinaryIO", io.BufferedReader(cast("io.RawIOBase", open_file(self.path(member.name))), 1 << 16))

    def span(self, member: Member) -> Span | None:
        """As in `Place`."""
        return OnDisk(Path(self.path(member.name))).span


def walk(root: Path, *, check: Callable[[], None]) -> Iterator[Member]:
    """The files below ``root``, folder by folder and sorted; clutter, links to folders and projects are passed over.

    Raises:
        DiskError: ``root`` cannot be opened.
    """
    place = FolderPlace(root)
    waiting: list[tuple[str, _Parents]] = [("", ())]  # no recursion: folders may lie a thousand deep
    while waiting:
        prefix, parents = waiting.pop()
        try:
            entries = _entries(place.path(prefix), check)
        except OSError as error:
            if not prefix:
                raise disk_error(error, root) from error
            if not isinstance(error, FileNotFoundError):  # deleted meanwhile
                yield refused(prefix.rstrip("/"), parents[:-1], _unopened("is a folder that may not be opened", error))
            continue
        if prefix and _holds_project(entries):
            continue
        below = []
        for number, entry in enumerate(entries):
            if number % _OFTEN == 0:
                check()
            if _is_folder(entry):
                below.append((f"{prefix}{entry.name}/", (*parents, entry.name)))
            elif member := _file(root, entry, prefix, parents, place):
                yield member
        waiting += reversed(below)
    if not root.is_dir():  # a disk that was pulled out must not look like one that is empty
        raise disk_error(FileNotFoundError(2, "The folder vanished while it was looked through"), root)


def _entries(path: str, check: Callable[[], None]) -> list[os.DirEntry[str]]:
    check()
    with os.scandir(path) as entries:
        found = []
        for entry in entries:
            if not is_clutter(entry.name):
                found.append(entry)
                if len(found) % 1024 == 0:
                    check()
    found.sort(key=attrgetter("name"))
    return found


def _holds_project(entries: list[os.DirEntry[str]]) -> bool:
    return any(e.name == "project.json" and projects.is_project(Path(e.path).parent) for e in entries)


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir(follow_symlinks=False) and not (_WINDOWS and _is_junction(entry))
    except OSError:
        return False


def _is_junction(entry: os.DirEntry[str]) -> bool:
    """Whether it is a folder of Windows that leads elsewhere; Python 3.11 takes it for a plain one."""
    tag = getattr(entry.stat(follow_symlinks=False), "st_reparse_tag", 0)
    return bool(tag == getattr(stat, "IO_REPARSE_TAG_MOUNT_POINT", -1))


def _file(root: Path, entry: os.DirEntry[str], prefix: str, parents: _Parents, place: Place) -> Member | None:
    name = prefix + entry.name
    try:
        if entry.is_symlink() or (_WINDOWS and _is_junction(entry)):
            if not _leads_inside(Path(entry.path), root):
                return refused(name, parents, "is a link to something outside this folder")
            if entry.is_dir():
                return None  # it is met at its own place
        status = entry.stat()
    except FileNotFoundError:
        return None  # deleted meanwhile
    except OSError as error:
        return refused(name, parents, _unopened("could not be looked at", error), "unreadable")
    if not stat.S_ISREG(status.st_mode):
        return refused(name, parents, "is no ordinary file")
    size = status.st_size
    refusal = why_not(name)
    stamp = f"{size}:{status.st_mtime_ns}"
    return (
        Member(name, parents, stamp, size, place, refusal=refusal)
        if refusal
        else Member(name, parents, stamp, size, place)
    )


def _leads_inside(link: Path, root: Path) -> bool:
    try:
        return link.resolve(strict=True).is_relative_to(root.resolve())
    except (OSError, RuntimeError):  # leads nowhere, or in a circle
        return False


def _unopened(words: str, error: OSError) -> str:
    if isinstance(error, PermissionError):
        return f"{words} (access refused)"
    return f"{words} ({error.strerror or error})"


def parents_of(name: str) -> _Parents:
    """The folders that a file lies in, by its path."""
    return tuple(part for part in PurePosixPath(name).parts[:-1] if part not in ("/", ".."))
