"""How the Classify page shows its pictures, and what narrows them down."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from artclass_gui.context import Context
from artclass_gui.gallery.rows import ImageRow
from artclass_gui.pages.classify_filters import Choice, FilterChips
from artclass_gui.pages.classify_page import ClassifyPage


def _middle(widget: QWidget) -> int:
    """How far down the screen its middle is."""
    return widget.mapToGlobal(widget.rect().center()).y()


def _shown(page: ClassifyPage) -> list[str]:
    return [page.images.row(row).name for row in page.images.rows()]


def test_pictures_are_grouped_and_listed_and_what_is_chosen_stays(qtbot: QtBot, classified: ClassifyPage) -> None:
    results = classified.results
    results.view.go_to(1)
    groups = results.viewing.groups
    groups.setCurrentIndex(groups.findData("class"))
    groups.activated.emit(groups.currentIndex())
    assert len(results.view.images.lines.headings) > 1
    results.viewing.list_button.click()
    assert results.view.listed
    assert not results.viewing.slider.isEnabled()
    assert results.view.selected_rows() == [1]
    results.viewing.list_button.click()
    assert not results.view.listed
    assert results.view.selected_rows() == [1]


def test_what_is_chosen_and_in_sight_stays_so_in_another_order(qtbot: QtBot, page: ClassifyPage, folder: Path) -> None:
    page.open_folder(folder)
    qtbot.waitUntil(lambda: page.session.state == "idle" and page.images.total == 5)
    results, view, images = page.results, page.results.view, page.images
    several = [ImageRow(path=f"/none/{n:03}.jpg", label="a", confidence=0.5 + n * 7 % 300 / 999) for n in range(300)]
    images.set_pictures(several, ("a", "b"))
    view.selection.go(150)
    view.selection.go(155, extend=True)
    chosen = view.selection.flagged()

    def top() -> int:
        return view.visualRect(images.cell(images.position_of(155))).top()

    before = top()
    for place in (1, 2, 3, 4, 0):
        results.order.setCurrentIndex(place)
        results.order.activated.emit(place)
        assert view.selection.flagged() == chosen
        assert 155 in view.rows_in_sight()
        assert abs(top() - before) < view.viewport().height() // 2  # at an end, it cannot stay exactly where it was
    results.viewing.list_button.click()
    header = view.horizontalHeader()
    header.sectionClicked.emit(2)
    assert 155 in view.rows_in_sight()
    bar = view.verticalScrollBar()
    view.go_to(images.row_at(0))
    bar.setValue(bar.maximum())
    header.sectionClicked.emit(0)
    assert bar.value() == 0  # nothing that is chosen was in sight


def test_a_low_window_gives_the_gallery_the_room(qtbot: QtBot, classified: ClassifyPage) -> None:
    results = classified.results
    promise = results.budget_bar.verdict
    classified.resize(1_000, 760)
    qtbot.waitUntil(lambda: promise.isVisible() and results.progress.y() > results.review.y())
    assert results.search.width() > 200  # not kept short beside empty room
    classified.resize(816, 558)
    qtbot.waitUntil(lambda: not promise.isVisible())
    button = results.review.review_button
    qtbot.waitUntil(lambda: abs(_middle(results.progress.summary) - _middle(button)) < 3)
    assert results.view.height() > 558 / 2
    assert results.budget_bar._in_short.words == promise.text()
    assert results.review.back_button.accessibleName() == "Take my label back"
    classified.resize(1_000, 760)
    qtbot.waitUntil(lambda: promise.isVisible() and results.progress.y() > results.review.y())
    assert results.review.back_button.text() == "Take my label back"


def test_chips_of_a_low_window_are_reached_by_wheel_and_keys(qtbot: QtBot, context: Context) -> None:
    chips = FilterChips(context.theme, lambda _label: context.theme.series(0))
    qtbot.addWidget(chips)
    chips.resize(400, 60)
    chips.set_low(True)
    chips.set_counts(100, {f"class number {number}": number for number in range(12)}, 3)
    chips.show()
    last = chips.chip(Choice(status="unreadable"))
    assert last is not None
    qtbot.waitUntil(lambda: chips.horizontalScrollBar().maximum() > 0)
    assert chips.height() < 1.5 * last.height()
    assert last.visibleRegion().isEmpty()
    for _ in range(20):
        turn = QPointF(20, 10), QPointF(20, 10), QPoint(), QPoint(0, -120)
        wheel = QWheelEvent(*turn, Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False)  # fmt: skip
        QApplication.sendEvent(chips.viewport(), wheel)
    assert not last.visibleRegion().isEmpty()
    qtbot.keyClick(last, Qt.Key.Key_Right)  # round the end
    assert chips.choice == Choice()
    assert chips.horizontalScrollBar().value() == 0


def _low_chips(qtbot: QtBot, context: Context, classes: int, *, width: int) -> FilterChips:
    chips = FilterChips(context.theme, lambda _label: context.theme.series(0))
    qtbot.addWidget(chips)
    chips.resize(width, 40)
    chips.set_low(True)
    chips.set_counts(100, {f"class number {number}": number for number in range(classes)}, 3)
    chips.show()
    return chips


def test_chips_of_a_low_window_move_together_where_all_fit_then(qtbot: QtBot, context: Context) -> None:
    chips = _low_chips(qtbot, context, 4, width=900)
    last = chips.chip(Choice(status="unreadable"))
    assert last is not None
    qtbot.waitUntil(lambda: last.x() > 400 and last.visibleRegion().boundingRect() == last.rect())
    at_ease = last.geometry().right() + 1
    chips.resize(at_ease - 20, 40)
    qtbot.waitUntil(lambda: last.visibleRegion().boundingRect() == last.rect())
    assert chips.horizontalScrollBar().maximum() == 0
    assert not chips.arrows.forth.isVisible()
    chips.resize(900, 40)
    qtbot.waitUntil(lambda: last.geometry().right() + 1 == at_ease)


def test_arrows_lead_to_the_chips_that_are_out_of_sight(qtbot: QtBot, context: Context) -> None:
    chips = _low_chips(qtbot, context, 12, width=400)
    last, arrows = chips.chip(Choice(status="unreadable")), chips.arrows
    assert last is not None
    qtbot.waitUntil(arrows.forth.isVisible)
    assert not arrows.back.isVisible()
    for _ in range(20):
        if arrows.forth.isVisible():
            qtbot.mouseClick(arrows.forth, Qt.MouseButton.LeftButton)
    assert not arrows.forth.isVisible()
    assert last.visibleRegion().boundingRect() == last.rect()
    qtbot.mouseClick(arrows.back, Qt.MouseButton.LeftButton)
    assert arrows.forth.isVisible()


def test_how_pictures_are_shown_is_remembered(
    qtbot: QtBot, classified: ClassifyPage, context: Context, folder: Path
) -> None:
    viewing = classified.results.viewing
    viewing.groups.setCurrentIndex(viewing.groups.findData("folder"))
    viewing.groups.activated.emit(viewing.groups.currentIndex())
    viewing.slider.setValue(220)
    viewing.list_button.click()
    again = ClassifyPage(context)
    qtbot.addWidget(again)
    again.resize(900, 600)
    again.show()
    again.open_folder(folder)
    qtbot.waitUntil(lambda: len(again.images.lines.headings) == 2)
    assert again.results.view.listed
    assert again.results.viewing.groups.currentText() == "Group by folder"
    assert again.results.view.side == again.results.viewing.slider.value() == 220
    again.results.viewing.list_button.click()
    third = ClassifyPage(context)
    qtbot.addWidget(third)
    assert not third.results.view.listed


def test_columns_of_the_list_keep_their_shares_of_the_window(qtbot: QtBot, classified: ClassifyPage) -> None:
    view, header = classified.results.view, classified.results.view.horizontalHeader()
    classified.results.viewing.list_button.click()
    header.resizeSection(0, 2 * header.sectionSize(0))  # drawn by hand
    for width in (600, 1_200, 500):
        classified.resize(width, 600)
        qtbot.waitUntil(lambda: header.length() == view.viewport().width())
        columns = [header.sectionSize(place) for place in range(header.count())]
        assert columns[0] > 0.4 * view.viewport().width()
        assert min(columns) > 10
    classified.results.viewing.list_button.click()
    classified.results.viewing.list_button.click()
    assert header.sectionSize(0) > 0.4 * view.viewport().width()


def test_filters_narrow_down_and_the_button_says_how_many_are_on(qtbot: QtBot, classified: ClassifyPage) -> None:
    results, images = classified.results, classified.images
    everything = _shown(classified)
    panel, filters = results.narrowing.panel, results.narrowing.button
    label = images.row(0).label
    other = next(name for name in images.classes if name != label)
    images.set_own({images.path(0): other, images.path(1): images.row(1).label})
    panel.boxes["disagrees", True].setChecked(True)
    assert _shown(classified) == [images.row(0).name]
    assert filters.text() == "Filter (1)"
    panel.boxes["labelled", True].setChecked(True)
    panel.boxes["labelled", False].setChecked(True)  # the other one goes off: both would let nothing through
    assert not panel.boxes["labelled", True].isChecked()
    assert _shown(classified) == []
    assert results.nothing.isVisible()
    results.search.setText("b")
    results.show_all_button.click()
    assert not results.nothing.isVisible()
    assert results.search.text() == ""
    assert _shown(classified) == everything
    assert filters.text() == "Filter"
    sure = sorted(image.confidence for image in map(images.row, range(images.total)) if image.confidence is not None)
    panel.least.setValue(round(sure[-1] * 100))
    assert len(_shown(classified)) < len(everything)
    before = results.narrowing.narrowing
    results._enter_similar()
    assert _shown(classified) == everything
    results._leave_similar()
    assert results.narrowing.narrowing == before
    results.begin_anew()
    assert _shown(classified) == everything
