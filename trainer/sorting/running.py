"""A whole sort, done or undone, with what came of it; the labels of a project go along with files that are moved."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from pathlib import Path

import msgspec

from trainer.channel import Control, Emit
from trainer.doctor.words import pictures
from trainer.errors import ArtClassError
from trainer.events import Notice, Problem
from trainer.pace import Pace, check
from trainer.running import moments
from trainer.sorting.journal import Journal
from trainer.sorting.undoing import Undoer
from trainer.sorting.values import Left, Sorted, Step
from trainer.sorting.working import Refused, Worker

_log = logging.getLogger(__name__)


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """What came of it.

    Attributes:
        pictures, companions: So many files have their new, or their old, place.
        refused: Files that could not have it, and why.
        folders: So many folders that became empty were removed.
        followed: So many files of the project are known where they lie now.
        changed: Of an undoing: so many of the pictures have other contents than they had when they were sorted.
        never_left: Of the undoing of a move: so many pictures had not left their place when it was broken off.
    """

    pictures: int
    companions: int
    refused: tuple[Left, ...] = ()
    folders: int = 0
    followed: int = 0
    changed: int = 0
    never_left: int = 0


def do(journal: Journal, emit: Emit, control: Control) -> Outcome:
    """Do what is planned, or what is left of it after a stop, a kill or a power cut.

    Raises:
        Interrupted: Somebody asked; it can go on later, or be undone.
        DiskError: The disk is full, read-only or gone; it can go on later, or be undone.
    """
    worker, tally = Worker(journal), _Tally(emit)
    journal.note_state("unfinished")
    pace = Pace(emit, "pictures", total=len(journal.plan.pictures))
    try:
        for picture in journal.plan.pictures:
            check(control)
            _do_one(picture, worker, tally)
            pace.advance(1)
    finally:
        followed = _follow(journal, emit, back=False)
    done = sum(journal.is_done("do", picture.steps[0].number) for picture in journal.plan.pictures)
    if done:
        journal.note_state("done")
        journal.note_pictures(done)
    else:
        _clear_away(journal)
    return tally.outcome(followed=followed)


def _clear_away(journal: Journal) -> None:
    """Nothing could be done, so that there is nothing to take back, either: not even folders are left."""
    if not undo(journal, lambda _event: None, Control()).refused:
        journal.note_pictures(0)


def _do_one(picture: Sorted, worker: Worker, tally: _Tally) -> None:
    """A picture, then what belongs to it; where the picture stays, all of that stays with it."""
    for step in picture.steps:
        try:
            worker.do(step)
            tally.done(step)
            moments.reached("sort-between")
        except Refused as reason:
            tally.refused(step.source, str(reason))
            if step.role == "picture":
                return


def undo(journal: Journal, emit: Emit, control: Control) -> Outcome:
    """Take everything back that can be, the last first.

    Raises:
        Interrupted: Somebody asked; it can go on later.
        DiskError: The disk is full, read-only or gone; it can go on later.
    """
    undoer, tally = Undoer(journal), _Tally(emit)
    journal.note_state("undoing")
    pace = Pace(emit, "pictures", total=len(journal.plan.pictures))
    try:
        for picture in reversed(journal.plan.pictures):
            check(control)
            _undo_one(picture, undoer, tally)
            pace.advance(1)
    finally:
        followed = _follow(journal, emit, back=True)
    _tell_changed(undoer.changed, emit)
    removed = undoer.remove_folders()
    if not tally.any_refused:
        journal.note_state("undone")
    return tally.outcome(folders=removed, followed=followed, changed=undoer.changed, never_left=undoer.never_left)


def _undo_one(picture: Sorted, undoer: Undoer, tally: _Tally) -> None:
    """A picture, then what belongs to it; where the picture stays, all of that stays with it."""
    first = picture.steps[0]
    for step in picture.steps:
        try:
            if undoer.undo(step):
                tally.done(step)
                moments.reached("sort-between")
        except Refused as reason:
            tally.refused(step.target, str(reason))
            if step is first and os.path.lexists(step.target):
                return
    for hindrance in undoer.bring_along(first):
        if hindrance is None:
            tally.along()
        else:
            tally.refused(*msgspec.structs.astuple(hindrance))


def _tell_changed(count: int, emit: Emit) -> None:
    if count:
        emit(Notice(message=f"Changed since the sort, and back as they are now: {pictures(count)}."))


class _Tally:
    """Counts, and tells at once what was refused."""

    def __init__(self, emit: Emit) -> None:
        self._emit = emit
        self._pictures = self._companions = 0
        self._refused: list[Left] = []

    @property
    def any_refused(self) -> bool:
        return bool(self._refused)

    def done(self, step: Step) -> None:
        self._pictures += step.role == "picture"
        self._companions += step.role == "companion"

    def along(self) -> None:
        self._companions += 1

    def refused(self, path: str, reason: str) -> None:
        self._refused.append(Left(path, reason))
        self._emit(Problem(path=path, reason=reason))

    def outcome(self, **more: int) -> Outcome:
        return Outcome(
            pictures=self._pictures,
            companions=self._companions,
            refused=tuple(self._refused),
            **more,
        )


def _follow(journal: Journal, emit: Emit, *, back: bool) -> int:
    """Let the labels of the project go along; a project that is gone costs that, and not the sort."""
    if journal.plan.how != "move" or journal.head.project is None:
        return 0
    moves = dict(_moved(journal, back=back))
    if not moves:
        return 0
    from trainer.catalog.store import Catalog  # noqa: PLC0415 - only where there is a project
    from trainer.project import Project  # noqa: PLC0415

    try:
        with Catalog.open(Project.open(Path(journal.head.project))) as catalog:
            return catalog.follow_moves(moves)
    except ArtClassError as error:
        _log.warning("labels could not follow", exc_info=True)
        words = f"The project does not know yet where the pictures lie now; import them again to tell it. {error}"
        emit(Notice(message=words, level="warning"))
        return 0


def _moved(journal: Journal, *, back: bool) -> Iterator[tuple[str | Path, str | Path]]:
    """From where to where pictures have gone by now."""
    for picture in journal.plan.pictures:
        step = picture.steps[0]
        now, before = (step.source, step.target) if back else (step.target, step.source)
        if journal.is_done("undo" if back else "do", step.number):
            yield before, now
