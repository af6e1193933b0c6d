"""Questions to a child: any name of a file comes through, and nonsense is told as such."""

from __future__ import annotations

import os
from pathlib import Path

import msgspec
import pytest

from trainer import questions


class Look(msgspec.Struct, frozen=True, tag_field="do", tag="look"):
    """One question."""

    path: str


class Leave(msgspec.Struct, frozen=True, tag_field="do", tag="leave"):
    """Another one."""


@pytest.mark.parametrize("name", [b"a.jpg", "портрет ☃.jpg".encode(), b"caf\xe9.jpg", b'a\nb"c\\.jpg'])
def test_every_name_comes_through(name: bytes) -> None:
    path = str(Path("/p") / os.fsdecode(name))
    line = questions.encode(Look(path))
    assert "\n" not in line
    assert questions.decode(line.encode(), Look | Leave) == Look(path)
    assert questions.decode(questions.encode({"do": "look", "path": path}).encode(), Look | Leave) == Look(path)


@pytest.mark.parametrize("line", [b"", b"{", b'{"do": "sing"}', b'{"do": "look"}', b"\xff"])
def test_nonsense_is_refused(line: bytes) -> None:
    with pytest.raises((msgspec.DecodeError, ValueError)):
        questions.decode(line, Look | Leave)
