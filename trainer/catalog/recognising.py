"""Labelled pictures are recognised: by path and stamp, or else by what their files hold, however these are called now."""

from __future__ import annotations

import hashlib
import os
import stat
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from trainer import parallel
from trainer.catalog.database import Database
from trainer.catalog.whereabouts import joined, real_path, stamp_of_status

_OFTEN = 64  # files between two looks at whether to go on
MISSES = 32  # files of one size that were read and held something else, until no more of that size are read on a guess
_REMEMBERED = 1 << 16  # files whose contents are remembered as long as nothing about them changes

Version = tuple[int, int, int]
"""Size, time of writing and time of change of a file: the last one cannot be set by programs that set the other."""

Seen = tuple[int, int, str, float, float, float, float, bytes | None]
"""Width, height, format, share of grey, border, brightness, contrast, perceptual hash."""


class Labelled(NamedTuple):
    """A labelled picture: its number, its class, and the stamp of the file that it was found in."""

    picture: int
    label: str
    stamp: str


class _Doubtful(NamedTuple):
    """A file that has to be read.

    Attributes:
        path: As asked.
        version: Its.
        before: What was labelled under this path.
        guessed: Whether nothing but its size speaks for it, neither its path nor its time.
    """

    path: str
    version: Version
    before: Labelled | None
    guessed: bool


class Recognised:
    """The labelled pictures of one catalog, by the files that hold them now.

    Args:
        data: The catalog's.
    """

    def __init__(self, data: Database) -> None:
        self._data = data

    def of(self, paths: Iterable[str], *, check: Callable[[], None] = lambda: None) -> dict[str, Labelled]:
        """The labelled pictures that files hold, by path as asked; files that hold none are left out.

        Files are read where path and stamp are not as they were, and then only those that lie under the path of a labelled
        one, or have its size; what was read is remembered for as long as the file does not change. Of the many files of one
        size that a scanner writes without compression, only a few are read that have not the time of a labelled one as well.

        Args:
            paths: The files.
            check: Called often; may raise to break off.
        """
        by_place, by_size = self._known()
        if not by_size:
            return {}
        found: dict[str, Labelled] = {}
        doubtful: list[_Doubtful] = []
        real, stamps = real_path(), {one.stamp for same in by_size.values() for one in same.values()}
        for number, asked in enumerate(paths):
            if number % _OFTEN == 0:
                check()
            status = _status(asked)
            if status is None:
                continue
            before, stamp = by_place.get(real(asked)), stamp_of_status(status)
            if before is not None and before.stamp == stamp:
                found[asked] = before
            elif before is not None or status.st_size in by_size:
                guessed = before is None and stamp not in stamps
                doubtful.append(_Doubtful(asked, _version(status), before, guessed))
        return found | self._read(doubtful, by_size, check)

    # Inside

    def _known(self) -> tuple[dict[str, Labelled], dict[int, dict[str, Labelled]]]:
        """All labelled pictures by the paths of their files, and by size and sha256."""
        rows = self._data.rows(
            "SELECT s.kind, s.location, f.name, f.stamp, f.size, p.id, p.sha256, c.name FROM labels l "
            "JOIN files f ON f.picture_id = l.picture_id JOIN sources s ON s.id = f.source_id "
            "JOIN pictures p ON p.id = l.picture_id JOIN classes c ON c.id = l.class_id"
        )
        by_place: dict[str, Labelled] = {}
        by_size: dict[int, dict[str, Labelled]] = defaultdict(dict)
        for kind, place, name, stamp, size, number, sha256, label in rows:
            by_size[size][sha256] = one = Labelled(number, label, stamp)
            if kind != "archive":
                by_place[joined(kind, place, name)] = one
        return by_place, by_size

    def _read(
        self, files: Sequence[_Doubtful], by_size: dict[int, dict[str, Labelled]], check: Callable[[], None]
    ) -> dict[str, Labelled]:
        looks = self._looks(file.before.picture for file in files if file.before is not None)

        misses: Counter[int] = Counter()

        def recognise(file: _Doubtful) -> Labelled | None:
            check()
            size = file.version[0]
            if file.guessed and misses[size] >= MISSES:
                return None
            known = by_size.get(size)
            same = known.get(contents(file.path, file.version)) if known else None
            misses[size] += file.guessed and same is None
            if same is None and file.before is not None and _sees(file, looks.get(file.before.picture)):
                return file.before
            return same

        answers = parallel.in_order(lambda file: _if_readable(recognise, file), files, ahead=16)
        return {file.path: one for file, one in zip(files, answers, strict=True) if one is not None}

    def _looks(self, pictures: Iterable[int]) -> dict[int, Seen]:
        """What pictures look like that have something to be told apart by."""
        with self._data.chosen(pictures):
            rows = self._data.rows(
                "SELECT p.id, p.width, p.height, k.format, k.grey, k.border, k.brightness, k.contrast, k.hash FROM looks k "
                "JOIN pictures p ON p.id = k.picture_id WHERE k.hash IS NOT NULL AND p.id IN temp.chosen"
            )
        return {number: tuple(values) for number, *values in rows}


def version_of(path: str) -> Version | None:
    """The version that an ordinary file is of now; None where it is not there."""
    status = _status(path)
    return _version(status) if status is not None else None


def _version(status: os.stat_result) -> Version:
    return status.st_size, status.st_mtime_ns, status.st_ctime_ns


def _status(path: str) -> os.stat_result | None:
    """What is known of an ordinary file without reading it."""
    try:
        status = os.stat(path)  # noqa: PTH116 - a path that ends in a surrogate must stay as it is
    except OSError:
        return None
    return status if stat.S_ISREG(status.st_mode) else None


def _if_readable(recognise: Callable[[_Doubtful], Labelled | None], file: _Doubtful) -> Labelled | None:
    try:
        return recognise(file)
    except OSError:  # gone meanwhile, or not for this person to read: not remembered
        return None


def _sees(file: _Doubtful, look: Seen | None) -> bool:
    """Whether a file shows, pixel by pixel as far as a look can tell, what was labelled under its path.

    A rating or keywords that another program has written make other bytes of it, but no other picture.
    """
    return look is not None and _seen(file.path, file.version) == look


@lru_cache(_REMEMBERED)
def contents(path: str, _version: Version) -> str:
    """The sha256 of a file, which is read once as long as it is of this version.

    Raises:
        OSError: It cannot be read.
    """
    with open(path, "rb") as stream:  # noqa: PTH123
        return hashlib.file_digest(stream, "sha256").hexdigest()


@lru_cache(_REMEMBERED)
def _seen(path: str, version: Version) -> Seen | None:
    """What is to be seen in a file; None where it is no picture, or damaged."""
    from trainer import looks, pixels  # noqa: PLC0415 - Pillow comes with them, and the window begins without
    from trainer.errors import PictureError  # noqa: PLC0415

    with open(path, "rb") as stream:  # noqa: PTH123
        try:
            found = pixels.look_into(stream, Path(path).name)
        except PictureError:
            return None
        facts = found.facts
        seen = looks.look(found.small, kind=facts.format, size=version[0])
    return (
        facts.width,
        facts.height,
        seen.format,
        seen.grey,
        seen.border,
        seen.brightness,
        seen.contrast,
        seen.plain,
    )
