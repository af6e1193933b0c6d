"""The Train page and its dialogs by the keyboard alone: every control is reached, in the order in which it is read, and says what it is."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QAbstractButton, QAbstractSpinBox, QComboBox, QLineEdit, QTabBar, QWidget

from artclass_gui.pages.train_choice_card import SelectableCard
from artclass_gui.pages.train_page import TrainPage
from artclass_gui.project import CatalogState
from tests.gui.run_folders import class_counts

_CONTROLS = (QAbstractButton, QAbstractSpinBox, QComboBox, QLineEdit, QTabBar)


@pytest.fixture
def page(qtbot, context, tmp_path, monkeypatch) -> TrainPage:
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))
    with qtbot.waitSignals([context.project.catalog_changed, context.project.runs_changed]):
        context.project.open(tmp_path / "p.artclass", create=True)
    page = TrainPage(context)
    qtbot.addWidget(page)
    page.resize(1000, 700)
    page.show()
    context.project.catalog = CatalogState(classes=class_counts(300, 200, 100))
    context.project.catalog_changed.emit()
    page.choosing.network.choose("custom_cnn")
    page.choosing.settings.more.set_open(True)
    return page


def stops(window: QWidget) -> Iterator[QWidget]:
    """What the Tab key reaches in a window, from its beginning."""
    widget = window.nextInFocusChain()
    while widget is not window:
        stop = widget.isVisible() and widget.isEnabled() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        if stop and widget.focusProxy() is None:
            yield widget
        widget = widget.nextInFocusChain()


def controls(parent: QWidget) -> list[QWidget]:
    """What can be done in a part of the window."""
    return [
        widget
        for kind in _CONTROLS
        for widget in parent.findChildren(kind)
        if widget.isVisible() and widget.isEnabled() and not _is_part(widget)
    ]


def _is_part(widget: QWidget) -> bool:
    """Whether it is Qt's own part of another control, as the line in a number field is."""
    parent = widget.parent()
    return isinstance(parent, _CONTROLS) or widget.objectName().startswith("qt_")


def above(one: QWidget, other: QWidget, window: QWidget) -> bool:
    """Whether one stands above the other or beside it, not below it."""
    return one.mapTo(window, QPoint(0, 0)).y() < other.mapTo(window, QPoint(0, other.height())).y()


def _in_order(reached: list[QWidget], window: QWidget) -> list[str]:
    """Which controls are reached before one that stands above them."""
    return [
        f"{one.accessibleName()} before {other.accessibleName()}"
        for one, other in itertools.pairwise(reached)
        if not above(one, other, window)
    ]


@pytest.mark.parametrize("tab", range(4))
def test_all_settings_are_reached_from_top_to_bottom(qtbot, page, tab) -> None:
    page.choosing.network.choose("custom_cnn" if tab != 2 else "mobilenet_v2")
    page.choosing.settings.set_value("fine_tuning", True)
    page.choosing.settings.advanced.tabs.setCurrentIndex(tab)
    reached = list(stops(page))
    missing = [widget for widget in controls(page) if widget not in reached]
    assert [widget.accessibleName() for widget in missing if not isinstance(widget, SelectableCard)] == []
    assert _in_order([widget for widget in reached if page._area.isAncestorOf(widget)], page) == []
    assert page.footer.isAncestorOf(reached[-1])
    assert all(widget.accessibleName() for widget in reached)


def test_from_card_to_card_go_the_arrow_keys(qtbot, page) -> None:
    presets = page.choosing.settings.presets.cards
    (stop,) = (widget for widget in stops(page) if widget in presets.values())
    assert stop is presets["balanced"]  # the one that is chosen
    stop.setFocus()
    qtbot.keyClick(stop, Qt.Key.Key_Right)
    assert page.choosing.config().preset == "best"
    (stop,) = (widget for widget in stops(page) if widget in presets.values())
    assert stop is presets["best"]


def test_the_queue_is_reached_from_top_to_bottom(qtbot, page) -> None:
    for _ in range(2):
        page.queue_up()
    qtbot.waitUntil(lambda: len(page.queue.state.items) == 2, timeout=20_000)
    reached = list(stops(page))
    mine = [widget for widget in reached if page.queue_panel.isAncestorOf(widget)]
    assert set(mine) == set(controls(page.queue_panel))
    assert _in_order(mine, page) == []
    assert reached.index(mine[-1]) < reached.index(page.choosing.settings.more.button)
    assert all(widget.accessibleName() for widget in mine)


@pytest.mark.parametrize("question", ["blocks", "batch_size"])
def test_an_experiment_is_reached_from_top_to_bottom(qtbot, page, question) -> None:
    page.experiments.open(question)
    dialog = page.experiments.dialog
    qtbot.waitUntil(dialog.isVisible)
    reached = list(stops(dialog))
    assert set(controls(dialog)) <= set(reached)
    assert _in_order(reached, dialog) == []
    assert all(widget.accessibleName() for widget in reached)
    dialog.close()
