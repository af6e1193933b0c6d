"""A sort taken back: each file is looked at first, and where it is not what the sort has left there, it stays and that is said."""

from __future__ import annotations

import contextlib
import errno
import os
import stat
from collections.abc import Iterator
from datetime import datetime
from functools import cached_property
from pathlib import Path

from trainer.formats import KEPT, SUFFIXES
from trainer.running import moments
from trainer.sorting import placing, proving
from trainer.sorting.companions import SIDECARS, Companions
from trainer.sorting.journal import Journal
from trainer.sorting.proving import Neighbours, Originals
from trainer.sorting.values import Left, Stamp, Step
from trainer.sorting.working import FOLDERS, Refused, Worker, is_same, leads_to

_NOTHING = "has another file in its old place by now"
_READ_ONLY = "stays: the disk that it lies on, or came from, is read-only"
_UNKNOWN = "is kept: the journal is damaged, and does not say any more whether this sort has put it there"


class Undoer:
    """Takes back the steps of a journal; each can be repeated without harm.

    Args:
        journal: What was planned and done.

    Attributes:
        changed: So many pictures went back with other contents than they had when they were sorted.
        never_left: So many pictures were only copied before their move was broken off; the copies are deleted.
    """

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._doer, self._worker = Worker(journal, "do"), Worker(journal, "undo")
        self._companions = Companions(folders=FOLDERS)
        steps = journal.plan.steps
        self._originals, self._targets = Originals(steps), {step.target for step in steps}
        self._neighbours = Neighbours(SUFFIXES)
        self.changed = self.never_left = 0

    def undo(self, step: Step) -> bool:
        """Take a step back; False where there was nothing to take back, or a file that was to be moved never left.

        Raises:
            Refused: It cannot be taken back; nothing was lost.
            DiskError: No step can be taken back now.
        """
        if self._journal.is_done("undo", step.number):
            return False
        source, target = Path(step.source), Path(step.target)
        with self._refusing(source):
            self._discard_partial(self._doer, self._journal.partial("do", step.number, target.parent), step)
            done = self._take_back(step, source, target)
        self._journal.note_done("undo", step.number)
        return done

    def bring_along(self, picture: Step) -> Iterator[Left | None]:
        """Let sidecars that were made since follow their picture, once it has gone back; for each, what hinders it, if anything.

        Raises:
            DiskError: No file can go back now.
        """
        for one in self._journal.along(picture.number):
            source, target = Path(one.source), Path(one.target)
            try:
                with self._refusing(target):
                    if not placing.is_there(source):
                        continue
                    self._worker.move(one.number, source, target)
                yield None
            except Refused as reason:
                yield Left(one.source, str(reason))

    def remove_folders(self) -> int:
        """Remove the folders that the sort has made and that nothing lies in any more; gives how many."""
        removed = 0
        for folder in reversed(self._journal.plan.folders):
            with contextlib.suppress(OSError):
                Path(folder).rmdir()  # refuses where something lies in it
                removed += 1
        return removed

    # Inside

    @contextlib.contextmanager
    def _refusing(self, path: Path) -> Iterator[None]:
        """Turn refusals into words; a read-only disk hinders only what lies on it, for others may be on another one."""
        with self._worker.refusing(path):
            try:
                yield
            except OSError as error:
                if error.errno != errno.EROFS:
                    raise
                raise Refused(_READ_ONLY) from error

    @staticmethod
    def _discard_partial(worker: Worker, partial: Path, step: Step) -> None:
        """Delete what was half copied, if anything: a read-only disk refuses to delete even what is not there."""
        if placing.is_there(partial):
            worker.discard_partial(step.number, partial.parent)

    def _take_back(self, step: Step, source: Path, target: Path) -> bool:
        if not placing.is_there(target):
            return self._gone(step, source)
        match self._journal.plan.how:
            case "move":
                return self._move_back(step, source, target)
            case "copy":
                return self._delete_copy(step, target)
            case "hardlink":
                return self._delete_link(step, target)
            case "symlink":
                return self._delete_symlink(step, source, target)

    def _gone(self, step: Step, source: Path) -> bool:
        """Nothing lies where it was put: it is back already, was never put there, or somebody has taken it."""
        self._discard_partial(self._worker, self._journal.partial("undo", step.number, source.parent), step)
        if not self._journal.is_done("do", step.number):
            return False
        if self._journal.plan.how == "move" and not placing.is_there(source):
            raise Refused(f"is no longer there, nor in “{source.parent.name}”")
        return self._journal.plan.how == "move"

    def _move_back(self, step: Step, source: Path, target: Path) -> bool:
        if self._lay_there(step, target):
            return False
        if placing.is_there(source):
            return self._both(step, source, target)
        if step.role == "companion":
            self._make_folder(source.parent)
            self._worker.move(step.number, target, source)
            return True
        ours = self._is_ours(step, target)
        if not ours and not self._is_edited(step, target):
            raise Refused("is another file by now than the one that was put there")
        changed = not ours or self._has_changed(step, target)
        self._make_folder(source.parent)
        self._note_along(step, source, target)
        self._worker.move(step.number, target, source)
        self.changed += changed
        return True

    def _is_edited(self, step: Step, target: Path) -> bool:
        """Whether another file at a picture's place is that picture, saved anew by a program that replaces what it edits.

        Nothing is lost should it be another picture after all: it is moved, and replaces none.
        """
        copied = self._journal.copied("do", step.number)
        then = step.stamp if copied is None else copied.stamp
        if not self._journal.is_done("do", step.number) or not stat.S_ISREG(target.lstat().st_mode):
            return False
        if placing.stamp(target) in self._stamps:
            return False  # another picture of this sort
        return not self._neighbours.has(then, target)

    @cached_property
    def _stamps(self) -> frozenset[Stamp]:
        """What tells the sorted files from others, as they were put there."""
        steps = self._journal.plan.steps
        copies = (self._journal.copied("do", step.number) for step in steps)
        return frozenset(step.stamp if copy is None else copy.stamp for step, copy in zip(steps, copies, strict=True))

    def _has_changed(self, step: Step, target: Path) -> bool:
        copied, now = self._journal.copied("do", step.number), placing.stamp(target)
        then = step.stamp if copied is None else copied.stamp
        if (now.size, now.mtime_ns) == (then.size, then.mtime_ns):
            return False
        return copied is None or placing.sha256(target) != copied.sha256

    def _lay_there(self, step: Step, target: Path) -> bool:
        """Whether somebody else's file had the place that a companion was to get, so that it never came there."""
        noted = step.role == "companion" and self._journal.is_stranger(target)
        return noted and not self._journal.is_done("do", step.number) and not self._is_ours(step, target)

    def _both(self, step: Step, source: Path, target: Path) -> bool:
        """Something lies in both places: a move was broken off in between, or one of the two is another file."""
        if placing.same_entry(source, target):
            return False
        there = self._journal.copied("do", step.number)
        back = self._journal.copied("undo", step.number)
        if back is not None or self._journal.was_linking("undo", step.number):
            self._worker.move(step.number, target, source)  # the undoing was broken off: it knows how to go on
            return True
        original = self._originals.of(step)
        if there is not None and original == source and _are_copies(source, target, there.sha256):
            moments.reached("sort-before-unlink")
            target.unlink()
            return self._had_left(step)
        if self._journal.was_linking("do", step.number) and proving.is_same_file(original, target):
            target.unlink()
            return self._had_left(step)
        if is_same(placing.stamp(source), step.stamp) and not self._journal.is_done("do", step.number):
            return False  # it was never moved, and what lies there is somebody else's
        raise Refused(_NOTHING)

    def _had_left(self, step: Step) -> bool:
        """Whether a file that is in its old place was ever gone from there: a move that was broken off has only copied it."""
        left = self._journal.is_done("do", step.number)
        self.never_left += step.role == "picture" and not left
        return left

    def _is_ours(self, step: Step, target: Path) -> bool:
        copied = self._journal.copied("do", step.number)
        now = placing.stamp(target)
        if copied is None:
            return is_same(now, step.stamp)
        return is_same(now, copied.stamp) or placing.sha256(target) == copied.sha256

    def _note_along(self, step: Step, source: Path, target: Path) -> None:
        """Sidecars that other programs have made since beside the picture go back with it; what lay there before stays."""
        known = {one.source for one in self._journal.along(step.number)} | self._targets
        for name, back in self._beside(source, target):
            beside = target.with_name(name)
            if str(beside) not in known and placing.is_there(beside) and not self._is_older(step, beside):
                self._journal.note_along(step.number, beside, source.with_name(back))

    def _beside(self, source: Path, target: Path) -> Iterator[tuple[str, str]]:
        """Names of what may belong to a picture, now and at its old place: sidecars, and the copy that ExifTool keeps."""
        for one in self._companions.of(target).belonging:
            if Path(one.name).suffix.casefold() in SIDECARS:
                yield one.name, one.named_after(source.name)
        if os.path.lexists(f"{target}{KEPT}"):  # never where the name would be too long
            yield f"{target.name}{KEPT}", f"{source.name}{KEPT}"

    def _is_older(self, step: Step, sidecar: Path) -> bool:
        """Whether a sidecar lay there before the picture; where that was not noted, the disk's own clock says so."""
        if self._journal.is_stranger(sidecar):
            return True
        with contextlib.suppress(OSError):
            if not self._journal.head.strangers:  # of an older version
                return sidecar.lstat().st_ctime < datetime.fromisoformat(self._journal.head.at).timestamp()
            came = self._journal.came(step.number)
            return came is not None and sidecar.lstat().st_ctime_ns < came
        return False

    def _delete_copy(self, step: Step, target: Path) -> bool:
        copied = self._journal.copied("do", step.number)
        if copied is None and not self._was_put(step):
            return False  # it was never copied, and what lies there is somebody else's
        if target.is_symlink():
            raise Refused("was changed since it was copied, and is kept")
        digest = placing.sha256(target) if copied is None or placing.stamp(target) != copied.stamp else copied.sha256
        if copied is not None and digest != copied.sha256:
            raise Refused("was changed since it was copied, and is kept")
        if not proving.has_own_contents(self._originals.of(step), target, digest):
            raise Refused(self._why_kept(step))
        moments.reached("sort-before-unlink")
        target.unlink()
        return True

    @staticmethod
    def _why_kept(step: Step) -> str:
        with contextlib.suppress(OSError):
            source, target = Path(step.source), Path(step.target)
            if placing.is_there(source) and (source.is_symlink() or source.samefile(target)):
                return "is kept: the file that it was copied from is by now only a link"
        return "is kept: the file that it was copied from is gone, or has changed"

    def _delete_link(self, step: Step, target: Path) -> bool:
        if not self._journal.was_linking("do", step.number) and not self._was_put(step):
            return False
        if not proving.is_same_file(self._originals.of(step), target):
            raise Refused("is kept: the file that it was a link to is gone, or is another one")
        target.unlink()
        return True

    def _delete_symlink(self, step: Step, source: Path, target: Path) -> bool:
        if not self._journal.was_linking("do", step.number) and not self._was_put(step):
            return False
        if not leads_to(target, source):
            raise Refused("is no longer the link that was put there, and is kept")
        target.unlink()
        return True

    def _was_put(self, step: Step) -> bool:
        """Whether the sort has put something there, where what it noted before is missing."""
        if self._journal.is_done("do", step.number):
            return True
        if self._journal.is_damaged:
            raise Refused(_UNKNOWN)
        return False

    @staticmethod
    def _make_folder(folder: Path) -> None:
        """The folder that a picture came from may be gone, for it was empty then."""
        folder.mkdir(parents=True, exist_ok=True)


def _are_copies(one: Path, other: Path, digest: str) -> bool:
    """Whether each of two files holds these contents by itself."""
    return placing.is_copy(one, other, digest) and placing.is_copy(other, one, digest)
