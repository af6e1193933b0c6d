"""Arrays of one shape kept on disk by the picture they belong to: decoded pixels, backbone features."""

from __future__ import annotations

import contextlib
import hashlib
import mmap
import os
import re
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, BinaryIO

import filelock
import numpy as np
import numpy.typing as npt

from trainer import files
from trainer.errors import disk_error
from trainer.running import moments

_KEY_BYTES = 65  # a sha256 in hexadecimal and a newline
_KEY = re.compile(rb"[0-9a-f]{64}\n")
_SYNC_EVERY = 5.0  # seconds: what a power cut may cost


def folder_name(kind: str, *depends_on: str) -> str:
    """A cache folder's name that changes whenever anything changes that its rows depend on."""
    return f"{kind}-{hashlib.sha256(chr(0).join(depends_on).encode()).hexdigest()[:20]}"


class Rows:
    """A growing table with one array of ``shape`` a key, in ``rows.bin`` with its keys in ``keys.txt``.

    A row is written and flushed before its key, so that whatever kills the process costs only
    the last rows: the table is as long as the shorter of the two files.

    Args:
        folder: Where the two files lie: a folder in a project's cache, both of which may be deleted at any time.
        shape: Shape of one row.
        dtype: Its type.
    """

    def __init__(self, folder: Path, shape: tuple[int, ...], dtype: npt.DTypeLike) -> None:
        self.folder = folder
        self.shape = shape
        self.dtype = np.dtype(dtype)
        self._row_bytes = int(np.prod(shape)) * self.dtype.itemsize
        self._index: dict[str, int] = {}
        self._data: BinaryIO | None = None
        self._keys: BinaryIO | None = None
        self._synced = time.monotonic()

    def __len__(self) -> int:
        return len(self._index)

    def __contains__(self, key: str) -> bool:
        return key in self._index

    @contextlib.contextmanager
    def writing(self, waiting: Callable[[], None] = lambda: None) -> Iterator[None]:
        """Hold the table for `add` and `view`; one process at a time.

        Args:
            waiting: Called about twice a second while another process holds it; may raise to give up.

        Raises:
            DiskError: The cache cannot be written to.
        """
        files.make_folders(self.folder, within=self.folder.parent.parent)
        try:
            lock = filelock.FileLock(self.folder / ".lock")
            _acquire(lock, waiting)
        except OSError as error:
            raise disk_error(error, self.folder) from error
        try:
            self._open()
            yield
        finally:
            self._close()
            lock.release()

    def add(self, keys: Sequence[str], rows: npt.NDArray[Any]) -> None:
        """Append rows, shape (len(keys), *shape); keys that are there already must not be added again.

        Raises:
            DiskError: The disk is full or gone.
        """
        assert self._data is not None
        assert self._keys is not None
        try:
            self._data.write(np.ascontiguousarray(rows, self.dtype).data)
            self._data.flush()
            moments.reached("row-before-key")
            self._keys.write("".join(f"{key}\n" for key in keys).encode())
            self._index.update({key: len(self._index) + i for i, key in enumerate(keys)})
            if time.monotonic() - self._synced > _SYNC_EVERY:
                self._sync()
        except OSError as error:
            raise disk_error(error, self.folder) from error

    def view(self) -> npt.NDArray[Any]:
        """All rows, shape (n, *shape), read from the disk as they are used. Stays valid after `writing`.

        `forget` keeps what was read from piling up in the process' memory.
        """
        assert self._data is not None
        if not self._index:
            return np.empty((0, *self.shape), self.dtype)
        self._data.flush()
        length = len(self._index) * self._row_bytes
        mapping = mmap.mmap(self._data.fileno(), length, access=mmap.ACCESS_READ)
        return np.ndarray((len(self._index), *self.shape), self.dtype, buffer=mapping)

    def places(self, keys: Sequence[str]) -> npt.NDArray[np.int64]:
        """Row numbers of ``keys`` in `view`.

        Raises:
            KeyError: A key has no row.
        """
        return np.array([self._index[key] for key in keys], np.int64)

    def numbers(self) -> dict[str, int]:
        """Row numbers in `view` by key, as they are now."""
        return dict(self._index)

    def _open(self) -> None:
        try:
            self._data = _opened(self.folder / "rows.bin")
            self._keys = _opened(self.folder / "keys.txt")
            self._keys.seek(0)
            keys = _whole_keys(self._keys.read())
            keys = keys[: os.fstat(self._data.fileno()).st_size // self._row_bytes]
            _cut(self._keys, len(keys) * _KEY_BYTES)
            _cut(self._data, len(keys) * self._row_bytes)
        except OSError as error:
            raise disk_error(error, self.folder) from error
        self._index = {key: i for i, key in enumerate(keys)}

    def _sync(self) -> None:
        assert self._data is not None
        assert self._keys is not None
        for file in (self._data, self._keys):  # in this order: a key promises its row
            file.flush()
            os.fsync(file.fileno())
        self._synced = time.monotonic()

    def _close(self) -> None:
        with contextlib.suppress(OSError):
            if self._data is not None and self._keys is not None:
                self._sync()
        for file in (self._data, self._keys):
            if file is not None:
                with contextlib.suppress(OSError):
                    file.close()
        self._data = self._keys = None


def forget(view: npt.NDArray[Any]) -> None:
    """Let go of what was read of a `Rows.view`: it stays in the system's cache, but no longer counts as this process'.

    Without it the process seems to grow to the size of the table while it reads rows in a mixed order.
    """
    if isinstance(view.base, mmap.mmap) and hasattr(mmap, "MADV_DONTNEED"):
        view.base.madvise(mmap.MADV_DONTNEED)


def _acquire(lock: filelock.BaseFileLock, waiting: Callable[[], None]) -> None:
    while True:
        try:
            lock.acquire(timeout=0.5)
        except filelock.Timeout:
            waiting()
        else:
            return


def _opened(path: Path) -> BinaryIO:
    path.touch()
    return path.open("rb+")


def _whole_keys(data: bytes) -> list[str]:
    keys: list[str] = []
    for start in range(0, len(data) - _KEY_BYTES + 1, _KEY_BYTES):
        line = data[start : start + _KEY_BYTES]
        if not _KEY.fullmatch(line):
            break
        keys.append(line[:-1].decode())
    return keys


def _cut(file: BinaryIO, size: int) -> None:
    file.truncate(size)
    file.seek(size)
