"""The journal of a sort: what is planned is on the disk before the first file is touched, and what was done is added.

A journal is a folder: ``plan.json`` is there completely or not at all and never changes; ``done.jsonl`` grows. After a
kill or a power cut the two, and a look at the files themselves, tell where each file is (see `trainer.sorting.working`).
Names are kept to the byte: JSON's escapes hold what is no valid Unicode.
"""

from __future__ import annotations

import contextlib
import errno
import json
import os
import secrets
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import platformdirs

from trainer import files, holding
from trainer.errors import DiskError, ProjectError, UsageError, disk_error
from trainer.running import moments
from trainer.sorting import notes
from trainer.sorting.notes import DONE, Along, State, Way
from trainer.sorting.placing import Copied
from trainer.sorting.values import Plan

__all__ = ["PLACE", "Head", "Journal", "State", "Summary", "Way", "begun", "listed", "opened", "place", "undone_before"]

PLACE = "ARTCLASS_DATA"
"""The environment variable with another folder than the user's own for what must not get lost; children inherit it."""
_PLAN = "plan.json"
_ABOUT = "about.json"  # the row of the list, so that no plan of thousands need be read for it
FORMAT = 1


class Head(msgspec.Struct, frozen=True, kw_only=True):
    """What a journal is about.

    Attributes:
        at: When it began (ISO 8601).
        plan: What is planned.
        project: Whose labels go along.
        strangers: Sidecars of others beside a picture's new place are noted; not so by older versions.
    """

    format: int
    at: str
    plan: Plan
    project: str | None = None
    strangers: bool = False


class Summary(msgspec.Struct, frozen=True, kw_only=True):
    """One row of the list of journals: so many ``pictures`` were done; as long as that is unfinished, so many were planned."""

    name: str
    at: str
    how: str
    target: str
    pictures: int
    state: State


