"""From corrections on the Classify page to a training on the Train page, in the whole window."""

from __future__ import annotations

from pathlib import Path

import pytest

from artclass_gui.main_window import MainWindow
from tests.gui.catalogs import make_pictures, make_project
from tests.gui.run_folders import finished_run
from trainer.events import Started, Stopped

CLASSES = ("drawings", "etchings")


@pytest.fixture
def window(qtbot, context, tmp_path: Path) -> MainWindow:
    project = make_project(tmp_path / "Art.artclass", make_pictures(tmp_path / "art", dict.fromkeys(CLASSES, 6)))
    finished_run(project, [[5, 1], [1, 5]], "shallow_cnn", classes=CLASSES)
    window = MainWindow(context)
    qtbot.addWidget(window)
    window.show()
    with qtbot.waitSignals([context.project.doctor_changed, context.project.runs_changed], timeout=20_000):
        context.project.open(project.folder)
    yield window
    window.may_close = True


def test_corrections_are_trained_with_the_settings_of_the_run_in_one_click(
    qtbot, window, context, scripted, tmp_path: Path
) -> None:
    scripted.set(
        "train", Started(job="train", version="0"), {"do": "await", "request": "stop"}, Stopped(resumable=False)
    )
    scripted.reside(CLASSES)
    window.show_page("classify")
    page, review = window.classify, window.classify.results.review
    page.open_folder(make_pictures(tmp_path / "scans", {"": 3}))
    qtbot.waitUntil(lambda: page.images.total == 3, timeout=20_000)
    page.results.view.selection.select_all()
    qtbot.keyClicks(page.results.view, "2")
    qtbot.waitUntil(review.train_button.isVisible, timeout=20_000)
    review.train_button.click()
    qtbot.waitUntil(lambda: window.train.training.running, timeout=20_000)
    qtbot.waitUntil((scripted.folder / "train.args.json").exists)
    assert window.page == "train"
    assert {row.name: row.training for row in context.project.catalog.classes}["etchings"] == 4 + 3
    assert "--model shallow_cnn" in " ".join(scripted.arguments("train"))
    window.train.stop()
    qtbot.waitUntil(lambda: not window.train.training.running, timeout=20_000)
