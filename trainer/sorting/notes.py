"""What a journal's second file says, line by line; damaged lines are passed over, for no step relies on any of them."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Literal, get_args

import msgspec

from trainer.sorting.placing import Copied
from trainer.sorting.values import Stamp

DONE = "done.jsonl"
"""The name of that file in a journal's folder."""
State = Literal["unfinished", "done", "undoing", "undone"]
Way = Literal["do", "undo"]
_log = logging.getLogger(__name__)


class Along(msgspec.Struct, frozen=True, kw_only=True):
    """A sidecar that was made beside a picture since, and goes back with it.

    Attributes:
        picture: The number of the picture's step.
        number: Its own; no step has it.
        source, target: Absolute paths: where it lies, and where the picture goes back to.
    """

    picture: int
    number: int
    source: str
    target: str


class Note(msgspec.Struct, frozen=True, kw_only=True):
    """One line; it says one of ``done``, ``linking``, ``copied`` (numbers of steps), ``strangers``, ``along``, ``state``.

    Attributes:
        way: Of the doing, or of the undoing.
        came: When a file had come to its place, in ns.
        sha256, stamp, source: What is known of a copy.
    """

    way: Way = "do"
    done: int | None = None
    came: int | None = None
    linking: int | None = None
    copied: int | None = None
    sha256: str = ""
    stamp: Stamp | None = None
    source: Stamp | None = None
    strangers: tuple[str, ...] | None = None
    along: Along | None = None
    state: State | None = None

    @property
    def copy(self) -> Copied | None:
        """The copy that was made; None where the line is of another kind, or says too little."""
        if self.copied is None or self.stamp is None or self.source is None or not self.sha256:
            return None
        return Copied(self.sha256, self.stamp, self.source)


def read(folder: Path) -> Iterator[Note | None]:
    """Each line of a journal; None for one that is damaged, or was being written when the program was killed."""
    try:
        lines = (folder / DONE).read_bytes().split(b"\n")
    except OSError:
        return
    for number, line in enumerate(lines, 1):
        if line:
            note = _read(line)
            if note is None:
                _log.info("line %d of %s says nothing", number, folder / DONE)
            yield note


def last_state(folder: Path) -> State:
    """How far a sort is."""
    states = [note.state for note in read(folder) if note is not None and note.state is not None]
    return states[-1] if states else get_args(State)[0]


def _read(line: bytes) -> Note | None:
    try:
        note = msgspec.convert(json.loads(line), Note)  # JSON's escapes hold names that are no valid Unicode
    except (ValueError, RecursionError, msgspec.ValidationError):
        return None
    kinds = (note.done, note.linking, note.copy, note.strangers, note.along, note.state)
    return None if all(kind is None for kind in kinds) else note
