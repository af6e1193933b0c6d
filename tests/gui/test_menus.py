"""The menus: every row of the table can be carried out, when it is possible."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QLabel

from artclass_gui.actions import ACTIONS
from tests.gui.windows import action, open_project


def test_every_action_has_a_method_and_no_key_is_used_twice(window) -> None:
    keys = [row.key for row in ACTIONS if row.key]
    assert len(keys) == len(set(keys))
    for row in ACTIONS:
        assert callable(getattr(window.commands, row.name))


def test_the_keys_are_listed_under_their_menus(window) -> None:
    action(window, "keys").trigger()
    dialog = next(child for child in window.findChildren(QDialog) if child.isVisible())
    said = [label.text() for label in dialog.findChildren(QLabel)]
    for row in ACTIONS:
        if row.key:
            assert row.text.replace("&", "").rstrip("…") in said
    assert {"File", "View", "Among pictures", "Undo", "Redo", "Ctrl+Z"} <= set(said)
    dialog.reject()


def test_what_is_impossible_is_disabled(qtbot, window, context, tmp_path) -> None:
    assert not action(window, "add_folder").isEnabled()
    assert not action(window, "start_training").isEnabled()
    open_project(qtbot, context, tmp_path)
    assert action(window, "add_folder").isEnabled()
    assert not action(window, "stop_training").isEnabled()


def test_recent_projects_are_offered(qtbot, window, context, tmp_path) -> None:
    recent = window.commands.menus.recent
    recent.aboutToShow.emit()
    assert [entry.text() for entry in recent.actions()] == ["None yet"]
    folder = open_project(qtbot, context, tmp_path)
    context.project.close()
    recent.aboutToShow.emit()
    (entry,) = recent.actions()
    assert entry.text() == "My art"
    with qtbot.waitSignal(context.project.opened):
        entry.trigger()
    assert context.project.project.folder == folder
