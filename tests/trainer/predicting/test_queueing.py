"""The order in which pictures are answered: visible ones first, known ones before the model is asked."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest

from trainer.predicting import queueing
from trainer.predicting.queueing import Queue, Tally, Task


def look_all_up(queue: Queue, count: int) -> None:
    """Find that nothing is known."""
    while count:
        task = queue.take()
        assert task is not None
        assert not task.read
        queue.unknown(task, task.paths)
        queue.looked_up()
        count -= len(task.paths)


def read(queue: Queue, count: int) -> list[str]:
    """Answer pictures, and give the order in which they were given out."""
    taken = []
    for _ in range(count):
        task = queue.take()
        assert task is not None
        assert task.read
        taken.extend(task.paths)
        queue.answered(task.generation, 1)
    return taken


@pytest.fixture(autouse=True)
def one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """Order is easier to see where pictures are read one by one."""
    monkeypatch.setattr(queueing, "_TOGETHER", 1)


@pytest.fixture
def queue() -> Queue:
    made = Queue(threads=4)
    made.add([f"{number}.jpg" for number in range(200)])
    return made


def test_visible_pictures_go_first_in_their_order(queue: Queue) -> None:
    queue.first(["150.jpg", "20.jpg"])
    task = queue.take()
    assert task == Task(("150.jpg", "20.jpg"), read=False, generation=0)
    queue.unknown(task, task.paths)
    queue.looked_up()
    assert read(queue, 2) == ["150.jpg", "20.jpg"]
    look_all_up(queue, 198)
    assert read(queue, 2) == ["0.jpg", "1.jpg"]
    queue.first(["77.jpg", "78.jpg"])
    assert read(queue, 1) == ["77.jpg"]
    queue.first(["199.jpg"])
    assert read(queue, 3) == ["199.jpg", "2.jpg", "3.jpg"]  # 78 is no longer seen, and waits for its turn


def test_what_becomes_visible_is_asked_for_once(queue: Queue) -> None:
    queue.forget()
    queue.first(["new.jpg"])
    look_all_up(queue, 1)
    assert read(queue, 1) == ["new.jpg"]
    queue.first(["new.jpg"])
    queue.add(["other.jpg"])
    task = queue.take()
    assert task is not None
    assert task.paths == ("other.jpg",)


def test_a_thread_that_looks_up_does_not_keep_the_model_waiting(queue: Queue) -> None:
    first = queue.take()
    assert first is not None
    queue.unknown(first, first.paths)  # and it goes on looking up: a slow disk
    second = queue.take()
    assert second is not None
    assert second.read


def test_held_pictures_wait_and_known_ones_are_told(queue: Queue) -> None:
    queue.hold(True)
    look_all_up(queue, 200)
    given: list[Task | None] = []
    thread = threading.Thread(target=lambda: given.append(queue.take()))
    thread.start()
    thread.join(0.1)
    assert not given
    queue.hold(False)
    thread.join(20)
    assert given
    assert given[0] == Task(("0.jpg",), read=True, generation=0)


def test_what_was_forgotten_counts_for_nothing(queue: Queue) -> None:
    task = queue.take()
    assert task is not None
    queue.forget()
    queue.unknown(task, task.paths)
    queue.add(["a.jpg"])
    assert queue.answered(task.generation, 1) is None
    fresh = queue.take()
    assert fresh is not None
    assert fresh.paths == ("a.jpg",)
    assert queue.answered(fresh.generation, 1) == Tally(1, 1)


def test_the_counting_begins_anew_once_all_is_answered() -> None:
    queue = Queue()
    queue.add(["a.jpg", "b.jpg", "a.jpg"])
    task = queue.take()
    assert task is not None
    assert queue.answered(0, 1) == Tally(1, 2)
    assert queue.answered(0, 1) == Tally(2, 2)
    queue.add(["c.jpg"])
    queue.take()
    assert queue.answered(0, 1) == Tally(1, 1)


def test_pictures_of_a_disk_that_does_not_answer_wait_for_it() -> None:
    queue = Queue()
    queue.add(["/net/1.jpg", "/home/1.jpg", "/net/2.jpg"])
    queue.wait_for("/net/")
    task = queue.take()
    assert task is not None
    assert task.paths == ("/home/1.jpg",)
    assert queue.answered(0, 1) == Tally(1, 3)
    queue.go_on("/net/")
    task = queue.take()
    assert task is not None
    assert task.paths == ("/net/1.jpg", "/net/2.jpg")


@pytest.mark.parametrize("end", [Queue.close])
def test_whoever_waits_for_work_is_let_go(end: Callable[[Queue], None]) -> None:
    queue = Queue()
    thread = threading.Thread(target=queue.take)
    thread.start()
    end(queue)
    thread.join(20)
    assert not thread.is_alive()


def test_a_folder_that_vanishes_stands_for_all_that_was_asked_in_it() -> None:
    queue = Queue()
    queue.add(["/a/1.jpg", "/a/b/2.jpg", "/ab/3.jpg"])
    assert queue.asked_below("/a") == ["/a/1.jpg", "/a/b/2.jpg"]
    queue.drop(["/a/1.jpg"])
    assert not queue.has("/a/1.jpg")
    assert queue.has("/ab/3.jpg")


def test_what_is_looked_up_read_or_held_back_by_a_disk_is_waited_for_until_it_is_answered(queue: Queue) -> None:
    assert queue.waiting == 200
    task = queue.take()
    assert task is not None
    queue.wait_for("19")
    queue.unknown(task, task.paths)
    queue.looked_up()
    assert queue.waiting == 200
    look_all_up(queue, 200 - len(task.paths) - 10)
    read(queue, 100)
    assert queue.waiting == 100


def test_pictures_that_nobody_waits_for_are_read_together_and_fewer_towards_the_end(
    queue: Queue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queueing, "_TOGETHER", 8)
    look_all_up(queue, 200)
    queue.first(["150.jpg", "20.jpg"])
    tasks = []
    while queue.waiting:
        tasks.append(task := queue.take())
        queue.answered(task.generation, len(task.paths))
    assert [task.paths for task in tasks[:2]] == [("150.jpg",), ("20.jpg",)]
    assert [len(task.paths) for task in tasks[2:4]] == [8, 8]
    assert {len(task.paths) for task in tasks[-8:]} == {1}
    assert len({path for task in tasks for path in task.paths}) == 200
