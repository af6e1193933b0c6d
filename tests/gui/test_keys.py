"""The list of keys: what it names, and that it fits the screen."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QDialog, QLabel, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from artclass_gui.actions import ACTIONS
from artclass_gui.dialogs import about
from artclass_gui.keys import key_groups


@pytest.mark.usefixtures("qapp")
def test_keys_of_menus_and_of_the_gallery_are_listed() -> None:
    groups = dict(key_groups())
    listed = [key for rows in groups.values() for _, key in rows]
    assert {row.key for row in ACTIONS if row.key} <= set(listed)
    classified = dict(groups["Among classified pictures"])
    assert {"C", "S", "W", "Shift + letter"} <= set(classified.values())
    in_a_review = {f"Ctrl+Shift+{key}" for key in "CSW"}
    assert all(any(key in words for words in classified) for key in in_a_review)
    assert {"Home, End", "Space", "Return"} <= {key for _, key in groups["Among pictures"]}
    assert {"→ ←", "+ − 0", "Esc"} <= {key for _, key in groups["While a picture is large"]}


def test_groups_are_divided_so_that_the_columns_are_about_as_high() -> None:
    groups = [(str(number), [("", "")] * count) for number, count in enumerate((8, 1, 1, 7, 1))]
    assert about._in_columns(groups, 3) == [groups[:1], groups[1:3], groups[3:]]
    assert about._in_columns(groups, 1) == [groups]


def test_the_list_fits_the_screen_and_cuts_no_word_off(qtbot: QtBot, behind: QWidget) -> None:
    about.shortcuts(behind, key_groups())
    (dialog,) = behind.findChildren(QDialog)
    qtbot.waitUntil(dialog.isVisible)
    room = behind.screen().availableSize()
    assert dialog.width() <= room.width()
    assert dialog.height() <= room.height()
    (scroll,) = dialog.findChildren(QScrollArea)
    qtbot.waitUntil(lambda: not scroll.horizontalScrollBar().isVisible())
    assert all(label.width() >= label.sizeHint().width() for label in scroll.findChildren(QLabel))
