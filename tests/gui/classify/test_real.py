"""The Classify page with a real resident predictor: what was said is not asked again, not even after a kill."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from artclass_gui.context import Context
from artclass_gui.jobs.board import JobBoard
from artclass_gui.pages.classify_page import ClassifyPage
from tests.trainer import making
from tests.trainer.predicting import models

PER_CLASS = 12
PATIENCE_MS = 30_000


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "colours"
    made.mkdir()
    for label in making.COLOURS:
        for number in range(PER_CLASS):
            (made / f"{number:02} {label}.png").write_bytes(making.picture(label, number))
    surrogate = os.fsdecode(b"caf\xe9.png")  # bytes that are no UTF-8
    (made / surrogate).write_bytes(making.picture("red", PER_CLASS))
    (made / "broken.png").write_bytes(b"no picture")
    return made


@pytest.fixture
def context(context: Context, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Context]:
    """The services with the real program for jobs, and a cache of its own."""
    monkeypatch.setenv("ARTCLASS_CACHE", str(tmp_path / "cache"))
    jobs = JobBoard()
    yield replace(context, jobs=jobs)
    jobs.kill_all(patience_ms=10_000)


@pytest.fixture
def opened(qtbot: QtBot, page: ClassifyPage, folder: Path, tmp_path: Path) -> ClassifyPage:
    page.open_model(models.written(tmp_path / "colours.artmodel"))
    qtbot.waitUntil(lambda: page.session.model is not None)
    page.open_folder(folder)
    return page


def _all_right(page: ClassifyPage) -> bool:
    rows = [page.images.row(row) for row in range(page.images.total)]
    return all(row.label in row.name for row in rows if row.label is not None and "caf" not in row.name)


def test_a_folder_is_classified_compared_and_never_classified_twice(
    qtbot: QtBot, opened: ClassifyPage, folder: Path
) -> None:
    page = opened
    qtbot.waitUntil(lambda: page.session.complete, timeout=PATIENCE_MS)
    assert page.images.total == 3 * PER_CLASS + 2
    assert _all_right(page)
    odd = next(page.images.row(row) for row in range(page.images.total) if page.images.row(row).name.startswith("caf"))
    assert odd.label == "red"
    assert page.images.with_status("unreadable") == 1
    page.results.view.go_to(0)
    qtbot.keyClick(page.results.view, Qt.Key.Key_S)
    qtbot.waitUntil(lambda: page.results.similar.on, timeout=PATIENCE_MS)
    label = page.images.row(0).label
    assert {page.images.row(row).label for row in page.images.rows()[:PER_CLASS]} == {label}
    page.open_folder(folder)
    qtbot.waitUntil(lambda: page.session.complete, timeout=PATIENCE_MS)
    said = f"{3 * PER_CLASS + 1} classified before"
    qtbot.waitUntil(lambda: said in page.results.progress.summary.words, timeout=PATIENCE_MS)


def test_after_a_kill_it_goes_on_where_it_was(qtbot: QtBot, opened: ClassifyPage, context: Context) -> None:
    page = opened
    qtbot.waitUntil(lambda: page.session.classified > 0, timeout=PATIENCE_MS)
    (child,) = context.jobs.running
    assert child.pid is not None
    with qtbot.waitSignal(child.ended, timeout=PATIENCE_MS):
        os.kill(child.pid, signal.SIGKILL)
    assert page.banner.kind == "bad"
    page.session.try_again()
    qtbot.waitUntil(lambda: page.session.complete, timeout=PATIENCE_MS)
    assert _all_right(page)


def test_a_watched_folder_fills_by_itself(qtbot: QtBot, opened: ClassifyPage, folder: Path) -> None:
    page = opened
    qtbot.waitUntil(lambda: page.session.complete, timeout=PATIENCE_MS)
    page.header.watch_button.click()
    new = folder / "later" / "99 blue.png"
    new.parent.mkdir()
    new.write_bytes(making.picture("blue", 99))
    qtbot.waitUntil(lambda: page.images.find(str(new)) is not None, timeout=PATIENCE_MS)
    qtbot.waitUntil(lambda: page.session.complete, timeout=PATIENCE_MS)
    row = page.images.row(page.images.find(str(new)) or 0)
    assert (row.name, row.label) == (os.path.join("later", "99 blue.png"), "blue")  # noqa: PTH118
    new.unlink()
    qtbot.waitUntil(lambda: page.images.with_status("unreadable") == 2, timeout=PATIENCE_MS)


def test_the_most_useful_pictures_are_unlike_each_other(qtbot: QtBot, opened: ClassifyPage) -> None:
    page = opened
    qtbot.waitUntil(lambda: page.session.complete and page.session.can_compare, timeout=PATIENCE_MS)
    order = page.results.order
    order.setCurrentIndex(order.findText("Most useful first"))
    order.activated.emit(order.currentIndex())
    qtbot.waitUntil(lambda: page.images.given is not None, timeout=PATIENCE_MS)
    assert {page.images.row(row).label for row in page.images.rows()[:3]} == set(making.COLOURS)
