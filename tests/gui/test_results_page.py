"""The Results page as a person uses it: the list, the figures, the matrix, the mistakes, rename, delete, save."""

from __future__ import annotations

import shutil

import msgspec
import pytest
from PIL import Image
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QToolTip

from artclass_gui.pages.results_confusion import ConfusionMatrix
from artclass_gui.pages.results_page import ResultsPage
from artclass_gui.project import CatalogState
from tests.gui.run_folders import CLASSES, begun_run, class_counts, epochs, finished_run
from trainer.events import Failed, Finished, Stopped, encode
from trainer.measuring.metrics import Makers, Part

CONFUSION = ((80, 6, 2, 4, 1), (12, 71, 1, 3, 0), (0, 1, 90, 2, 0), (3, 2, 2, 84, 1), (2, 0, 1, 2, 95))
WORSE = ((8, 2), (1, 9))


@pytest.fixture
def page(qtbot, context, tmp_path) -> ResultsPage:
    """The page of an empty project."""
    with qtbot.waitSignals([context.project.catalog_changed, context.project.runs_changed]):
        context.project.open(tmp_path / "p.artclass", create=True)
    context.project.catalog = CatalogState(classes=class_counts(100, 100))
    page = ResultsPage(context)
    qtbot.addWidget(page)
    page.resize(1010, 770)
    page.show()
    return page


@pytest.fixture
def finished(qtbot, context, page, tmp_path):
    """One finished run, read and shown."""
    pictures = [tmp_path / f"{number}.png" for number in range(4)]
    for number, path in enumerate(pictures):
        Image.new("RGB", (40, 30), (60 * number, 90, 120)).save(path)
    run = finished_run(context.project.project, CONFUSION, paths=pictures)
    reload_and_wait(qtbot, context, page, run)
    return run


def reload_and_wait(qtbot, context, page, run) -> None:
    context.project.reload_runs()
    qtbot.waitUntil(lambda: page.current is not None and page.current.run.name == run.name)
    qtbot.waitUntil(lambda: page.run._details is not None)


def test_without_runs_the_page_says_what_to_do(qtbot, page) -> None:
    assert page.empty.isVisible()
    with qtbot.waitSignal(page.page_requested) as requested:
        page.empty.buttons[0].click()
    assert requested.args == ["train"]


def test_the_figures_come_with_their_interval(page, finished) -> None:
    figures = page.run.report.figures
    assert figures.accuracy.text() == "90.3 %"
    assert "465 pictures" in figures.sure.text()
    assert "95 % interval 87.3–92.7 %" in figures.sure.text()
    assert figures.time.text() == "3 min 7 s"
    assert figures.epochs.text() == "18, kept 12"
    assert page.run.title.text() == "MobileNetV2"


def test_two_figures_where_artists_are_kept_apart(page, finished) -> None:
    figures, report = page.run.report.figures, finished.report()
    assert not figures.makers.isVisible()
    makers = Makers(known=Part(images=60, accuracy=0.9, interval=(0.8, 0.95)), new=None)
    figures.set_report(msgspec.structs.replace(report, makers=makers))
    assert figures.makers.text() == (
        "New pictures of known artists or series: 90.0 % of 60 pictures, 95 % interval 80.0–95.0 %"
    )
    new = Part(images=40, accuracy=0.7, interval=(0.55, 0.82))
    figures.set_report(msgspec.structs.replace(report, makers=Makers(known=makers.known, new=new)))
    assert "New artists or series: 70.0 % of 40 pictures" in figures.makers.text()


def test_the_list_says_the_same(page, finished) -> None:
    words = page.runs.model().index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert "MobileNetV2. Finished. 90.3 % (87.3–92.7 %) test" in words
    assert finished.name in words


def test_the_class_table(page, finished) -> None:
    table = page.run.report.classes
    row = [table.item(1, column).text() for column in range(5)]
    assert row == ["engraving", "87", "88.8 %", "81.6 %", "85.0 %"]
    assert "share that was recognised" in table.horizontalHeaderItem(3).toolTip()


def test_the_matrix_speaks(page, finished) -> None:
    matrix = page.run.report.matrix
    words = "12 pictures of class “engraving” were called “drawings” (13.8 % of its pictures)"
    assert matrix.words((1, 0)) == words
    place = matrix.cell_rect((1, 0)).center()
    event = QHelpEvent(QEvent.Type.ToolTip, place, matrix.mapToGlobal(place))
    QApplication.sendEvent(matrix, event)
    assert QToolTip.text() == words


