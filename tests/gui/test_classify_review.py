"""Reviewing: keys give classes, shown at once and kept in a project; undo, projects made for it, training again."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QInputDialog, QLineEdit, QVBoxLayout, QWidget

from artclass_gui.context import Context
from artclass_gui.dialogs.project_place import ProjectPlaceDialog
from artclass_gui.gallery.rows import Listing
from artclass_gui.gallery.view import GalleryView
from artclass_gui.gallery.viewer import Viewer
from artclass_gui.pages.classify_review import ReviewBar
from tests.gui.catalogs import make_pictures, make_project
from tests.gui.run_folders import finished_run
from trainer.catalog.store import Catalog
from trainer.events import Classified, Prediction
from trainer.project import Project

CLASSES = ("drawings", "etchings")


class Page(QWidget):
    """A gallery with its review bar, as on the Classify page."""

    def __init__(self, context: Context, folder: Path) -> None:
        super().__init__()
        self.context, self.folder = context, folder
        self.view = GalleryView(context)
        self.viewer = Viewer(context, self.view)
        self.bar = ReviewBar(context, self.view, self.viewer)
        column = QVBoxLayout(self)
        column.addWidget(self.view, 1)
        column.addWidget(self.bar)
        self.failed: list[str] = []
        self.bar.failed.connect(self.failed.append)
        self.resize(900, 600)

    def list(self) -> None:
        """Show the pictures of the folder."""
        self.bar.set_folder(self.folder)
        self.view.images.add(Listing.of(sorted(self.folder.rglob("*.png"))))
        self.bar.listed()

    def own(self) -> dict[str, str]:
        """The labels that the gallery shows, by name."""
        rows = map(self.view.images.row, range(self.view.images.total))
        return {row.name: row.own for row in rows if row.own is not None}

    def kept(self) -> dict[str, str]:
        """The labels that the open project keeps, by name."""
        with Catalog.open(self.context.project.project, readonly=True) as catalog:
            return {Path(item.name).name: item.label for item in catalog.labelled()}


@pytest.fixture
def page(qtbot, context: Context, tmp_path: Path) -> Page:
    page = Page(context, make_pictures(tmp_path / "scans", {"": 6}))
    qtbot.addWidget(page)
    page.show()
    page.list()
    return page


@pytest.fixture
def project(qtbot, context: Context, tmp_path: Path) -> Project:
    """An open project of two classes."""
    art = make_pictures(tmp_path / "art", {"drawings": 6, "etchings": 6})
    project = make_project(tmp_path / "Art.artclass", art)
    with qtbot.waitSignal(context.project.doctor_changed, timeout=20_000):
        context.project.open(project.folder)
    return project


def rest(qtbot, page: Page) -> None:
    """Wait until all labels are in the catalog, with splits, and are counted."""
    page.bar.reviewer._decider.finish()
    qtbot.waitUntil(lambda: not page.bar.reviewer._decider.busy, timeout=20_000)


def corrections(qtbot, page: Page, count: int) -> None:
    qtbot.waitUntil(lambda: page.bar.reviewer.corrections == count, timeout=20_000)


def choose(page: Page, *positions: int) -> None:
    page.view.selection.clear()
    for position in positions:
        page.view.selection.toggle(position)
    page.view.setFocus()


def test_digits_label_what_is_chosen_at_once_and_the_project_keeps_it(qtbot, page, project) -> None:
    page.bar.reviewer.set_model(CLASSES)
    choose(page, 0, 2)
    qtbot.keyClicks(page.view, "2")
    assert page.own() == {" 0.png": "etchings", " 2.png": "etchings"}
    rest(qtbot, page)
    assert page.kept() == {" 0.png": "etchings", " 2.png": "etchings"}
    assert page.context.undo.undoText() == "Label 2 pictures “etchings”"
    with Catalog.open(project, readonly=True) as catalog:
        assert {item.split for item in catalog.labelled()} == {"training"}


def test_a_label_holds_for_copies_at_once_and_that_is_said(qtbot, page, project) -> None:
    shutil.copy(page.folder / " 0.png", page.folder / "copy.png")
    page.view.images.add(Listing.of([page.folder / "copy.png"]))
    page.bar.listed()
    page.bar.reviewer.set_model(CLASSES)
    qtbot.waitUntil(lambda: page.bar.reviewer._copies.ready, timeout=20_000)
    said: list[str] = []
    page.bar.reviewer.said.connect(said.append)
    choose(page, 0)
    qtbot.keyClicks(page.view, "2")
    qtbot.waitUntil(lambda: bool(said), timeout=20_000)
    assert page.own() == {" 0.png": "etchings", "copy.png": "etchings"}
    assert said == ["1 picture labelled “etchings”. The same goes for copy.png, a copy."]
    page.context.undo.undo()
    assert page.own() == {}
    page.context.undo.redo()
    choose(page, 6)
    qtbot.keyClicks(page.view, "1")
    rest(qtbot, page)
    assert page.own() == {" 0.png": "drawings", "copy.png": "drawings"}
    page.bar.listed()
    qtbot.waitUntil(lambda: page.bar.reviewer._reading is None, timeout=20_000)
    assert page.own() == {" 0.png": "drawings", "copy.png": "drawings"}


def test_labels_are_still_there_when_files_were_touched_and_renamed(qtbot, page, project) -> None:
    page.bar.reviewer.set_model(CLASSES)
    choose(page, 0, 1)
    qtbot.keyClicks(page.view, "2")
    rest(qtbot, page)
    os.utime(page.folder / " 0.png", (1, 1))
    (page.folder / " 1.png").rename(page.folder / "renamed.png")
    page.view.images.clear()
    page.bar.set_folder(None)
    page.list()
    qtbot.waitUntil(lambda: page.own() == {" 0.png": "etchings", "renamed.png": "etchings"}, timeout=20_000)


def test_undo_and_redo_go_back_and_forth_as_often_as_wanted(qtbot, page, project) -> None:
    page.bar.reviewer.set_model(CLASSES)
    for position, key in enumerate("12121"):
        choose(page, position)
        qtbot.keyClicks(page.view, key)
    choose(page, 0)
    qtbot.keyClicks(page.view, "2")
    every = page.own()
    assert every == {f" {n}.png": ("drawings", "etchings")[n % 2] for n in range(1, 5)} | {" 0.png": "etchings"}
    for _ in range(2):
        for _ in range(6):
            page.context.undo.undo()
        assert page.own() == {}
        for _ in range(6):
            page.context.undo.redo()
        assert page.own() == every
    page.context.undo.undo()
    assert page.own()[" 0.png"] == "drawings"
    rest(qtbot, page)
    assert page.kept() == page.own()


def test_a_review_takes_letters_and_goes_on_by_itself(qtbot, page, project) -> None:
    page.bar.reviewer.set_model(CLASSES)
    qtbot.mouseClick(page.bar.review_button, Qt.MouseButton.LeftButton)
    assert page.view.current_row() == 0
    qtbot.keyClicks(page.view, "de1")
    assert page.own() == {" 0.png": "drawings", " 1.png": "etchings", " 2.png": "drawings"}
    assert page.view.current_row() == 3
    legend = page.bar.legend
    assert "1/D drawings" in legend.words
    legend.setFixedWidth(legend.fontMetrics().horizontalAdvance(legend.words) - 1)
    qtbot.waitUntil(
        lambda: legend.text().endswith("Shift + letter new class")
    )  # rather than a part of what is so everywhere
    qtbot.mouseClick(page.bar.review_button, Qt.MouseButton.LeftButton)
    qtbot.keyClicks(page.view, "d")
    assert len(page.own()) == 3  # letters find names again


def test_keys_label_in_the_viewer_too(qtbot, page, project) -> None:
    page.bar.reviewer.set_model(CLASSES)
    page.bar.review_button.click()
    page.viewer.open(4)
    qtbot.keyClicks(page.viewer, "e")
    assert page.own() == {" 4.png": "etchings"}
    assert page.viewer.row == 5
    qtbot.keyClick(page.viewer, Qt.Key.Key_Left)
    qtbot.keyClick(page.viewer, Qt.Key.Key_Delete)
    assert page.own() == {}
    rest(qtbot, page)
    assert page.kept() == {}


@pytest.mark.parametrize("large", [False, True])
def test_a_review_passes_over_what_cannot_be_read(qtbot, page, project, large) -> None:
    page.bar.reviewer.set_model(CLASSES)
    page.view.images.take(
        Classified(
            classes=(),
            predictions=tuple(
                Prediction(path=str(page.folder / name), label=None, confidence=None, status="unreadable")
                for name in (" 1.png", " 2.png", " 5.png")
            ),
        )
    )
    page.bar.review_button.click()
    where = page.viewer if large else page.view
    if large:
        page.viewer.open(0)
    qtbot.keyClicks(where, "ded")
    assert page.own() == {" 0.png": "drawings", " 3.png": "etchings", " 4.png": "drawings"}
    assert page.view.current_row() == 4  # behind it is nothing more to label


def type_class(qtbot, name: str) -> None:
    (dialog,) = [w for w in qtbot_windows() if isinstance(w, QInputDialog) and w.isVisible()]
    line = dialog.findChild(QLineEdit)
    qtbot.keyClicks(line, name)
    qtbot.keyClick(line, Qt.Key.Key_Return)


def qtbot_windows() -> list[QWidget]:
    from PySide6.QtWidgets import QApplication

    return list(dict.fromkeys(w for top in QApplication.topLevelWidgets() for w in (top, *top.findChildren(QWidget))))


def test_a_flat_folder_is_labelled_from_nothing(qtbot, page, context, tmp_path: Path) -> None:
    """No model, no project: classes are made by typing, the first label asks where a project is to be."""
    page.bar.review_button.click()
    qtbot.keyClicks(page.view, "p")
    type_class(qtbot, "aintings")
    assert page.own() == {}
    (dialog,) = [w for w in qtbot_windows() if isinstance(w, ProjectPlaceDialog)]
    qtbot.waitUntil(dialog.make_button.isEnabled)
    dialog.beside.setChecked(True)
    qtbot.mouseClick(dialog.make_button, Qt.MouseButton.LeftButton)
    assert context.project.project.folder == tmp_path / "scans.artclass"
    assert page.own() == {" 0.png": "paintings"}
    assert page.view.current_row() == 1  # it goes on as after any other label
    qtbot.keyClicks(page.view, "i")
    type_class(qtbot, "cons")
    choose(page, 2)
    qtbot.keyClicks(page.view, "i2")  # icons by its letter, then the next one by its digit
    assert page.own() == {" 0.png": "paintings", " 1.png": "icons", " 2.png": "icons", " 3.png": "icons"}
    rest(qtbot, page)
    corrections(qtbot, page, 4)
    assert page.bar.train_button.text() == "Train with my 4 labels"
    assert page.kept() == page.own()
    with qtbot.waitSignal(page.bar.train_wanted, timeout=20_000) as wanted:
        page.bar.train_button.click()
    assert wanted.args == [None]
    assert page.failed == []


def test_training_again_takes_the_settings_of_the_run_and_counts_since_it_began(qtbot, page, project) -> None:
    run = finished_run(project, [[5, 1], [1, 5]], "shallow_cnn", classes=CLASSES)
    report = msgspec.structs.replace(run.report(), started="2020-01-01T00:00:00+00:00")
    run.report_path.write_bytes(msgspec.json.encode(report))
    with Catalog.open(project) as catalog:
        early = catalog.label_files([page.folder / " 5.png"], "etchings")
        with catalog._data.writing():
            catalog._data.execute("UPDATE decisions SET made = '2019-01-01T00:00:00+00:00' WHERE id = ?", (early.id,))
    with qtbot.waitSignal(page.context.project.runs_changed):
        page.context.project.reload_runs()
    page.bar.reviewer.set_model(CLASSES, run.name)
    assert not page.bar.train_button.isVisible()
    choose(page, 0, 1, 2)
    qtbot.keyClicks(page.view, "1")
    corrections(qtbot, page, 3)
    assert page.bar.train_button.text() == "Train again with my 3 corrections"
    with qtbot.waitSignal(page.bar.train_wanted, timeout=20_000) as wanted:
        qtbot.mouseClick(page.bar.train_button, Qt.MouseButton.LeftButton)
    assert wanted.args == [run.config()]
    with Catalog.open(project, readonly=True) as catalog:
        assert catalog.is_settled()
    page.context.undo.undo()
    corrections(qtbot, page, 0)
    assert not page.bar.train_button.isVisible()


def test_a_label_that_waits_for_a_project_can_be_given_up(qtbot, page, context) -> None:
    page.bar.reviewer.set_model(CLASSES)
    choose(page, 0)
    qtbot.keyClicks(page.view, "1")
    (dialog,) = [w for w in qtbot_windows() if isinstance(w, ProjectPlaceDialog)]
    dialog.reject()
    assert page.own() == {}
    assert not context.project.is_open


def test_unreadable_pictures_are_not_shown_as_labelled(qtbot, page, project) -> None:
    torn = page.folder / " 1.png"
    torn.write_bytes(torn.read_bytes()[:40])
    page.bar.reviewer.set_model(CLASSES)
    choose(page, 0, 1)
    qtbot.keyClicks(page.view, "1")
    qtbot.waitUntil(lambda: page.failed != [], timeout=20_000)
    assert " 1.png was not labelled, for it" in page.failed[0]
    assert page.own() == {" 0.png": "drawings"}


def test_pictures_that_a_filter_hides_are_not_chosen(qtbot, page) -> None:
    choose(page, 0, 1)
    assert page.bar._chosen.words == "2 chosen pictures"
    page.view.images.set_filter(text="1.png")
    assert page.bar._chosen.words == "1 chosen picture"
    page.view.images.set_filter(text="nothing")
    assert page.bar._chosen.words == "Choose pictures to label them."
    page.view.images.set_filter()
    assert page.bar._chosen.words == "2 chosen pictures"


def test_what_is_undone_counts_only_what_was_labelled(qtbot, page, context, project) -> None:
    torn = page.folder / " 1.png"
    torn.write_bytes(torn.read_bytes()[:40])
    page.bar.reviewer.set_model(CLASSES)
    undo = context.undo.createUndoAction(page, "Undo")
    choose(page, 0, 1, 2)
    qtbot.keyClicks(page.view, "1")
    qtbot.waitUntil(lambda: undo.text() == "Undo Label 2 pictures “drawings”", timeout=20_000)
    assert page.bar._chosen.words == "2 pictures labelled “drawings”."
    context.undo.undo()
    rest(qtbot, page)
    assert page.own() == {}
    context.undo.redo()
    assert page.own() == {" 0.png": "drawings", " 2.png": "drawings"}
    rest(qtbot, page)
    assert page.kept() == page.own()


def test_what_was_labelled_before_is_shown_when_the_folder_is_opened_again(qtbot, page, project) -> None:
    with Catalog.open(project) as catalog:
        catalog.label_files([page.folder / " 3.png"], "etchings")
    page.bar.listed()
    qtbot.waitUntil(lambda: page.own() == {" 3.png": "etchings"}, timeout=20_000)
    page.context.project.close()
    qtbot.waitUntil(lambda: page.own() == {})


def test_labelling_many_pictures_tells_how_far_it_is_and_can_be_stopped(qtbot, context, project, tmp_path) -> None:
    page = Page(context, make_pictures(tmp_path / "many", {"": 300}))
    qtbot.addWidget(page)
    page.show()
    page.list()
    page.bar.reviewer.set_model(CLASSES)
    page.view.selection.select_all()
    with qtbot.waitSignal(page.bar.reviewer.progressed):
        qtbot.keyClicks(page.view, "1")
    assert len(page.own()) == 300
    page.bar.reviewer.stop()
    qtbot.waitUntil(lambda: page.failed != [], timeout=20_000)
    assert page.failed == ["Labelling 300 pictures was stopped."]
    assert page.own() == {}
    assert not page.bar.stop_button.isVisible()
    assert not page.context.undo.canUndo()
    rest(qtbot, page)
    assert page.kept() == {}


def test_a_key_keeps_its_meaning_when_classes_are_added_and_other_capitals_are_no_other_class(
    qtbot, page, project
) -> None:
    choose(page, 0)
    page.bar.reviewer.label([0], "zebras")
    page.bar.reviewer.label([1], "animals")
    assert page.bar.reviewer.classes == (*CLASSES, "zebras", "animals")
    rest(qtbot, page)
    with qtbot.waitSignal(page.context.project.catalog_changed, timeout=20_000):
        page.context.project.reload_catalog()
    assert page.bar.reviewer.classes == (*CLASSES, "zebras", "animals")
    qtbot.keyClicks(page.view, "4")
    page.bar.reviewer.label([2], " ANIMALS ")
    assert page.own() == {" 0.png": "animals", " 1.png": "animals", " 2.png": "animals"}
    rest(qtbot, page)
    assert page.kept() == page.own()
