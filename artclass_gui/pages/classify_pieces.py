"""Much to do at once, done a piece at a time between other events: a disk with 100,000 pictures may come or go."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, QTimer, Signal

_PIECE = 250  # paths: a few milliseconds


class InPieces(QObject):
    """Hands paths on, so many each time the event loop comes round.

    Args:
        work: What is done with a piece.

    Signals:
        done(): Nothing waits any more.
    """

    done = Signal()

    def __init__(self, work: Callable[[Sequence[str]], None], parent: QObject) -> None:
        super().__init__(parent)
        self._work = work
        self._waiting: deque[str] = deque()
        self._timer = QTimer(self, interval=0)
        self._timer.timeout.connect(self._do_a_piece)

    @property
    def busy(self) -> bool:
        """Whether there is more to do."""
        return bool(self._waiting)

    def add(self, paths: Sequence[str]) -> None:
        """Do these after all others; the first piece at once where nothing waits."""
        idle = not self._waiting
        self._waiting.extend(paths)
        if idle:
            self._do_a_piece()

    def clear(self) -> None:
        """Do no more."""
        self._waiting.clear()
        self._timer.stop()

    def _do_a_piece(self) -> None:
        piece = [self._waiting.popleft() for _ in range(min(_PIECE, len(self._waiting)))]
        if self._waiting:
            self._timer.start()
        else:
            self._timer.stop()
        if piece:
            self._work(piece)
            if not self._waiting:
                self.done.emit()
