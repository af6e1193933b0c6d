"""Where the bytes of archives lie: stretches of files on the disk, or of one temporary file for all that is unpacked."""

from __future__ import annotations

import contextlib
import io
import os
import stat
import tempfile
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Protocol, cast

from trainer.errors import PictureError, disk_error

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

BLOCK = 1 << 18
"""Bytes that are copied between two looks at the control."""

CHANGED = "changed while it was read; import it again once it is complete"


class Reader(Protocol):
    """Reads bytes at any place, in one thread."""

    def read_at(self, place: int, size: int) -> bytes:
        """Up to ``size`` bytes; fewer only at the end."""

    def close(self) -> None:
        """Let the file go."""


class Store(Protocol):
    """A file whose bytes several threads can read at once."""

    def reader(self) -> Reader:
        """A reader for the thread that asks for it."""


class Span:
    """A stretch of a file: ``length`` bytes from ``start``."""

    __slots__ = ("length", "start", "store")

    def __init__(self, store: Store, start: int, length: int) -> None:
        self.store = store
        self.start = start
        self.length = length

    def part(self, start: int, length: int) -> Span:
        """A stretch inside this one."""
        start = min(max(0, start), self.length)
        return Span(self.store, self.start + start, min(max(0, length), self.length - start))

    def open(self, buffer: int = 1 << 16) -> BinaryIO:
        """A stream of it that can be read at any place.

        Raises:
            PictureError: The file has changed since it was listed.
            OSError: It cannot be opened.
        """
        return cast("BinaryIO", io.BufferedReader(_Window(self.store.reader(), self.start, self.length), buffer))


class _Window(io.RawIOBase):
    """A stretch of a file as a stream."""

    def __init__(self, reader: Reader, start: int, length: int) -> None:
        self._reader = reader
        self._start = start
        self._length = length
        self._at = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        view = memoryview(buffer).cast("B")
        data = self._reader.read_at(self._start + self._at, max(0, min(len(view), self._length - self._at)))
        view[: len(data)] = data
        self._at += len(data)
        return len(data)

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._length}[whence]
        self._at = max(0, base + offset)
        return self._at

    def tell(self) -> int:
        return self._at

    def close(self) -> None:
        if not self.closed:
            self._reader.close()
        super().close()


class OnDisk:
    """An archive on the disk; every stream opens it for itself, so that thousands of archives need no open files.

    Raises:
        OSError: There is no such file.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._known = _stamp(path.stat())

    @property
    def span(self) -> Span:
        """All of it."""
        return Span(self, 0, self._known[0])

    def reader(self) -> Reader:
        """As in `Store`; raises PictureError where the file is no longer the one that was listed."""
        file = open_file(self.path)
        if _stamp(os.fstat(file.fileno())) != self._known:
            file.close()
            raise PictureError(CHANGED, path=self.path)
        return _Own(file)


@dataclass
class _Own:
    file: BinaryIO

    def read_at(self, place: int, size: int) -> bytes:
        self.file.seek(place)
        return _fully(self.file.read, size)

    def close(self) -> None:
        self.file.close()


def _stamp(status: os.stat_result) -> tuple[int, int]:
    return status.st_size, status.st_mtime_ns


def _fully(read: Callable[[int], bytes], size: int) -> bytes:
    data = read(size)
    while 0 < len(data) < size and (more := read(size - len(data))):
        data += more
    return data


def open_file(path: Path | str) -> BinaryIO:
    """Open an ordinary file, unbuffered; what has become a pipe since it was listed is refused, not waited for.

    Raises:
        PictureError: It is no ordinary file.
        OSError: It cannot be opened.
    """
    file = cast("BinaryIO", open(path, "rb", buffering=0, opener=_without_waiting))  # noqa: SIM115
    if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
        file.close()
        raise PictureError("is no ordinary file", path=path)
    return file


def _without_waiting(path: str, flags: int) -> int:
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


class Scratch:
    """One temporary file for everything that has to be unpacked before it can be read; it vanishes in the end.

    Args:
        folder: Where it lies; made when it is needed.
        check: Called often; may raise to break off.
    """

    def __init__(self, folder: Path, check: Callable[[], None]) -> None:
        self._folder = folder
        self._check = check
        self._file: BinaryIO | None = None
        self._end = 0
        self._lock = threading.Lock()

    def reader(self) -> Reader:
        """As in `Store`."""
        return self

    def read_at(self, place: int, size: int) -> bytes:
        """As in `Reader`, but for several threads."""
        if self._file is None:
            raise ValueError("nothing was written")
        if hasattr(os, "pread"):
            return os.pread(self._file.fileno(), size, place)
        with self._lock:
            self._file.seek(place)
            return self._file.read(size)

    def close(self) -> None:
        """A reader's end changes nothing; `remove` ends it all."""

    def remove(self) -> None:
        """Delete the file."""
        if self._file is not None:
            self._file.close()

    def write(self, blocks: Iterable[bytes]) -> Span:
        """Append what comes; if it breaks off with an error, that is taken back.

        Raises:
            DiskError: The disk is full or cannot be written to.
        """
        start = self._end
        try:
            for block in blocks:
                self._check()
                self.append(block)
        except BaseException:
            self.forget(start)
            raise
        return self.since(start)

    @property
    def end(self) -> int:
        """Where the next byte goes."""
        return self._end

    def since(self, start: int) -> Span:
        """What was written from there on."""
        return Span(self, start, self._end - start)

    def forget(self, start: int) -> None:
        """Write the next bytes there again."""
        self._end = start

    def append(self, block: bytes) -> None:
        """Write at the end.

        Raises:
            DiskError: The disk is full or cannot be written to.
        """
        try:
            file = self._file or self._made()
            with self._lock:
                file.seek(self._end)
                view = memoryview(block)
                while view:
                    view = view[file.write(view) :]
            self._end += len(block)
        except OSError as error:
            raise disk_error(error, self._folder) from error

    def _made(self) -> BinaryIO:
        self._file = _temporary(self._folder)
        return self._file


def _temporary(folder: Path) -> BinaryIO:
    folder.mkdir(exist_ok=True)  # in a project that is there: one that has vanished is not made anew
    return cast("BinaryIO", tempfile.TemporaryFile(dir=folder, buffering=0))


@contextlib.contextmanager
def copied(stream: BinaryIO, *, scratch: Path, check: Callable[[], None]) -> Iterator[BinaryIO]:
    """Copy a packed file into a temporary one, which can be read at any place and vanishes in the end.

    Raises:
        DiskError: ``scratch`` is full or cannot be written to.
    """
    copy = Scratch(scratch, check)
    try:
        span = copy.write(iter(lambda: stream.read(BLOCK), b""))
        with span.open() as whole:
            yield whole
    finally:
        copy.remove()
