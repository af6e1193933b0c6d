"""A sort taken back: each file is looked at first, and where it is not what the sort has left there, it stays and that is said."""

from __future__ import annotations

import contextlib
from datetime import datetime
from pathlib import Path

from trainer.running import moments
from trainer.sorting import placing
from trainer.sorting.companions import SIDECARS, Companions
from trainer.sorting.journal import Journal
from trainer.sorting.values import Step
from trainer.sorting.working import FOLDERS, Refused, Worker, is_same, leads_to

_NOTHING = "has another file in its old place by now"


class Undoer:
    """Takes back the steps of a journal, the last one first; each can be repeated without harm.

    Args:
        journal: What was planned and done.
    """

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._doer, self._worker = Worker(journal, "do"), Worker(journal, "undo")
        self._companions = Companions(folders=FOLDERS)

    def undo(self, step: Step) -> bool:
        """Take a step back; False where there was nothing to take back.

        Raises:
            Refused: It cannot be taken back; nothing was lost.
            DiskError: No step can be taken back now.
        """
        if self._journal.is_done("undo", step.number):
            return False
        source, target = Path(step.source), Path(step.target)
        with self._worker.refusing(source):
            self._doer.discard_partial(step.number, target.parent)
            done = self._take_back(step, source, target)
        self._journal.note_done("undo", step.number)
        return done

    def remove_folders(self) -> int:
        """Remove the folders that the sort has made and that nothing lies in any more; gives how many."""
        removed = 0
        for folder in reversed(self._journal.plan.folders):
            with contextlib.suppress(OSError):
                Path(folder).rmdir()  # refuses where something lies in it
                removed += 1
        return removed

    # Inside

    def _take_back(self, step: Step, source: Path, target: Path) -> bool:
        if not placing.is_there(target):
            return self._gone(step, source)
        match self._journal.plan.how:
            case "move":
                return self._move_back(step, source, target)
            case "copy":
                return self._delete_copy(step, source, target)
            case "hardlink":
                return self._delete_link(step, source, target)
            case "symlink":
                return self._delete_symlink(step, source, target)

    def _gone(self, step: Step, source: Path) -> bool:
        """Nothing lies where it was put: it is back already, was never put there, or somebody has taken it."""
        self._worker.discard_partial(step.number, source.parent)
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
        if step.role == "picture" and not self._is_ours(step, target):
            raise Refused("is another file by now than the one that was put there")
        self._make_folder(source.parent)
        if step.role == "picture":
            self._bring_along(step, source, target)
        self._worker.move(step.number, target, source)
        return True

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
        if there is not None and _are_copies(source, target, there.sha256):
            moments.reached("sort-before-unlink")
            target.unlink()
            return True
        linked = self._journal.was_linking("do", step.number) and placing.stamp(source) == placing.stamp(target)
        if linked and target.lstat().st_nlink > 1:
            target.unlink()
            return True
        if is_same(placing.stamp(source), step.stamp) and not self._journal.is_done("do", step.number):
            return False  # it was never moved, and what lies there is somebody else's
        raise Refused(_NOTHING)

    def _is_ours(self, step: Step, target: Path) -> bool:
        copied = self._journal.copied("do", step.number)
        now = placing.stamp(target)
        if copied is None:
            return is_same(now, step.stamp)
        return is_same(now, copied.stamp) or placing.sha256(target) == copied.sha256

    def _bring_along(self, step: Step, source: Path, target: Path) -> None:
        """Sidecars that other programs have made since beside the picture go back with it; what lay there before stays."""
        for one in self._companions.of(target).belonging:
            beside, back = target.with_name(one.name), source.with_name(one.named_after(source.name))
            if beside.suffix.casefold() not in SIDECARS or self._is_older(step, beside) or placing.is_there(back):
                continue
            with contextlib.suppress(OSError):
                placing.rename(beside, back, linking=lambda: None)

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

    def _delete_copy(self, step: Step, source: Path, target: Path) -> bool:
        copied = self._journal.copied("do", step.number)
        if copied is None:
            return False  # it was never copied, and what lies there is somebody else's
        changed = placing.stamp(target) != copied.stamp and placing.sha256(target) != copied.sha256
        if changed or target.is_symlink():
            raise Refused("was changed since it was copied, and is kept")
        if not source.exists() or placing.sha256(source) != copied.sha256:
            raise Refused("is kept: the file that it was copied from is gone, or has changed")
        moments.reached("sort-before-unlink")
        target.unlink()
        return True

    def _delete_link(self, step: Step, source: Path, target: Path) -> bool:
        if not self._journal.was_linking("do", step.number):
            return False
        if not source.exists() or not source.samefile(target) or target.is_symlink():
            raise Refused("is kept: the file that it was a link to is gone, or is another one")
        target.unlink()
        return True

    def _delete_symlink(self, step: Step, source: Path, target: Path) -> bool:
        if not self._journal.was_linking("do", step.number):
            return False
        if not leads_to(target, source):
            raise Refused("is no longer the link that was put there, and is kept")
        target.unlink()
        return True

    @staticmethod
    def _make_folder(folder: Path) -> None:
        """The folder that a picture came from may be gone, for it was empty then."""
        folder.mkdir(parents=True, exist_ok=True)


def _are_copies(one: Path, other: Path, digest: str) -> bool:
    """Whether each of two files holds these contents by itself."""
    return placing.is_copy(one, other, digest) and placing.is_copy(other, one, digest)
