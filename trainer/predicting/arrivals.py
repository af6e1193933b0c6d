"""Files that are being written: waited for until they are whole pictures, or given up."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from trainer import pixels
from trainer.errors import PictureError
from trainer.predicting import reading
from trainer.predicting.reading import Stamp

_STILL = 0.5  # seconds without a change after which a file may be whole
_PATIENCE = 30.0  # seconds without a change after which it is no longer waited for
_TOGETHER = 32  # pictures told at once
_GONE = "is no longer there"


class _File:
    """A file that is waited for."""

    def __init__(self, stamp: Stamp | None, now: float, look: float) -> None:
        self.stamp = stamp
        self.since = now  # when it was seen to change the last time
        self.look = look  # when it is worth a look
        self.wait = look - now


class Arrivals:
    """Files that have come or changed.

    A file is whole when its size and time stand still and it can be decoded to the end. One that stands still for
    long and cannot is told nevertheless, with a word: it will be shown as unreadable, with the reason.

    Args:
        tell: Told in words what was given up.
        still: Seconds without a change after which a file may be whole.
        patience: Seconds without a change after which it is given up.
        clock: Seconds that only grow.
    """

    def __init__(
        self,
        tell: Callable[[str], None],
        *,
        still: float = _STILL,
        patience: float = _PATIENCE,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._tell = tell
        self._still = still
        self._patience = patience
        self._clock = clock
        self._files: dict[str, _File] = {}

    def __len__(self) -> int:
        return len(self._files)

    def note(self, paths: Iterable[str]) -> None:
        """Wait for these."""
        now = self._clock()
        for path in paths:
            self._files[path] = _File(None, now, now + self._still)

    def forget(self, path: str) -> None:
        """It is gone."""
        self._files.pop(path, None)

    def paths(self) -> list[str]:
        """What is waited for, in the order of names; may be asked from any thread."""
        return sorted(list(self._files))  # noqa: C414 - one step, in which no other thread adds any

    def whole(self) -> Iterator[list[str]]:
        """Those that are whole by now, or given up; once they were taken, they are waited for no longer."""
        over = (path for path in list(self._files) if self._is_over(path))
        while found := list(itertools.islice(over, _TOGETHER)):
            yield found
            for path in found:
                self.forget(path)

    def _is_over(self, path: str) -> bool:
        file, now = self._files[path], self._clock()
        if now < file.look:
            return False
        try:
            stamp = reading.stamp(path)
        except PictureError as error:
            if error.what == _GONE:
                self.forget(path)
                return False
            return self._is_given_up(path, file, error, now)
        if stamp != file.stamp:
            self._files[path] = _File(stamp, now, now + self._still)
            return False
        try:
            pixels.examine(Path(path))
        except PictureError as error:
            return self._is_given_up(path, file, error, now)
        return True

    def _is_given_up(self, path: str, file: _File, error: PictureError, now: float) -> bool:
        if now - file.since < self._patience:
            file.wait *= 2  # reading it to the end again and again would keep the disk busy
            file.look = now + file.wait
            return False
        self._tell(f"This file is still no whole picture after {self._patience:.0f} seconds: {path}: {error.what}.")
        return True
