"""What lies in a source: the files of a folder, of an archive, of archives inside either, and those that a table names."""

from __future__ import annotations

import contextlib
import stat
import tarfile
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

from trainer.catalog.records import SourceKind
from trainer.catalog.sources import tables
from trainer.catalog.sources.limits import TooMuchError
from trainer.catalog.sources.member import Member, Place, is_likely
from trainer.catalog.sources.naming import OTHER_ARCHIVES
from trainer.catalog.sources.reading import Gathering, kind_of_archive
from trainer.catalog.sources.spans import OnDisk, Scratch, copied
from trainer.errors import SourceError, disk_error

__all__ = ["DAMAGED_MEMBER", "Member", "Place", "copied", "is_likely", "kind_of", "opened"]

DAMAGED_MEMBER = (zipfile.BadZipFile, tarfile.TarError)
"""What opening and reading a member raises that is damaged inside its archive."""


def kind_of(path: Path) -> SourceKind:
    """Whether ``path`` is a folder, an archive or a table.

    Raises:
        SourceError: It is none of these, or it is not there.
        DiskError: It may not be looked at.
    """
    try:
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            return "folder"
        if stat.S_ISREG(mode) and path.suffix.lower() in tables.SUFFIXES:
            return "table"
        if stat.S_ISREG(mode) and kind_of_archive(OnDisk(path).span, path.name):
            return "archive"
    except FileNotFoundError as error:
        raise SourceError("There is nothing here", path=path, remedy="Check the name and choose again.") from error
    except OSError as error:
        raise disk_error(error, path) from error
    if path.suffix.lower() in OTHER_ARCHIVES:
        remedy = "Unpack it first, then choose the folder that this makes."
        raise SourceError("ArtClass cannot open archives of this kind", path=path, remedy=remedy)
    remedy = "Choose a folder, a zip or tar file, or a table (.csv or .tsv) that says which picture is of which class."
    raise SourceError("This is neither a folder nor a zip or tar file nor a table", path=path, remedy=remedy)


@contextlib.contextmanager
def opened(path: Path, *, scratch: Path, check: Callable[[], None], class_level: int = 1) -> Iterator[list[Member]]:
    """List the files of a source; they can be opened as long as the block lasts, in several threads at once.

    Args:
        path: A folder, an archive or a table.
        scratch: A folder for what must be unpacked to be read; made where it is absent.
        check: Called often; may raise to break off.
        class_level: Which folder is the class: 1 is the one around a picture, 2 the one around that.

    Raises:
        SourceError: The archive is damaged or holds too much; the table cannot be used.
        DiskError: ``path`` cannot be read, or ``scratch`` is full or cannot be written to.
    """
    kind = kind_of(path)
    if kind == "table":
        yield tables.listed(path, check=check)
        return
    unpacked = Scratch(scratch, check)
    try:
        gathering = Gathering(unpacked, check, class_level=class_level)
        try:
            (gathering.folder if kind == "folder" else gathering.archive)(path)
        except TooMuchError as error:
            raise SourceError(f"This {error}", path=path, remedy="Choose a smaller part of it.") from error
        yield gathering.members
    finally:
        unpacked.remove()
