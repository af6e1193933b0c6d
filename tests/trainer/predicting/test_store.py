"""Answers are kept by content; whatever happens to the file, it costs answers and never a picture."""

from __future__ import annotations

import os
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from trainer.predicting import answers_file
from trainer.predicting.answer import Answer
from trainer.predicting.answers_file import Shape
from trainer.predicting.reading import Stamp
from trainer.predicting.store import File, Row, Store

MODEL = "ab" * 32
SHAPE = Shape(3, 4)


def answer(number: int) -> Answer:
    chance = np.random.default_rng(number)
    return Answer(
        chance.random(3).astype(np.float32), chance.random(4).astype(np.float16), 0.25 + number / 1_000, number % 2 == 0
    )


def row(number: int) -> Row:
    return Row(digest(number), file(number), answer(number))


def digest(number: int) -> bytes:
    return number.to_bytes(32, "big")


def file(number: int) -> File:
    return File(f"/pictures/{number}.jpg", Stamp(1_000 + number, 50 + number))


def same(found: Answer | None, expected: Answer) -> bool:
    return (
        found is not None
        and np.array_equal(found.probabilities, expected.probabilities)
        and np.array_equal(found.embedding, expected.embedding)
        and found[2:] == expected[2:]
    )


class Told(list[str]):
    """Keeps what a store says."""

    def __call__(self, words: str) -> None:
        self.append(words)


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path / "answers"
    for path in (tmp_path / "answers",):
        if path.exists():
            path.chmod(stat.S_IRWXU)


def opened(place: Path, told: Told, shape: Shape = SHAPE) -> Store:
    return Store(place, MODEL, shape, tell=told)


def path_of(place: Path) -> Path:
    return place / answers_file.name(MODEL)


def filled(place: Path, told: Told, count: int = 50) -> None:
    store = opened(place, told)
    store.keep([row(number) for number in range(count)])
    store.close()


def test_answers_are_found_by_path_and_stamp_and_by_content(place: Path, told: Told) -> None:
    filled(place, told, 600)
    store = opened(place, told)
    known = store.known([file(number) for number in range(700)])
    assert len(known) == 600
    assert all(same(known[file(number).path].answer, answer(number)) for number in range(600))
    assert same(store.answer(digest(3)), answer(3))
    assert store.answer(digest(900)) is None
    assert not told


def test_a_changed_file_is_not_known_but_its_old_content_is(place: Path, told: Told) -> None:
    filled(place, told)
    store = opened(place, told)
    changed = [File(file(1).path, Stamp(9, 51)), File(file(2).path, Stamp(1_002, 9))]
    assert store.known(changed) == {}
    store.keep([Row(digest(1), File("/elsewhere/copy.jpg", Stamp(7, 7)), None)])
    assert same(store.known([File("/elsewhere/copy.jpg", Stamp(7, 7))])["/elsewhere/copy.jpg"].answer, answer(1))


def test_names_that_are_no_valid_unicode_are_kept(place: Path, told: Told) -> None:
    odd = File(os.fsdecode(b"/pictures/\xff\xfe.jpg"), Stamp(1, 2))
    store = opened(place, told)
    store.keep([Row(digest(1), odd, answer(1))])
    assert same(store.known([odd])[odd.path].answer, answer(1))


def test_each_model_has_answers_of_its_own(place: Path, told: Told) -> None:
    filled(place, told)
    other = Store(place, "cd" * 32, SHAPE, tell=told)
    assert other.known([file(1)]) == {}
    assert other.answer(digest(1)) is None


@pytest.mark.parametrize("damage", [b"", b"no database at all" * 100, None])
def test_a_damaged_file_is_set_aside_and_told(place: Path, told: Told, damage: bytes | None) -> None:
    filled(place, told)
    path = path_of(place)
    data = bytearray(path.read_bytes())
    data[3_000:] = bytes(len(data) - 3_000)
    path.write_bytes(bytes(data) if damage is None else damage)
    store = opened(place, told)
    assert store.known([file(number) for number in range(50)]) == {}
    store.keep([row(1)])
    store.close()
    assert same(opened(place, told).answer(digest(1)), answer(1))
    if damage != b"":  # an empty file is what SQLite begins with
        assert len(told) == 1
        assert "are set aside" in told[0]
        assert path.with_suffix(".damaged").exists()


