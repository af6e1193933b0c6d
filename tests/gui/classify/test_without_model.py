"""A folder that is open without a model: it is looked at and labelled, and no answer is being waited for."""

from __future__ import annotations

from pathlib import Path

from PIL import Image
from PySide6.QtCore import QRect
from pytestqt.qtbot import QtBot

from artclass_gui.context import Context
from artclass_gui.pages.classify_filters import Choice
from artclass_gui.pages.classify_page import ClassifyPage
from tests.gui.classify.said import CLASSES, answers
from tests.gui.conftest import Script


def _open(qtbot: QtBot, page: ClassifyPage, folder: Path) -> None:
    page.open_folder(folder)
    qtbot.waitUntil(lambda: page.session.state == "idle" and page.images.total == 5)


def _says_something(page: ClassifyPage, area: QRect) -> bool:
    """Whether anything is painted in a part of the gallery."""
    image = page.results.view.viewport().grab(area).toImage()
    return len({image.pixel(x, y) for x in range(image.width()) for y in range(image.height())}) > 1


def _below_the_name(page: ClassifyPage) -> QRect:
    """Where a cell of the grid says what the model has said; of a picture that can be read."""
    view = page.results.view
    cell = view.visualRect(page.images.cell(0))
    line = view.fontMetrics().height()
    return QRect(cell.left() + 10, cell.bottom() - 8 - line, cell.width() - 20, line)


def _class_column(page: ClassifyPage) -> QRect:
    """Where a line of the list says what the model has said."""
    return page.results.view.visualRect(page.images.cell(0).siblingAtColumn(1)).adjusted(4, 4, -4, -4)


def test_no_answer_is_awaited_where_no_model_is_asked(
    qtbot: QtBot, scripted: Script, page: ClassifyPage, folder: Path, model: Path
) -> None:
    scripted.reside(CLASSES)  # it knows no picture, and keeps everybody waiting
    _open(qtbot, page, folder)
    assert not _says_something(page, _below_the_name(page))
    page.results.viewing.list_button.click()
    assert not _says_something(page, _class_column(page))
    page.open_model(model)
    qtbot.waitUntil(lambda: page.session.asked)
    assert _says_something(page, _class_column(page))
    page.results.viewing.list_button.click()
    assert _says_something(page, _below_the_name(page))


def test_a_picture_that_cannot_be_read_says_so_and_why(
    qtbot: QtBot, scripted: Script, page: ClassifyPage, folder: Path, model: Path
) -> None:
    _open(qtbot, page, folder)
    row = page.images.find(str(folder / "b broken.jpg"))
    assert row is not None
    qtbot.waitUntil(lambda: page.images.row(row).status == "unreadable")
    assert "is no picture" in (page.images.row(row).reason or "")
    page.results.show_counts()
    chip = page.results.chips.chip(Choice(status="unreadable"))
    assert chip is not None
    assert chip.isVisible()
    assert chip.count == 1
    assert page.session.classified == 0
    assert not page.can_export  # nobody has said anything of any picture
    page.results.viewer.open(row)
    assert "This file is no picture" in page.results.viewer.details._label.text()
    scripted.reside(CLASSES, *answers(folder))
    page.open_model(model)
    qtbot.waitUntil(lambda: page.session.complete)
    assert page.images.row(row).reason == "is damaged"  # now the model says it
    assert page.session.classified == 5


def test_a_message_above_the_gallery_leaves_the_current_picture_in_sight(
    qtbot: QtBot, page: ClassifyPage, folder: Path
) -> None:
    for number in range(40):
        Image.new("RGB", (60, 40), "navy").save(folder / f"c {number:02}.jpg")
    page.open_folder(folder)
    qtbot.waitUntil(lambda: page.session.state == "idle" and page.images.total == 45)
    view, height = page.results.view, page.results.view.viewport().height()
    view.go_to(page.images.row_at(30))

    def cell() -> QRect:
        return view.visualRect(page.images.cell(30))

    view.verticalScrollBar().setValue(view.verticalScrollBar().value() + cell().bottom() - height + 1)
    assert view.viewport().rect().contains(cell())
    qtbot.keyClicks(view, "w")
    qtbot.waitUntil(lambda: page.banner.isVisible() and view.viewport().height() < height)
    qtbot.waitUntil(lambda: view.viewport().rect().contains(cell()))


def test_how_many_are_labelled_is_said(qtbot: QtBot, page: ClassifyPage, folder: Path, context: Context) -> None:
    _open(qtbot, page, folder)
    summary = page.results.progress.summary
    qtbot.waitUntil(lambda: summary.words.startswith("5 pictures · choose a model"))
    context.project.open(folder.parent / "Art.artclass", create=True)
    page.results.review.reviewer.label([0, 1], "paintings")
    qtbot.waitUntil(lambda: summary.words == "5 pictures · 2 labelled by you")
