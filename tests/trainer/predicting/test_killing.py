"""Killing a predictor at any moment: every answer that was told is kept, and the others are found out again."""

from __future__ import annotations

import os
import random
import shutil
from pathlib import Path

import pytest

from tests.trainer import making
from tests.trainer.predicting import models
from tests.trainer.predicting.talk import Program, talking
from trainer import cache
from trainer.events import Classified
from trainer.predicting.predictor import Predictor
from trainer.running import moments

OLD = (1_700_000_000, 1_700_000_000)
NAMED = tuple(f"{name}:{time}" for name in ("before-keeping", "after-keeping") for time in range(1, 6))


@pytest.fixture(scope="module")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """400 pictures, more than are told at once."""
    folder = making.pictures(tmp_path_factory.mktemp("killing"), 134)
    found = sorted(folder.rglob("*.png"))[:400]
    for path in found:
        os.utime(path, OLD)
    return found


def answered_until_killed(pictures: list[Path], place: Path, *, at: str | None, after: int | None) -> set[str]:
    """What a predictor has told before it was killed: at a named moment, or after so many events."""
    model = models.written(place / "colours.artmodel")
    environment = {**os.environ, **({} if at is None else {moments.KILL_AT: at})}
    program = Program(model, place / "answers", environment)
    program.ask(do="classify", paths=[str(path) for path in pictures])
    told: set[str] = set()
    heard = 0
    for event in program.events():
        if isinstance(event, Classified):
            told.update(prediction.path for prediction in event.predictions)
            heard += 1
        if after is not None and heard == after:
            program.process.kill()
    assert program.end() != 0
    return told


def check_nothing_is_lost_or_repeated(
    pictures: list[Path], place: Path, told: set[str], patch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    real = Predictor.square

    def square(self: Predictor, stream: object, name: str) -> object:
        asked.append(name)
        return real(self, stream, name)  # type: ignore[arg-type]

    patch.setattr(Predictor, "square", square)
    with talking(models.colour_package(), place / "answers") as talk:
        talk.ask(do="classify", paths=[str(path) for path in pictures])
        settled = talk.settled()
        assert settled.answered == len(pictures)
        assert settled.failed == 0
        assert {p.path: p.label for p in talk.predictions} == {str(path): path.parent.name for path in pictures}
    assert settled.kept >= len(told)
    assert len(asked) == len(pictures) - settled.kept


@pytest.mark.parametrize("moment", ["before-keeping:1", "before-keeping:3", "after-keeping:2"])
def test_killed_around_the_keeping_of_answers(
    moment: str, pictures: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = answered_until_killed(pictures, tmp_path, at=moment, after=None)
    check_nothing_is_lost_or_repeated(pictures, tmp_path, told, monkeypatch)


def test_killed_in_the_middle_of_telling(pictures: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told = answered_until_killed(pictures, tmp_path, at=None, after=2)
    assert told
    check_nothing_is_lost_or_repeated(pictures, tmp_path, told, monkeypatch)


@pytest.mark.soak
@pytest.mark.parametrize("number", range(30))
def test_killed_at_thirty_moments(
    number: int, pictures: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chance = random.Random(number)
    named = number < len(NAMED)
    told = answered_until_killed(
        pictures, tmp_path, at=NAMED[number] if named else None, after=None if named else chance.randint(1, 12)
    )
    check_nothing_is_lost_or_repeated(pictures, tmp_path, told, monkeypatch)


def test_the_store_lies_in_the_cache_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from trainer.predicting import store

    monkeypatch.setenv(cache.PLACE, str(tmp_path / "cache"))
    package = models.colour_package()
    with store.opened(None, package, tell=pytest.fail):
        assert list((tmp_path / "cache" / "answers").glob("*.sqlite"))
    shutil.rmtree(tmp_path / "cache")
