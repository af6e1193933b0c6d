"""Which files are meant: pictures named one by one, and those in folders, however deep."""

from __future__ import annotations

import heapq
import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from trainer import formats
from trainer.errors import DatasetError, disk_error
from trainer.pixels import SUFFIXES, looks_like_picture

_SORTED_AT_ONCE = 8_000  # names: some milliseconds


def pictures(paths: Iterable[Path]) -> list[Path]:
    """Files as they are named, and in folders everything that is a picture by its name or its first bytes.

    Hidden files and folders in folders are passed over, and so are the copies that ExifTool keeps of what it changes,
    even if they are named: they are the same pictures once more, and nothing must ever write into them. No file is
    taken twice.

    Raises:
        DatasetError: A path does not exist, or there is no picture anywhere.
        DiskError: A folder cannot be read.
    """
    paths = list(paths)
    found = list(dict.fromkeys(file for path in paths for file in each(path)))
    if not found:
        raise _none(paths)
    return found


def _none(paths: Sequence[Path]) -> DatasetError:
    remedy = f"Copies that ExifTool keeps (a.jpg{formats.KEPT}) are passed over; rename one to use it."
    return DatasetError(
        "There are no pictures here",
        path=", ".join(str(path) for path in paths),
        remedy=remedy if any(map(is_kept_copy, paths)) else "",
    )


def see(paths: Iterable[Path]) -> None:
    """See that files and folders are there, without looking into them.

    Raises:
        DatasetError: One does not exist.
    """
    for path in paths:
        if not path.exists():
            raise DatasetError("There is no such file or folder", path=path, remedy="Check the name.")


def see_pictures(paths: Sequence[Path]) -> None:
    """See that `pictures` would find one, looking no further than the first.

    Raises:
        DatasetError: A path does not exist, or there is no picture anywhere.
        DiskError: A folder cannot be read.
    """
    see(paths)
    if not any(True for path in paths for _ in each(path)):
        raise _none(paths)


def each(path: Path) -> Iterator[Path]:
    """A file itself, or the pictures in a folder one by one, as `pictures` finds them and in the same order.

    Raises:
        DatasetError: The path does not exist.
        DiskError: The folder cannot be read.
    """
    see([path])
    if path.is_dir():
        yield from inside(path)
    elif not is_kept_copy(path):
        yield path


def inside(folder: Path) -> Iterator[Path]:
    """The pictures in a folder, however deep, in the order of their names.

    Raises:
        DiskError: The folder cannot be read.
    """
    for parent, names in by_folder(folder):
        for name in names:
            yield Path(parent, name)


def by_folder(folder: Path) -> Iterator[tuple[str, Iterator[str]]]:
    """The names of the pictures in a folder, and in each folder below it, as `inside` finds them; quick.

    Yields:
        A folder's path, and the names of the pictures that lie in it.

    Raises:
        DiskError: The folder cannot be read.
    """

    def refuse(error: OSError) -> None:
        if error.filename in (str(folder), None):  # an unreadable folder deeper down costs only itself
            raise disk_error(error, folder) from error

    for parent, folders, names in os.walk(folder, onerror=refuse):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield parent, (name for name in _in_order(names) if name[0] != "." and _is_picture_in(parent, name))


def _in_order(names: Sequence[str]) -> Iterator[str]:
    """Sorted, a part at a time: Python's lock is held while a list is sorted, and a window would stand still meanwhile."""
    parts = [sorted(names[start : start + _SORTED_AT_ONCE]) for start in range(0, len(names), _SORTED_AT_ONCE)]
    return iter(parts[0]) if len(parts) == 1 else heapq.merge(*parts)


def _is_picture_in(parent: str, name: str) -> bool:
    dot = name.rfind(".")
    return (dot > 0 and name[dot:].lower() in SUFFIXES) or is_picture(Path(parent, name))


def is_kept_copy(path: Path) -> bool:
    """Whether a file is a copy that ExifTool has kept of a picture, whatever that one's ending: ``a.CR2_original``."""
    if not path.name.endswith(formats.KEPT):
        return False
    return formats.is_kept_copy(path.name) or os.path.lexists(str(path).removesuffix(formats.KEPT))


def is_picture(path: Path) -> bool:
    """Whether a file is a picture by its name or its first bytes."""
    if path.suffix.lower() in SUFFIXES:
        return True
    if is_kept_copy(path):
        return False
    try:
        if not path.is_file():  # a pipe would wait for ever
            return False
        with path.open("rb") as stream:
            return looks_like_picture(stream.read(16))
    except OSError:
        return False
