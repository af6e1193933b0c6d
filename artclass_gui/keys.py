"""All keyboard shortcuts in groups, as the Help menu lists them."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QKeySequence

from artclass_gui.actions import ACTIONS, MENUS, Menu

Group = tuple[str, list[tuple[str, str]]]


def key_groups() -> list[Group]:
    """The name of each menu or place, with the text and key of each action that has one."""
    groups = [(_menu(words).replace("&", ""), _keys_of_menu(menu)) for menu, words in MENUS]
    places = (_keys_of_pictures(), _keys_of_classified(), _keys_of_dataset(), _keys_of_twins(), _keys_of_doubts())
    return [group for group in (*groups, *places) if group[1]]


def _keys_of_menu(menu: Menu) -> list[tuple[str, str]]:
    before = _keys_of_undo() if menu == "edit" else []
    return [*before, *((_menu(row.text), row.key) for row in ACTIONS if row.key and row.menu == menu)]


def _keys_of_undo() -> list[tuple[str, str]]:
    keys = ((_tr("Undo"), QKeySequence.StandardKey.Undo), (_tr("Redo"), QKeySequence.StandardKey.Redo))
    return [(words, QKeySequence(key).toString()) for words, key in keys]


def _keys_of_pictures() -> Group:
    """Keys that no menu shows, since they work in a gallery only."""
    return _tr("Among pictures"), [
        (_tr("Open the picture large"), "Return"),
        (_tr("Back to the gallery"), "Esc"),
        (_tr("Select all"), "Ctrl+A"),
        (_tr("Copy the files' paths"), "Ctrl+C"),
    ]


def _keys_of_classified() -> Group:
    return _tr("Among classified pictures"), [
        (_tr("Label as the class of that number"), "1 … 9"),
        (_tr("Label by the letter of a class and go on (in a review)"), "A … Z"),
        (_tr("New class (in a review)"), "N"),
        (_tr("Take your label back"), "Del"),
        (_tr("Show similar pictures"), "S"),
        (_tr("Back from similar pictures"), "Esc"),
        (_tr("Compare two to four chosen pictures"), "C"),
        (_tr("Why?"), "W"),
        (_tr("Larger, smaller, whole (in the large view)"), "+ − 0"),
    ]


def _keys_of_dataset() -> Group:
    return _tr("Among pictures of the dataset"), [
        (_tr("Label as the class of that number"), "1 … 9"),
        (_tr("Leave out"), "Del"),
    ]


def _keys_of_twins() -> Group:
    return _tr("Among near-duplicates"), [
        (_tr("Keep this one"), "K"),
        (_tr("Keep the best"), "B"),
        (_tr("Not the same"), "N"),
        (_tr("Leave all, go on"), "L"),
        (_tr("Compare two, large"), "Space"),
    ]


def _keys_of_doubts() -> Group:
    return _tr("Where a class is decided"), [
        (_tr("Choose the class of that number"), "1 … 9"),
        (_tr("Leave out"), "0"),
        (_tr("Skip"), "S"),
        (_tr("Not the same"), "N"),
    ]


def _menu(words: Any) -> str:
    return QCoreApplication.translate("Menu", words)


def _tr(words: str) -> str:
    return QCoreApplication.translate("Keys", words)
