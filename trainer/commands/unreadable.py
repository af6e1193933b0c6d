"""Pictures that could not be read: few are named on the screen with their reasons, many by the first ones."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from trainer.channel import Emit
from trainer.events import Notice, Prediction
from trainer.names import readable

_NAMED = 5


class Unreadable:
    """Gathers them from what a model says of pictures."""

    def __init__(self) -> None:
        self._found: list[tuple[str, str]] = []  # path, and why, as a sentence's end

    def __len__(self) -> int:
        return len(self._found)

    def add(self, predictions: Iterable[Prediction]) -> None:
        """Take those in that have no answer."""
        self._found += [(one.path, one.reason or "cannot be read") for one in predictions if one.status != "ok"]

    def rows(self) -> list[dict[str, Any]]:
        """What ``--json`` prints."""
        return [{"path": readable(path), "reason": readable(reason)} for path, reason in self._found]

    def tell(self, emit: Emit, listed: Path | None = None) -> None:
        """Name them; ``listed`` is the list that tells of all of them."""
        for words in self._sentences(listed):
            emit(Notice(message=words, level="warning"))

    def _sentences(self, listed: Path | None) -> Iterator[str]:
        for path, reason in self._found[:_NAMED]:
            yield f"{path} {reason}."
        more = len(self._found) - _NAMED
        if more > 0:
            where = "--json names them all" if listed is None else f"the column “status” of {listed} says why"
            yield f"And {more:,} more that cannot be read; {where}."
