"""The Dataset page: what the project holds, what is wrong with it, and how pictures get in."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QInputDialog, QLabel, QMessageBox, QPushButton

from artclass_gui.context import Context
from artclass_gui.pages import dataset_page
from artclass_gui.pages.dataset_page import DatasetPage
from artclass_gui.pages.dataset_parts import PROBLEMS
from artclass_gui.pages.dataset_remarks import import_sentences, remarks
from tests.gui.catalogs import UNLABELLED, make_pictures, make_project
from trainer.catalog.records import ClassCount, FileProblem
from trainer.catalog.store import Catalog
from trainer.events import Failed, Finished, Notice, Problem, Progress, Stage, Stopped
from trainer.project import Project

BROKEN = tuple(
    FileProblem(path=f"a/broken {number}.png", reason="is cut off", kind="unreadable") for number in range(2)
)
NOTE = FileProblem(path="note.txt", reason="is no picture", kind="passed over")


@pytest.fixture
def page(qtbot, context: Context) -> DatasetPage:
    page = DatasetPage(context)
    qtbot.addWidget(page)
    page.resize(1000, 700)
    page.show()
    return page


@pytest.fixture
def collection(tmp_path: Path) -> Path:
    """A folder of two classes: ten pictures of a, forty of b."""
    return make_pictures(tmp_path / "pictures", {"a": 10, "b": 40})


def open_project(qtbot, context: Context, project: Project) -> None:
    with qtbot.waitSignal(context.project.catalog_changed, timeout=20_000):
        context.project.open(project.folder)


def visible_text(page: DatasetPage) -> str:
    return "\n".join(label.text() for label in page.findChildren(QLabel) if label.isVisible())


def test_an_empty_project_says_what_to_do(qtbot, context, page, tmp_path) -> None:
    open_project(qtbot, context, Project.create(tmp_path / "New.artclass"))
    assert page.empty.isVisible()
    assert [made.text() for made in page.empty.buttons] == [
        "Choose folder…",
        "Choose zips or a table…",
        "Try the sample pictures",
    ]
    assert "New" in visible_text(page)
    assert page.acceptDrops()


def test_the_project_is_shown_in_numbers_bars_and_pictures(qtbot, context, page, collection, tmp_path) -> None:
    open_project(qtbot, context, make_project(tmp_path / "Art.artclass", collection))
    assert "50 pictures in 2 classes" in visible_text(page)
    assert page.pictures.bars.current == "a"
    qtbot.waitUntil(lambda: page.pictures.gallery.images.total == 10, timeout=20_000)
    page.pictures.bars.choose("b")
    qtbot.waitUntil(lambda: page.pictures.gallery.images.total == 40, timeout=20_000)
    assert page.pictures.gallery.images.row(0).name == "b 0.png"
    assert page.pictures.gallery.accessibleName() == "Pictures of b"


def test_the_split_is_shown_with_shares_that_fit(qtbot, context, page, collection, tmp_path) -> None:
    open_project(qtbot, context, make_project(tmp_path / "Art.artclass", collection))
    state = context.project.catalog
    text = visible_text(page)
    assert "to learn from" in text
    assert str(state.split("training")) in text
    assert "70 %" in text
    assert sum(state.split(name) for name in ("training", "validation", "test")) == 50


def test_another_project_shows_its_own_first_class(qtbot, context, page, collection, tmp_path) -> None:
    open_project(qtbot, context, make_project(tmp_path / "Art.artclass", collection))
    other = make_pictures(tmp_path / "other", {"c": 6, "d": 7})
    open_project(qtbot, context, make_project(tmp_path / "Other.artclass", other))
    assert page.pictures.bars.current == "c"
    qtbot.waitUntil(lambda: page.pictures.gallery.images.total == 6, timeout=20_000)


def test_problems_are_counted_filtered_and_copied(qtbot, context, page, collection, tmp_path) -> None:
    open_project(qtbot, context, make_project(tmp_path / "Art.artclass", collection, (*BROKEN, NOTE)))
    assert page.tabs.tabText(PROBLEMS) == "Not taken (3)"
    chips = page.problems.chips
    assert [chip.text() for chip in chips.values()] == ["All 3", "2 unreadable", "1 passed over"]
    chips["passed over"].click()
    assert page.problems.table.model().rowCount() == 1
    page.problems.copy()
    copied = QGuiApplication.clipboard().text()
    assert copied.endswith("note.txt\tpassed over\tis no picture")
    chips[None].click()
    page.problems.table.selectRow(0)
    qtbot.keyClick(page.problems.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert "broken 0.png" in QGuiApplication.clipboard().text()
    assert page.problems.reveal_button.isEnabled()


def test_one_kind_of_problem_needs_one_chip(qtbot, context, page, collection, tmp_path) -> None:
    open_project(qtbot, context, make_project(tmp_path / "Art.artclass", collection, BROKEN))
    assert [chip.text() for chip in page.problems.chips.values()] == ["2 unreadable"]


def test_without_problems_the_page_says_so(qtbot, context, page, collection, tmp_path) -> None:
    open_project(qtbot, context, make_project(tmp_path / "Art.artclass", collection))
    page.tabs.setCurrentIndex(PROBLEMS)
    assert "Every file was taken" in visible_text(page)
    assert page.tabs.tabText(PROBLEMS) == "Not taken"


def test_a_moved_folder_is_told_and_found_again(qtbot, context, page, collection, monkeypatch) -> None:
    project = make_project(collection.parent / "Art.artclass", collection)
    moved = collection.parent / "moved"
    shutil.move(collection, moved)
    open_project(qtbot, context, project)
    assert page.banner.kind == "warning"
    assert str(collection) in page.banner.message
    assert not page.sources.rows[0].source.present
    monkeypatch.setattr(dataset_page, "ask_for_folder", lambda *_: moved)
    with qtbot.waitSignal(context.project.catalog_changed, timeout=20_000):
        page.sources.rows[0].button.click()
    assert page.sources.rows[0].source.present
    assert str(moved) in page.banner.message


def test_a_wrong_folder_is_refused_in_words(qtbot, context, page, collection, monkeypatch) -> None:
    project = make_project(collection.parent / "Art.artclass", collection)
    shutil.move(collection, collection.parent / "moved")
    open_project(qtbot, context, project)
    (collection.parent / "wrong").mkdir()
    monkeypatch.setattr(dataset_page, "ask_for_folder", lambda *_: collection.parent / "wrong")
    page.sources.rows[0].button.click()
    qtbot.waitUntil(lambda: page.banner.kind == "bad", timeout=20_000)
    assert str(collection.parent / "wrong") in page.banner.message


def test_an_import_shows_its_progress_and_its_result(qtbot, context, page, collection, scripted) -> None:
    scripted.set(
        "import",
        Stage(name="scan", label="Reading pictures", index=1, count=1),
        Progress(done=10, total=50, unit="pictures"),
        Problem(path="a/x.png", reason="is empty"),
        {"do": "await", "request": "stop"},
        Finished(
            result={"images": 50, "unreadable": [{"path": "a/x.png", "reason": "is empty"}], "exact_duplicates": 3}
        ),
    )
    page.importer.start([collection])
    assert page.strip.isVisible()
    assert not page.add_button.isEnabled()
    qtbot.waitUntil(lambda: "10 of 50 pictures" in page.strip.detail.text(), timeout=20_000)
    make_project(context.project.project.folder, collection, BROKEN)
    with qtbot.waitSignal(context.project.catalog_changed, timeout=20_000):
        page.importer.job.ask("stop")
    assert not page.strip.isVisible()
    assert (
        page.banner.message == "The collection now has 50 pictures. 1 unreadable file and 3 duplicates were left out."
    )
    page.banner._buttons[0].click()
    assert page.tabs.currentIndex() == PROBLEMS


def test_an_import_says_what_no_other_place_says(qtbot, context, page, collection, scripted) -> None:
    open_project(qtbot, context, make_project(collection.parent / "Art.artclass", collection))
    gone = Notice(message="2 pictures are no longer where they were imported from.", level="warning")
    small = Notice(message="The class “painting” has only 3 readable pictures.", level="warning")
    scripted.set("import", gone, small, Finished(result={"images": 12, "classes": {"painting": 3, "drawing": 9}}))
    with qtbot.waitSignal(page.importer.ended, timeout=20_000):
        page.importer.start([collection])
    assert page.banner.kind == "warning"
    assert gone.message in page.banner.message
    assert small.message not in page.banner.message  # the page has a card for that


def test_an_import_is_cancelled(qtbot, context, page, collection, scripted) -> None:
    open_project(qtbot, context, make_project(collection.parent / "Art.artclass", collection))
    scripted.set("import", {"do": "await", "request": "cancel"}, Stopped(resumable=True))
    page.importer.start([collection.parent / "more"])
    with qtbot.waitSignal(page.importer.ended, timeout=20_000):
        page.cancel_button.click()
    assert page.banner.message.startswith("The import was cancelled.")
    assert page.add_button.isEnabled()


def test_a_failed_import_is_a_sentence_on_the_page(qtbot, context, page, collection, scripted) -> None:
    open_project(qtbot, context, make_project(collection.parent / "Art.artclass", collection))
    scripted.set("import", Failed(message="The zip is damaged", path="a.zip", remedy="Fetch it again."))
    with qtbot.waitSignal(page.importer.failed, timeout=20_000):
        page.importer.start([collection.parent / "a.zip"])
    assert page.banner.kind == "bad"
    assert page.banner.message == "The zip is damaged: a.zip. Fetch it again."


def test_a_failure_that_leaves_no_project_is_told_to_the_window(qtbot, context, page, scripted, tmp_path) -> None:
    scripted.set("import", Failed(message="The zip is damaged", path="a.zip"))
    with qtbot.waitSignal(context.project.failed, timeout=20_000) as failed:
        page.importer.start([tmp_path / "a.zip"])
    assert failed.args == ["The zip is damaged: a.zip."]
    assert not context.project.is_open


def test_caches_are_cleared_after_a_question(qtbot, context, page, collection, tmp_path) -> None:
    project = make_project(tmp_path / "Art.artclass", collection)
    project.cache.mkdir()
    (project.cache / "pixels").write_bytes(b"x" * 5000)
    open_project(qtbot, context, project)
    qtbot.waitUntil(page.sources.clear_button.isEnabled, timeout=20_000)
    page.sources.clear_button.click()
    box = page.findChild(QMessageBox)
    assert "5.0 KB" in box.text()
    delete = next(made for made in box.buttons() if box.buttonRole(made) == QMessageBox.ButtonRole.AcceptRole)
    delete.click()
    qtbot.waitUntil(lambda: not project.cache.exists(), timeout=20_000)
    qtbot.waitUntil(lambda: not page.sources.clear_button.isEnabled(), timeout=20_000)
    assert page.banner.message == "5.0 KB freed."


def test_caches_are_not_cleared_while_a_job_runs(qtbot, context, page, collection, scripted) -> None:
    project = make_project(collection.parent / "Art.artclass", collection)
    project.cache.mkdir()
    (project.cache / "pixels").write_bytes(b"x")
    open_project(qtbot, context, project)
    qtbot.waitUntil(page.sources.clear_button.isEnabled, timeout=20_000)
    scripted.set("train", {"do": "await", "request": "stop"}, Finished(result={}))
    job = context.jobs.start("Training", ["train"])
    assert not page.sources.clear_button.isEnabled()
    with qtbot.waitSignal(context.jobs.idle, timeout=20_000):
        job.ask("stop")
    qtbot.waitUntil(page.sources.clear_button.isEnabled, timeout=20_000)


def test_training_is_one_click_away_once_there_are_two_classes(qtbot, context, page, collection, tmp_path) -> None:
    assert not page.train_button.isVisible()
    open_project(qtbot, context, make_project(tmp_path / "Art.artclass", collection))
    with qtbot.waitSignal(page.page_requested) as wanted:
        page.train_button.click()
    assert wanted.args == ["train"]


def test_a_closed_project_leaves_nothing_behind(qtbot, context, page, collection, tmp_path) -> None:
    open_project(qtbot, context, make_project(tmp_path / "Art.artclass", collection, BROKEN))
    qtbot.waitUntil(lambda: page.pictures.gallery.images.total == 10, timeout=20_000)
    context.project.close()
    assert page.empty.isVisible()
    assert page.pictures.gallery.images.total == 0
    assert page.problems.model.total == 0


def count(name: str, pictures: int) -> ClassCount:
    return ClassCount(name=name, pictures=pictures, training=pictures, validation=0, test=0)


def test_remarks_are_plain_sentences_about_what_is_wrong() -> None:
    assert remarks([count("a", 100), count("b", 90)]) == []
    assert "No picture" in remarks([])[0]
    assert "only the class “a”" in remarks([count("a", 100)])[0]
    assert "“b” has only 3 pictures" in remarks([count("a", 100), count("b", 3)])[0]
    assert "“b” has only 12 pictures" in remarks([count("a", 40), count("b", 12)])[0]
    assert "“a” has 5 times as many pictures as “b”" in remarks([count("a", 500), count("b", 100)])[0]


def test_an_import_is_told_in_full_sentences() -> None:
    assert import_sentences({"images": 1}) == ("The collection now has 1 picture.", "")
    assert import_sentences({"images": 9, "exact_duplicates": 1})[1] == "1 duplicate was left out."
    assert import_sentences({"images": 9, "passed_over_files": 1})[1] == "1 file was left out."
    torn = {"images": 9, "unreadable": [{"path": "torn.zip", "reason": "is damaged"}], "passed_over_files": 1_200}
    assert import_sentences(torn)[1] == "1 unreadable file and 1,200 other files were left out."


def test_many_small_classes_are_named_in_one_sentence() -> None:
    (sentence,) = remarks([count(name, 2) for name in "abcd"])
    assert sentence.startswith("“a”, “b”, “c” and 1 other class have fewer than 5 pictures each")


# Labelling


@pytest.fixture
def mixed(qtbot, context, page, tmp_path) -> DatasetPage:
    """The page with three pictures of a, three of b, and four that have no class."""
    art = make_pictures(tmp_path / "mixed", {"a": 3, "b": 3, UNLABELLED: 4})
    open_project(qtbot, context, make_project(tmp_path / "Mixed.artclass", art))
    page.pictures.bars.choose_other("unlabelled")
    shows(qtbot, page, 4)
    return page


def shows(qtbot, page: DatasetPage, pictures: int) -> None:
    """Wait until everything that was decided is done, and the gallery shows so many pictures."""
    qtbot.waitUntil(lambda: not page.decider.busy and page.pictures.gallery.images.shown == pictures, timeout=20_000)


def shown_names(page: DatasetPage) -> list[str]:
    images = page.pictures.gallery.images
    return [images.row(row).name for row in images.rows()]


def class_counts(context: Context) -> dict[str, int]:
    return {row.name: row.pictures for row in context.project.catalog.classes}


def test_unlabelled_pictures_are_labelled_by_digits_one_after_another(qtbot, context, mixed) -> None:
    gallery = mixed.pictures.gallery
    assert "4 pictures without a class" in visible_text(mixed)
    assert "1 a · 2 b" in mixed.pictures.labelling.legend.words
    gallery.selection.go(0)
    qtbot.keyClick(gallery, Qt.Key.Key_2)
    assert gallery.images.shown == 3  # at once
    assert shown_names(mixed)[0] == "unlabelled 1.png"
    assert gallery.selected_rows() == [gallery.images.row_at(0)]
    qtbot.keyClick(gallery, Qt.Key.Key_1)
    shows(qtbot, mixed, 2)
    qtbot.waitUntil(lambda: class_counts(context) == {"a": 4, "b": 4}, timeout=20_000)
    assert context.project.catalog.unlabelled == 2


def test_labels_are_undone_where_they_were_given(qtbot, context, mixed) -> None:
    gallery = mixed.pictures.gallery
    gallery.selection.select_all()
    mixed.pictures.labelling.menu.actions()[0].trigger()
    assert gallery.images.shown == 0
    qtbot.waitUntil(lambda: class_counts(context) == {"a": 7, "b": 3}, timeout=20_000)
    qtbot.waitUntil(lambda: mixed.pictures.shown.kind == "class", timeout=20_000)  # no picture is unlabelled any more
    context.undo.undo()
    qtbot.waitUntil(lambda: context.project.catalog.unlabelled == 4, timeout=20_000)


def test_a_new_class_is_named_in_a_dialog(qtbot, context, mixed) -> None:
    mixed.pictures.gallery.selection.go(3)
    mixed.pictures.labelling.menu.actions()[-1].trigger()
    dialog = mixed.findChild(QInputDialog)
    assert "1 chosen picture" in dialog.labelText()
    dialog.setTextValue(" maps ")
    dialog.accept()
    shows(qtbot, mixed, 3)
    qtbot.waitUntil(lambda: class_counts(context).get("maps") == 1, timeout=20_000)
    assert "3 maps" in mixed.pictures.labelling.legend.words


def test_pictures_are_left_out_and_used_again(qtbot, context, mixed) -> None:
    pictures = mixed.pictures
    pictures.bars.choose("a")
    shows(qtbot, mixed, 3)
    pictures.gallery.selection.go(1)
    qtbot.keyClick(pictures.gallery, Qt.Key.Key_Delete)
    shows(qtbot, mixed, 2)
    assert shown_names(mixed) == ["a 0.png", "a 2.png"]
    qtbot.waitUntil(lambda: context.project.catalog.set_aside == 1, timeout=20_000)
    pictures.bars.choose_other("set aside")
    shows(qtbot, mixed, 1)
    assert "left out by you" in pictures.gallery.images.index(0, 0).data(Qt.ItemDataRole.ToolTipRole)
    assert not pictures.labelling.use_again_button.isEnabled()
    pictures.gallery.selection.go(0)
    assert not pictures.labelling.leave_out_button.isVisible()
    pictures.labelling.use_again_button.click()
    qtbot.waitUntil(lambda: class_counts(context) == {"a": 3, "b": 3}, timeout=20_000)
    qtbot.waitUntil(lambda: pictures.shown.name == "a", timeout=20_000)


def test_undoing_brings_a_picture_back_to_its_place(qtbot, context, mixed) -> None:
    gallery = mixed.pictures.gallery
    gallery.selection.go(1)
    mixed.pictures.labelling.leave_out_button.click()
    shows(qtbot, mixed, 3)
    qtbot.waitUntil(lambda: context.project.catalog.set_aside == 1, timeout=20_000)
    gallery.selection.go(2)
    context.undo.undo()
    shows(qtbot, mixed, 4)
    assert shown_names(mixed) == [f"unlabelled {number}.png" for number in range(4)]
    assert gallery.images.row(gallery.current_row()).name == "unlabelled 3.png"  # where the keyboard was


def test_pictures_are_labelled_while_they_are_shown_large(qtbot, context, mixed) -> None:
    viewer = mixed.pictures.viewer
    mixed.pictures.gallery.opened.emit(0)
    assert viewer.isVisible()
    qtbot.keyClick(viewer, Qt.Key.Key_1)
    assert viewer.accessibleName() == "unlabelled 1.png"
    qtbot.keyClick(viewer, Qt.Key.Key_Delete)
    assert viewer.accessibleName() == "unlabelled 2.png"
    shows(qtbot, mixed, 2)
    qtbot.waitUntil(lambda: class_counts(context) == {"a": 4, "b": 3}, timeout=20_000)
    assert viewer.isVisible()
    viewer.leave()


def test_a_digit_without_a_class_labels_nothing(qtbot, context, mixed) -> None:
    mixed.pictures.gallery.selection.go(0)
    qtbot.keyClick(mixed.pictures.gallery, Qt.Key.Key_9)
    assert not context.undo.canUndo()
    mixed.pictures.gallery.selection.clear()
    qtbot.keyClick(mixed.pictures.gallery, Qt.Key.Key_1)
    assert not context.undo.canUndo()


def test_found_pictures_are_shown_and_left(qtbot, context, mixed) -> None:
    with Catalog.open(context.project.project, readonly=True) as catalog:
        numbers = {item.name: item.id for item in catalog.items()}
    mixed.pictures.show_found("Nearly black", [numbers["b/b 2.png"], numbers["a/a 0.png"]])
    shows(qtbot, mixed, 2)
    assert shown_names(mixed) == ["b 2.png", "a 0.png"]
    assert mixed.pictures.bars.current is None
    assert "Nearly black" in visible_text(mixed)
    mixed.pictures.gallery.selection.go(0)
    qtbot.keyClick(mixed.pictures.gallery, Qt.Key.Key_Delete)
    shows(qtbot, mixed, 1)
    back = next(made for made in mixed.findChildren(QPushButton) if made.text() == "Back to the classes")
    back.click()
    shows(qtbot, mixed, 3)
    assert mixed.pictures.bars.current == "a"


def test_a_flat_folder_waits_to_be_labelled(qtbot, context, page, tmp_path) -> None:
    art = make_pictures(tmp_path / "flat", {UNLABELLED: 3})
    open_project(qtbot, context, make_project(tmp_path / "Flat.artclass", art))
    shows(qtbot, page, 3)
    assert page.pictures.bars.current_other == "unlabelled"
    assert "learns from labelled pictures" in visible_text(page)
    assert not page.train_button.isVisible()
