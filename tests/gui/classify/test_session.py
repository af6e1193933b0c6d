"""What the Classify page asks a resident predictor, and what it makes of the answers."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from artclass_gui.context import Context
from artclass_gui.pages.classify_filters import Choice
from artclass_gui.pages.classify_page import ClassifyPage
from artclass_gui.status import JobStatus, progress_title
from tests.gui.classify.said import CLASSES, answers, prediction
from tests.gui.conftest import Script
from trainer.events import (
    Classified,
    Failed,
    Neighbours,
    Notice,
    Prediction,
    Problem,
    Progress,
    Started,
)


def _names(page: ClassifyPage) -> list[str]:
    return [page.images.row(row).name for row in page.images.rows()]


def test_pictures_in_sight_are_asked_for_before_all_others(
    qtbot: QtBot, scripted: Script, page: ClassifyPage, folder: Path, open_both: Callable[[], None]
) -> None:
    for number in range(200):
        Image.new("RGB", (8, 8)).save(folder / f"c {number:03}.jpg")
    last = [str(folder / f"c {number:03}.jpg") for number in range(197, 200)]
    scripted.reside(CLASSES, *(prediction(Path(path), 0.7) for path in last), slow=last)
    open_both()
    qtbot.waitUntil(lambda: page.images.total == 205)
    page.results.order.setCurrentIndex(page.results.order.findText("By name"))
    page.results.order.activated.emit(page.results.order.currentIndex())
    bar = page.results.view.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 0)
    bar.setValue(bar.maximum())
    qtbot.waitUntil(lambda: page.session.classified == 3)
    asked = [question["paths"] for question in scripted.asked("first")]
    assert len(asked[-1]) < 100
    assert set(last) & {path for paths in asked for path in paths}


def test_holding_and_going_on(
    qtbot: QtBot, scripted: Script, page: ClassifyPage, folder: Path, open_both: Callable[[], None]
) -> None:
    scripted.reside(CLASSES, *answers(folder)[:3])
    open_both()
    qtbot.waitUntil(lambda: page.session.classified == 3)
    progress = page.results.progress
    qtbot.waitUntil(progress.hold_button.isVisible)
    scripted.tell(Progress(done=3, total=5, unit="pictures", seconds_left=125.0))
    qtbot.waitUntil(lambda: "3 of 5 pictures classified · about 2 minutes left" in progress.summary.words)
    progress.hold_button.click()
    assert page.session.held
    assert progress.summary.words.endswith("held")
    assert not progress.hold_button.isVisible()
    qtbot.waitUntil(lambda: scripted.asked()[-1] == {"do": "hold"})
    progress.go_button.click()
    assert not page.session.held
    qtbot.waitUntil(lambda: scripted.asked()[-1] == {"do": "go"})


def test_one_child_answers_for_one_folder_after_another(
    qtbot: QtBot, scripted: Script, classified: ClassifyPage, context: Context, tmp_path: Path
) -> None:
    (child,) = context.jobs.running
    assert not context.jobs.shown  # it has nothing to do
    assert not context.jobs.lasting  # and its end costs nothing
    other = tmp_path / "Winter"
    other.mkdir()
    Image.new("RGB", (8, 8)).save(other / "snow.jpg")
    classified.open_folder(other)
    qtbot.waitUntil(lambda: classified.images.total == 1)
    late = answers(tmp_path / "Summer pictures")[0]
    scripted.tell(Classified(classes=CLASSES, predictions=(late, prediction(other / "snow.jpg", 0.3))))
    qtbot.waitUntil(lambda: classified.session.complete)
    assert _names(classified) == ["snow.jpg"]  # an answer for the folder of before adds no picture
    assert context.jobs.running == (child,)
    assert {"do": "forget"} in scripted.asked()


def test_the_status_bar_speaks_of_a_predictor_only_while_it_works(
    qtbot: QtBot, scripted: Script, classified: ClassifyPage, context: Context
) -> None:
    scripted.tell(Progress(done=1, total=4, unit="pictures"))
    qtbot.waitUntil(lambda: len(context.jobs.shown) == 1)
    assert context.jobs.shown[0].title == "Classifying “Summer pictures”"
    assert context.jobs.shown[0].fraction == 0.25
    status = JobStatus(context.jobs)
    qtbot.addWidget(status)
    classified.session.hold(True)
    assert status._label.text() == "Classifying “Summer pictures” · held"
    assert progress_title(context.jobs) == "25 % · Classifying “Summer pictures” · held"
    classified.session.hold(False)
    assert status._label.text() == "Classifying “Summer pictures”"
    scripted.tell(Progress(done=4, total=4, unit="pictures"))
    qtbot.waitUntil(lambda: not context.jobs.shown)


@pytest.mark.usefixtures("model")
def test_the_model_is_loaded_while_the_folder_is_chosen(
    qtbot: QtBot, scripted: Script, page: ClassifyPage, context: Context, folder: Path
) -> None:
    page.open_model(folder.with_name("baroque.artmodel"))
    qtbot.waitUntil(lambda: page.session.model is not None)
    assert not context.jobs.running
    page.choose_folder()  # the child has no script, and fails
    qtbot.waitUntil(lambda: not context.jobs.running)
    assert not page.banner.isVisible()
    scripted.reside(CLASSES, *answers(folder))
    page.choose_folder()
    qtbot.waitUntil(lambda: page.session.can_compare)
    (child,) = context.jobs.running
    page.open_folder(folder)
    qtbot.waitUntil(lambda: page.session.complete)
    assert context.jobs.running == (child,)
    for dialog in page.findChildren(QFileDialog):
        dialog.reject()


def test_another_model_has_a_child_of_its_own(
    qtbot: QtBot, scripted: Script, classified: ClassifyPage, context: Context, model: Path
) -> None:
    (child,) = context.jobs.running
    other = model.with_name("other.artmodel")
    other.write_bytes(model.read_bytes())
    with qtbot.waitSignal(child.ended):
        classified.open_model(other)
    qtbot.waitUntil(lambda: classified.session.complete)
    assert scripted.arguments("predictor")[2] == str(other)


def test_after_a_failure_what_has_no_answer_is_asked_for_first(
    qtbot: QtBot, scripted: Script, page: ClassifyPage, folder: Path, open_both: Callable[[], None]
) -> None:
    told = answers(folder)
    scripted.set(
        "predictor",
        Started(job="predictor", version="0"),
        {"do": "line"},
        Classified(classes=CLASSES, predictions=told[:4]),
        Failed(message="The computer is out of memory", remedy="Close other programs."),
    )
    open_both()
    qtbot.waitUntil(lambda: page.banner.kind == "bad" and page.images.total == 5)
    qtbot.waitUntil(lambda: page.session.state == "idle")
    before = page.session.classified
    scripted.reside(CLASSES, *told)
    page.session.try_again()
    qtbot.waitUntil(lambda: page.session.complete)
    asked = [path for question in scripted.asked("classify") for path in question["paths"]]
    assert len(asked) == 5  # the others, too: what they look like is new to this child
    assert {Path(path).name for path in asked[: 5 - before]} == {Path(item.path).name for item in told[before:]}


def test_after_the_model_has_died_pictures_are_compared_all_the_same(
    qtbot: QtBot, scripted: Script, classified: ClassifyPage, context: Context, folder: Path
) -> None:
    told = answers(folder)
    qtbot.waitUntil(lambda: classified.session.can_compare)
    (child,) = context.jobs.running
    before = len(scripted.asked())
    scripted.reside(CLASSES, *told, near={told[0].path: [told[1].path]})
    child.kill()
    qtbot.waitUntil(lambda: classified.banner.kind == "bad" and classified.banner.isVisible())
    classified.results.view.go_to(0)
    qtbot.keyClick(classified.results.view, Qt.Key.Key_S)
    qtbot.waitUntil(lambda: classified.results.similar.on)
    assert "1 picture," in classified.results.similar.words
    assert not classified.banner.isVisible()
    asked = [question["do"] for question in scripted.asked()[before:] if question["do"] in ("classify", "similar")]
    assert asked == ["classify", "similar"]  # and nothing is compared with what the new child does not know yet


def test_the_same_folder_opened_again_is_where_it_was(
    qtbot: QtBot, scripted: Script, page: ClassifyPage, folder: Path, open_both: Callable[[], None]
) -> None:
    for number in range(200):
        Image.new("RGB", (8, 8)).save(folder / f"c {number:03}.jpg")
    scripted.reside(CLASSES, *(prediction(path, 0.7) for path in sorted(folder.rglob("*.jpg"))))
    open_both()
    qtbot.waitUntil(lambda: page.session.complete)
    view, images, bar = page.results.view, page.images, page.results.view.verticalScrollBar()
    page.results.search.setText("c 1")
    qtbot.waitUntil(lambda: images.shown == 100)
    chosen = images.find(str(folder / "c 150.jpg"))
    assert chosen is not None
    view.go_to(chosen)
    scrolled = bar.value()
    assert scrolled > 0
    (folder / "c 100.jpg").unlink()
    page.open_folder(folder)
    assert not images.total
    qtbot.waitUntil(lambda: page.session.complete and images.shown == 99)
    assert [images.path(row) for row in view.selected_rows()] == [str(folder / "c 150.jpg")]
    assert view.current_row() in view.rows_in_sight()
    page.open_folder(folder / "a")
    qtbot.waitUntil(lambda: images.shown == 2)  # whatever was searched for
    assert view.selected_rows() == []


def test_a_disk_that_stalls_is_told_of(qtbot: QtBot, scripted: Script, classified: ClassifyPage) -> None:
    scripted.tell(Notice(message="This disk does not answer: /mnt/far.", level="warning"))
    qtbot.waitUntil(lambda: "does not answer" in classified.banner.message)


def test_similar_pictures_and_the_way_back(
    qtbot: QtBot, scripted: Script, page: ClassifyPage, folder: Path, open_both: Callable[[], None]
) -> None:
    told = answers(folder)
    near = {told[1].path: [told[3].path, told[0].path]}
    scripted.reside(CLASSES, *told, near=near)
    open_both()
    qtbot.waitUntil(lambda: page.session.complete and page.session.can_compare)
    view, similar = page.results.view, page.results.similar
    page.results.search.setText("b")
    qtbot.waitUntil(lambda: page.images.shown == 3)
    row = page.images.find(told[1].path)
    assert row is not None
    view.go_to(row)
    qtbot.keyClick(view, Qt.Key.Key_S)
    qtbot.waitUntil(similar.isVisible)
    assert _names(page) == ["b 2.jpg", "a/=2.jpg", "b 1.jpg"]  # itself first, whatever was searched for
    assert "Most like “b 2.jpg”" in similar.words
    assert "2 pictures" in similar.words
    qtbot.keyClick(view, Qt.Key.Key_Escape)
    assert not similar.isVisible()
    assert page.results.search.text() == "b"
    assert _names(page) == ["b 1.jpg", "b 2.jpg", "b broken.jpg"]
    assert view.current_row() == row


def test_after_similar_pictures_the_same_ones_are_chosen_as_before(
    qtbot: QtBot, scripted: Script, page: ClassifyPage, folder: Path, open_both: Callable[[], None]
) -> None:
    told = answers(folder)
    scripted.reside(CLASSES, *told, near={told[1].path: [told[3].path]})
    open_both()
    qtbot.waitUntil(lambda: page.session.complete and page.session.can_compare)
    view, results, row = page.results.view, page.results, page.images.find(told[1].path)
    assert row is not None
    view.selection.go(0)
    view.selection.toggle(page.images.position_of(row))
    chosen = view.selection.flagged()
    qtbot.keyClick(view, Qt.Key.Key_S)
    qtbot.waitUntil(lambda: results.similar.on)
    qtbot.keyClick(view, Qt.Key.Key_Escape)
    assert view.selection.flagged() == chosen
    assert view.current_row() == row
    qtbot.keyClick(view, Qt.Key.Key_Return)
    assert view.selected_rows() == [row]  # what is done now is done to the large picture alone
    qtbot.keyClick(results.viewer, Qt.Key.Key_S)
    qtbot.waitUntil(lambda: results.similar.on)
    qtbot.keyClick(view, Qt.Key.Key_Escape)
    assert view.selection.flagged() == chosen


def test_another_order_leaves_similar_pictures_for_what_the_filter_shows(
    qtbot: QtBot, scripted: Script, page: ClassifyPage, folder: Path, open_both: Callable[[], None]
) -> None:
    told = answers(folder)
    scripted.reside(CLASSES, *told, near={told[0].path: [told[3].path]})
    open_both()
    qtbot.waitUntil(lambda: page.session.complete and page.session.can_compare)
    results, order = page.results, page.results.order
    results.show_counts()
    results.chips.choose(Choice("painting"))
    row = page.images.find(told[0].path)
    assert row is not None
    results.view.go_to(row)
    qtbot.keyClick(results.view, Qt.Key.Key_S)
    qtbot.waitUntil(lambda: results.similar.on)
    order.setCurrentIndex(order.findText("Least sure first"))
    order.activated.emit(order.currentIndex())
    assert not results.similar.isVisible()
    assert results.chips.choice == Choice("painting")
    assert _names(page) == ["b 2.jpg", "b 1.jpg"]
    assert results.view.selected_rows() == [row]


def test_escape_takes_back_what_is_asked(qtbot: QtBot, classified: ClassifyPage) -> None:
    view, similar = classified.results.view, classified.results.similar
    path = classified.images.path(0)
    view.go_to(0)
    classified.results.similar_wanted.disconnect()
    qtbot.keyClick(view, Qt.Key.Key_S)  # and no answer comes
    qtbot.waitUntil(similar.isVisible)
    assert "Looking for what is most like “b 1.jpg”" in similar.words
    qtbot.keyClick(view, Qt.Key.Key_Escape)
    assert not similar.isVisible()
    similar.take(Neighbours(path=path, neighbours=()))  # late
    assert not similar.on
    assert classified.images.shown == 5


def test_a_picture_that_cannot_be_compared_is_told(qtbot: QtBot, scripted: Script, classified: ClassifyPage) -> None:
    classified.results.view.go_to(0)
    classified.results.similar_wanted.disconnect()
    classified.results.similar.ask()
    scripted.tell(Problem(path=classified.images.path(0), reason="is no longer there"))
    qtbot.waitUntil(lambda: classified.banner.message == "“b 1.jpg” is no longer there.")
    assert not classified.results.similar.isVisible()


def test_without_a_model_similar_says_what_to_do(qtbot: QtBot, page: ClassifyPage, folder: Path) -> None:
    page.open_folder(folder)
    qtbot.waitUntil(lambda: page.session.state == "idle" and page.images.total == 5)
    page.results.view.go_to(0)
    page.results.similar.ask()
    assert "Choose a model first" in page.banner.message


def test_the_most_useful_pictures_come_first(qtbot: QtBot, scripted: Script, classified: ClassifyPage) -> None:
    qtbot.waitUntil(lambda: classified.session.can_compare)
    order = classified.results.order
    order.setCurrentIndex(order.findText("Most useful first"))
    order.activated.emit(order.currentIndex())
    # the child gets the most doubtful first; this one turns the order round
    qtbot.waitUntil(lambda: _names(classified)[:4] == ["b 1.jpg", "a/1.jpg", "a/=2.jpg", "b 2.jpg"])
    assert classified.results.view.current_row() == classified.images.row_at(0)
    asked, *_ = scripted.asked("useful")
    assert [Path(path).name for path in asked["paths"]] == ["b 2.jpg", "=2.jpg", "1.jpg", "b 1.jpg"]
    order.setCurrentIndex(0)
    order.activated.emit(0)
    assert _names(classified)[0] == "b 1.jpg"
    assert classified.images.given is None


def test_a_review_begins_with_the_most_useful_pictures_unless_an_order_was_chosen(
    qtbot: QtBot, classified: ClassifyPage
) -> None:
    results = classified.results
    qtbot.waitUntil(lambda: classified.session.can_compare)
    results.review.review_button.click()
    assert results.order.currentText() == "Most useful first"
    qtbot.waitUntil(lambda: _names(classified)[:2] == ["b 1.jpg", "a/1.jpg"] and classified.images.given is not None)
    results.review.review_button.click()
    results.order.setCurrentIndex(results.order.findText("By name"))
    results.order.activated.emit(results.order.currentIndex())
    results.review.review_button.click()
    assert results.order.currentText() == "By name"


def test_what_is_chosen_stays_so_when_the_most_useful_come_first(qtbot: QtBot, classified: ClassifyPage) -> None:
    view = classified.results.view
    qtbot.waitUntil(lambda: classified.session.can_compare)
    view.selection.go(1)
    view.selection.go(3, extend=True)
    chosen, current = view.selection.flagged(), view.current_row()
    order = classified.results.order
    order.setCurrentIndex(order.findText("Most useful first"))
    order.activated.emit(order.currentIndex())
    qtbot.waitUntil(lambda: classified.images.given is not None)
    assert view.selection.flagged() == chosen
    assert view.current_row() == current
    order.setCurrentIndex(0)
    order.activated.emit(0)
    classified.results.review.review_button.click()  # its keys label what is chosen: nothing of before
    qtbot.waitUntil(lambda: view.selection.flagged() == [classified.images.row_at(0)])


def test_without_features_the_most_doubtful_come_first(
    qtbot: QtBot, scripted: Script, page: ClassifyPage, folder: Path, open_both: Callable[[], None]
) -> None:
    scripted.reside(CLASSES, *answers(folder), without_features=True)
    order = page.results.order
    order.setCurrentIndex(order.findText("Most useful first"))
    order.activated.emit(order.currentIndex())
    open_both()
    qtbot.waitUntil(lambda: page.session.complete)
    qtbot.waitUntil(lambda: _names(page)[:2] == ["b 2.jpg", "a/=2.jpg"])
    assert not scripted.asked("useful")


def test_a_picture_that_has_become_unreadable_shows_no_picture(
    qtbot: QtBot, context: Context, scripted: Script, classified: ClassifyPage, folder: Path
) -> None:
    path = next(
        classified.images.path(row) for row in classified.images.rows() if "broken" not in classified.images.path(row)
    )
    thumbnails = context.thumbnails
    qtbot.waitUntil(lambda: thumbnails.pixmap(path, classified.results.view.shown_side) is not None)
    Path(path).write_bytes(b"no picture any more")
    broken = Prediction(path=path, label=None, confidence=None, status="unreadable", reason="is no picture")
    scripted.tell(Classified(classes=CLASSES, predictions=(broken,)))
    qtbot.waitUntil(lambda: thumbnails.reason(path) is not None)
    assert thumbnails.pixmap(path, classified.results.view.shown_side) is None


def test_files_that_were_written_into_are_asked_about_again(
    qtbot: QtBot, scripted: Script, classified: ClassifyPage
) -> None:
    path = classified.images.path(classified.images.rows()[0])
    classified.session.look_again([path])
    qtbot.waitUntil(lambda: scripted.asked("classify")[-1]["paths"] == [path])
    classified.session.cancel()
    qtbot.waitUntil(lambda: not classified.session.answering)
    classified.session.look_again([path])
    qtbot.waitUntil(lambda: len(scripted.asked("classify")) > 2)
