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
    return [*(group for group in groups if group[1]), *(keys() for keys in _PLACES)]


def _keys_of_menu(menu: Menu) -> list[tuple[str, str]]:
    before = _keys_of_undo() if menu == "edit" else []
    return [*before, *((_menu(row.text), row.key) for row in ACTIONS if row.key and row.menu == menu)]


def _keys_of_undo() -> list[tuple[str, str]]:
    keys = ((_tr("Undo"), QKeySequence.StandardKey.Undo), (_tr("Redo"), QKeySequence.StandardKey.Redo))
    return [(words, QKeySequence(key).toString()) for words, key in keys]


def _keys_of_pictures() -> Group:
    """Keys that no menu shows, since they work in a gallery only."""
    return _tr("Among pictures"), [
        (_tr("Go to another picture"), "← ↑ → ↓"),
        (_tr("Go to the first, to the last picture"), "Home, End"),
        (_tr("Choose all on the way"), _tr("Shift + arrow")),
        (_tr("Choose nothing on the way"), _tr("Ctrl + arrow")),
        (_tr("Choose this one too, or no longer"), "Space"),
        (_tr("Select all"), "Ctrl+A"),
        (_tr("Choose none"), "Esc"),
        (_tr("Go to a name that begins so"), _tr("letters")),
        (_tr("Larger, smaller pictures"), _tr("Ctrl + mouse wheel")),
        (_tr("Open the picture large"), "Return"),
    ]


def _keys_of_large() -> Group:
    return _tr("While a picture is large"), [
        (_tr("Next, previous picture"), "→ ←"),
        (_tr("Larger, smaller, whole"), "+ − 0"),
        (_tr("In its own size, where no digit labels"), "1"),
        (_tr("Back to the gallery"), "Esc"),
    ]


def _keys_of_classified() -> Group:
    return _tr("Among classified pictures"), [
        (_tr("Label as the class of that number"), "1 … 9"),
        (_tr("Label by the letter of a class and go on, or begin a new class (in a review)"), "A … Z"),
        (_tr("Begin a new class with this letter in any case (in a review)"), _tr("Shift + letter")),
        (_tr("Take your label back"), "Del"),
        (_tr("Show similar pictures (in a review: Ctrl+Shift+S)"), "S"),
        (_tr("Back from similar pictures"), "Esc"),
        (_tr("Compare the chosen ones, or this and the next one (in a review: Ctrl+Shift+C)"), "C"),
        (_tr("Why this class? Show a heat map (in a review: Ctrl+Shift+W)"), "W"),
        (_tr("Copy the files' paths"), "Ctrl+C"),
    ]


def _keys_of_dataset() -> Group:
    return _tr("Among pictures of the dataset"), [
        (_tr("Label as the class of that number"), "1 … 9"),
        (_tr("Leave out"), "Del"),
    ]


def _keys_of_twins() -> Group:
    return _tr("Among near-duplicates"), [
        (_tr("Another picture, another group"), "← → ↑ ↓"),
        (_tr("Keep this one"), "K"),
        (_tr("Keep the best"), "B"),
        (_tr("Not the same"), "N"),
        (_tr("Leave all, go on"), "L"),
        (_tr("Compare two, large"), "Space"),
        (_tr("Keep the left, the right one (while they are large)"), "1 2"),
    ]


def _keys_of_doubts() -> Group:
    return _tr("Where a class is decided"), [
        (_tr("Choose the class of that number"), "1 … 9"),
        (_tr("Leave out"), "0"),
        (_tr("Skip, go back"), "S ←"),
        (_tr("Not the same"), "N"),
    ]


def _keys_of_results() -> Group:
    return _tr("Among results"), [
        (_tr("Delete the chosen run"), "Del"),
        (_tr("Go from cell to cell of the confusion matrix"), "← ↑ → ↓"),
        (_tr("Show the pictures of a cell"), "Return"),
    ]


def _menu(words: Any) -> str:
    return QCoreApplication.translate("Menu", words)


def _tr(words: str) -> str:
    return QCoreApplication.translate("Keys", words)


_PLACES = (
    _keys_of_pictures,
    _keys_of_large,
    _keys_of_classified,
    _keys_of_dataset,
    _keys_of_twins,
    _keys_of_doubts,
    _keys_of_results,
)