def test_a_byte_that_the_disk_has_changed_costs_one_answer(place: Path, told: Told) -> None:
    filled(place, told)
    with sqlite3.connect(path_of(place)) as sql:
        wrong = np.array([0.9, 0.05, 0.05], np.float32).tobytes()
        sql.execute("UPDATE answers SET probabilities = ? WHERE digest = ?", (wrong, digest(7)))
    store = opened(place, told)
    known = store.known([file(number) for number in range(50)])
    assert file(7).path not in known
    assert len(known) == 49
    assert store.answer(digest(7)) is None
    assert len(told) == 1
    store.keep([row(7)])
    assert same(store.known([file(7)])[file(7).path].answer, answer(7))


def test_answers_of_another_shape_are_no_answers(place: Path, told: Told) -> None:
    filled(place, told)
    assert opened(place, told, Shape(5, 4)).answer(digest(1)) is None


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="nobody refuses anything to this user")
def test_a_folder_that_may_not_be_written_to_is_still_read(place: Path, told: Told) -> None:
    filled(place, told)
    path_of(place).chmod(stat.S_IRUSR)
    place.chmod(stat.S_IRUSR | stat.S_IXUSR)
    check_readonly(opened(place, told), told)


def test_a_disk_that_may_not_be_written_to_is_still_read(
    place: Path, told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled(place, told)

    def refuse(path: Path) -> sqlite3.Connection:
        error = sqlite3.OperationalError("attempt to write a readonly database")
        error.sqlite_errorcode = sqlite3.SQLITE_READONLY
        raise error

    monkeypatch.setattr(answers_file, "connect", refuse)
    check_readonly(opened(place, told), told)


def check_readonly(store: Store, told: Told) -> None:
    assert same(store.answer(digest(1)), answer(1))
    store.keep([row(60)])
    assert store.answer(digest(60)) is None
    store.close()
    assert len(told) == 1
    assert "may not be written to" in told[0]


def test_a_place_that_cannot_be_made_is_done_without(tmp_path: Path, told: Told) -> None:
    (tmp_path / "answers").write_text("a file where the folder belongs")
    store = opened(tmp_path / "answers", told)
    store.keep([row(1)])
    assert store.known([file(1)]) == {}
    assert len(told) == 1
    store.close()


def test_a_full_disk_ends_the_keeping_and_is_told_once(
    place: Path, told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled(place, told)
    store = opened(place, told)
    real = answers_file.write

    def full(sql: sqlite3.Connection, rows: list[Row]) -> None:
        sql.execute(f"PRAGMA max_page_count = {sql.execute('PRAGMA page_count').fetchone()[0]}")
        real(sql, rows)

    monkeypatch.setattr(answers_file, "write", full)
    for number in range(100, 103):
        store.keep([row(number * 1_000 + more) for more in range(500)])
    assert len(told) == 1
    assert "the disk is full" in told[0]
    assert same(store.answer(digest(1)), answer(1))


def test_two_processes_keep_answers_at_once(place: Path, told: Told) -> None:
    filled(place, told, 1)
    program = (
        "import sys; from pathlib import Path; from tests.trainer.predicting import test_store as t;"
        "told = t.Told(); s = t.opened(Path(sys.argv[1]), told); first = int(sys.argv[2]);"
        "[s.keep([t.row(n), t.row(n + 1)]) for n in range(first, first + 200, 2)]; s.close(); sys.exit(len(told))"
    )
    command = [sys.executable, "-c", program, str(place)]
    children = [subprocess.Popen([*command, str(first)]) for first in (1_000, 1_100)]
    assert [child.wait() for child in children] == [0, 0]
    known = opened(place, told).known([file(number) for number in range(1_000, 1_300)])
    assert len(known) == 300


def test_who_has_to_wait_for_another_process_keeps_it_later(
    place: Path, told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answers_file, "_BUSY_SECONDS", 0.01)
    store = opened(place, told)
    with sqlite3.connect(path_of(place), isolation_level=None) as other:
        other.execute("BEGIN IMMEDIATE")
        store.keep([row(1)])
        assert store.answer(digest(1)) is None
        other.execute("ROLLBACK")
    store.keep([row(2)])
    assert same(store.answer(digest(1)), answer(1))
    assert same(store.answer(digest(2)), answer(2))
    assert not told


def test_the_models_used_longest_ago_make_room(place: Path, told: Told) -> None:
    for number, model in enumerate(("11" * 32, "22" * 32, "33" * 32)):
        store = Store(place, model, SHAPE, tell=told)
        store.keep([row(n) for n in range(200)])
        store.close()
        os.utime(place / answers_file.name(model), (1_000 + number,) * 2)
    kept = place / answers_file.name("11" * 32)
    answers_file.tidy(place, keep=kept, largest=2 * kept.stat().st_size)
    assert {path.name for path in place.glob("*.sqlite")} == {kept.name, answers_file.name("33" * 32)}
