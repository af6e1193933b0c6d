"""Sidecar files: which belong to a picture, and how one is read and replaced.

Two names are usual: ``a.jpg.xmp`` (digiKam, darktable) and ``a.xmp`` (Lightroom, and what cameras' files have). The short
one is a picture's only where no other file could be meant by it, such as the raw file of a pair.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import threading
import time
from collections import defaultdict
from functools import lru_cache
from pathlib import Path

from trainer import files
from trainer.errors import disk_error
from trainer.formats import is_kept_copy
from trainer.xmp.document import XmpError

ENDING = ".xmp"
_COMPANIONS = frozenset({ENDING, ".aae", ".thm", ".pp3", ".dop", ".json", ".txt", ".bak"})
_PARTIAL = re.compile(r"\..*\.xmp\.[0-9a-f]{8}\.part", re.IGNORECASE)  # see `files.atomic`
_OLD = 600.0  # seconds
_FOLDERS = 64  # whose contents are remembered


class Sidecars:
    """Finds sidecar files; looks into each folder once, so one is for one job only. Safe to use from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._swept: set[str] = set()
        self._listed = lru_cache(_FOLDERS)(_listing)

    def of(self, picture: Path) -> list[Path]:
        """The sidecar files that belong to a picture, the one with its whole name first."""
        with self._lock:
            names, stems = self._listed(str(picture.parent))
        stem = picture.stem.casefold()
        usual = [picture.name.casefold(), *([stem] if stems.get(stem) == {picture.name} else [])]
        wanted = dict.fromkeys(f"{name}{ENDING}" for name in usual)  # of a name without ending, both are the same
        return [picture.with_name(names[name]) for name in wanted if name in names]

    def sweep(self, folder: Path) -> None:
        """Delete what killed processes have left half-written in a folder; what is young may still be written."""
        with self._lock:
            if str(folder) in self._swept:
                return
            self._swept.add(str(folder))
        with contextlib.suppress(OSError):
            for name in filter(_PARTIAL.fullmatch, os.listdir(folder)):  # noqa: PTH208 - names, not paths
                if time.time() - (folder / name).stat().st_mtime > _OLD:
                    (folder / name).unlink(missing_ok=True)

    @staticmethod
    def new(picture: Path) -> Path:
        """Where a sidecar file is made for a picture that has none: a name that no other file's can be."""
        return picture.with_name(f"{picture.name}{ENDING}")


def _listing(folder: str) -> tuple[dict[str, str], dict[str, set[str]]]:
    """The sidecar files of a folder by their folded names, and its other files by their folded stems."""
    sidecars: dict[str, str] = {}
    stems: dict[str, set[str]] = defaultdict(set)
    try:
        names = os.listdir(folder)  # noqa: PTH208 - names, not paths
    except OSError:
        return {}, {}
    for name in names:
        stem, ending = os.path.splitext(name)  # noqa: PTH122
        if ending.casefold() == ENDING:
            sidecars[name.casefold()] = name
        elif ending.casefold() not in _COMPANIONS and not is_kept_copy(name):
            stems[stem.casefold()].add(name)
    return sidecars, stems


def read(path: Path) -> bytes:
    """The contents of a sidecar file.

    Raises:
        XmpError: It is empty.
        DiskError: It cannot be read.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise disk_error(error, path) from error
    if not data.strip(b"\0\t\r\n "):
        raise XmpError("is empty")
    return data


def replace(path: Path, before: bytes | None, after: bytes) -> None:
    """Put new contents into a sidecar file, completely or not at all; a link leads to the same file as before.

    Raises:
        XmpError: Somebody has changed it meanwhile, or there is one now where there was none.
        DiskError: The disk is full, read-only or gone.
    """
    target = Path(os.path.realpath(path))
    with files.atomic(target) as partial:
        partial.write_bytes(after)
        _still(target, before)
        if before is not None:
            shutil.copymode(target, partial)


def delete(path: Path, before: bytes) -> None:
    """Delete a sidecar file that ArtClass has made and that holds nothing else.

    Raises:
        XmpError: Somebody has changed it meanwhile.
        DiskError: It cannot be deleted.
    """
    _still(path, before)
    try:
        path.unlink()
    except OSError as error:
        raise disk_error(error, path) from error


def _still(path: Path, before: bytes | None) -> None:
    now = path.read_bytes() if path.exists() else None
    if now != before:
        raise XmpError("was changed by another program meanwhile")
