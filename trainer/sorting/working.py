"""Files get their places one after another, and whatever was broken off is taken up where it was.

Nothing is asked of the journal that the files themselves do not bear out: a file is deleted only where its contents lie,
whole and on the disk, at another place that this very sort has given them.
"""

from __future__ import annotations

import contextlib
import errno
import os
from collections.abc import Iterator
from pathlib import Path

from trainer import files
from trainer.errors import disk_error
from trainer.running import moments
from trainer.sorting import placing
from trainer.sorting.companions import Companions
from trainer.sorting.journal import Journal, Way
from trainer.sorting.placing import ChangedMeanwhile, Copied
from trainer.sorting.values import Stamp, Step

FOLDERS = 4_096
"""Of so many folders the contents are remembered, for steps go through all folders by turns."""
_ENDS_ALL = {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO, errno.ENODEV, errno.ENXIO}


class Refused(Exception):
    """A file stays where it is; the message is the reason, as a sentence's end."""


class Worker:
    """Does the steps of a journal; each can be repeated without harm, however far it had come.

    Args:
        journal: What is planned, and where it is written down what was done.
        way: Whose notes these are: of the doing, or of the undoing.
    """

    def __init__(self, journal: Journal, way: Way = "do") -> None:
        self._journal, self._way = journal, way
        self._companions = Companions(folders=FOLDERS)

    def do(self, step: Step) -> None:
        """Give a file its place.

        Raises:
            Refused: It cannot have it; nothing was lost.
            DiskError: No file can have its place now: the disk is full, read-only or gone.
        """
        if self._journal.is_done(self._way, step.number):
            return
        source, target = Path(step.source), Path(step.target)
        with self.refusing(target):
            self._make_folder(target.parent)
            match self._journal.plan.how:
                case "move":
                    self._unchanged(step)
                    self._note_strangers(step, target)
                    self.move(step.number, source, target)
                case "copy":
                    self._unchanged(step)
                    self._copy(step.number, source, target)
                case "hardlink":
                    self._link(step.number, source, target)
                case "symlink":
                    self._symlink(step.number, source, target)
        self._journal.note_done(self._way, step.number, came=self._came(step, target))

    def move(self, number: int, source: Path, target: Path) -> None:
        """Move a file, to another disk if need be; whatever of that was done before counts.

        Raises:
            Refused: It cannot be moved.
            OSError: It cannot be moved.
        """
        copied = self._journal.copied(self._way, number)
        self.discard_partial(number, target.parent)  # what was left half-written is made anew
        if not placing.is_there(source):
            if placing.is_there(target):
                return  # killed after the move, before it was written down
            raise Refused("is no longer there")
        if placing.is_there(target):
            self._finish(number, source, target, copied)
            return
        moments.reached("sort-before-rename")
        try:
            placing.rename(source, target, linking=lambda: self._journal.note_linking(self._way, number, sync=True))
        except OSError as error:
            if error.errno != errno.EXDEV:
                raise
            self._carry(number, source, target)
        moments.reached("sort-after-rename")

    def discard_partial(self, number: int, folder: Path) -> None:
        """Delete what was copied of a file and never got its name."""
        with contextlib.suppress(FileNotFoundError, NotADirectoryError):
            self._journal.partial(self._way, number, folder).unlink()

    @contextlib.contextmanager
    def refusing(self, path: Path) -> Iterator[None]:
        """Turn the system's refusals into words; those that meet every file end all."""
        try:
            yield
        except FileExistsError as error:
            raise Refused("another file has that name by now") from error
        except ChangedMeanwhile as error:
            raise Refused(str(error.strerror)) from error
        except FileNotFoundError as error:
            raise Refused("is no longer there") from error
        except OSError as error:
            if error.errno in _ENDS_ALL:
                raise disk_error(error, error.filename or path) from error
            words = disk_error(error).what
            raise Refused(words[:1].lower() + words[1:]) from error

    # Inside

    def _unchanged(self, step: Step) -> None:
        """What was planned for a picture was planned for its contents; sidecars may change as they like."""
        source = Path(step.source)
        if step.role == "picture" and placing.is_there(source):
            now = placing.stamp(source)
            if (now.size, now.mtime_ns) != (step.stamp.size, step.stamp.mtime_ns):
                raise Refused("has changed since it was classified")

    def _came(self, step: Step, target: Path) -> int | None:
        """When a moved picture has come to its place: a rename sets that time on most disks, and nobody can set it back."""
        if step.role != "picture" or self._journal.plan.how != "move":
            return None
        with contextlib.suppress(OSError):
            return target.lstat().st_ctime_ns
        return None

    def _note_strangers(self, step: Step, target: Path) -> None:
        """Sidecars that lie at a picture's new place before it does are somebody else's, and stay when it goes back.

        Folders are listed once; the names that programs commonly give are looked for each time, for a sort may take long.
        """
        if step.role != "picture" or placing.is_there(target):
            return  # once it is there, so may be what goes along with it
        common = (target.with_name(f"{target.name}.xmp"), target.with_suffix(".xmp"))
        listed = (target.with_name(name) for name in self._companions.strangers(target))
        found = dict.fromkeys((*listed, *filter(_is_there, common)))
        if found:
            self._journal.note_strangers(map(str, found))

    def _finish(self, number: int, source: Path, target: Path, copied: Copied | None) -> None:
        """Both are there: what this sort has put there itself is finished, anything else stays."""
        if placing.same_entry(source, target):
            raise Refused("is there already")
        if self._journal.was_linking(self._way, number) and _two_names(source, target):
            moments.reached("sort-before-unlink")
            source.unlink()
        elif copied is not None and placing.is_copy(target, source, copied.sha256):
            self._leave(source, target, copied)
        else:
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(target))

    def _carry(self, number: int, source: Path, target: Path) -> None:
        """Move to another disk: copy, see that the copy is right, and only then delete."""
        if source.is_symlink():
            found = source.lstat()
            os.symlink(os.readlink(source), target)  # noqa: PTH115, PTH211
            os.utime(target, ns=(found.st_atime_ns, found.st_mtime_ns), follow_symlinks=False)
            placing.sync_folder(target.parent)
            source.unlink()
            return
        copied = self._put_copy(number, source, target, verify=True)
        self._leave(source, target, copied)

    def _leave(self, source: Path, target: Path, copied: Copied) -> None:
        """Delete what was copied, if it is still what was copied."""
        now = placing.stamp(source)
        same = (now.size, now.mtime_ns) == (copied.source.size, copied.source.mtime_ns)
        if not same and placing.sha256(source) != copied.sha256:
            raise Refused(f"was changed while it was moved; as it was, it lies in “{target.parent.name}”")
        moments.reached("sort-before-unlink")
        source.unlink()
        moments.reached("sort-after-unlink")
        placing.sync_folder(source.parent)

    def _copy(self, number: int, source: Path, target: Path) -> None:
        copied = self._journal.copied(self._way, number)
        self.discard_partial(number, target.parent)  # what was left half-written is made anew
        if copied is not None and placing.is_there(target) and placing.is_copy(target, source, copied.sha256):
            return  # killed after it got its name, before that was written down
        self._put_copy(number, source, target, verify=False)

    def _put_copy(self, number: int, source: Path, target: Path, *, verify: bool) -> Copied:
        partial = self._journal.partial(self._way, number, target.parent)
        if placing.is_there(target):
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(target))
        try:
            copied = placing.copy(source, partial)
            if verify and placing.sha256(partial, from_disk=True) != copied.sha256:
                raise Refused("could not be copied rightly: the disk gives back other contents")
            self._journal.note_copy(self._way, number, copied)
            moments.reached("sort-ready")
            placing.place(partial, target)
            moments.reached("sort-placed")
        except BaseException:
            self.discard_partial(number, target.parent)
            raise
        return copied

    def _link(self, number: int, source: Path, target: Path) -> None:
        real = Path(os.path.realpath(source))
        if self._journal.was_linking(self._way, number) and placing.is_there(target) and _two_names(real, target):
            return  # killed after that, before it was written down
        self._journal.note_linking(self._way, number, sync=False)
        try:
            os.link(real, target)
        except OSError as error:
            if error.errno == errno.EXDEV:
                raise Refused("hard links do not lead to another disk; use symbolic links, or copy") from error
            if error.errno in (errno.EPERM, errno.ENOTSUP):
                raise Refused("this disk has no hard links; copy instead") from error
            raise

    def _symlink(self, number: int, source: Path, target: Path) -> None:
        if not placing.is_there(source):
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(source))
        if self._journal.was_linking(self._way, number) and leads_to(target, source):
            return
        self._journal.note_linking(self._way, number, sync=False)
        try:
            target.symlink_to(source)
        except OSError as error:
            if error.errno in (errno.EPERM, errno.ENOTSUP) or getattr(error, "winerror", None) == 1314:
                raise Refused("this disk, or your account, has no symbolic links; copy instead") from error
            raise

    def _make_folder(self, folder: Path) -> None:
        within = Path(self._journal.plan.target)
        while not within.exists() and within != within.parent:
            within = within.parent
        files.make_folders(folder, within=within)
        target = os.path.realpath(self._journal.plan.target)
        if os.path.commonpath([os.path.realpath(folder), target]) != target:
            raise Refused(f"“{folder.name}” is a link that leads out of the target")


def _is_there(sidecar: Path) -> bool:
    """Whether there is a file of a name that was made up; one that is too long for the disk cannot be there."""
    try:
        return placing.is_there(sidecar)
    except OSError as error:
        if error.errno == errno.ENAMETOOLONG:
            return False
        raise


def _two_names(one: Path, other: Path) -> bool:
    """Whether these are two entries for the same file, so that one can go and the contents stay."""
    first, second = one.lstat(), other.lstat()
    same = (first.st_dev, first.st_ino) == (second.st_dev, second.st_ino)
    return same and first.st_nlink > 1 and not placing.same_entry(one, other)


def leads_to(link: Path, source: Path) -> bool:
    """Whether ``link`` is a symbolic link that says ``source``."""
    try:
        return os.readlink(link) == str(source)  # noqa: PTH115
    except OSError:
        return False


def is_same(now: Stamp, then: Stamp) -> bool:
    """Whether a file is the one that had this stamp, by where it lies on the disk or by when it was written."""
    return (now.device, now.inode) == (then.device, then.inode) or (now.size, now.mtime_ns) == (
        then.size,
        then.mtime_ns,
    )