class Journal:
    """A journal that is open; made by `begun` or `opened`, which see to it that only one process works with it.

    Args:
        folder, head: Where it lies, and what it is about.

    Attributes:
        is_damaged: Some of what was noted could not be read.
    """

    def __init__(self, folder: Path, head: Head) -> None:
        self.folder = folder
        self.head = head
        self.plan = head.plan
        self._copies: dict[tuple[Way, int], Copied] = {}
        self._linking: set[tuple[Way, int]] = set()
        self._strangers: set[str] = set()
        self._came: dict[int, int] = {}
        self._along: dict[int, list[Along]] = {}
        self._free = len(head.plan.steps)  # a number that no file has
        self._done: dict[Way, set[int]] = {"do": set(), "undo": set()}
        self._read()
        self._handle = os.open(folder / DONE, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600)
        self._torn = self._ends_torn()

    @property
    def name(self) -> str:
        """What the person calls it."""
        return self.folder.name

    def close(self) -> None:
        """Let go of its file."""
        os.close(self._handle)

    # What is known

    @property
    def state(self) -> State:
        """How far the whole is."""
        return notes.last_state(self.folder)

    def copied(self, way: Way, number: int) -> Copied | None:
        """The copy that a step had made before it was given its name; None where it had made none."""
        return self._copies.get((way, number))

    def was_linking(self, way: Way, number: int) -> bool:
        """Whether a step was about to give a file a second name."""
        return (way, number) in self._linking

    def is_done(self, way: Way, number: int) -> bool:
        """Whether a step was done, as far as was written down: the file itself tells more."""
        return number in self._done[way]

    def is_stranger(self, path: Path) -> bool:
        """Whether a file of somebody else's had this place before the picture came that it seems to belong to."""
        return str(path) in self._strangers

    def came(self, number: int) -> int | None:
        """When a step had given a file its place (nanoseconds, by the disk's own clock); None where that is unknown."""
        return self._came.get(number)

    def along(self, picture: int) -> tuple[Along, ...]:
        """The sidecars that go back with the picture of this step, and were made beside it since."""
        return tuple(self._along.get(picture, ()))

    def partial(self, way: Way, number: int, folder: Path) -> Path:
        """The name that a copy has until it is whole; no other file has it."""
        return folder / f".{self.name}.{way}-{number}.part"

    # What is noted

    def note_copy(self, way: Way, number: int, copied: Copied) -> None:
        """Say that a copy is whole, before it gets its name.

        Raises:
            DiskError: It cannot be written down.
        """
        self._copies[way, number] = copied
        self._add({"copied": number, "way": way, **msgspec.to_builtins(copied._asdict())}, sync=True)

    def note_linking(self, way: Way, number: int, *, sync: bool) -> None:
        """Say that a file is about to get a second name; ``sync``: and that this has to survive a power cut.

        Raises:
            DiskError: It cannot be written down.
        """
        self._linking.add((way, number))
        self._add({"linking": number, "way": way}, sync=sync)

    def note_strangers(self, paths: Iterable[str]) -> None:
        """Say which files lie beside a picture's new place before it comes there: these are somebody else's.

        Raises:
            DiskError: It cannot be written down.
        """
        found = list(paths)
        self._strangers.update(found)
        self._add({"strangers": found}, sync=True)

    def note_along(self, picture: int, source: Path, target: Path) -> None:
        """Say, before a picture goes back, that a sidecar is to go with it.

        Raises:
            DiskError: It cannot be written down.
        """
        along = Along(picture=picture, number=self._free, source=str(source), target=str(target))
        self._keep_along(along)
        self._add({"along": msgspec.to_builtins(along)}, sync=True)

    def note_done(self, way: Way, number: int, *, came: int | None = None) -> None:
        """Say that a step is done, and when the file ``came`` to its place; were this lost, the files would tell.

        Raises:
            DiskError: It cannot be written down.
        """
        self._done[way].add(number)
        if came is None:
            self._add({"done": number, "way": way})
        else:
            self._came[number] = came
            self._add({"done": number, "way": way, "came": came})

    def note_state(self, state: State) -> None:
        """Say how far the whole is.

        Raises:
            DiskError: It cannot be written down.
        """
        self._add({"state": state}, sync=True)

    def note_pictures(self, done: int) -> None:
        """Say how many pictures were done, for the list of journals; a disk that is full costs that figure alone."""
        row = msgspec.structs.replace(_row(self.folder, self.head), pictures=done)
        with contextlib.suppress(DiskError):
            files.write(self.folder / _ABOUT, json.dumps(msgspec.to_builtins(row)).encode())

    def _add(self, row: dict[str, Any], *, sync: bool = False) -> None:
        data = json.dumps(row).encode() + b"\n"
        try:
            whole = b"\n" + data if self._torn else data
            self._torn = os.write(self._handle, whole) < len(whole)
            if self._torn:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            if sync:
                os.fsync(self._handle)
        except OSError as error:
            raise disk_error(error, self.folder) from error

    def _ends_torn(self) -> bool:
        data = (self.folder / DONE).read_bytes()
        return bool(data) and not data.endswith(b"\n")

    def _read(self) -> None:
        found = list(notes.read(self.folder))
        self.is_damaged = not found or None in found  # that it was begun is noted first
        for note in filter(None, found):
            if note.done is not None:
                self._done[note.way].add(note.done)
                if note.came is not None:
                    self._came[note.done] = note.came
            if note.linking is not None:
                self._linking.add((note.way, note.linking))
            if note.copied is not None and note.copy is not None:
                self._copies[note.way, note.copied] = note.copy
            if note.along is not None:
                self._keep_along(note.along)
            self._strangers.update(note.strangers or ())

    def _keep_along(self, along: Along) -> None:
        self._along.setdefault(along.picture, []).append(along)
        self._free = max(self._free, along.number + 1)


def place() -> Path:
    """The folder of all journals; not made here."""
    given = os.environ.get(PLACE)
    return (Path(given) if given else platformdirs.user_data_path("artclass", appauthor=False)) / "sorts"


