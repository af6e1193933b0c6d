"""A file read once: its bytes, their sha256, and the stamp by which it is known again without reading it."""

from __future__ import annotations

import contextlib
import hashlib
import io
import os
import stat
import time
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, NamedTuple

from trainer.errors import PictureError
from trainer.pixels import why_unreadable

_AT_ONCE = 64 << 20  # bytes that are held in memory; a larger file is read twice from one handle
_ATTEMPTS = 3
_SETTLED = 2.0  # seconds: FAT keeps times in steps of two, so that a later write may bear the same time

CHANGING = "was changed while it was read"


class Stamp(NamedTuple):
    """What tells a changed file from an unchanged one: time of the last change in nanoseconds, size in bytes."""

    mtime_ns: int
    size: int


class Contents(NamedTuple):
    """What a file holds: a seekable stream, the sha256 of its bytes, and the stamp that it had meanwhile."""

    stream: BinaryIO
    digest: bytes
    stamp: Stamp


def stamp(path: Path | str) -> Stamp:
    """The stamp of a file as it is now.

    Raises:
        PictureError: It is gone, or no file; ``what`` says so in words.
    """
    try:
        return _stamp(os.stat(path))  # noqa: PTH116 - a hundred thousand times in a row
    except OSError as error:
        raise PictureError(why_unreadable(error), path=path) from error


def is_settled(found: Stamp) -> bool:
    """Whether a stamp can be trusted: a file changed within the last moments may change again without it being seen."""
    return abs(time.time() - found.mtime_ns / 1e9) > _SETTLED


@contextlib.contextmanager
def contents(path: Path) -> Iterator[Contents]:
    """Read a file and hash exactly the bytes that are given out.

    Raises:
        PictureError: It is gone, refused, no file, or changes again and again while it is read.
    """
    for attempt in range(_ATTEMPTS):
        with _opened(path) as stream:
            found = _read(stream)
            if found is not None:
                yield found
                if found.stream is stream and _stamp(os.fstat(stream.fileno())) != found.stamp:
                    raise PictureError(CHANGING, path=path)
                return
        time.sleep(0.05 * attempt)
    raise PictureError(CHANGING, path=path)


@contextlib.contextmanager
def _opened(path: Path) -> Iterator[io.BufferedReader]:
    stamp(path)  # a pipe would wait for ever when it is opened
    try:
        stream = path.open("rb")
    except OSError as error:
        raise PictureError(why_unreadable(error), path=path) from error
    with stream:
        yield stream


def _read(stream: io.BufferedReader) -> Contents | None:
    """None where the file was changed meanwhile."""
    try:
        before = _stamp(os.fstat(stream.fileno()))
        if before.size <= _AT_ONCE:
            data = stream.read(before.size + 1)  # one byte more tells a file that has grown
            given: BinaryIO = io.BytesIO(data)
            digest, size = hashlib.sha256(data).digest(), len(data)
        else:
            given, digest = stream, hashlib.file_digest(stream, "sha256").digest()
            size = stream.tell()
        after = _stamp(os.fstat(stream.fileno()))
    except OSError as error:
        raise PictureError(why_unreadable(error)) from error
    return Contents(given, digest, after) if before == after and size == after.size else None


def _stamp(found: os.stat_result) -> Stamp:
    if stat.S_ISDIR(found.st_mode):
        raise PictureError("is a folder, not a picture")
    if not stat.S_ISREG(found.st_mode):
        raise PictureError("is no file that can be read (a pipe or a device)")
    return Stamp(found.st_mtime_ns, found.st_size)
