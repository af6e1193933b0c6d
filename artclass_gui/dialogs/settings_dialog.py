"""The dialog of all settings, built from their table."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import (
    QAbstractButton,
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QSpinBox,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from artclass_gui.context import Context
from artclass_gui.settings import SETTINGS, Setting
from artclass_gui.theme import ROOM, SMALL, TINY, WIDE
from artclass_gui.widgets.buttons import button
from artclass_gui.widgets.choose import ask_for_folder
from artclass_gui.widgets.fitting import Scrolling, fit
from artclass_gui.widgets.level import level
from artclass_gui.widgets.spin import inset
from artclass_gui.widgets.text import muted

_WIDTH = 520


class SettingsDialog(QDialog):
    """Shows every row of `SETTINGS`; what was changed is remembered on OK."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._settings = context.settings
        self.fields: dict[str, Field] = {}
        self.setWindowTitle(self.tr("Settings"))
        self.setMinimumWidth(_WIDTH)
        self.buttons = self._make_buttons()
        column = QVBoxLayout(self)
        column.setContentsMargins(WIDE, WIDE, WIDE, ROOM)
        column.setSpacing(WIDE)
        column.addWidget(self._make_pages(), 1)
        column.addWidget(self.buttons)
        fit(self, _WIDTH, self.sizeHint().height())

    def restore_defaults(self) -> None:
        """Show the defaults; nothing is remembered before OK."""
        for row in SETTINGS:
            self.fields[row.key].set_value(row.default)

    def accept(self) -> None:
        """Remember what was changed, and close."""
        for key, field in self.fields.items():
            if field.value() != self._settings.value(key):
                self._settings.set(key, field.value())
        super().accept()

    def _make_pages(self) -> QTabWidget:
        pages = QTabWidget()
        pages.setDocumentMode(True)
        pages.tabBar().setDrawBase(False)
        pages.tabBar().setAccessibleName(self.tr("Kinds of settings"))
        training = [row for row in SETTINGS if row.key.startswith("training/")]
        general = [row for row in SETTINGS if row not in training]
        for words, rows in ((self.tr("General"), general), (self.tr("Training"), training)):
            page = QWidget()
            column = QVBoxLayout(page)
            column.setContentsMargins(0, WIDE, 0, 0)
            column.addLayout(self._make_form(rows))
            column.addStretch(1)
            pages.addTab(Scrolling(page), words)
        return pages

    def _make_form(self, rows: Sequence[Setting]) -> QFormLayout:
        form = QFormLayout()
        form.setHorizontalSpacing(WIDE)
        form.setVerticalSpacing(ROOM)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        for row in rows:
            field = _field(row)
            field.set_value(self._settings.value(row.key))
            self.fields[row.key] = field
            label = QLabel("" if isinstance(field.widget, QCheckBox) else _tr(row.label))
            level(label, field.widget)
            form.addRow(label, _with_help(field.widget, row))
        return form

    def _make_buttons(self) -> QDialogButtonBox:
        standard = QDialogButtonBox.StandardButton
        box = QDialogButtonBox(standard.Ok | standard.Cancel | standard.RestoreDefaults)
        box.button(standard.RestoreDefaults).setText(self.tr("Restore defaults"))
        for made in box.buttons():
            made.setAccessibleName(made.text().replace("&", ""))
        box.button(standard.Ok).setProperty("kind", "primary")
        box.accepted.connect(self.accept)
        box.rejected.connect(self.reject)
        box.clicked.connect(self._clicked)
        return box

    def _clicked(self, clicked: QAbstractButton) -> None:
        if self.buttons.standardButton(clicked) == QDialogButtonBox.StandardButton.RestoreDefaults:
            self.restore_defaults()


class Field:
    """A widget for one setting, with one way to read and write it."""

    def __init__(self, widget: QWidget, value: Callable[[], Any], set_value: Callable[[Any], None]) -> None:
        self.widget = widget
        self.value = value
        self.set_value = set_value


class FolderField(QWidget):
    """A folder's path to type, and a button to choose it."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self._default = Path.home()
        self.edit = QLineEdit()
        self.edit.setAccessibleName(name)
        self.choose = button(self.tr("Choose…"), self._choose)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SMALL)
        row.addWidget(self.edit, 1)
        row.addWidget(self.choose)
        self.setFocusProxy(self.edit)

    def value(self) -> Path:
        """The folder; what is left empty stays as it was."""
        typed = self.edit.text().strip()
        return Path(typed).expanduser().absolute() if typed else self._default

    def set_value(self, folder: Path) -> None:
        """Show a folder."""
        self._default = folder
        self.edit.setText(str(folder))

    def _choose(self) -> None:
        chosen = ask_for_folder(self, self._name, self.value())
        if chosen is not None:
            self.edit.setText(str(chosen))


def _field(row: Setting) -> Field:
    if row.choices:
        field = _combo(row)
    elif isinstance(row.default, bool):
        box = QCheckBox(_tr(row.label))
        field = Field(box, box.isChecked, box.setChecked)
    elif isinstance(row.default, int):
        spin = inset(QSpinBox())
        spin.setRange(*row.limits)
        spin.setSuffix(row.unit)
        spin.setGroupSeparatorShown(True)
        spin.setMaximumWidth(160)
        field = Field(spin, spin.value, spin.setValue)
    elif isinstance(row.default, Path):
        folder = FolderField(_tr(row.label))
        field = Field(folder, folder.value, folder.set_value)
    else:
        edit = QLineEdit()
        field = Field(edit, edit.text, edit.setText)
    field.widget.setAccessibleName(_tr(row.label))
    field.widget.setAccessibleDescription(_tr(row.help))
    return field


def _combo(row: Setting) -> Field:
    combo = QComboBox()
    for value, label in row.choices:
        combo.addItem(_tr(label), value)
    return Field(combo, combo.currentData, lambda value: combo.setCurrentIndex(combo.findData(value)))


def _with_help(widget: QWidget, row: Setting) -> QWidget:
    whole = QWidget()
    column = QVBoxLayout(whole)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(TINY)
    column.addWidget(widget)
    if row.help:
        column.addWidget(muted(_tr(row.help)))
    return whole


def _tr(text: str) -> str:
    return QCoreApplication.translate("Settings", text) if text else ""