@contextlib.contextmanager
def begun(plan: Plan, *, project: Path | None = None) -> Iterator[Journal]:
    """Write a plan down; when this block begins, it is on the disk.

    Raises:
        DiskError: It cannot be written; nothing may be touched then.
    """
    now = datetime.now(UTC)
    folder = place() / f"{now.astimezone():%Y-%m-%d-%H%M%S}-{secrets.token_hex(2)}"
    head = Head(
        format=FORMAT,
        at=now.isoformat(timespec="milliseconds"),
        plan=plan,
        project=None if project is None else str(project),
        strangers=True,
    )
    try:
        folder.mkdir(parents=True)
    except OSError as error:
        raise disk_error(error, folder) from error
    moments.reached("sort-before-journal")
    files.write(folder / _PLAN, json.dumps(msgspec.to_builtins(head)).encode())
    moments.reached("sort-planned")
    with contextlib.suppress(DiskError):  # the plan says the same
        files.write(folder / _ABOUT, json.dumps(msgspec.to_builtins(_row(folder, head))).encode())
    with _held(folder, head) as journal:
        yield journal


@contextlib.contextmanager
def opened(name: str) -> Iterator[Journal]:
    """Open the journal called ``name``.

    Raises:
        UsageError: There is none.
        ProjectError: It is damaged, from a newer program, or another process works with it.
    """
    folder = place() / name
    if "/" in name or name in (".", "..") or not (folder / _PLAN).exists():
        raise UsageError(f"There is no sort called {name}", remedy="See “artclass-cli sort --list”.")
    with _held(folder, _head(folder)) as journal:
        yield journal


@contextlib.contextmanager
def _held(folder: Path, head: Head) -> Iterator[Journal]:
    with holding.held(folder, busy="Another ArtClass is at this sort"):
        try:
            journal = Journal(folder, head)
        except OSError as error:
            raise disk_error(error, folder) from error
        try:
            yield journal
        finally:
            journal.close()


def listed() -> list[Summary]:
    """All journals, the newest first; damaged ones are passed over, and those of which nothing could be done."""
    found = []
    with contextlib.suppress(OSError):
        for folder in place().iterdir():
            if (folder / _PLAN).exists():
                with contextlib.suppress(ProjectError):
                    found.append(_summary(folder))
    return sorted((row for row in found if row.pictures), key=lambda row: row.at, reverse=True)


def undone_before(folder: Path, moment: float) -> bool:
    """Whether a journal's sort was undone as a whole, and nothing was written down after ``moment`` (seconds, UTC).

    Raises:
        OSError: There is no journal, or it cannot be looked at.
    """
    return (folder / DONE).stat().st_mtime < moment and notes.last_state(folder) == "undone"


def _summary(folder: Path) -> Summary:
    try:
        row = msgspec.convert(json.loads((folder / _ABOUT).read_bytes()), Summary)
    except (OSError, ValueError, msgspec.ValidationError):
        row = _row(folder, _head(folder))
    return msgspec.structs.replace(row, name=folder.name, state=notes.last_state(folder))


def _row(folder: Path, head: Head) -> Summary:
    return Summary(
        name=folder.name,
        at=head.at,
        how=head.plan.how,
        target=head.plan.target,
        pictures=len(head.plan.pictures),
        state="unfinished",
    )


def _head(folder: Path) -> Head:
    damaged = "The files that it names are where they are; look into it with a text editor."
    try:
        data = json.loads((folder / _PLAN).read_bytes())
        if data.get("format", 0) > FORMAT:
            raise ProjectError(
                "This journal was written by a newer ArtClass", path=folder, remedy="Use that one to undo it."
            )
        head = msgspec.convert(data, Head)
        datetime.fromisoformat(head.at)
    except OSError as error:
        raise disk_error(error, folder) from error
    except (ValueError, TypeError, AttributeError, RecursionError, msgspec.ValidationError) as error:
        raise ProjectError("This journal is damaged", path=folder / _PLAN, remedy=damaged) from error
    return head
