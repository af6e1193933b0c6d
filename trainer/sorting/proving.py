"""Whether a file may be deleted: only where its contents, or the file itself, lie at another place that this does not touch.

A link that leads to what is to be deleted is no other place, nor is a folder that is one. What is not proved here stays.
"""

from __future__ import annotations

import os
import stat
from collections import defaultdict
from collections.abc import Iterable
from functools import cached_property, lru_cache
from pathlib import Path

from trainer.sorting import placing
from trainer.sorting.patterns import folded
from trainer.sorting.values import Stamp, Step

_FOLDERS = 4_096
_Entry = tuple[int, int, str]  # the folder's device and inode, and the folded name in it


class Originals:
    """Finds the file that a step's copy or link was made of, if it is one that stays whatever is undone.

    Args:
        steps: Of the sort: what lies at their targets is to go.
    """

    def __init__(self, steps: Iterable[Step]) -> None:
        self._steps = steps
        self._inode = lru_cache(_FOLDERS)(_folder)

    def of(self, step: Step) -> Path | None:
        """The file itself; None where there is none, or only a way to what the sort has put somewhere.

        Links that were sorted as such are followed, those that took a file's place since are not.

        Raises:
            OSError: It cannot be looked at.
        """
        path = Path(step.source)
        if not placing.is_there(path):
            return None
        if path.is_symlink() and placing.stamp(path) == step.stamp:
            path = Path(os.path.realpath(path))
        if not placing.is_there(path) or not stat.S_ISREG(path.lstat().st_mode):
            return None
        return None if self._entry(path) in self._targets else path

    @cached_property
    def _targets(self) -> frozenset[_Entry | None]:
        return frozenset(entry for entry in map(self._entry, (Path(step.target) for step in self._steps)) if entry)

    def _entry(self, path: Path) -> _Entry | None:
        """The entry of a folder that a path names, through whatever links and mounts; None: there is no such folder."""
        found = self._inode(str(path.parent))
        return None if found is None else (*found, folded(path.name))


def has_own_contents(original: Path | None, copy: Path, digest: str) -> bool:
    """Whether the original of a copy still has these contents, and would have them without the copy.

    Raises:
        OSError: It cannot be read.
    """
    return original is not None and placing.is_copy(original, copy, digest)


def is_same_file(original: Path | None, link: Path) -> bool:
    """Whether both are names of one file, so that it stays when ``link`` goes.

    Raises:
        OSError: It cannot be looked at.
    """
    if original is None:
        return False
    one, other = original.lstat(), link.lstat()
    return (one.st_dev, one.st_ino) == (other.st_dev, other.st_ino) and other.st_nlink > 1


class Neighbours:
    """Finds files that have got another name in their folder; looks into each folder once, so one is for one job only.

    Args:
        endings: Of names that count, in small letters with their dots. A program's backup (``a.jpg_original``, ``a.jpg~``)
            has no picture's ending.
    """

    def __init__(self, endings: frozenset[str]) -> None:
        self._endings = endings
        self._listed = lru_cache(_FOLDERS)(self._listing)

    def has(self, then: Stamp, path: Path) -> bool:
        """Whether the file that once lay at ``path`` lies beside it by another name, so that there is another one now.

        Disks give the inodes of deleted files to new ones, so that size and time have to be the same, too.

        Raises:
            OSError: The folder cannot be read.
        """
        names = self._listed(str(path.parent)).get(then.inode, ())
        others = (path.with_name(name) for name in names if name != path.name)
        return any(placing.is_there(other) and placing.stamp(other) == then for other in others)

    def _listing(self, folder: str) -> dict[int, list[str]]:
        found = defaultdict(list)
        with os.scandir(folder) as entries:
            for entry in entries:
                if os.path.splitext(entry.name)[1].casefold() in self._endings:  # noqa: PTH122 - a name, not a path
                    found[entry.inode()].append(entry.name)
        return found


def _folder(path: str) -> tuple[int, int] | None:
    try:
        found = os.stat(path)  # noqa: PTH116
    except OSError:
        return None
    return found.st_dev, found.st_ino
