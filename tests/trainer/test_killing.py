"""Killed at any moment, a training goes on and ends bit for bit where one that was never killed ends."""

from __future__ import annotations

import functools
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.trainer import endings, making
from tests.trainer.endings import Ending
from trainer import runs
from trainer.learning import standing
from trainer.options import Wishes, arguments
from trainer.options import config as settled
from trainer.project import Project
from trainer.running import moments

pytestmark = pytest.mark.skipif(os.name != "posix", reason="SIGKILL is of POSIX")

TUNED = settled(
    "vgg16",
    Wishes(
        image_size=32,
        epochs=3,
        batch_size=8,
        seed=3,
        weights="random",
        sizes=(),
        augment=True,
        label_smoothing=0.0,
        fine_tuning={"blocks": 2, "epochs": 2, "learning_rate": 1e-4, "warmup": 0.5},
    ),
)
SCRATCH = settled("deep_cnn", Wishes(image_size=32, epochs=6, batch_size=8, seed=3, class_weights=True))
SETTINGS = {"tuned": TUNED, "scratch": SCRATCH}

CHAINS = {
    "feature pass": ("tuned", ["row-before-key:1", "look:1", "before-fsync:2", "before-rename:2"]),
    "head": ("tuned", ["head:2", "checkpoint:4", "best-written:1", "epoch-told:1", "validation:1"]),
    "fine-tuning": (
        "tuned",
        ["epoch-told:3", "look:1", "checkpoint-renamed:3", "tune:1", "tune:3", "epoch-told:1", "after-rename:2"],
    ),
    "end": ("tuned", ["last-checkpoint:1", "pack:1", "before-report:1"]),
    "scratch": ("scratch", ["head:3", "checkpoint:2", "epoch-told:2", "last-checkpoint:1"]),
}
MOMENTS = ("head", "checkpoint", "before-fsync", "before-rename", "after-rename", "checkpoint-renamed")
KILLS = 8  # a chain of them; each lets three steps of thirty pass at the most
TIMED = 4  # kills of each kind by the clock


def environment(**more: str) -> dict[str, str]:
    clean = {name: value for name, value in os.environ.items() if name not in (moments.KILL_AT, "ARTCLASS_CORES")}
    return {**clean, standing.EVERY: "0", **more}


def command(project: Project, kind: str) -> list[str]:
    """Train, or go on where there is something to go on with."""
    words = [sys.executable, "-m", "trainer"]
    if any(run.resumable() for run in runs.list_runs(project)):
        return [*words, "resume", "--project", str(project.folder), "--json"]
    return [*words, "train", "--project", str(project.folder), *arguments(SETTINGS[kind]), "--json"]


def sit(project: Project, kind: str, *, kill_at: str | None = None, kill_after: float | None = None) -> int:
    """One sitting: its exit status, -SIGKILL where it was killed."""
    asked = {} if kill_at is None else {moments.KILL_AT: kill_at}
    child = subprocess.Popen(
        command(project, kind), env=environment(**asked), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )
    try:
        _, said = child.communicate(timeout=kill_after)
    except subprocess.TimeoutExpired:
        child.kill()
        _, said = child.communicate()
    assert child.returncode in (0, -signal.SIGKILL), said.decode()
    return child.returncode


def ending(project: Project) -> Ending:
    """Of the run that has come to its end."""
    return endings.of(next(run for run in runs.list_runs(project) if run.report_path.exists()))


class Whole(NamedTuple):
    """A run that was never killed, and how long it took."""

    ending: Ending
    seconds: float


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Whole]:
    """Runs that were never killed, made when they are first asked for."""

    @functools.cache
    def of(kind: str) -> Whole:
        project, began = making.project(tmp_path_factory.mktemp(kind)), time.monotonic()
        assert sit(project, kind) == 0
        return Whole(ending(project), time.monotonic() - began)

    return of


def killed_again_and_again(project: Project, kind: str, at: Sequence[str]) -> Ending:
    for moment in at:
        assert sit(project, kind, kill_at=moment) == -signal.SIGKILL, f"never came to {moment}"
    assert sit(project, kind) == 0
    run = runs.list_runs(project)[0]
    assert not run.checkpoint.exists()
    assert not list(run.folder.glob(".*.part")), "a half-written file was left"
    return ending(project)


def test_killed_in_fine_tuning_it_ends_where_it_would_have(tmp_path: Path, whole: Callable[[str], Whole]) -> None:
    project = making.project(tmp_path)
    assert killed_again_and_again(project, "tuned", ["tune:3"]) == whole("tuned").ending


@pytest.mark.soak
@pytest.mark.parametrize("chain", CHAINS)
def test_killed_at_hard_moments_it_ends_where_it_would_have(
    chain: str, tmp_path: Path, whole: Callable[[str], Whole]
) -> None:
    kind, at = CHAINS[chain]
    assert killed_again_and_again(making.project(tmp_path), kind, at) == whole(kind).ending


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(2))
def test_killed_after_steps_by_chance_it_ends_where_it_would_have(
    seed: int, tmp_path: Path, whole: Callable[[str], Whole]
) -> None:
    chance = random.Random(seed)
    at = [f"{chance.choice(MOMENTS)}:{chance.randint(1, 3)}" for _ in range(KILLS)]
    assert killed_again_and_again(making.project(tmp_path), "scratch", at) == whole("scratch").ending


@pytest.mark.soak
@pytest.mark.parametrize("number", range(TIMED))
@pytest.mark.parametrize("kind", SETTINGS)
def test_killed_at_any_time_it_ends_where_it_would_have(
    kind: str, number: int, tmp_path: Path, whole: Callable[[str], Whole]
) -> None:
    expected = whole(kind)
    after = expected.seconds * random.Random(number).uniform(0.4, 0.9)
    for sitting in range(5):
        project = making.project(tmp_path / str(sitting))
        if sit(project, kind, kill_after=after) != 0:
            break
        after *= 0.8  # the computer has become quicker: it had ended already
    else:
        pytest.fail("it was never killed")
    assert sit(project, kind) == 0
    assert ending(project) == expected.ending


def test_no_moment_comes_unless_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(moments.KILL_AT, raising=False)
    moments.reached("head")
    monkeypatch.setenv(moments.KILL_AT, "elsewhere")
    moments.reached("head")