def test_the_keyboard_walks_through_the_matrix_to_the_mistakes(qtbot, page, finished) -> None:
    matrix = page.run.report.matrix
    matrix.setFocus()
    for key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
        qtbot.keyClick(matrix, key)
    assert "“engraving” were called “drawings”" in matrix.accessibleDescription()
    qtbot.keyClick(matrix, Qt.Key.Key_Return)
    mistakes = page.run.mistakes
    assert mistakes.cell == ("engraving", "drawings")
    assert mistakes.gallery.images.shown == 12
    assert page.run.tabs.currentIndex() == 2
    mistakes.show_all()
    assert mistakes.gallery.images.shown == 45
    assert mistakes.sentence.startswith("45 of 465 pictures")


def test_in_a_small_window_only_the_matrix_scrolls_sideways(qtbot, page, finished) -> None:
    report = page.run.report
    page.resize(620, 500)
    report.matrix.setMinimumWidth(900)  # as many classes need
    report._sideways.fit()
    qtbot.waitUntil(lambda: report._sideways.horizontalScrollBar().maximum() > 0)
    assert report.horizontalScrollBar().maximum() == 0
    assert report._sideways.height() >= report.matrix.heightForWidth(900)


def test_a_click_chooses_a_cell(qtbot, page, finished) -> None:
    matrix = page.run.report.matrix
    with qtbot.waitSignal(matrix.cell_chosen) as chosen:
        qtbot.mouseClick(matrix, Qt.MouseButton.LeftButton, pos=matrix.cell_rect((0, 1)).center())
    assert chosen.args == [0, 1]
    assert page.run.mistakes.sentence == "6 pictures of class “drawings” were called “engraving”."


def test_the_surest_mistakes_come_first(page, finished) -> None:
    page.run.tabs.setCurrentIndex(2)
    images = page.run.mistakes.gallery.images
    rows = [images.row(images.row_at(position)) for position in range(images.shown)]
    assert all(row.truth != row.label for row in rows)
    sure = [row.confidence for row in rows]
    assert sure == sorted(sure, reverse=True)
    assert images.classes == CLASSES


def test_curves_and_log_of_an_old_run(qtbot, page, finished) -> None:
    assert page.run.log.toPlainText().startswith("reading pictures")
    page.run.tabs.setCurrentIndex(4)
    qtbot.waitUntil(lambda: page.run.curves.drawn, timeout=30_000)
    assert "Best epoch: 12" in page.run.curves.accessibleDescription()


def test_a_failed_run_says_why(qtbot, context, page) -> None:
    failed = Failed(message="The computer's memory does not suffice", remedy="Choose a smaller image size.")
    run = begun_run(context.project.project, "vgg16", *epochs(2), failed, log="one\nMemoryError\n")
    reload_and_wait(qtbot, context, page, run)
    shown = page.run.unfinished
    assert shown.isVisible()
    assert shown.sentence.text() == failed.sentence()
    assert "MemoryError" in shown.log.toPlainText()
    assert not page.run.save_button.isVisible()
    assert not page.run.resume_button.isVisible()
    page.save_model()
    assert "no finished model" in page.banner.message


@pytest.mark.parametrize(
    ("ending", "word"),
    [
        (Finished(result={}), "Finished"),
        (Stopped(resumable=False, result={}), "Stopped early"),
        (Stopped(resumable=True), "Paused"),
        (Stopped(resumable=False), "Stopped"),
    ],
)
def test_what_became_of_a_run(qtbot, context, page, ending, word) -> None:
    project = context.project.project
    run = finished_run(project, WORSE) if ending.result is not None else begun_run(project)
    run.events_path.write_bytes(run.events_path.read_bytes() + encode(ending))
    reload_and_wait(qtbot, context, page, run)
    assert page.run.facts.words.endswith(f" · {word}")
    assert f". {word}. " in page.runs.model().index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)


def test_an_interrupted_run_can_be_resumed(qtbot, context, page) -> None:
    run = begun_run(context.project.project, "mobilenet_v2", *epochs(2))
    run.checkpoint.mkdir()
    (run.checkpoint / "state.npz").touch()
    reload_and_wait(qtbot, context, page, run)
    assert "switched off" in page.run.unfinished.sentence.text()
    with qtbot.waitSignals([page.page_requested, page.resume_requested]):
        page.run.resume_button.click()


