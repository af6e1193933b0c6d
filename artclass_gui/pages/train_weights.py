"""The field for what a pretrained network starts from: photographs, nothing, or a file."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QWidget

from artclass_gui.pages.train_fields import Field, choice_field
from artclass_gui.theme import SMALL, Theme
from artclass_gui.widgets.buttons import button

_IMAGENET, _RANDOM, _FILE = "imagenet", "random", "file"
_WIDTH = 250


def weights(name: str, theme: Theme) -> Field:
    """The field; its value is "imagenet", "random" or the path of a file."""
    chooser = WeightsChooser(name, theme)
    return Field(chooser, chooser.value, chooser.put, chooser.changed)


class WeightsChooser(QWidget):
    """A list of three, and a button for the file.

    Signals:
        changed(): The person has chosen other weights.
    """

    changed = Signal()

    def __init__(self, name: str, theme: Theme) -> None:
        super().__init__()
        self._file: Path | None = None
        self.list = choice_field(name)
        self.list.addItem(self.tr("Learnt from a million photographs"), _IMAGENET)
        self.list.addItem(self.tr("Random"), _RANDOM)
        self.list.addItem(self.tr("From a file"), _FILE)
        self.list.setMinimumWidth(_WIDTH)
        self.list.currentIndexChanged.connect(self._chosen)
        tip = self.tr("Choose a file of weights")
        self._button = button("", self.ask_for_file, theme=theme, icon="open-folder", tip=tip)
        self._button.setAccessibleName(tip)
        self._button.hide()
        self.setFocusProxy(self.list)
        self.setAccessibleName(name)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SMALL)
        row.addWidget(self.list)
        row.addWidget(self._button)

    def value(self) -> str:
        """What is chosen; the photographs while no file is named."""
        choice = str(self.list.currentData())
        if choice != _FILE:
            return choice
        return str(self._file) if self._file is not None else _IMAGENET

    def put(self, value: str) -> None:
        """Show other weights, without `changed`."""
        if value == self.value():
            return
        if value not in (_IMAGENET, _RANDOM):
            self._name_file(Path(value))
        place = self.list.findData(value)
        blocked = self.list.blockSignals(True)
        self.list.setCurrentIndex(place if place >= 0 else self.list.findData(_FILE))
        self.list.blockSignals(blocked)
        self._show_button()

    def use_file(self, path: Path) -> None:
        """Choose the weights in this file."""
        self._name_file(path)
        self.list.setCurrentIndex(self.list.findData(_FILE))
        self.changed.emit()

    def ask_for_file(self) -> None:
        """Let the person choose a file."""
        dialog = QFileDialog(self, self.tr("Choose a file of weights"))
        dialog.setNameFilters([self.tr("Weights (*.h5 *.keras *.weights.h5)"), self.tr("All files (*)")])
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda name: self.use_file(Path(name)))
        dialog.rejected.connect(self._not_chosen)
        dialog.open()

    def _name_file(self, path: Path) -> None:
        self._file = path
        place = self.list.findData(_FILE)
        self.list.setItemText(place, self.tr("From the file {0}").format(path.name))
        self.list.setItemData(place, str(path), Qt.ItemDataRole.ToolTipRole)

    def _chosen(self) -> None:
        self._show_button()
        if self.list.currentData() == _FILE and self._file is None:
            self.ask_for_file()
        self.changed.emit()

    def _show_button(self) -> None:
        self._button.setVisible(self.list.currentData() == _FILE)

    def _not_chosen(self) -> None:
        if self._file is None:
            self.list.setCurrentIndex(0)
