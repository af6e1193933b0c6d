"""Dialogs on a small screen: all of them is on it, and their buttons stay in sight."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, QSize
from PySide6.QtWidgets import QAbstractButton, QDialog, QWidget

from artclass_gui.context import Context
from artclass_gui.dialogs.settings_dialog import SettingsDialog
from artclass_gui.dialogs.sort_dialog import SortDialog
from artclass_gui.dialogs.split_dialog import SplitDialog
from artclass_gui.dialogs.tag_dialog import TagDialog
from artclass_gui.widgets import fitting
from tests.gui import answered

ROOM = QSize(884, 552)  # a screen of 900 x 600 pixels without a window's frame
Made = Callable[[Context, QWidget, object], QDialog]


@pytest.mark.parametrize(
    ("make", "last"),
    [
        (SortDialog, "Show what would go where"),
        (TagDialog, "Write keywords"),
        (lambda context, behind, _: SettingsDialog(context, behind), "OK"),
        (lambda context, behind, _: SplitDialog(context, behind), "Draw the splits anew"),
    ],
    ids=["sort", "keywords", "settings", "splits"],
)
def test_a_dialog_fits_a_small_screen_with_its_buttons(
    qtbot, context, behind, monkeypatch, *, tmp_path, make: Made, last: str
) -> None:
    monkeypatch.setattr(fitting, "room_for", lambda _: ROOM)
    dialog = make(context, behind, answered.chosen(tmp_path / "pictures", threshold=0.803))
    dialog.open()
    qtbot.waitUntil(dialog.isVisible)
    assert dialog.height() <= ROOM.height()
    assert dialog.width() <= ROOM.width()
    button = next(made for made in dialog.findChildren(QAbstractButton) if made.text().replace("&", "") == last)
    assert button.isVisible()
    assert dialog.rect().contains(button.mapTo(dialog, QPoint(button.width(), button.height())))
    dialog.reject()


def test_a_dialog_has_the_size_it_asks_for_where_there_is_room(qtbot, monkeypatch) -> None:
    monkeypatch.setattr(fitting, "room_for", lambda _: QSize(1400, 1000))
    dialog = QDialog()
    qtbot.addWidget(dialog)
    fitting.fit(dialog, 880, 700)
    assert dialog.size() == QSize(880, 700)
