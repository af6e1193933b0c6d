"""A resident predictor: visible pictures first, nothing twice, similar ones, a watched folder, and files that go."""

from __future__ import annotations

import contextlib
import os
import shutil
import statistics
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.trainer import making
from tests.trainer.predicting import models
from tests.trainer.predicting.talk import PATIENCE, Talk, talking
from tests.trainer.predicting.test_seen import painting
from trainer import files, pixels
from trainer.events import Appeared, Classified, Neighbours, Notice, Problem, Progress, Settled, Unwatched, Vanished
from trainer.predicting import asking, reading, seen, telling
from trainer.predicting.asking import Asking
from trainer.predicting.predictor import Predictor
from trainer.running import awake

OLD = (1_700_000_000, 1_700_000_000)


@pytest.fixture
def pictures(tmp_path: Path) -> list[Path]:
    """30 pictures that have lain there for long."""
    folder = making.pictures(tmp_path / "pictures", 10)
    found = sorted(folder.rglob("*.png"))
    for path in found:
        os.utime(path, OLD)
    return found


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "answers"


def ask_all(talk: Talk, paths: list[Path]) -> None:
    talk.ask(do="classify", paths=[str(path) for path in paths])


def label_of(path: Path) -> str:
    return path.parent.name


def test_all_pictures_are_answered_rightly_and_told_as_settled(pictures: list[Path], place: Path) -> None:
    with talking(models.colour_package(), place) as talk:
        ask_all(talk, pictures)
        assert talk.settled().answered == 30
        assert {p.path: p.label for p in talk.predictions} == {str(path): label_of(path) for path in pictures}
        assert all(len(event.predictions) <= 32 for event in talk.of(Classified))
        assert talk.of(Progress)[-1].done == talk.of(Progress)[-1].total == 30


