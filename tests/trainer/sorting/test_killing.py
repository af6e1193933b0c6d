"""Killed at named and at random moments, a sort and its undoing lose nothing, replace nothing, and end as if never killed."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.trainer.sorting.scenes import contents, made, said, tree
from trainer.sorting import journal

pytestmark = pytest.mark.skipif(os.name != "posix", reason="SIGKILL is of POSIX")

DONE = {  # moments of the doing, by the disk; where a file is copied, only the first four
    "rename": ("sort-before-rename", "sort-after-rename", "sort-between"),
    "links": ("sort-linked", "sort-before-rename", "sort-after-rename", "sort-between"),
    "another disk": (
        "sort-copied",
        "sort-ready",
        "sort-placed",
        "sort-between",
        "sort-before-unlink",
        "sort-after-unlink",
    ),
}
UNDONE = ("sort-before-unlink", "sort-between")  # of copies
FIRST: tuple[dict[str, object], ...] = ({"kill": "sort-before-journal"}, {"kill": "sort-planned"})
KILLS, TIMED = 16, 5
Ask = Callable[..., int]


@contextmanager
def mortal(disk: str) -> Iterator[Ask]:
    """Runs the command in processes that can be killed."""
    words = [sys.executable, "-m", "tests.trainer.sorting.mortal", disk]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        stdin, stdout = process.stdin, process.stdout

        def ask(*argv: str | Path, kill: str = "", after: float = 0.0) -> int:
            stdin.write(json.dumps({"argv": [*map(str, argv), "--json"], "kill": kill, "after": after}) + "\n")
            stdin.flush()
            return int(json.loads(stdout.readline()))

        yield ask
        stdin.close()


class Scene:
    """Pictures with sidecars, a target where others' files have some of the names, and what of it must never be lost."""

    def __init__(self, folder: Path, count: int) -> None:
        names = [f"{number:04}.jpg" for number in range(count)]
        self.pictures = made(folder / "pictures", *names, *(f"{name}.xmp" for name in names))
        self.out = made(folder / "out", "drawings/0000.jpg", "etchings/0003.jpg.xmp", "drawings/mine.txt")
        self.before, self.theirs = tree(self.pictures), tree(self.out)
        self.all = contents(self.pictures, self.out)
        rows = {self.pictures / name: (("drawings", "etchings")[place % 2], 0.9) for place, name in enumerate(names)}
        self.listed = said(folder / "answers.json", rows)

    def check(self) -> None:
        """Every content is there, and what lay in the target is as it was."""
        now = contents(self.pictures, self.out)
        assert not {content for content, often in self.all.items() if now[content] < often}
        assert self.theirs.items() <= tree(self.out).items()

    def intrude(self) -> None:
        """Sidecars of somebody else's, put between plan and move beside places where pictures are to lie."""
        made(self.out, "drawings/0004.pp3", "etchings/0005_01.jpg.xmp")
        self.theirs, self.all = tree(self.out), contents(self.pictures, self.out)

    def check_sorted(self, how: str) -> None:
        """Nothing is missing, twice or half there."""
        assert tree(self.pictures) == ({} if how == "move" else self.before)
        found = {name: data for name, data in tree(self.out).items() if name not in self.theirs}
        assert sorted(found.values()) == sorted(self.before.values())
        assert not [name for name in found if name.endswith(".part")]
        assert found["drawings/0000 (2).jpg"] == b"contents of 0000.jpg"
        assert found["etchings/0001.jpg.xmp"] == b"contents of 0001.jpg.xmp"


@pytest.mark.parametrize(
    ("disk", "how", "count", "seed"),
    [
        ("rename", "move", 500, 1),
        ("links", "move", 60, 2),
        ("another disk", "move", 60, 3),
        ("another disk", "copy", 60, 4),
    ],
)
def test_killed_thirty_times_nothing_is_lost(disk: str, how: str, count: int, seed: int, tmp_path: Path) -> None:
    chance, scene = random.Random(seed), Scene(tmp_path, count)
    with mortal(disk) as ask:
        begin = ("sort", "--answers", scene.listed, "--into", scene.out, "--how", how)
        resume = ("sort", "--resume")
        killed = _killed(ask, begin, FIRST, scene, resume)
        scene.intrude()
        killed += _killed(ask, resume, _kills(chance, _moments(disk, how), count), scene, resume)
        assert ask("sort", "--resume") == 0 or journal.listed()[0].state == "done"
        scene.check_sorted(how)
        undo, back = ("sort", "--undo"), UNDONE if how == "copy" else _moments(disk, how)
        killed += _killed(ask, undo, _kills(chance, back, count), scene, undo)
        while journal.listed()[0].state != "undone":
            assert ask("sort", "--undo") == 0
        assert tree(scene.pictures) == scene.before
        assert tree(scene.out) == scene.theirs
    assert killed >= 30 - 2 * TIMED  # by the clock it may be over, or not have begun


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(10, 16))
@pytest.mark.parametrize(("disk", "how"), [("rename", "move"), ("links", "move"), ("another disk", "move")])
def test_killed_at_other_moments_too(disk: str, how: str, seed: int, tmp_path: Path) -> None:
    test_killed_thirty_times_nothing_is_lost(disk, how, 200, seed, tmp_path)


def _moments(disk: str, how: str) -> tuple[str, ...]:
    return DONE[disk][:4] if how == "copy" else DONE[disk]


def _kills(chance: random.Random, names: tuple[str, ...], count: int) -> list[dict[str, object]]:
    """Each moment by its name, then random ones of them, at random times; and at last some by the clock.

    Those come last because a quick computer may be done before they do.
    """
    most = max(2, 2 * count // KILLS)
    random_names = [*names, *chance.choices(names, k=KILLS - TIMED - len(names))]
    named: list[dict[str, object]] = [{"kill": f"{name}:{chance.randint(1, most)}"} for name in random_names]
    timed: list[dict[str, object]] = [{"after": chance.uniform(0.005, 0.05)} for _ in range(TIMED)]
    chance.shuffle(named)
    return [*named, *timed]


def _killed(
    ask: Ask, begin: tuple[str | Path, ...], kills: Sequence[dict[str, object]], scene: Scene, go_on: tuple[str, ...]
) -> int:
    """Begin, and go on after each kill; how many there were before the end was reached."""
    words, killed = begin, 0
    for kill in kills:
        ended = ask(*words, **kill)  # type: ignore[arg-type]
        scene.check()
        if ended >= 0 and killed:
            break
        killed += ended < 0
        states = [row.state for row in journal.listed()]
        words = go_on if states and states[0] != "undone" else begin
    return killed
