"""What is to become of each picture: decided by looking only, so that a person can see it before anything is touched."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Literal, NamedTuple

from trainer.answers import changes
from trainer.answers.columns import Answered
from trainer.errors import UsageError, disk_error
from trainer.sorting import placing
from trainer.sorting.companions import Companions, is_raw
from trainer.sorting.patterns import LONGEST, Facts, Pattern, folded, numbered, portable, shortened
from trainer.sorting.values import How, Left, Part, Plan, Role, Sorted, Step

_SHARED = "may belong to another picture too"
OnCollision = Literal["number", "skip"]


class Wishes(NamedTuple):
    """How pictures are to be sorted.

    Attributes:
        how: What happens to each file.
        target: Into which folder.
        pattern: Where a picture goes below it.
        threshold: The confidence (0 to 1) from which on the model's class is taken; below it, pictures are to be reviewed.
        review, novel: The folders below the target of pictures to be reviewed, and of those that are none of the classes;
            "": these stay where they are.
        collision: What happens where another file has the name: a number is added, or the picture stays.
        root: The folder that is sorted, which the pattern's ``{folder}`` is seen from; None: there is no such.
    """

    how: How
    target: Path
    pattern: Pattern
    threshold: float = 0.0
    review: str = "Review"
    novel: str = "None of the classes"
    collision: OnCollision = "number"
    root: Path | None = None


class _Stays(Exception):
    """A picture stays; the message is the reason."""


def plan(rows: Iterable[Answered], wishes: Wishes, *, check: Callable[[], None] = lambda: None) -> Plan:
    """Plan a sort; touches nothing.

    Args:
        rows: The pictures, with what the model and the person say of them.
        wishes: How.
        check: Called between pictures; may raise.

    Raises:
        UsageError: The target is a file.
        DiskError: The target's folders cannot be read.
    """
    return _Planner(wishes).planned(rows, check)


def see_target(target: Path) -> None:
    """See that a target is a folder, if it is there already.

    Raises:
        UsageError: It is a file.
    """
    if target.exists() and not target.is_dir():
        raise UsageError("The target is a file", path=target, remedy="Name a folder, there or not yet.")


class _Planner:
    """Plans one picture after another, and knows which names are taken by then."""

    def __init__(self, wishes: Wishes) -> None:
        self._wishes = wishes
        self._target = Path(os.path.abspath(wishes.target))  # noqa: PTH100 - links stay as the person names them
        self._companions = Companions()
        self._taken: dict[Path, set[str]] = {}  # folded names by folder
        self._claimed: set[Path] = set()
        self._missing: dict[Path, None] = {}
        self._sorted: list[Sorted] = []
        self._shared: dict[Path, None] = {}
        self._left: list[Left] = []
        self._number = self._in_place = 0

    def planned(self, rows: Iterable[Answered], check: Callable[[], None]) -> Plan:
        see_target(self._target)
        given = [(Path(os.path.abspath(row.prediction.path)), row) for row in rows]  # noqa: PTH100
        self._claimed.update(path for path, _ in given)
        seen: set[Path] = set()
        for path, row in given:
            check()
            if path not in seen:
                seen.add(path)
                self._add(path, row)
        return Plan(
            how=self._wishes.how,
            target=str(self._target),
            pictures=tuple(self._sorted),
            left=(*self._left, *(Left(str(path), _SHARED) for path in self._shared if path not in self._claimed)),
            in_place=self._in_place,
            folders=tuple(map(str, self._missing)),
        )

    def _add(self, path: Path, row: Answered) -> None:
        try:
            self._sort(path, row)
        except _Stays as reason:
            self._left.append(Left(str(path), str(reason)))
        except OSError as error:
            self._left.append(Left(str(path), _in_words(error)))

    def _sort(self, path: Path, row: Answered) -> None:
        if row.changed:
            raise _Stays(changes.CHANGED)
        part, parts = self._where(path, row)
        _movable(path, self._wishes.how)
        folder, name = self._target.joinpath(*parts[:-1]), parts[-1]
        if placing.same_entry(path, folder / name):
            self._in_place += 1
            return
        found = self._companions.of(path)
        along = [(path.with_name(one.name), one) for one in found.belonging]
        along = [(file, one) for file, one in along if file not in self._claimed]
        others = [one.named_after for _, one in along]
        longest = LONGEST - _longer(name, others)
        name = shortened(name, longest=longest)
        free = self._free(folder, name, others, longest)
        self._claimed.update(file for file, _ in along)
        steps = [self._step("picture", path, folder / free)]
        steps += [self._step("companion", file, folder / one.named_after(free)) for file, one in along]
        self._shared.update((path.with_name(other), None) for other in found.shared)
        self._sorted.append(Sorted(part=part, folder="/".join(parts[:-1]), steps=tuple(steps), renamed=free != name))

    def _where(self, path: Path, row: Answered) -> tuple[Part, tuple[str, ...]]:
        """Where a picture belongs, as names below the target."""
        said, wishes = row.prediction, self._wishes
        label = row.own if row.own is not None else said.label
        if label is None:
            raise _Stays(said.reason or "cannot be read")
        sure = None if row.own is not None else said.confidence
        names = wishes.pattern.filled(Facts(label, sure, path.name, _below(path, wishes.root)))
        if row.own is not None:
            return "labelled", names
        if said.novel:
            return "novel", (*_folder(wishes.novel, "is probably none of the classes"), path.name)
        if (said.confidence or 0.0) < wishes.threshold:
            return "review", (*_folder(wishes.review, "the model is not sure enough"), *names)
        return "filed", names

    def _free(self, folder: Path, name: str, others: Sequence[Callable[[str], str]], longest: int) -> str:
        """A name that nobody has, neither in the folder nor in the plan, also for what goes along."""
        taken, number, tried = self._names(folder), 1, name
        while clash := self._clash(folder, [tried, *(other(tried) for other in others)], taken):
            if self._wishes.collision == "skip":
                raise _Stays(f"there is a “{clash}” in “{folder.name}” already")
            number += 1
            tried = numbered(name, number, longest=longest)
        taken.update(folded(one) for one in (tried, *(other(tried) for other in others)))
        return tried

    def _clash(self, folder: Path, names: list[str], taken: set[str]) -> str:
        """What stands in the way of a picture and what goes along with it; empty where nothing does.

        Nor may a sidecar that lies there already become this picture's, or its raw file's: it would be taken for its own,
        and go with it.
        """
        clash = next((one for one in names if folded(one) in taken), "")
        if clash or folder in self._missing:
            return clash
        raws = (name for name in names[1:] if is_raw(name))
        strange = (one for name in (names[0], *raws) for one in self._companions.strangers(folder / name))
        return next(strange, "")

    def _names(self, folder: Path) -> set[str]:
        if folder not in self._taken:
            self._within(folder)
            self._note_missing(folder)
            try:
                listed = os.listdir(folder) if folder.exists() else []  # noqa: PTH208 - names, not paths
            except OSError as error:
                raise disk_error(error, folder) from error
            self._taken[folder] = set(map(folded, listed))
        return self._taken[folder]

    def _within(self, folder: Path) -> None:
        """A link among the folders may lead out of the target."""
        real, inside = os.path.realpath(folder), os.path.realpath(self._target)
        if os.path.commonpath([real, inside]) != inside:
            raise _Stays(f"“{folder.name}” in the target is a link that leads out of it")

    def _note_missing(self, folder: Path) -> None:
        missing = []
        while not folder.exists():
            missing.append(folder)
            folder = folder.parent
        if not folder.is_dir():
            raise _Stays(f"“{folder.name}” in the target is a file, not a folder")
        self._missing.update(dict.fromkeys(reversed(missing)))

    def _step(self, role: Role, source: Path, target: Path) -> Step:
        step = Step(number=self._number, role=role, source=str(source), target=str(target), stamp=placing.stamp(source))
        self._number += 1
        return step


def _longer(name: str, others: Iterable[Callable[[str], str]]) -> int:
    """By how many bytes the longest name of what goes along surpasses the picture's: disks have to take that one, too."""
    return max((len(os.fsencode(other(name))) - len(os.fsencode(name)) for other in others), default=0)


def _folder(words: str, reason: str) -> tuple[str, ...]:
    if not words:
        raise _Stays(reason)
    return (portable(words),)


def _below(path: Path, root: Path | None) -> str:
    if root is None:
        return ""
    try:
        found = path.parent.relative_to(os.path.abspath(root))  # noqa: PTH100
    except ValueError:
        return ""
    return "/".join(found.parts)


def _movable(path: Path, how: How) -> None:
    """A link that says where it leads as seen from its folder would lead elsewhere from another one."""
    if how == "move" and path.is_symlink() and not os.path.isabs(os.readlink(path)):  # noqa: PTH115, PTH117
        raise _Stays("is a symbolic link, which would lead nowhere from another folder")
    if not path.is_file():
        raise _Stays("is no longer there")


def _in_words(error: OSError) -> str:
    words = disk_error(error).what
    return words[:1].lower() + words[1:]
