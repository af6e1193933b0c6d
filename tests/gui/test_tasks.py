"""Short jobs off the GUI thread: results come back to it, or go with their owner."""

from __future__ import annotations

import gc
import threading
import weakref

import pytest
from PySide6.QtCore import QEvent, QObject, QThread
from PySide6.QtWidgets import QApplication

from artclass_gui.tasks import Tasks
from trainer.errors import UsageError


@pytest.fixture
def tasks(qapp: QApplication):
    tasks = Tasks()
    yield tasks
    assert tasks.finish(10_000)


def test_work_is_done_elsewhere_and_told_in_the_gui_thread(qtbot, tasks) -> None:
    owner, threads = QObject(), []
    tasks.run(owner, QThread.currentThread, lambda worker: threads.extend([worker, QThread.currentThread()]))
    qtbot.waitUntil(lambda: len(threads) == 2, timeout=20_000)
    assert threads[0] is not threads[1]
    assert threads[1] is QApplication.instance().thread()


def test_what_the_work_raises_is_told(qtbot, tasks) -> None:
    owner, errors = QObject(), []

    def work() -> None:
        raise UsageError("no")

    tasks.run(owner, work, lambda _: None, errors.append)
    qtbot.waitUntil(lambda: bool(errors), timeout=20_000)
    assert isinstance(errors[0], UsageError)


class _Panic(BaseException):
    """What a library in Rust raises: no `Exception`."""


def test_a_library_that_panics_is_told_and_logged(qtbot, tasks, caplog) -> None:
    owner, errors = QObject(), []

    def work() -> None:
        raise _Panic("no space left")

    tasks.run(owner, work, lambda _: None, errors.append)
    qtbot.waitUntil(lambda: bool(errors), timeout=20_000)
    assert isinstance(errors[0], Exception)
    assert str(errors[0]) == "_Panic: no space left"
    assert "no space left" in caplog.text


def test_a_dropped_result_is_not_told_and_its_relay_goes(qtbot, tasks) -> None:
    owner, told = QObject(), []
    relay = tasks.run(owner, lambda: 1, told.append)
    relay.drop()
    qtbot.waitUntil(lambda: not tasks._home.children(), timeout=20_000)
    assert told == []
    relay.drop()


def test_a_result_dies_with_its_owner(qtbot, tasks) -> None:
    owner, told, go = QObject(), [], threading.Event()
    tasks.run(owner, go.wait, told.append)
    owner.deleteLater()
    qtbot.waitSignal(owner.destroyed, timeout=20_000).wait()
    go.set()
    assert tasks.finish(10_000)
    QApplication.processEvents()
    assert told == []


class _Owner(QObject):
    """Asks for something and remembers it."""

    def ask(self, tasks: Tasks) -> None:
        tasks.run(self, lambda: 1, lambda value: self.take(value))  # noqa: PLW0108 - it holds the owner

    def take(self, value: int) -> None:
        self.value = value


def test_an_owner_that_nobody_keeps_goes_without_harm(qtbot, tasks) -> None:
    """Callbacks that hold the owner must not destroy it from inside its own child."""
    gone = []
    for _ in range(50):
        owner = _Owner()
        owner.ask(tasks)
        gone.append(weakref.ref(owner))
        del owner
    assert tasks.finish(10_000)

    def all_gone() -> bool:
        gc.collect()
        return all(reference() is None for reference in gone)

    qtbot.waitUntil(all_gone, timeout=20_000)


def test_tasks_that_wait_for_a_dead_disk_hold_up_no_others(qtbot, qapp: QApplication) -> None:
    tasks, owner, told = Tasks(patience=0.05), QObject(), []
    answers = threading.Event()
    for _ in range(3):
        tasks.run(owner, answers.wait, told.append)
    tasks.run(owner, lambda: "quick", told.append)
    qtbot.waitUntil(lambda: told == ["quick"])
    answers.set()
    qtbot.waitUntil(lambda: len(told) == 4)
    assert tasks.finish(10_000)


def test_owners_that_go_while_the_result_is_told_do_no_harm(qtbot, tasks) -> None:
    told: list[int] = []
    for _ in range(300):
        owner = QObject()
        tasks.run(owner, lambda: 1, told.append)
        owner.deleteLater()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert tasks.finish(10_000)
    QApplication.processEvents()
    qtbot.waitUntil(lambda: not tasks._home.children())
