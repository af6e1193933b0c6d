"""The Classify page, against a scripted child: what a person sees from the empty page to the saved list."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QToolButton
from pytestqt.qtbot import QtBot

from artclass_gui.context import Context
from artclass_gui.pages.classify_filters import Choice
from artclass_gui.pages.classify_page import ClassifyPage
from tests.gui.classify.said import CLASSES, answers
from tests.gui.conftest import Script
from tests.gui.run_folders import finished_run
from trainer import runs
from trainer.events import Event, Failed, Started, Stopped
from trainer.runs import Run


def _texts(page: ClassifyPage) -> str:
    return " | ".join(label.text() for label in page.findChildren(QLabel) if label.isVisible())


def _names(page: ClassifyPage) -> list[str]:
    return [page.images.row(row).name for row in page.images.rows()]


def _button(page: ClassifyPage, words: str) -> Callable[[], None]:
    from PySide6.QtWidgets import QPushButton

    return next(made for made in page.findChildren(QPushButton) if made.text() == words and made.isVisible()).click


def test_without_a_model_the_page_leads_to_training(qtbot: QtBot, page: ClassifyPage) -> None:
    assert "A model is needed first" in _texts(page)
    assert not page.can_export
    with qtbot.waitSignal(page.page_requested) as wanted:
        _button(page, "Train a model first")()
    assert wanted.args == ["train"]


def test_with_a_model_the_page_asks_for_a_folder(qtbot: QtBot, page: ClassifyPage, model: Path) -> None:
    page.open_model(model)
    qtbot.waitUntil(lambda: "Open or drop a folder" in _texts(page))
    assert page.header.model_box.currentText() == "baroque (91 %)"


def test_the_folder_of_before_is_gone_on_with(
    qtbot: QtBot, context: Context, classified: ClassifyPage, folder: Path, model: Path
) -> None:
    again = ClassifyPage(context)
    qtbot.addWidget(again)
    again.show()
    again.open_model(model)
    qtbot.waitUntil(lambda: "Open or drop a folder" in _texts(again))
    _button(again, "Go on with “Summer pictures”")()
    qtbot.waitUntil(lambda: again.session.complete)
    assert again.session.folder == folder


def test_classifying_begins_by_itself_and_the_gallery_fills(
    classified: ClassifyPage, scripted: Script, folder: Path, model: Path, qtbot: QtBot
) -> None:
    assert scripted.arguments("predictor") == ["predictor", "--model", str(model), "--events"]
    assert sorted(path for asked in scripted.asked("classify") for path in asked["paths"]) == sorted(
        answer.path for answer in answers(folder)
    )
    assert _names(classified) == ["b 1.jpg", "b 2.jpg", "b broken.jpg", "a/1.jpg", "a/=2.jpg"]
    row = classified.images.row(0)
    assert (row.label, row.confidence, row.seen) == ("painting", pytest.approx(0.9), True)
    qtbot.waitUntil(lambda: classified.results.progress.summary.words == "5 pictures · 118 a second")
    assert not classified.results.progress.bar.isVisible()
    assert classified.can_export


@pytest.mark.parametrize("split", ["test", "validation"])
def test_a_model_says_on_what_pictures_it_is_that_accurate(
    qtbot: QtBot, context: Context, page: ClassifyPage, tmp_path: Path, split: str
) -> None:
    context.project.open(tmp_path / "art.artclass", create=True)
    project = context.project.project
    assert project is not None
    finished_run(project, [[8, 2], [0, 10]], classes=CLASSES, tested=split == "test")
    context.project.reload_runs()
    qtbot.waitUntil(lambda: page.session.model is not None)
    words = f"Right on 90.0 % of 20 {split} pictures (95 % interval 69.9–97.2 %)"
    assert words in page.header.model_box.toolTip()
    assert page.header.model_box.itemData(0, Qt.ItemDataRole.ToolTipRole) == words


def test_a_finished_run_of_the_project_is_used_without_asking(
    qtbot: QtBot, context: Context, scripted: Script, page: ClassifyPage, folder: Path
) -> None:
    scripted.reside(CLASSES, *answers(folder))
    context.project.open(folder.parent / "art.artclass", create=True)
    project = context.project.project
    assert project is not None
    run = finished_run(project, [[8, 2], [0, 10]], classes=CLASSES)
    context.project.reload_runs()
    qtbot.waitUntil(lambda: page.session.model is not None)
    assert page.header.model_box.currentText() == "MobileNetV2 (90 %)"
    page.open_folder(folder)
    qtbot.waitUntil(lambda: page.session.complete)
    assert scripted.arguments("predictor")[1:] == ["--project", str(project.folder), "--run", run.name, "--events"]
    context.project.close()
    assert "A model is needed first" in _texts(page)
    assert page.images.total == 0


def _two_runs(qtbot: QtBot, context: Context, page: ClassifyPage, tmp_path: Path) -> tuple[Run, Run]:
    """A project with a run whose model is in use, and another one that has just been trained."""
    context.project.open(tmp_path / "art.artclass", create=True)
    project = context.project.project
    assert project is not None
    old = finished_run(project, [[8, 2], [0, 10]], classes=CLASSES)
    context.project.reload_runs()
    qtbot.waitUntil(lambda: _run_in_use(page) == old.name)
    return old, finished_run(project, [[9, 1], [0, 10]], "deep_cnn", classes=CLASSES)


def _run_in_use(page: ClassifyPage) -> str:
    return page.session.model.arguments[-1] if page.session.model is not None else ""


def test_what_a_ladder_made_last_is_not_used_without_asking(
    qtbot: QtBot, context: Context, page: ClassifyPage, tmp_path: Path
) -> None:
    context.project.open(tmp_path / "art.artclass", create=True)
    project = context.project.project
    assert project is not None
    old = finished_run(project, [[8, 2], [0, 10]], classes=CLASSES)
    finished_run(project, [[9, 1], [0, 10]], "deep_cnn", classes=CLASSES).mark(experiment="depth")
    context.project.reload_runs()
    qtbot.waitUntil(lambda: len(page.models.choices) == 2)
    assert _run_in_use(page) == old.name


def test_the_best_pinned_run_is_used_without_asking(
    qtbot: QtBot, context: Context, page: ClassifyPage, tmp_path: Path
) -> None:
    context.project.open(tmp_path / "art.artclass", create=True)
    project = context.project.project
    assert project is not None
    old = finished_run(project, [[8, 2], [0, 10]], classes=CLASSES)
    old.mark(pinned=True)
    finished_run(project, [[9, 1], [0, 10]], "deep_cnn", classes=CLASSES)
    context.project.reload_runs()
    qtbot.waitUntil(lambda: len(page.models.choices) == 2)
    assert _run_in_use(page) == old.name


def test_the_run_that_was_just_trained_is_chosen_once_it_is_listed(
    qtbot: QtBot, context: Context, page: ClassifyPage, tmp_path: Path
) -> None:
    _, new = _two_runs(qtbot, context, page, tmp_path)
    page.training_began()
    page.training_gave(new.name)
    context.project.reload_runs()
    qtbot.waitUntil(lambda: _run_in_use(page) == new.name)
    assert page.header.model_box.currentText() == "Deep CNN (95 %)"


def test_a_model_file_opened_meanwhile_stays_in_use(
    qtbot: QtBot, context: Context, page: ClassifyPage, tmp_path: Path, model: Path
) -> None:
    _, new = _two_runs(qtbot, context, page, tmp_path)
    page.training_began()
    page.open_model(model)
    qtbot.waitUntil(lambda: _run_in_use(page) == str(model))
    page.training_gave(new.name)
    with qtbot.waitSignal(context.project.runs_changed):
        context.project.reload_runs()
    assert _run_in_use(page) == str(model)
    page.training_began()
    page.training_gave(new.name)
    assert _run_in_use(page) == new.name


def test_a_training_that_ends_does_not_disturb_a_classification(
    qtbot: QtBot, context: Context, scripted: Script, page: ClassifyPage, folder: Path
) -> None:
    old, new = _two_runs(qtbot, context, page, folder.parent)
    scripted.reside(CLASSES, *answers(folder)[:4])  # one more to come
    page.open_folder(folder)
    qtbot.waitUntil(lambda: page.session.classified == 4)
    page.training_gave(new.name)
    with qtbot.waitSignal(context.project.runs_changed):
        context.project.reload_runs()
    assert _run_in_use(page) == old.name
    page.use_run(new.name)  # the person asked for it
    assert _run_in_use(page) == new.name


def test_renaming_or_deleting_the_run_in_use_keeps_what_it_classified(
    qtbot: QtBot, context: Context, scripted: Script, page: ClassifyPage, folder: Path
) -> None:
    context.project.open(folder.parent / "art.artclass", create=True)
    project = context.project.project
    assert project is not None
    run = finished_run(project, [[8, 2], [0, 10]], classes=CLASSES)
    context.project.reload_runs()
    scripted.reside(CLASSES, *answers(folder)[:4])  # one more to come
    page.open_folder(folder)
    qtbot.waitUntil(lambda: page.session.classified == 4)
    run.rename("Baroque or not")
    context.project.reload_runs()
    qtbot.waitUntil(lambda: page.header.model_box.currentText() == "Baroque or not (90 %)")
    assert page.session.state == "classifying"
    runs.delete(project, run)
    context.project.reload_runs()
    qtbot.waitUntil(lambda: page.session.model is None)
    assert page.session.state == "idle"
    assert page.session.classified == 4
    context.project.close()
    assert page.images.total == 0


def test_what_a_model_file_has_classified_outlives_the_project(
    classified: ClassifyPage, context: Context, tmp_path: Path
) -> None:
    context.project.open(tmp_path / "other.artclass", create=True)
    context.project.close()
    assert classified.images.total == 5
    assert classified.session.model is not None


def test_chips_count_and_filter(qtbot: QtBot, classified: ClassifyPage) -> None:
    chips = classified.results.chips
    classified.results.show_counts()
    counts = {words: chip.count for words in CLASSES if (chip := chips.chip(Choice(words)))}
    assert counts == {"drawings": 2, "painting": 2}
    painting, unreadable = chips.chip(Choice("painting")), chips.chip(Choice(status="unreadable"))
    assert painting is not None
    assert unreadable is not None
    assert unreadable.isVisible()
    qtbot.mouseClick(painting, Qt.MouseButton.LeftButton)
    assert _names(classified) == ["b 1.jpg", "b 2.jpg"]
    qtbot.mouseClick(unreadable, Qt.MouseButton.LeftButton)
    assert _names(classified) == ["b broken.jpg"]
    assert "This file is damaged" in classified.images.cell(0).data(Qt.ItemDataRole.ToolTipRole)
    qtbot.waitUntil(lambda: "1 shown" in classified.results.progress.summary.words)


def test_a_part_is_seen_from_its_beginning(qtbot: QtBot, classified: ClassifyPage) -> None:
    classified.resize(420, 420)
    view = classified.results.view
    view.go_to(4)
    bar = view.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.value() > 0)
    classified.results.chips.choose(Choice("drawings"))
    assert bar.value() == 0


def test_chips_are_used_by_the_keyboard(qtbot: QtBot, classified: ClassifyPage) -> None:
    classified.results.show_counts()
    everything = classified.results.chips.chip(Choice())
    assert everything is not None
    everything.setFocus()
    qtbot.keyClick(everything, Qt.Key.Key_Right)
    assert classified.results.chips.choice == Choice("drawings")
    assert _names(classified) == ["a/1.jpg", "a/=2.jpg"]


def test_searching_and_sorting(qtbot: QtBot, classified: ClassifyPage) -> None:
    qtbot.keyClicks(classified.results.search, "B ")
    qtbot.waitUntil(lambda: _names(classified) == ["b 1.jpg", "b 2.jpg", "b broken.jpg"])
    classified.results.search.setText("nothing like it")
    qtbot.waitUntil(lambda: "No picture matches" in _texts(classified))
    classified.results.search.clear()
    qtbot.waitUntil(lambda: len(_names(classified)) == 5)
    order = classified.results.order
    qtbot.keyClick(order, Qt.Key.Key_Down)
    assert order.currentText() == "Least sure first"
    assert _names(classified) == ["b 2.jpg", "a/=2.jpg", "a/1.jpg", "b 1.jpg", "b broken.jpg"]


def test_what_empties_the_search_stands_in_the_middle_of_it(qtbot: QtBot, classified: ClassifyPage) -> None:
    search = classified.results.search
    search.setText("b")
    (clear,) = search.findChildren(QToolButton)
    qtbot.waitUntil(clear.isVisible)
    assert abs(clear.geometry().center().y() - search.rect().center().y()) <= 1
    qtbot.mouseClick(clear, Qt.MouseButton.LeftButton)
    assert search.text() == ""


@pytest.mark.parametrize(
    "ending", [Failed(message="The model cannot be run", remedy="Train it again."), {"do": "kill"}]
)
def test_a_failure_is_a_sentence_on_the_page(
    qtbot: QtBot, scripted: Script, page: ClassifyPage, open_both: Callable[[], None], ending: Event | dict[str, object]
) -> None:
    scripted.set("predictor", Started(job="predictor", version="0"), ending)
    open_both()
    qtbot.waitUntil(lambda: page.banner.kind == "bad" and page.banner.isVisible())
    assert page.banner.message.endswith(".")
    assert "Traceback" not in page.banner.message
    qtbot.waitUntil(lambda: page.images.total == 5 and page.session.state == "idle")
    assert page.session.folder is not None
    scripted.reside(CLASSES, *answers(page.session.folder))
    _button(page, "Try again")()
    qtbot.waitUntil(lambda: page.session.complete)


def test_a_file_that_is_no_model_is_refused_in_words(qtbot: QtBot, page: ClassifyPage, tmp_path: Path) -> None:
    (tmp_path / "holiday.artmodel").write_bytes(b"not a model")
    page.open_model(tmp_path / "holiday.artmodel")
    qtbot.waitUntil(lambda: "no ArtClass model" in page.banner.message)
    assert page.session.model is None


def test_a_folder_without_pictures_and_one_that_is_gone(
    qtbot: QtBot, page: ClassifyPage, model: Path, tmp_path: Path
) -> None:
    (tmp_path / "empty").mkdir()
    page.open_folder(tmp_path / "empty")
    qtbot.waitUntil(lambda: "There are no pictures in this folder" in _texts(page))
    page.open_folder(tmp_path / "gone")
    qtbot.waitUntil(lambda: str(tmp_path / "gone") in page.banner.message)


def test_a_folder_can_be_looked_at_before_there_is_a_model(
    qtbot: QtBot, scripted: Script, page: ClassifyPage, folder: Path, model: Path
) -> None:
    scripted.reside(CLASSES, *answers(folder))
    page.open_folder(folder)
    summary = page.results.progress.summary
    qtbot.waitUntil(lambda: "choose a model to classify them" in summary.words)
    qtbot.waitUntil(lambda: summary.text() == "5 pictures · choose a model")  # the window is low
    page.open_model(model)
    qtbot.waitUntil(lambda: page.session.complete)
    assert page.images.total == 5


def test_another_model_classifies_the_same_pictures_again(
    qtbot: QtBot, classified: ClassifyPage, scripted: Script, model: Path, tmp_path: Path
) -> None:
    classified.results.view.selection.go(2)
    other = tmp_path / "other.artmodel"
    other.write_bytes(model.read_bytes())
    scripted.reside(CLASSES)
    classified.open_model(other)
    qtbot.waitUntil(lambda: classified.session.state == "classifying")
    assert classified.images.with_status("waiting") == 5
    assert classified.results.view.selected_rows() == [2]
    assert not classified.can_export


def test_pictures_can_be_classified_while_a_training_runs(
    qtbot: QtBot, context: Context, scripted: Script, classified: ClassifyPage
) -> None:
    scripted.set(
        "train", Started(job="train", version="0"), {"do": "await", "request": "stop"}, Stopped(resumable=False)
    )
    training = context.jobs.start("Training", ["train"])
    classified.session.restart()
    assert not classified.session.complete
    qtbot.waitUntil(lambda: classified.session.complete)
    assert training.running
    with qtbot.waitSignal(training.ended):
        training.ask("stop")


def test_the_list_is_saved_as_a_table_that_no_spreadsheet_obeys(
    qtbot: QtBot, classified: ClassifyPage, folder: Path, tmp_path: Path
) -> None:
    path = tmp_path / "answers.csv"
    classified.saving.save_list(path)
    qtbot.waitUntil(lambda: "5 pictures is saved in “answers.csv”" in classified.banner.message)
    with path.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    told = {key: rows[0][key] for key in ("model_label", "own_label", "confidence", "status", *CLASSES)}
    assert told == {
        "model_label": "painting",
        "own_label": "",
        "confidence": "0.900000",
        "status": "ok",
        "drawings": "0.100000",
        "painting": "0.900000",
    }
    broken = next(row for row in rows if row["path"].endswith("broken.jpg"))
    assert (broken["model_label"], broken["status"], broken["drawings"]) == ("", "unreadable: is damaged", "")


def test_the_list_has_all_pictures_whatever_is_shown(qtbot: QtBot, classified: ClassifyPage, tmp_path: Path) -> None:
    def title() -> str:
        classified.export()
        dialog = classified.findChildren(QFileDialog)[-1]
        said = dialog.windowTitle()
        dialog.reject()
        return said

    assert title() == "Export the list of 5 pictures"
    classified.results.search.setText("b 1")
    classified.results.search.returnPressed.emit()
    qtbot.waitUntil(lambda: classified.images.shown == 1)
    assert title() == "Export all 5 pictures, also those that the filter hides"
    path = tmp_path / "answers.csv"
    classified.saving.save_list(path)
    qtbot.waitUntil(lambda: "all 5 pictures is saved" in classified.banner.message)
    assert "those that the filter hides are in it too" in classified.banner.message
    assert len(path.read_text("utf-8").splitlines()) == 6


def test_the_list_is_saved_as_json(qtbot: QtBot, classified: ClassifyPage, folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "answers.json"
    classified.saving.save_list(path)
    qtbot.waitUntil(path.exists)
    rows = json.loads(path.read_text("utf-8"))
    assert rows[0]["path"] == str(folder / "b 1.jpg")
    assert rows[0]["painting"] == pytest.approx(0.9)


def test_a_list_that_cannot_be_saved_says_so(qtbot: QtBot, classified: ClassifyPage, tmp_path: Path) -> None:
    (tmp_path / "a file").write_text("in the way")
    classified.saving.save_list(tmp_path / "a file" / "answers.csv")
    qtbot.waitUntil(lambda: classified.banner.kind == "bad" and bool(classified.banner.message))
    classified.saving.save_list(tmp_path / "answers.doc")
    qtbot.waitUntil(lambda: ".csv, .json, .parquet or .xlsx" in classified.banner.message)


def test_enter_opens_the_picture_large_with_its_probabilities(qtbot: QtBot, classified: ClassifyPage) -> None:
    classified.results.view.selection.go(1)
    classified.open_selected()
    viewer = classified.results.viewer
    assert viewer.row == 1
    assert "55 %" in viewer.details._bars.accessibleName()
    qtbot.keyClick(viewer, Qt.Key.Key_Escape)
    assert viewer.row == -1


def test_paths_of_the_selected_pictures_are_copied(qtbot: QtBot, classified: ClassifyPage, folder: Path) -> None:
    view = classified.results.view
    view.selection.go(0)
    view.selection.toggle(1)
    classified.results.copy_paths()
    assert QGuiApplication.clipboard().text() == f"{folder / 'b 1.jpg'}\n{folder / 'b 2.jpg'}"


def test_a_dropped_folder_is_opened(qtbot: QtBot, page: ClassifyPage, folder: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(folder))])
    rest = (Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(page, QDragEnterEvent(QPoint(50, 50), *rest))
    QApplication.sendEvent(page, QDropEvent(QPointF(50, 50), *rest))
    qtbot.waitUntil(lambda: page.images.total == 5)


def test_every_control_has_a_name_for_screen_readers(classified: ClassifyPage) -> None:
    from PySide6.QtWidgets import QAbstractButton, QComboBox, QLineEdit, QSlider

    unnamed = [
        widget
        for kind in (QAbstractButton, QComboBox, QLineEdit, QSlider)
        for widget in classified.findChildren(kind)
        if not widget.accessibleName() and widget.isVisible() and widget.focusPolicy() != Qt.FocusPolicy.NoFocus
    ]
    assert unnamed == []
