"""The queue in the window: what it shows, how it is changed, and who works through it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from artclass_gui.pages.train_page import TrainPage
from artclass_gui.pages.train_queue import QueuePanel
from artclass_gui.project import CatalogState
from artclass_gui.queueing import QueueModel
from artclass_gui.training import Training
from tests.gui.run_folders import begun_run, class_counts
from trainer import holding
from trainer.channel import Control
from trainer.config import default_config
from trainer.events import Finished, Notice, Started, Stopped
from trainer.running import steering
from trainer.running.queue import Queue

DEEP, VGG = default_config("deep_cnn", epochs=3), default_config("vgg16", epochs=5)


@pytest.fixture
def queue(qtbot, context, tmp_path) -> QueueModel:
    model = QueueModel(context, Training(context.jobs, context.project, context.tasks))
    with qtbot.waitSignal(context.project.runs_changed, timeout=20_000):
        context.project.open(tmp_path / "p.artclass", create=True)
    return model


@pytest.fixture
def panel(qtbot, context, queue) -> Iterator[QueuePanel]:
    page = QWidget()
    qtbot.addWidget(page)
    panel = QueuePanel(context, queue)
    QVBoxLayout(page).addWidget(panel)
    page.show()
    yield panel
    page.close()


@pytest.fixture
def file(queue, context) -> Queue:
    """The queue as another process would see it."""
    return Queue(context.project.project)


def titles(queue: QueueModel) -> list[str]:
    return [item.title for item in queue.state.items]


def fill(qtbot, queue: QueueModel) -> None:
    queue.add(DEEP)
    queue.add(VGG)
    qtbot.waitUntil(lambda: len(queue.state.items) == 2, timeout=20_000)


def test_settings_are_added_in_order_and_shown(qtbot, queue, panel) -> None:
    assert panel.isHidden()
    fill(qtbot, queue)
    assert titles(queue) == ["Deep CNN · 3 epochs", "VGG16 · 5 epochs"]
    assert panel.isVisible()
    assert panel.sentence.text() == "2 trainings wait"
    assert [panel.row(number).outcome.words for number in (1, 2)] == ["is next", "waits"]


def test_the_order_is_changed_and_one_taken_out(qtbot, queue, panel) -> None:
    fill(qtbot, queue)
    assert not panel.row(1).buttons["arrow-up"].isEnabled()
    panel.row(1).buttons["arrow-down"].click()
    qtbot.waitUntil(lambda: titles(queue)[0] == "VGG16 · 5 epochs", timeout=20_000)
    panel.row(2).buttons["close"].click()
    qtbot.waitUntil(lambda: titles(queue) == ["Deep CNN · 3 epochs"], timeout=20_000)


def test_the_keyboard_stays_with_the_training_that_is_moved(qtbot, queue, panel) -> None:
    fill(qtbot, queue)
    queue.add(DEEP)
    qtbot.waitUntil(lambda: len(queue.state.items) == 3, timeout=20_000)
    focused = panel.window().focusWidget
    panel.row(1).buttons["arrow-down"].setFocus()
    for order in ([2, 1, 3], [2, 3, 1]):
        qtbot.keyClick(focused(), Qt.Key.Key_Space)
        qtbot.waitUntil(lambda now=order: [item.number for item in queue.state.items] == now, timeout=20_000)
        assert focused() in panel.row(1).buttons.values()
    assert focused() is panel.row(1).buttons["arrow-up"]  # it cannot go further down
    panel.row(2).buttons["close"].setFocus()
    qtbot.keyClick(focused(), Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: len(queue.state.items) == 2, timeout=20_000)
    assert focused() is panel.row(3).buttons["close"]  # the one that has come to its place


def test_the_queue_is_worked_through_by_a_child_and_says_what_each_came_to(qtbot, queue, panel, file, scripted) -> None:
    fill(qtbot, queue)
    scripted.set("queue", Started(job="queue", version="0"), Notice(message="x"), {"do": "await", "request": "pause"}, Stopped(resumable=True))  # fmt: skip
    panel.start_button.click()
    assert scripted_words(qtbot, scripted)[:2] == ["queue", "run"]
    assert panel.pause_button.isVisible()
    assert not panel.start_button.isVisible()
    figures = {"validation_accuracy": 0.875, "validation_images": 40, "validation_interval": [0.74, 0.945]}
    file.update(1, state="finished", run="run-1", result=figures)
    file.update(2, state="failed", outcome="The disk is full. Free some space.")
    queue.reload()
    qtbot.waitUntil(lambda: len(queue.state.over) == 2, timeout=20_000)
    assert panel.row(1).outcome.words == "Right on 87.5 % of 40 validation pictures (95 % interval 74.0–94.5 %)"
    assert panel.row(2).outcome.words == "The disk is full. Free some space."
    with qtbot.waitSignal(panel.results_requested) as wanted:
        panel.row(1).buttons["results"].click()
    assert wanted.args == ["run-1"]
    panel.pause_button.click()
    qtbot.waitUntil(lambda: not queue.running, timeout=20_000)
    assert not panel.start_button.isEnabled()
    panel.clear_button.click()
    qtbot.waitUntil(lambda: queue.state.items == (), timeout=20_000)
    assert panel.isHidden()


def scripted_words(qtbot, scripted) -> list[str]:
    path = scripted.folder / "queue.args.json"
    qtbot.waitUntil(path.exists, timeout=20_000)
    qtbot.waitUntil(lambda: path.read_text().endswith("]"), timeout=20_000)
    return scripted.arguments("queue")


def test_a_queue_that_runs_elsewhere_is_shown_followed_and_paused(qtbot, context, queue, panel, file) -> None:
    run = begun_run(context.project.project)
    file.add((), "VGG16", run=run.name)
    control = Control()
    with holding.held(file.folder, busy="busy"), steering.steered(file.folder, control), run.held():
        file.take_next()
        queue.reload()
        qtbot.waitUntil(lambda: queue.state.at_work, timeout=20_000)
        assert panel.row(1).outcome.words == "is being trained"
        assert panel.pause_button.isVisible()
        qtbot.waitUntil(lambda: context.jobs.of_kind("train") is not None, timeout=20_000)
        assert context.jobs.lasting == ()
        panel.pause_button.click()
        qtbot.waitUntil(lambda: control.request == "pause", timeout=20_000)
        assert not panel.pause_button.isEnabled()
    qtbot.waitUntil(lambda: not queue.state.at_work, timeout=20_000)
    assert panel.start_button.isVisible()


def test_what_another_process_adds_is_seen(qtbot, queue, panel, file) -> None:
    with qtbot.waitSignal(queue.added, timeout=20_000):
        file.add((), "From a shell")
    assert panel.row(1).title.words == "From a shell"


def test_a_damaged_queue_is_told_once(qtbot, queue, file) -> None:
    fill(qtbot, queue)
    file.path.write_text("{")
    told: list[str] = []
    queue.failed.connect(told.append)
    for _ in range(3):
        queue.reload()
    qtbot.waitUntil(lambda: not queue._busy and not queue._changes, timeout=20_000)
    assert len(told) == 1
    assert "damaged" in told[0]


def test_a_closed_project_has_no_queue(qtbot, context, queue, panel) -> None:
    fill(qtbot, queue)
    context.project.close()
    assert queue.state.items == ()
    assert panel.isHidden()


def test_a_finished_queue_is_over(qtbot, context, queue, panel, scripted) -> None:
    fill(qtbot, queue)
    scripted.set("queue", Started(job="queue", version="0"), Finished(result={"finished": 2, "failed": 0, "items": []}))
    with qtbot.waitSignal(context.jobs.idle, timeout=20_000):
        queue.start()
    assert panel.start_button.isVisible()


# The Train page


@pytest.fixture
def page(qtbot, context, tmp_path) -> Iterator[TrainPage]:
    page = TrainPage(context)
    qtbot.addWidget(page)
    with qtbot.waitSignals([context.project.catalog_changed, context.project.runs_changed], timeout=20_000):
        context.project.open(tmp_path / "p.artclass", create=True)
    context.project.catalog = CatalogState(classes=class_counts(110, 70, 80))
    page.show()
    context.project.catalog_changed.emit()
    yield page
    page.close()


def test_what_is_chosen_is_put_into_the_queue(qtbot, page) -> None:
    chosen = page.choosing.config().architecture  # the proposal may still change when weights were looked for
    page.queue_button.click()
    qtbot.waitUntil(lambda: len(page.queue.state.items) == 1, timeout=20_000)
    assert page.queue.state.items[0].arguments[:2] == ("--model", chosen)
    assert page.queue_panel.isVisible()


def test_another_training_can_be_chosen_while_one_is_under_way(qtbot, scripted, page) -> None:
    scripted.set("train", Started(job="train", version="0"), {"do": "await", "request": "stop"}, Stopped(resumable=False))  # fmt: skip
    page.start()
    assert not page.choosing.isVisible()
    page.plan_button.click()
    assert page.choosing.isVisible()
    assert not page.footer.train_button.isEnabled()
    page.queue_button.click()
    qtbot.waitUntil(lambda: len(page.queue.state.items) == 1, timeout=20_000)
    with qtbot.waitSignal(page.training.ended, timeout=20_000):
        page.stop()
    assert page.footer.train_button.isEnabled()


def test_without_pictures_nothing_can_be_queued(qtbot, context, page) -> None:
    context.project.catalog = CatalogState()
    context.project.catalog_changed.emit()
    assert not page.queue_button.isEnabled()
    page.queue_up()
    assert page.banner.message != ""
    assert page.queue.state.items == ()