def test_nothing_is_asked_twice_also_in_another_process(
    pictures: list[Path], place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with talking(models.colour_package(), place) as talk:
        ask_all(talk, pictures)
        first = talk.settled()
        before = {p.path: p for p in talk.predictions}
    assert first.kept == 0
    assert before[str(pictures[0])].stamp == (OLD[1] * 10**9, pictures[0].stat().st_size)

    def never(*_: Any) -> None:
        raise AssertionError("the model was asked again")

    monkeypatch.setattr(Predictor, "square", never)
    with monkeypatch.context() as patch:
        patch.setattr(reading, "contents", never)
        with talking(models.colour_package(), place) as talk:
            ask_all(talk, pictures)
            assert talk.settled().kept == 30
            assert {p.path: p for p in talk.predictions} == before
    copy = pictures[0].with_name("copy.png")
    shutil.copyfile(pictures[0], copy)
    with talking(models.colour_package(), place) as talk:  # known by its content
        ask_all(talk, [copy])
        assert talk.settled().kept == 1
        assert talk.said(copy).label == label_of(copy)


def test_a_file_that_was_changed_is_asked_anew(pictures: list[Path], place: Path) -> None:
    changed = pictures[0]
    with talking(models.colour_package(), place) as talk:
        ask_all(talk, pictures)
        talk.settled()
        changed.write_bytes(making.picture("red", 99))
        ask_all(talk, [changed])
        talk.settled(2)
        assert talk.said(changed).label == "red"


def test_visible_pictures_are_answered_before_all_others(pictures: list[Path], place: Path) -> None:
    with talking(models.colour_package(), place) as talk:
        talk.ask(do="hold")
        ask_all(talk, pictures)
        talk.ask(do="first", paths=[str(path) for path in pictures[-4:]])
        talk.ask(do="go")
        talk.settled()
        order = [prediction.path for prediction in talk.predictions]
        places = [order.index(str(path)) for path in pictures[-4:]]
        # a few others may be at hand a moment before, and a thread may lose its core in the middle of a visible one
        assert statistics.median(places) < 15


def test_a_held_predictor_tells_what_it_knows_and_reads_nothing(pictures: list[Path], place: Path) -> None:
    known, new = pictures[:10], pictures[10:]
    with talking(models.colour_package(), place) as talk:
        ask_all(talk, known)
        talk.settled()
    with talking(models.colour_package(), place) as talk:
        talk.ask(do="hold")
        ask_all(talk, pictures)
        talk.wait(lambda: len(talk.predictions) == 10)
        talk.ask(do="similar", path="nothing", count=1)  # heard after all that was asked before
        assert {p.path for p in talk.predictions} == {str(path) for path in known}
        assert not talk.of(Settled)
        talk.ask(do="go")
        assert talk.settled().answered == 10 + len(new) + 1


def test_what_vanishes_and_what_is_damaged_is_told_with_its_reason(pictures: list[Path], place: Path) -> None:
    pictures[0].unlink()
    pictures[1].write_bytes(pictures[1].read_bytes()[:200])
    with talking(models.colour_package(), place) as talk:
        ask_all(talk, [*pictures, place / "none.png"])
        assert talk.settled().failed == 3
        for path in (pictures[0], place / "none.png"):
            assert talk.said(path).status == "unreadable"
            assert talk.said(path).reason == "is no longer there"
        assert talk.said(pictures[1]).status == "unreadable"
        assert talk.said(pictures[1]).reason


def test_what_was_forgotten_is_not_told_and_not_similar(pictures: list[Path], place: Path) -> None:
    with talking(models.colour_package(), place) as talk:
        ask_all(talk, pictures[:10])
        talk.settled()
        talk.ask(do="hold")
        ask_all(talk, pictures[10:20])
        talk.ask(do="forget")
        talk.ask(do="go")
        ask_all(talk, pictures[20:])
        talk.settled(2)
        told = {p.path for p in talk.predictions}
        assert told == {str(path) for path in (*pictures[:10], *pictures[20:])}
        talk.ask(do="similar", path=str(pictures[20]), count=60)
        talk.wait(lambda: bool(talk.of(Neighbours)))
        assert {n.path for n in talk.of(Neighbours)[0].neighbours} == {str(path) for path in pictures[21:]}


def test_similar_pictures_are_those_of_the_same_colour(pictures: list[Path], place: Path) -> None:
    with talking(models.colour_package(), place) as talk:
        ask_all(talk, pictures)
        talk.settled()
        talk.ask(do="similar", path=str(pictures[3]), count=9)
        talk.wait(lambda: bool(talk.of(Neighbours)))
        found = talk.of(Neighbours)[0]
        assert {label_of(Path(n.path)) for n in found.neighbours} == {label_of(pictures[3])}
        assert len(found.neighbours) == 9
        similarities = [n.similarity for n in found.neighbours]
        assert similarities == sorted(similarities, reverse=True)


def test_a_picture_without_an_answer_gets_one_before_what_is_like_it_is_told(
    pictures: list[Path], place: Path, tmp_path: Path
) -> None:
    with talking(models.colour_package(), place) as talk:
        ask_all(talk, pictures[1:])
        talk.settled()
        talk.ask(do="similar", path=str(pictures[0]), count=5)
        talk.wait(lambda: bool(talk.of(Neighbours)))
        assert len(talk.of(Neighbours)[0].neighbours) == 5
        talk.ask(do="similar", path=str(tmp_path / "none.png"), count=5)
        talk.wait(lambda: bool(talk.of(Problem)))
        assert talk.of(Problem)[0].reason == "is no longer there"


def test_a_model_without_features_says_so(pictures: list[Path], place: Path) -> None:
    with talking(models.colour_package(embedding=False), place) as talk:
        ask_all(talk, pictures[:1])
        talk.settled()
        talk.ask(do="similar", path=str(pictures[0]))
        talk.wait(lambda: bool(talk.of(Problem)))
        assert "train it again" in talk.of(Problem)[0].reason


def test_a_watched_folder_is_classified_as_pictures_arrive_and_go(pictures: list[Path], place: Path) -> None:
    folder = pictures[0].parents[1]
    with talking(models.colour_package(), place) as talk:
        talk.ask(do="watch", folder=str(folder))
        new = folder / "blue" / "new.png"
        new.write_bytes(making.picture("blue", 77))
        talk.wait(lambda: any(p.path == str(new) and p.label == "blue" for p in talk.predictions))
        assert any(str(new) in event.paths for event in talk.of(Appeared))
        shutil.rmtree(folder / "blue")
        talk.wait(lambda: any(str(new) in event.paths for event in talk.of(Vanished)))
        talk.ask(do="unwatch")


def test_the_end_of_the_watching_is_told_and_it_can_be_watched_again(pictures: list[Path], place: Path) -> None:
    folder, away = pictures[0].parents[1], place.with_name("away")
    with talking(models.colour_package(), place) as talk:
        folder.rename(away)
        talk.ask(do="watch", folder=str(folder))
        talk.wait(lambda: bool(talk.of(Unwatched)))
        (told,) = talk.of(Unwatched)
        assert told.folder == str(folder)
        assert told.sentence() == f"There is no such folder to watch: {folder}."
        away.rename(folder)
        talk.ask(do="watch", folder=str(folder))
        new = folder / "blue" / "new.png"
        new.write_bytes(making.picture("blue", 77))
        talk.wait(lambda: any(str(new) in event.paths for event in talk.of(Appeared)))
        assert talk.of(Unwatched) == [told]


def test_questions_that_are_none_are_passed_over(pictures: list[Path], place: Path) -> None:
    with talking(models.colour_package(), place) as talk:
        talk.control.questions.put(b"nonsense")
        talk.ask(do="dance")
        talk.ask(do="classify")
        ask_all(talk, pictures)
        assert talk.settled().answered == 30


def test_a_fault_of_our_own_costs_one_picture(
    pictures: list[Path], place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = Asking.look

    def look(self: Asking, path: str, touching: asking.Touching) -> asking.Outcome | asking.Look:
        if path == str(pictures[5]):
            raise ZeroDivisionError
        return real(self, path, touching)

    monkeypatch.setattr(Asking, "look", look)
    with talking(models.colour_package(), place) as talk:
        ask_all(talk, pictures)
        assert talk.settled().failed == 1
        assert "a fault of its own" in (talk.said(pictures[5]).reason or "")


def test_a_damaged_store_is_told_and_its_pictures_are_classified_again(pictures: list[Path], place: Path) -> None:
    with talking(models.colour_package(), place) as talk:
        ask_all(talk, pictures)
        talk.settled()
    (file,) = place.glob("*.sqlite")
    file.write_bytes(b"SQLite format 3\0" + b"\x07" * 20_000)
    with talking(models.colour_package(), place) as talk:
        ask_all(talk, pictures)
        assert talk.settled().kept == 0
        assert [p.status for p in talk.predictions] == ["ok"] * 30
        assert any("are set aside" in notice.message for notice in talk.of(Notice))


def test_pictures_seen_in_training_are_marked_exactly_and_nearly(tmp_path: Path, place: Path) -> None:
    known, near, stranger = (tmp_path / name for name in ("known.png", "near.jpg", "stranger.png"))
    painting(1).save(known)
    painting(1).resize((150, 100)).save(near, quality=60)
    painting(2).save(stranger)
    look = seen.look(pixels.squeezed(painting(1), models.SIDE)).hex()[:64]
    package = models.colour_package(seen=(files.sha256_of(known),), looks=(look,))
    with talking(package, place) as talk:
        ask_all(talk, [known, near, stranger])
        talk.settled()
        marks = [(talk.said(path).seen_in_training, talk.said(path).seen_alike) for path in (known, near, stranger)]
        assert marks == [(True, False), (True, True), (False, False)]


def test_the_computer_stays_awake_only_while_there_is_something_to_do(
    pictures: list[Path], place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, slept = [], threading.Event()

    @contextlib.contextmanager
    def kept(_emit: object) -> Iterator[None]:
        asked.append("awake")
        yield
        slept.set()

    monkeypatch.setattr(awake, "kept", kept)
    monkeypatch.setattr(telling, "_BETWEEN", 0.0)
    monkeypatch.setattr(telling, "_BETWEEN_ANSWERS", 0.0)
    with talking(models.colour_package(), place) as talk:
        ask_all(talk, pictures)
        talk.settled()
        assert slept.wait(PATIENCE)
    assert asked == ["awake"]


def test_the_first_answer_and_the_last_wait_for_no_others(
    pictures: list[Path], place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    others, look = threading.Event(), Asking.look

    def one_by_one(self: Asking, path: str, touching: asking.Touching) -> asking.Outcome | asking.Look:
        if path != str(pictures[0]):
            others.wait(PATIENCE)
        return look(self, path, touching)

    monkeypatch.setattr(Asking, "look", one_by_one)
    monkeypatch.setattr(telling, "_BETWEEN_ANSWERS", 10.0 * PATIENCE)
    with talking(models.colour_package(), place) as talk:
        ask_all(talk, pictures)
        talk.wait(lambda: len(talk.predictions) == 1)
        others.set()
        assert talk.settled().answered == len(pictures)
