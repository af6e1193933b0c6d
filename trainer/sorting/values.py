"""What is planned for files, as frozen records."""

from __future__ import annotations

from typing import Literal

import msgspec

How = Literal["copy", "move", "hardlink", "symlink"]
HOWS: tuple[How, ...] = ("copy", "move", "hardlink", "symlink")
Part = Literal["labelled", "filed", "review", "novel"]
Role = Literal["picture", "companion"]


class Stamp(msgspec.Struct, frozen=True):
    """What tells a file from another one without reading it: size in bytes, time of change in ns, and where it lies."""

    size: int
    mtime_ns: int
    device: int
    inode: int


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """One file that gets another place.

    Attributes:
        number: From 0; a picture's steps follow one another, itself first.
        role: The picture itself, or a file that belongs to it.
        source, target: Absolute paths.
        stamp: Of the source, when it was planned.
    """

    number: int
    role: Role
    source: str
    target: str
    stamp: Stamp


class Left(msgspec.Struct, frozen=True):
    """A file that stays where it is, and why, as a sentence's end."""

    path: str
    reason: str


class Sorted(msgspec.Struct, frozen=True, kw_only=True):
    """A picture with what goes along.

    Attributes:
        part: "labelled" by the person, or as the model's answer has it: "filed" by its class, for "review", or "novel".
        folder: Where it goes, relative to the target, with slashes; "" is the target itself.
        steps: The picture's, then its companions'.
        renamed: Another file has the name that it was to get, so that it gets a number.
    """

    part: Part
    folder: str
    steps: tuple[Step, ...]
    renamed: bool = False


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be done.

    Attributes:
        how: What happens to each file.
        target: The folder that all goes into, absolute.
        pictures: In their order.
        left: Files that stay.
        in_place: So many pictures are where they belong already.
        folders: Folders that have to be made, absolute, outer ones first.
    """

    how: How
    target: str
    pictures: tuple[Sorted, ...]
    left: tuple[Left, ...] = ()
    in_place: int = 0
    folders: tuple[str, ...] = ()

    @property
    def steps(self) -> list[Step]:
        """All steps in their order."""
        return [step for picture in self.pictures for step in picture.steps]

    @property
    def bytes(self) -> int:
        """How much all files hold."""
        return sum(step.stamp.size for step in self.steps)
