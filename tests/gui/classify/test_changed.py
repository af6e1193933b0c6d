"""Pictures whose files are others than those that the model has answered for: they are asked for again, and looked at anew."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from pytestqt.qtbot import QtBot

from artclass_gui.pages.classify_changes import has_changed
from artclass_gui.pages.classify_page import ClassifyPage
from tests.gui.classify.said import CLASSES, WANTED, answers, prediction
from tests.gui.conftest import Script
from trainer.events import Classified, Prediction

_NAME = "b 1.jpg"


def _said(folder: Path, name: str, painting: float) -> Prediction:
    """What the model says of a picture, with the stamp of its file as it is now."""
    status = (folder / name).stat()
    return prediction(folder / name, painting, stamp=(status.st_mtime_ns, status.st_size))


@pytest.fixture
def classified(
    qtbot: QtBot, scripted: Script, page: ClassifyPage, folder: Path, open_both: Callable[[], None]
) -> ClassifyPage:
    """The page with the folder classified; what is asked for again stays without an answer until a test tells one."""
    scripted.reside(CLASSES)
    open_both()
    qtbot.waitUntil(lambda: page.session.state == "classifying")
    said = (*(_said(folder, name, painting) for name, painting in WANTED), answers(folder)[-1])
    scripted.tell(Classified(classes=CLASSES, predictions=said))
    qtbot.waitUntil(lambda: page.session.complete)
    return page


def _row(page: ClassifyPage, folder: Path) -> int:
    row = page.images.find(str(folder / _NAME))
    assert row is not None
    return row


def _asked_last(scripted: Script) -> list[str]:
    asked = scripted.asked("classify")
    return sorted(Path(path).name for path in asked[-1]["paths"]) if asked else []


def _replace(folder: Path, size: tuple[int, int] = (900, 300)) -> None:
    """Another picture in the place of the first one, with its time."""
    before = (folder / _NAME).stat()
    Image.new("RGB", size, "gold").save(folder / _NAME)
    os.utime(folder / _NAME, ns=(before.st_atime_ns, before.st_mtime_ns))


def test_what_changed_before_the_watch_began_is_asked_for_again(
    qtbot: QtBot, scripted: Script, classified: ClassifyPage, folder: Path
) -> None:
    row, thumbnails = _row(classified, folder), classified._context.thumbnails
    qtbot.waitUntil(lambda: thumbnails.pixmap(folder / _NAME, 128) is not None)
    _replace(folder)
    classified.header.watch_button.click()
    qtbot.waitUntil(lambda: classified.images.row(row).status == "waiting")
    assert classified.images.row(row).label is None
    qtbot.waitUntil(lambda: _asked_last(scripted) == [_NAME, "b broken.jpg"])  # that one may be whole by now
    scripted.tell(Classified(classes=CLASSES, predictions=(_said(folder, _NAME, 0.1),)))
    qtbot.waitUntil(lambda: classified.images.row(row).label == "drawings")

    def has_a_new_thumbnail() -> bool:
        found = thumbnails.pixmap(folder / _NAME, 128)
        return found is not None and found.width() > 2 * found.height()

    qtbot.waitUntil(has_a_new_thumbnail)


def test_a_picture_that_is_opened_large_shows_no_answer_of_another_file(
    qtbot: QtBot, scripted: Script, classified: ClassifyPage, folder: Path
) -> None:
    row, viewer = _row(classified, folder), classified.results.viewer
    viewer.open(row)
    qtbot.waitUntil(lambda: _NAME in str(viewer._loaded))
    assert "painting" in viewer.details._label.text()
    viewer.step(1)
    _replace(folder)
    viewer.step(-1)
    qtbot.waitUntil(lambda: classified.images.row(row).status == "waiting")
    assert "painting" not in viewer.details._label.text()
    qtbot.waitUntil(lambda: _asked_last(scripted) == [_NAME])
    qtbot.waitUntil(lambda: "900" in viewer.details._size.text())
    scripted.tell(Classified(classes=CLASSES, predictions=(_said(folder, _NAME, 0.1),)))
    qtbot.waitUntil(lambda: "drawings" in viewer.details._label.text())


def test_a_picture_that_is_as_it_was_keeps_its_answer(
    qtbot: QtBot, scripted: Script, classified: ClassifyPage, folder: Path
) -> None:
    classified.results.viewer.open(_row(classified, folder))
    classified.header.watch_button.click()
    qtbot.waitUntil(lambda: _asked_last(scripted) == ["b broken.jpg"])
    assert classified.images.with_status("waiting") == 0


def test_a_file_has_changed_if_its_time_or_its_size_has(tmp_path: Path) -> None:
    path = tmp_path / "a.jpg"
    path.write_bytes(b"12345")
    os.utime(path, ns=(0, 7_000_000_000))
    assert not has_changed(str(path), (7_000_000_000, 5))
    assert has_changed(str(path), (7_000_000_000, 4))
    assert has_changed(str(path), (9_000_000_000, 5))
    assert not has_changed(str(path), None)
    assert not has_changed(str(tmp_path / "gone.jpg"), (7_000_000_000, 5))