def test_renaming_in_the_list_can_be_undone(qtbot, context, page, finished) -> None:
    page.rename_run()
    editor = page.runs.findChild(QLineEdit)
    assert editor.text() == "MobileNetV2"
    editor.setText("The good one")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.run.title.text() == "The good one")
    assert finished.title == "The good one"
    context.undo.undo()
    qtbot.waitUntil(lambda: page.run.title.text() == "MobileNetV2")


def test_f2_begins_to_rename(qtbot, page, finished) -> None:
    page.runs.setFocus()
    qtbot.keyClick(page.runs, Qt.Key.Key_F2)
    assert page.runs.findChild(QLineEdit) is not None


def test_deleting_can_be_undone(qtbot, context, page, finished) -> None:
    page.runs.setFocus()
    qtbot.keyClick(page.runs, Qt.Key.Key_Delete)
    qtbot.waitUntil(page.empty.isVisible)
    assert not finished.folder.exists()
    assert "was deleted" in page.banner.message
    context.undo.undo()
    qtbot.waitUntil(lambda: page.current is not None)
    assert finished.report_path.exists()


def test_the_model_is_saved_as_one_file(qtbot, page, finished, tmp_path) -> None:
    place = tmp_path / "for a friend.artmodel"
    page.save_model_as(page.current, place)
    qtbot.waitUntil(lambda: "was saved" in page.banner.message)
    assert place.read_bytes() == finished.package_path.read_bytes()
    assert sorted(path.name for path in tmp_path.glob("*.part")) == []


def test_a_place_that_cannot_be_written_is_a_sentence(qtbot, page, finished, tmp_path) -> None:
    (tmp_path / "file").touch()
    page.save_model_as(page.current, tmp_path / "file" / "x.artmodel")
    qtbot.waitUntil(lambda: page.banner.kind == "bad")
    assert "x.artmodel" in page.banner.message or "file" in page.banner.message


def test_a_new_run_is_chosen_and_the_old_one_stays_otherwise(qtbot, context, page, finished) -> None:
    project = context.project.project
    begun_run(project, "deep_cnn")
    newer = begun_run(project, "deep_cnn")
    old = context.project.runs[0].run.name
    names = [old, newer.name]
    context.project.reload_runs()
    qtbot.waitUntil(lambda: page.runs.model().rowCount() == 3)
    assert page.current.run.name == context.project.runs[0].run.name
    page.choose(old)
    with qtbot.waitSignal(context.project.runs_changed):
        context.project.reload_runs()
    assert page.current.run.name == old
    assert old in names


def tabs_in_view(page) -> list[str]:
    """The tabs that a person can see, in their order from the left edge."""
    bar = page.run.tabs.tabBar()
    return [
        bar.tabText(index)
        for index in range(bar.count())
        if bar.isTabVisible(index) and bar.rect().contains(bar.tabRect(index))
    ]


@pytest.mark.parametrize("elsewhere", [False, True])
@pytest.mark.parametrize("ending", ["finished", "failed"])
@pytest.mark.usefixtures("finished")
def test_a_run_has_its_tabs_when_it_has_ended(qtbot, context, page, ending, elsewhere) -> None:
    project = context.project.project
    run = begun_run(project, "deep_cnn")
    with run.held():
        reload_and_wait(qtbot, context, page, run)
        assert page.current.state == "running"
        page.grab()
        assert tabs_in_view(page) == ["Overview", "Curves", "Settings", "Notes", "Log"]
    page.setHidden(elsewhere)  # the person is on the Train page
    if ending == "failed":
        run.events_path.write_bytes(run.events_path.read_bytes() + encode(Failed(message="It broke")))
    else:
        other = finished_run(project, CONFUSION, "deep_cnn")
        for path in (other.report_path, other.predictions_path, other.package_path, other.events_path):
            path.rename(run.folder / path.name)
        shutil.rmtree(other.folder)
    with qtbot.waitSignal(context.project.runs_changed):
        context.project.reload_runs()
    page.show()
    page.grab()
    shown = ["Overview", "Curves", "Settings", "Notes", "Log"]
    if ending == "finished":
        shown[1:1], shown[-2:-2] = ["Mistakes (45)", "Calibration"], ["Card"]
    assert tabs_in_view(page) == shown
    assert page.run.tabs.currentWidget() is (page.run.unfinished if ending == "failed" else page.run.report)


