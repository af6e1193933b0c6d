"""A watched folder in the Classify page: what comes and goes is shown, and the end of the watching is told."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from artclass_gui.context import Context
from artclass_gui.gallery.rows import Listing
from artclass_gui.pages.classify_filters import Choice
from artclass_gui.pages.classify_page import ClassifyPage
from tests.gui.classify.said import CLASSES, prediction
from tests.gui.conftest import Script
from tests.trainer import tiny
from trainer.events import Appeared, Classified, Notice, Settled, Unwatched, Vanished
from trainer.names import readable


def _names(page: ClassifyPage) -> list[str]:
    return [page.images.row(row).name for row in page.images.rows()]


def _watched(scripted: Script) -> list[str]:
    """The folders that the child was asked to watch, "" where it was to watch none."""
    return [str(question.get("folder", "")) for question in scripted.asked("watch", "unwatch")]


def test_a_watched_folder_shows_what_comes_and_what_goes(
    qtbot: QtBot, scripted: Script, classified: ClassifyPage, folder: Path
) -> None:
    watch = classified.header.watch_button
    assert watch.isEnabled()
    watch.click()
    qtbot.waitUntil(lambda: {"do": "watch", "folder": str(folder)} in scripted.asked())
    new = folder / "a" / "new.jpg"
    scripted.tell(
        Appeared(paths=(str(new),)), Classified(classes=CLASSES, predictions=(prediction(new, 0.8, novel=True),))
    )
    qtbot.waitUntil(lambda: "a/new.jpg" in _names(classified))
    row = classified.images.find(str(new))
    assert row is not None
    qtbot.waitUntil(lambda: classified.images.row(row).label == "painting")
    scripted.tell(Vanished(paths=(str(new),)))
    qtbot.waitUntil(lambda: classified.images.row(row).status == "unreadable")
    assert classified.images.row(row).reason == "is no longer there"
    classified.session.restart()  # asked again before the folder is listed
    qtbot.waitUntil(lambda: classified.session.complete)
    asked = [question["do"] for question in scripted.asked("forget", "watch", "classify")]
    assert asked[asked.index("forget") :][:3] == ["forget", "watch", "classify"]
    watch.click()
    qtbot.waitUntil(lambda: scripted.asked()[-1] == {"do": "unwatch"})


def test_a_file_that_comes_with_a_name_that_is_no_valid_unicode_is_the_file_itself(
    qtbot: QtBot, scripted: Script, classified: ClassifyPage, folder: Path
) -> None:
    new = folder / os.fsdecode(b"caf\xe9.jpg")
    tiny.folder(folder, {new.name: tiny.jpeg(7, (64, 48))})
    classified.session.watch(True)
    scripted.tell(Appeared(paths=(readable(str(new)),)))  # as events spell it
    qtbot.waitUntil(lambda: classified.images.find(str(new)) is not None)
    assert classified.images.total == 6
    qtbot.waitUntil(lambda: any(str(new) in question["paths"] for question in scripted.asked("classify")))


def test_what_comes_while_the_folder_is_listed_is_there_once(
    qtbot: QtBot, scripted: Script, classified: ClassifyPage, folder: Path
) -> None:
    new = folder / "new.jpg"
    classified.session.watch(True)
    scripted.tell(Appeared(paths=(str(new),)))
    qtbot.waitUntil(lambda: classified.images.total == 6)
    classified.session.take_listing(Listing.of([folder / "other.jpg", new], ["other.jpg", "new.jpg"]))
    assert _names(classified).count("new.jpg") == 1
    assert "other.jpg" in _names(classified)


def test_thousands_that_come_at_once_are_taken_a_piece_at_a_time(
    qtbot: QtBot, scripted: Script, classified: ClassifyPage, folder: Path
) -> None:
    many = [str(folder / f"new {number:04}.jpg") for number in range(3_000)]
    sizes: list[int] = []
    classified.images.rowsInserted.connect(lambda: sizes.append(classified.images.total))
    early = Classified(classes=CLASSES, predictions=(prediction(Path(many[-1]), 0.8),))
    scripted.tell(Appeared(paths=tuple(many)), early)
    qtbot.waitUntil(lambda: classified.images.total == 3_005)
    qtbot.waitUntil(lambda: classified.session.classified == 6)  # an answer waits for its picture
    assert len(sizes) > 5
    scripted.tell(Vanished(paths=tuple(many)))
    qtbot.waitUntil(lambda: classified.images.with_status("unreadable") == 3_001)


def test_what_came_and_went_before_the_watch_began_is_seen(
    qtbot: QtBot, scripted: Script, classified: ClassifyPage, folder: Path
) -> None:
    (folder / "a" / "1.jpg").rename(folder / "a" / "late.jpg")
    classified.header.watch_button.click()
    qtbot.waitUntil(lambda: "a/late.jpg" in _names(classified))
    gone = classified.images.find(str(folder / "a" / "1.jpg"))
    assert gone is not None
    qtbot.waitUntil(lambda: classified.images.row(gone).reason == "is no longer there")
    qtbot.waitUntil(lambda: str(folder / "a" / "late.jpg") in scripted.asked("classify")[-1]["paths"])


@pytest.fixture
def watched(qtbot: QtBot, scripted: Script, classified: ClassifyPage, folder: Path) -> ClassifyPage:
    """The page with its folder being watched."""
    classified.header.watch_button.click()
    qtbot.waitUntil(lambda: _watched(scripted) == [str(folder)])
    return classified


def test_the_end_of_the_watching_is_told_and_the_button_watches_again(
    qtbot: QtBot, scripted: Script, watched: ClassifyPage, folder: Path
) -> None:
    button = watched.header.watch_button
    assert button.isChecked()
    why = Unwatched(folder=str(folder), reason="This folder cannot be watched any longer", remedy="Watch it again.")
    scripted.tell(why)
    qtbot.waitUntil(lambda: not button.isChecked())
    assert watched.banner.message == f"This folder cannot be watched any longer: {folder}. Watch it again."
    assert not watched.session.watching
    (folder / "a" / "1.jpg").rename(folder / "a" / "meanwhile.jpg")
    button.click()
    assert button.isChecked()
    assert not watched.banner.isVisible()
    qtbot.waitUntil(lambda: _watched(scripted) == [str(folder), "", str(folder)])
    qtbot.waitUntil(lambda: "a/meanwhile.jpg" in _names(watched))


def test_pictures_that_are_back_when_the_folder_is_watched_again_are_classified_again(
    qtbot: QtBot, scripted: Script, watched: ClassifyPage, folder: Path
) -> None:
    images = watched.images
    paths = images.paths()
    scripted.tell(
        Vanished(paths=tuple(paths)), Unwatched(folder=str(folder), reason="The folder that was watched is gone")
    )
    qtbot.waitUntil(lambda: images.with_status("unreadable") == len(paths) and not watched.session.watching)
    watched.header.watch_button.click()  # the folder is there all the same
    qtbot.waitUntil(lambda: images.with_status("unreadable") == 1)  # as before
    assert sorted(scripted.asked("classify")[-1]["paths"]) == sorted(paths)


def test_the_end_of_the_watching_of_an_earlier_folder_does_not_end_that_of_the_present_one(
    qtbot: QtBot, scripted: Script, watched: ClassifyPage, folder: Path, tmp_path: Path
) -> None:
    other = tmp_path / "Winter pictures"
    shutil.copytree(folder, other)
    watched.open_folder(other)
    qtbot.waitUntil(lambda: _watched(scripted) == [str(folder), str(other)])
    scripted.tell(
        Unwatched(folder=str(folder), reason="The folder that was watched is gone"), Notice(message="Said after it.")
    )
    qtbot.waitUntil(lambda: watched.banner.message == "Said after it.")
    assert watched.header.watch_button.isChecked()
    assert _watched(scripted) == [str(folder), str(other)]


@pytest.mark.skipif(sys.platform != "linux", reason="Only Linux has names that are no valid Unicode")
def test_a_folder_whose_name_is_no_valid_unicode_is_known_again(
    qtbot: QtBot, scripted: Script, page: ClassifyPage, folder: Path, model: Path
) -> None:
    latin = folder.with_name(os.fsdecode(b"\xe9t\xe9"))
    folder.rename(latin)
    scripted.reside(CLASSES)
    page.open_model(model)
    page.open_folder(latin)
    qtbot.waitUntil(page.header.watch_button.isEnabled)
    page.header.watch_button.click()
    scripted.tell(Unwatched(folder=str(latin), reason="The folder that was watched is gone"))
    qtbot.waitUntil(lambda: not page.header.watch_button.isChecked())


def test_nobody_watches_once_the_model_has_died_and_the_next_one_goes_on(
    qtbot: QtBot, scripted: Script, watched: ClassifyPage, context: Context, folder: Path
) -> None:
    button = watched.header.watch_button
    (child,) = context.jobs.running
    child.kill()
    qtbot.waitUntil(lambda: watched.banner.kind == "bad" and watched.banner.isVisible())
    assert not button.isChecked()
    (folder / "a" / "1.jpg").rename(folder / "a" / "meanwhile.jpg")
    watched.session.try_again()
    assert button.isChecked()
    qtbot.waitUntil(lambda: _watched(scripted) == [str(folder)] * 2)
    qtbot.waitUntil(lambda: "a/meanwhile.jpg" in _names(watched))


def test_where_the_model_has_died_the_button_asks_a_new_one(
    qtbot: QtBot, scripted: Script, classified: ClassifyPage, context: Context, folder: Path
) -> None:
    (child,) = context.jobs.running
    child.kill()
    qtbot.waitUntil(lambda: classified.banner.kind == "bad" and classified.banner.isVisible())
    classified.header.watch_button.click()
    assert classified.header.watch_button.isChecked()
    qtbot.waitUntil(lambda: _watched(scripted) == [str(folder)])
    assert not classified.banner.isVisible()


def test_pictures_that_were_asked_for_twice_are_counted_once(
    qtbot: QtBot, scripted: Script, watched: ClassifyPage
) -> None:
    scripted.tell(*[Settled(answered=5, kept=4, failed=1)] * 2)
    summary = watched.results.progress.summary
    qtbot.waitUntil(lambda: summary.words.startswith("5 pictures · 5 classified before"))


def test_what_is_gone_is_told_apart_from_what_cannot_be_read(
    qtbot: QtBot, scripted: Script, watched: ClassifyPage, folder: Path
) -> None:
    chips, gone = watched.results.chips, folder / "a" / "1.jpg"
    unreadable_chip, gone_chip = chips.chip(Choice(status="unreadable")), chips.chip(Choice(gone=True))
    assert unreadable_chip is not None
    assert gone_chip is not None
    assert not gone_chip.isVisible()
    scripted.tell(Vanished(paths=(str(gone),)))
    qtbot.waitUntil(gone_chip.isVisible)
    assert (gone_chip.count, unreadable_chip.count) == (1, 1)
    gone_chip.click()
    assert _names(watched) == ["a/1.jpg"]
    unreadable_chip.click()
    assert _names(watched) == ["b broken.jpg"]
    qtbot.waitUntil(lambda: "1 no longer there" in watched.results.progress.summary.words)
    gone_chip.click()
    scripted.tell(Appeared(paths=(str(gone),)), Classified(classes=CLASSES, predictions=(prediction(gone, 0.2),)))
    qtbot.waitUntil(lambda: not gone_chip.isVisible())
    assert chips.choice == Choice()  # nothing is left to be shown of it
    assert len(_names(watched)) == 5
