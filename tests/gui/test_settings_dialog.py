"""The settings dialog: every row has a field, and nothing is remembered before OK."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QDialogButtonBox, QLabel, QSpinBox

from artclass_gui.dialogs import settings_dialog
from artclass_gui.dialogs.settings_dialog import FolderField, SettingsDialog
from artclass_gui.settings import SETTINGS


@pytest.fixture
def dialog(qtbot, context) -> SettingsDialog:
    dialog = SettingsDialog(context)
    qtbot.addWidget(dialog)
    return dialog


def test_every_row_of_the_table_has_a_field_with_a_name(dialog, context) -> None:
    assert set(dialog.fields) == {row.key for row in SETTINGS}
    for row in SETTINGS:
        field = dialog.fields[row.key]
        assert field.widget.accessibleName() == row.label
        assert field.value() == context.settings.value(row.key)


def test_rows_become_the_fields_that_fit_them(dialog) -> None:
    kinds = {key: type(field.widget) for key, field in dialog.fields.items()}
    assert kinds["appearance/theme"] is QComboBox
    assert kinds["projects/folder"] is FolderField
    assert kinds["gallery/size"] is QSpinBox
    assert kinds["projects/reopen"] is QCheckBox
    assert dialog.fields["gallery/size"].widget.maximum() == 320


def test_ok_remembers_only_what_was_changed(qtbot, dialog, context) -> None:
    changed: list[str] = []
    context.settings.changed.connect(changed.append)
    dialog.fields["appearance/theme"].widget.setCurrentIndex(2)
    qtbot.mouseClick(dialog.buttons.button(QDialogButtonBox.StandardButton.Ok), Qt.MouseButton.LeftButton)
    assert changed == ["appearance/theme"]
    assert context.settings.value("appearance/theme") == "dark"


def test_cancel_remembers_nothing(qtbot, dialog, context) -> None:
    dialog.fields["gallery/size"].set_value(200)
    qtbot.mouseClick(dialog.buttons.button(QDialogButtonBox.StandardButton.Cancel), Qt.MouseButton.LeftButton)
    assert context.settings.value("gallery/size") == 160


def test_defaults_can_be_restored(qtbot, context) -> None:
    context.settings.set("gallery/size", 200)
    dialog = SettingsDialog(context)
    qtbot.addWidget(dialog)
    restore = dialog.buttons.button(QDialogButtonBox.StandardButton.RestoreDefaults)
    qtbot.mouseClick(restore, Qt.MouseButton.LeftButton)
    assert context.settings.value("gallery/size") == 200
    dialog.accept()
    assert context.settings.value("gallery/size") == 160


def test_a_folder_is_typed_or_chosen_and_never_empty(dialog, monkeypatch, tmp_path: Path) -> None:
    field = dialog.fields["projects/folder"].widget
    before = field.value()
    field.edit.clear()
    assert field.value() == before
    monkeypatch.setattr(settings_dialog, "ask_for_folder", lambda *_: tmp_path)
    field.choose.click()
    assert field.value() == tmp_path
    monkeypatch.setattr(settings_dialog, "ask_for_folder", lambda *_: None)
    field.choose.click()
    assert field.value() == tmp_path


def test_names_stand_level_with_their_fields(qtbot, dialog) -> None:
    dialog.show()
    qtbot.waitExposed(dialog)
    labels = {label.text(): label for label in dialog.findChildren(QLabel)}
    for row in SETTINGS:
        label, field = labels.get(row.label), dialog.fields[row.key].widget
        if label is not None and label.isVisible():
            middles = [part.mapTo(dialog, part.rect().center()).y() for part in (label, field)]
            assert abs(middles[0] - middles[1]) <= 1
