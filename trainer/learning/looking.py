"""Every picture looked at once: decoding and the frozen backbone side by side, in order, a few pictures ahead of the disk."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from trainer import parallel, pixels
from trainer.catalog.records import Picture
from trainer.errors import PictureError
from trainer.learning.rows import Rows, forget
from trainer.pixels import Pixels

CHUNK = 8
"""Pictures that are decoded as one piece of work."""

_AHEAD = 3  # pieces of work that wait for the next step, a worker


class View(NamedTuple):
    """A table to fill.

    Attributes:
        rows: The table.
        members: The pictures (sha256) that belong in it.
        see: Makes rows (n, ...) of pixels (n, S, S, 3); called from several threads.
    """

    rows: Rows
    members: frozenset[str]
    see: Callable[[Pixels], npt.NDArray[Any]]

    def lacks(self, key: str) -> bool:
        """Whether the row of this picture is to be made."""
        return key in self.members and key not in self.rows


class Piece(NamedTuple):
    """Some pictures on their way.

    Attributes:
        pictures: Those that could be read.
        squares: Their pixels, (n, S, S, 3).
        fresh: Whether each was decoded now, rather than found in the cache.
        unreadable: Those that could not be read, and why.
        made: What is to be written: table, keys, rows.
    """

    pictures: list[Picture]
    squares: Pixels
    fresh: list[bool]
    unreadable: list[tuple[Picture, PictureError]]
    made: list[tuple[Rows, list[str], npt.NDArray[Any]]]


class Source:
    """Where pixels come from: the cache, or else the picture's file.

    Args:
        size: Side of the squares in pixels.
        kept: The table of decoded pictures, held by `Rows.writing`; None for none.
    """

    def __init__(self, size: int, kept: Rows | None) -> None:
        self._size = size
        self._kept = kept
        self._table = None if kept is None else kept.view()
        self._places = {} if kept is None else kept.numbers()

    def piece(self, pictures: Sequence[Picture]) -> Piece:
        """The pixels of some pictures. May be called from several threads."""
        found = [self._square(picture) for picture in pictures]
        read = [(p, s) for p, s in zip(pictures, found, strict=True) if not isinstance(s, PictureError)]
        failed = [(p, s) for p, s in zip(pictures, found, strict=True) if isinstance(s, PictureError)]
        squares = np.stack([s for _, s in read]) if read else np.empty((0, self._size, self._size, 3), np.uint8)
        return Piece([p for p, _ in read], squares, [p.sha256 not in self._places for p, _ in read], failed, [])

    def forget(self) -> None:
        """Let go of what was read of the cache."""
        if self._table is not None:
            forget(self._table)

    def _square(self, picture: Picture) -> Pixels | PictureError:
        place = self._places.get(picture.sha256)
        if place is not None and self._table is not None:
            return np.asarray(self._table[place])
        try:
            return pixels.read_square(picture.path, self._size)
        except PictureError as error:
            return error


def look(
    pictures: Sequence[Picture], source: Source, views: Sequence[View], *, chunk: int = CHUNK, lanes: int | None = None
) -> Iterator[Piece]:
    """Decode pictures and make their rows, in threads, and hand them out in order.

    Args:
        pictures: Each once.
        source: Where their pixels come from.
        views: The tables, which only the caller writes to.
        chunk: Pictures that are seen at once.
        lanes: Threads that see at once. With several, each decodes too: one thread a core does both for a picture
            while it is in the core's cache. With one, which has threads of its own, others decode meanwhile.

    Yields:
        What is to be written.
    """
    pieces = _pieces(pictures, chunk)

    def see(piece: Piece) -> Piece:
        for view in views:
            lacking = [number for number, picture in enumerate(piece.pictures) if view.lacks(picture.sha256)]
            if lacking:
                keys = [piece.pictures[number].sha256 for number in lacking]
                piece.made.append((view.rows, keys, view.see(piece.squares[lacking])))
        return piece

    if lanes == 1:
        decoded = parallel.in_order(source.piece, pieces, ahead=_AHEAD)
        yield from parallel.in_order(see, decoded, workers=1, ahead=_AHEAD)
    else:
        yield from parallel.in_order(lambda some: see(source.piece(some)), pieces, workers=lanes, ahead=_AHEAD)


def _pieces(pictures: Sequence[Picture], size: int) -> Iterator[Sequence[Picture]]:
    for start in range(0, len(pictures), size):
        yield pictures[start : start + size]
