"""The end of a file that somebody else is writing: whole lines, each once, and nothing is read twice. Light."""

from __future__ import annotations

from pathlib import Path


class Tail:
    """Reads what is added to a file.

    Args:
        path: It need not be there yet.
        last: Begin with so many bytes from its end at most; None: with its beginning.
    """

    def __init__(self, path: Path, *, last: int | None = None) -> None:
        self._path = path
        self._rest = b""
        self._at = 0
        if last is not None and (size := self._size()) > last:
            self._at = size - last
            self._rest = b"\0"  # the first line is cut off: it is given up with what stands before it

    def lines(self) -> list[bytes]:
        """The lines that are whole since the last time, without their ends; a line being written waits."""
        if self._size() <= self._at:
            return []
        try:
            with self._path.open("rb") as stream:
                stream.seek(self._at)
                added = stream.read()
        except OSError:
            return []
        self._at += len(added)
        *whole, self._rest = (self._rest + added).split(b"\n")
        return [line for line in whole if line and not line.startswith(b"\0")]

    def _size(self) -> int:
        try:
            return self._path.stat().st_size
        except OSError:
            return 0