def test_a_report_without_predictions_is_shown_all_the_same(qtbot, context, page) -> None:
    run = finished_run(context.project.project, CONFUSION)
    run.predictions_path.write_bytes(b"[{")
    reload_and_wait(qtbot, context, page, run)
    page.run.tabs.setCurrentIndex(2)
    assert page.run.mistakes.gallery.images.shown == 0
    assert page.run.report.figures.accuracy.text() == "90.3 %"


def test_what_is_looked_at_stays_when_the_runs_are_listed_anew(qtbot, context, page, finished) -> None:
    page.run.report.matrix.cell_chosen.emit(1, 0)
    with qtbot.waitSignal(context.project.runs_changed):
        context.project.reload_runs()
    assert page.run.mistakes.cell == ("engraving", "drawings")
    assert page.run.tabs.currentIndex() == 2


def test_the_banner_does_not_offer_to_undo_something_else(qtbot, context, page, finished) -> None:
    other = begun_run(context.project.project, "deep_cnn")
    context.project.reload_runs()
    qtbot.waitUntil(lambda: page.runs.model().rowCount() == 2)
    page.choose(other.name)
    page.delete_run()
    assert page.banner.isVisible()
    qtbot.waitUntil(lambda: page.runs.model().rowCount() == 1)
    page.runs.rename_wanted.emit(page.current, "New name")
    assert not page.banner.isVisible()


def test_closing_the_project_empties_the_page(page, context, finished) -> None:
    context.project.close()
    assert page.empty.isVisible()
    assert page.current is None


@pytest.mark.parametrize("size", [2, 12, 40])
def test_the_matrix_has_room_for_every_class(qtbot, context, size) -> None:
    import numpy as np

    from trainer.measuring.metrics import evaluate

    numbers = np.repeat(np.arange(size), 3)
    matrix = ConfusionMatrix(context.theme)
    qtbot.addWidget(matrix)
    matrix.set_evaluation(evaluate(numbers, numbers, tuple(f"a long class name {n}" for n in range(size))))
    matrix.resize(max(500, matrix.minimumWidth()), matrix.heightForWidth(max(500, matrix.minimumWidth())))
    matrix.show()
    assert not matrix.grab().isNull()
    assert matrix.rect().contains(matrix.cell_rect((size - 1, size - 1)))
    assert matrix._cell_at(matrix.cell_rect((size - 1, 0)).center().toPointF()) == (size - 1, 0)
    assert matrix._cell_at(QPoint(1, 1).toPointF()) is None


def test_every_control_has_a_name(page, finished) -> None:
    from PySide6.QtWidgets import QAbstractButton

    page.run.tabs.setCurrentIndex(2)
    own = ("qt_", "ScrollLeftButton", "ScrollRightButton")  # Qt's, inside other controls
    for control in page.findChildren(QAbstractButton):
        if type(control) is not QAbstractButton and not control.objectName().startswith(own):
            assert control.accessibleName(), control


def test_pictures_have_the_names_that_the_person_knows(context, page, finished, tmp_path) -> None:
    import msgspec

    from trainer.catalog.scan import import_sources
    from trainer.channel import Control

    for name in ("drawings", "engraving"):
        (tmp_path / "mine" / name).mkdir(parents=True)
        for number in range(10):
            picture = Image.new("RGB", (40, 40), (number * 20, 200 if name == "drawings" else 20, number))
            picture.save(tmp_path / "mine" / name / f"{name} {number}.png")
    project = context.project.project
    import_sources(project, [tmp_path / "mine"], emit=lambda _: None, control=Control())
    from artclass_gui.pages.results_details import read_details
    from trainer.catalog.store import Catalog

    with Catalog.open(project, readonly=True) as catalog:
        known = catalog.pictures("test")[0]
    moved = [msgspec.structs.replace(item, sha256=known.sha256) for item in finished.predictions("test")[:1]]
    finished.predictions_path.write_bytes(msgspec.json.encode(moved))  # a list, as an earlier ArtClass wrote it
    details = read_details(project, finished)
    assert details.predictions.test[0].path == str(known.path)
    assert details.names[known.sha256] == known.name
