"""What a model has said of pictures, kept by content: nothing is asked twice, also after a kill.

It may be deleted at any time. What cannot be used, because the disk is full, read-only or damaged, is told once and then
done without: pictures are asked about again, and no answer is lost that could be given.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import sqlite3
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from trainer import cache
from trainer.package import Package
from trainer.predicting import answers_file
from trainer.predicting.answer import Answer
from trainer.predicting.answers_file import Shape
from trainer.predicting.reading import Stamp
from trainer.running import moments

_UNSAVED = 5_000  # rows that wait for another process to let go of the file
_DAMAGED = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_ERROR, sqlite3.SQLITE_FORMAT})
_BUSY = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})
_LARGEST = 4 << 30  # bytes of all models together

_DAMAGE = "The kept answers were damaged and are set aside ({path}); these pictures are classified again"
_FULL = "Answers can no longer be kept, for the disk is full ({path}): free some space. Classifying goes on"
_READONLY = "Answers cannot be kept here ({path}), for it may not be written to: they are computed again the next time"
_FAILED = "Answers cannot be kept ({path}: {error}): they are computed again the next time"


def place() -> Path:
    """The folder that is used where nobody names another: in the user's cache."""
    return cache.folder() / "answers"


@contextlib.contextmanager
def opened(folder: Path | None, package: Package, *, tell: Callable[[str], None]) -> Iterator[Store]:
    """The answers of a package's model.

    Args:
        folder: Where they are kept; None for `place`.
        package: The model.
        tell: Told in words what is wrong with the store, each thing once.
    """
    shape = Shape(len(package.info.classes), package.info.embedding)
    with contextlib.closing(Store(folder or place(), model_digest(package), shape, tell=tell)) as kept:
        yield kept


def model_digest(package: Package) -> str:
    """The sha256 of a package's model, in hex."""
    return hashlib.sha256(package.model).hexdigest()


class File(NamedTuple):
    """A file that is asked about, and the stamp that it has now."""

    path: str
    stamp: Stamp


class Known(NamedTuple):
    """The sha256 of a file's contents, and what the model has said of them."""

    digest: bytes
    answer: Answer


class Row(NamedTuple):
    """Something to keep; without a file where its stamp cannot be trusted, without an answer where that is kept already."""

    digest: bytes
    file: File | None
    answer: Answer | None


class Store:
    """The answers of one model; safe to use from several threads, and from several processes at once.

    Args:
        folder: Where it is kept; made where it is absent.
        model: The sha256 of the model, in hex.
        shape: What an answer of this model looks like.
        tell: Told in words what is wrong with the store, each thing once.
    """

    def __init__(self, folder: Path, model: str, shape: Shape, *, tell: Callable[[str], None]) -> None:
        self._path = folder / answers_file.name(model)
        self._shape = shape
        self._tell = tell
        self._told: set[str] = set()
        self._lock = threading.RLock()
        self._sql: sqlite3.Connection | None = None
        self._writable = True
        self._inode = 0
        self._unsaved: list[Row] = []
        with self._lock, self._guarded():
            self._open()
        answers_file.tidy(folder, keep=self._path, largest=_LARGEST)

    def known(self, files: Sequence[File]) -> dict[str, Known]:
        """What is kept of files that have not changed since: nothing is read but their stamps.

        Returns:
            By path; what is missing has to be read.
        """
        found: dict[str, Known] = {}
        with self._lock, self._guarded():
            for file, digest, answer in answers_file.of_files(self._connection(), files, self._shape):
                if answer is None:
                    self._say(_DAMAGE)
                else:
                    found[file] = Known(digest, answer)
        return found

    def answer(self, digest: bytes) -> Answer | None:
        """What the model has said of contents with this sha256, wherever they lay; None where it was never asked."""
        with self._lock, self._guarded():
            return answers_file.of_digest(self._connection(), digest, self._shape)
        return None

    def keep(self, rows: Sequence[Row]) -> None:
        """Keep what was found out: once this returns, a kill does not take it away."""
        with self._lock:
            self._unsaved = [*self._unsaved, *rows][-_UNSAVED:]
            if not self._writable:
                self._unsaved = []
                return
            with self._guarded():
                moments.reached("before-keeping")
                answers_file.write(self._connection(), self._unsaved)
                self._unsaved = []
                moments.reached("after-keeping")

    def close(self) -> None:
        """Write what still waits, and let go of the file."""
        with self._lock:
            if self._unsaved:
                self.keep(())
            if self._sql is not None:
                with contextlib.suppress(sqlite3.Error):
                    self._sql.close()
            self._sql, self._writable = None, False

    def _connection(self) -> sqlite3.Connection:
        if self._sql is None:
            raise _Closed
        return self._sql

    @contextlib.contextmanager
    def _guarded(self) -> Iterator[None]:
        """Whatever goes wrong costs the answers that are kept, and nothing else."""
        try:
            yield
        except _Closed:
            self._unsaved = []
        except sqlite3.Error as error:
            self._recover(error)
        except OSError as error:
            self._give_up(_FAILED, error)

    def _recover(self, error: sqlite3.Error) -> None:
        code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
        if code in _BUSY:
            return  # what was to be written waits
        if code in _DAMAGED:
            self._set_aside(error)
        elif code == sqlite3.SQLITE_FULL:
            self._give_up(_FULL, error)
        elif code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM, sqlite3.SQLITE_CANTOPEN):
            self._give_up(_READONLY, error)
            self._open_readonly()
        else:
            self._give_up(_FAILED, error)

    def _give_up(self, words: str, error: Exception) -> None:
        """Write no more; what was kept before is still read where that is possible."""
        self._writable, self._unsaved = False, []
        self._say(words, error)

    def _set_aside(self, error: sqlite3.Error) -> None:
        self._say(_DAMAGE, error)
        if self._sql is not None:
            with contextlib.suppress(sqlite3.Error):
                self._sql.close()
        self._sql = None
        try:
            answers_file.set_aside(self._path, inode=self._inode)
            self._open()
        except (OSError, sqlite3.Error) as again:
            self._give_up(_FAILED, again)

    def _open(self) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._inode = 0
        with contextlib.suppress(OSError):
            self._inode = self._path.stat().st_ino
        self._sql = answers_file.connect(self._path)
        self._inode = self._path.stat().st_ino
        with contextlib.suppress(OSError):
            os.utime(self._path)  # it is in use, for `tidy`

    def _open_readonly(self) -> None:
        if self._sql is not None:
            return
        with contextlib.suppress(sqlite3.Error):
            self._sql = answers_file.connect_readonly(self._path)

    def _say(self, words: str, error: Exception | None = None) -> None:
        if words not in self._told:
            self._told.add(words)
            self._tell(words.format(path=self._path, error=error))


class _Closed(Exception):
    """There is no store to read from or to write to."""
