"""The settings of a training, each with its default and a sentence on what it means."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QDoubleSpinBox,
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from artclass_gui.pages.train_fields import choice_field, number_field, rate_field
from artclass_gui.pages.train_fold import FoldOut
from artclass_gui.theme import GAP, ROOM, SMALL, Theme
from artclass_gui.widgets.buttons import button
from artclass_gui.widgets.card import Card
from artclass_gui.widgets.text import muted, text
from trainer.architectures import DEFAULT, Architecture, find
from trainer.config import TrainConfig, default_config

_FILE = "file"
_CHOICE_WIDTH = 250


@dataclass(frozen=True)
class _Row:
    """One line of the form."""

    label: QLabel
    field: QWidget
    help: QLabel

    def set_visible(self, visible: bool) -> None:
        for widget in (self.label, self.field, self.help):
            widget.setVisible(visible)


class SettingsForm(Card):
    """Everything that can be set about a training besides its architecture.

    What the person has changed stays as it is when another architecture is chosen; the rest
    takes the new one's defaults.

    Signals:
        changed(): Some setting has another value now.
    """

    changed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self.heading.setText(self.tr("Settings"))
        self.heading.show()
        self.setAccessibleName(self.heading.text())
        self._theme = theme
        self._row = find(DEFAULT)
        self._weights_file: Path | None = None
        self._make_fields()
        self._lay_out()
        self.reset()
        self._connect()

    def set_architecture(self, row: Architecture) -> None:
        """Show the settings of another architecture."""
        before, after = default_config(self._row.name), default_config(row.name)
        self._row = row
        for name, field in self._numbers.items():
            if field.value() == getattr(before, name):
                field.setValue(getattr(after, name))
        self._fill_heads()
        self._heads_row.set_visible(len(row.heads) > 1)
        self._weights_row.set_visible(row.pretrained)
        self._show_file_button()
        self.changed.emit()

    def config(self) -> TrainConfig:
        """The settings as they stand.

        Raises:
            UsageError: They do not fit together.
        """
        numbers: dict[str, object] = {name: field.value() for name, field in self._numbers.items()}
        return default_config(
            self._row.name,
            **numbers,
            weights=self._weights_value() if self._row.pretrained else None,
            head=self.head.currentData(),
            augment=self.augment.isChecked(),
        )

    def reset(self) -> None:
        """Give every setting its default."""
        default = default_config(self._row.name)
        for name, field in self._numbers.items():
            field.setValue(getattr(default, name))
        self.augment.setChecked(default.augment)
        self.weights.setCurrentIndex(0)
        self._fill_heads()
        self.changed.emit()

    def use_weights_file(self, path: Path) -> None:
        """Start from the weights in this file."""
        self._weights_file = path
        self.weights.setItemText(2, self.tr("From the file {0}").format(path.name))
        self.weights.setItemData(2, str(path), Qt.ItemDataRole.ToolTipRole)
        self.changed.emit()

    def _weights_value(self) -> str:
        choice = str(self.weights.currentData())
        if choice != _FILE:
            return choice
        return str(self._weights_file) if self._weights_file is not None else "imagenet"

    def _make_fields(self) -> None:
        self.epochs = number_field(self.tr("Epochs"), 1, 1_000)
        self.batch_size = number_field(self.tr("Batch size"), 1, 512, step=8)
        self.image_size = number_field(self.tr("Image size"), 32, 1_024, step=16)
        self.image_size.setSuffix(self.tr(" px"))
        self.learning_rate = rate_field(self.tr("Learning rate"))
        self.seed = number_field(self.tr("Seed"), 0, 2**31 - 1)
        self._numbers: dict[str, QSpinBox | QDoubleSpinBox] = {
            "epochs": self.epochs,
            "batch_size": self.batch_size,
            "image_size": self.image_size,
            "learning_rate": self.learning_rate,
            "seed": self.seed,
        }
        self.augment = QCheckBox(self.tr("Vary the pictures"))
        self.augment.setAccessibleName(self.augment.text())
        self.head = choice_field(self.tr("Head"))
        self.weights = choice_field(self.tr("Starting weights"))
        self.weights.addItem(self.tr("Learnt from a million photographs"), "imagenet")
        self.weights.addItem(self.tr("Random"), "random")
        self.weights.addItem(self.tr("From a file"), _FILE)
        for field in (self.head, self.weights):
            field.setMinimumWidth(_CHOICE_WIDTH)
        self._choose_file = button(self.tr("Choose…"), self._ask_for_file, tip=self.tr("Choose a file of weights"))

    def _fill_heads(self) -> None:
        chosen = self.head.currentData()
        names = {"pooled": self.tr("Small (average and one layer)"), "article": self.tr("Six layers (the article's)")}
        self.head.blockSignals(True)
        self.head.clear()
        for head in self._row.heads:
            self.head.addItem(names[head], head)
        self.head.setCurrentIndex(max(0, self.head.findData(chosen)))
        self.head.blockSignals(False)

    def _lay_out(self) -> None:
        grid = _grid()
        for field, words in (
            (self.epochs, self.tr("How often all training pictures are gone through. Training ends earlier by itself when it gets no better.")),
            (self.batch_size, self.tr("Pictures looked at before each small correction. Larger needs more memory.")),
            (self.image_size, self.tr("Side to which pictures are scaled. Larger shows more detail and takes longer.")),
            (self.learning_rate, self.tr("How large each correction is. Too large never settles, too small takes for ever.")),
        ):  # fmt: skip
            _add(grid, field, words)
        self.body.addLayout(grid)
        self.more = FoldOut(self._theme, self.tr("More settings"), self._more())
        self.more.add_beside(button(self.tr("Reset to defaults"), self.reset, "quiet", theme=self._theme, icon="undo"))
        self.body.addWidget(self.more)

    def _more(self) -> QWidget:
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        grid = _grid()
        self._weights_row = _add(
            grid,
            self._weights_field(),
            self.tr("What the network knows before it sees your pictures."),
            name=self.tr("Starting weights"),
            buddy=self.weights,
        )
        self._heads_row = _add(
            grid, self.head, self.tr("The layers that learn your classes, on top of what the network knows.")
        )
        _add(
            grid,
            self.augment,
            self.tr("Learn from flipped, turned and zoomed copies too; helps most with few pictures."),
            name=self.tr("Variation"),
        )
        _add(
            grid,
            self.seed,
            self.tr("The same number gives the same training again; another one shows how much is luck."),
        )
        column.addLayout(grid)
        self._heads_row.set_visible(len(self._row.heads) > 1)
        return content

    def _weights_field(self) -> QWidget:
        place = QWidget()
        row = QHBoxLayout(place)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SMALL)
        row.addWidget(self.weights)
        row.addWidget(self._choose_file)
        self._choose_file.hide()
        return place

    def _connect(self) -> None:
        for field in (self.epochs, self.batch_size, self.image_size, self.seed):
            field.valueChanged.connect(self._tell)
        self.learning_rate.valueChanged.connect(self._tell)
        self.augment.toggled.connect(self._tell)
        self.head.currentIndexChanged.connect(self._tell)
        self.weights.currentIndexChanged.connect(self._weights_chosen)

    def _weights_chosen(self) -> None:
        self._show_file_button()
        if self.weights.currentData() == _FILE and self._weights_file is None:
            self._ask_for_file()
        self.changed.emit()

    def _show_file_button(self) -> None:
        self._choose_file.setVisible(self.weights.currentData() == _FILE)

    def _ask_for_file(self) -> None:
        dialog = QFileDialog(self, self.tr("Choose a file of weights"))
        dialog.setNameFilters([self.tr("Weights (*.h5 *.keras *.weights.h5)"), self.tr("All files (*)")])
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda name: self.use_weights_file(Path(name)))
        dialog.rejected.connect(self._file_not_chosen)
        dialog.open()

    def _file_not_chosen(self) -> None:
        if self._weights_file is None:
            self.weights.setCurrentIndex(0)

    def _tell(self) -> None:
        self.changed.emit()


def _grid() -> QGridLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(ROOM)
    grid.setVerticalSpacing(GAP)
    grid.setColumnStretch(2, 1)
    grid.setColumnMinimumWidth(0, 104)
    return grid


def _add(grid: QGridLayout, field: QWidget, words: str, *, name: str = "", buddy: QWidget | None = None) -> _Row:
    target = buddy or field
    label = text(name or target.accessibleName(), wrap=False)
    label.setBuddy(target)
    target.setToolTip(words)
    target.setAccessibleDescription(words)
    explanation = muted(words)
    row = grid.rowCount()
    grid.addWidget(label, row, 0)
    grid.addWidget(field, row, 1, alignment=Qt.AlignmentFlag.AlignLeft)
    grid.addWidget(explanation, row, 2)
    return _Row(label, field, explanation)
