"""By what the pictures are sorted: the box, the list's header and the groups say the same."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from artclass_gui.gallery.list_columns import COLUMNS
from artclass_gui.pages.classify_page import ClassifyPage
from artclass_gui.pages.classify_results import ClassifyResults


@pytest.fixture
def results(classified: ClassifyPage) -> ClassifyResults:
    """What is classified, as a list."""
    classified.results.viewing.list_button.click()
    return classified.results


def _click(results: ClassifyResults, field: str) -> None:
    place = next(place for place, column in enumerate(COLUMNS) if column.field == field)
    results.view.horizontalHeader().sectionClicked.emit(place)


def _choose(results: ClassifyResults, words: str) -> None:
    results.order.setCurrentIndex(results.order.findText(words))
    results.order.activated.emit(results.order.currentIndex())


def _sorted_column(results: ClassifyResults) -> int:
    return results.view.horizontalHeader().sortIndicatorSection()


def test_the_box_says_by_which_column_the_list_is_sorted(results: ClassifyResults) -> None:
    offered = [results.order.itemText(place) for place in range(results.order.count())]
    said = []
    for field in ("confidence", "confidence", "name", "name", "second", "second", "remark"):
        _click(results, field)
        said.append(results.order.currentText())
    assert said == [
        "Most sure first",
        "Least sure first",
        "By name",
        "Name, reversed",
        "Second guess",
        "Second guess, reversed",
        "Remarks",
    ]
    results.viewing.list_button.click()  # the same pictures in the same order
    assert results.order.currentText() == "Remarks"
    _choose(results, "By name")
    assert [results.order.itemText(place) for place in range(results.order.count())] == offered


def test_a_review_leaves_the_order_of_the_header(qtbot: QtBot, results: ClassifyResults) -> None:
    _click(results, "confidence")
    before = list(results.view.images.rows())
    results.review.review_button.click()
    assert results.order.currentText() == "Most sure first"
    assert list(results.view.images.rows()) == before


def test_what_is_shown_first_is_in_no_groups_and_sorted_by_no_column(qtbot: QtBot, results: ClassifyResults) -> None:
    groups, images = results.viewing.groups, results.view.images
    _click(results, "confidence")
    assert _sorted_column(results) == 2
    assert groups.isEnabled()
    _choose(results, "Most useful first")
    qtbot.waitUntil(lambda: images.given is not None)
    assert not groups.isEnabled()
    assert "without groups" in groups.toolTip()
    assert _sorted_column(results) == -1
    _click(results, "confidence")
    assert images.given is None
    assert results.order.currentText() == "Most sure first"
    assert not results.useful_first
    assert groups.isEnabled()
    assert groups.toolTip() == ""
