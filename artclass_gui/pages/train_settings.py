"""The settings of a training: the presets to choose from, and everything that can be set under Advanced."""

from __future__ import annotations

from collections.abc import Callable
from typing import get_args

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from artclass_gui.pages.train_advanced import AdvancedSettings
from artclass_gui.pages.train_choices import Choices, value
from artclass_gui.pages.train_fold import FoldOut
from artclass_gui.pages.train_form import Line
from artclass_gui.pages.train_numbers import NumberField
from artclass_gui.pages.train_presets import PresetCards
from artclass_gui.pages.train_rows import Group, rows
from artclass_gui.theme import ROOM, SMALL, Theme
from artclass_gui.widgets.card import Card
from trainer.architectures import Architecture
from trainer.config import Preset, TrainConfig
from trainer.errors import UsageError


class SettingsForm(Card):
    """Everything that can be set about a training besides its architecture; ``presets`` stands elsewhere on the page.

    What the person has changed stays as it is when another architecture is chosen; the rest is as its preset says.

    Signals:
        changed(): Some setting has another value now.
    """

    changed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self.setAccessibleName(self.tr("Settings"))
        self.choices = Choices()
        self.lines = {row.path: Line(row, theme, undo=self._undo(row.path)) for row in rows(theme)}
        self.presets = PresetCards(theme)
        self.advanced = AdvancedSettings({group: self.of_group(group) for group in get_args(Group)})
        self.more = FoldOut(theme, self.tr("Advanced settings"), self.advanced)
        self.body.setContentsMargins(ROOM, SMALL, ROOM, SMALL)
        self.body.addWidget(self.more)
        self._connect()
        self._limit_blocks()
        self._show()

    @property
    def cores(self) -> int:
        """How many cores the training may use; 0: all."""
        return int(self.choices.cores)

    def of_group(self, group: Group) -> list[Line]:
        """The settings of one group, in their order."""
        return [line for line in self.lines.values() if line.row.group == group]

    def config(self) -> TrainConfig:
        """The settings as they stand.

        Raises:
            UsageError: They do not fit together, or something is typed that cannot be taken.
        """
        return self.choices.config()

    def set_architecture(self, row: Architecture) -> None:
        """Show the settings of another architecture."""
        self._take(self.choices.with_architecture(row.name))

    def set_preset(self, preset: Preset) -> None:
        """Take a preset as it is."""
        self._take(self.choices.with_preset(preset))

    def set_value(self, path: str, new: object) -> None:
        """Give a setting another value."""
        self._take(self.choices.changed(path, new))

    def take(self, config: TrainConfig) -> None:
        """Show these settings, for instance those that are proposed in place of others."""
        choices = Choices(config.architecture, self.choices.preset, {}, self.choices.cores)
        for path in (path for path in self.lines if path != "cores"):
            choices = choices.changed(path, value(config, path)) if _is_there(config, path) else choices
        self._take(choices)

    def reset(self) -> None:
        """Give every setting what the preset has."""
        self.set_preset(self.choices.preset)

    def _connect(self) -> None:
        self.presets.chosen.connect(self.set_preset)
        for path, line in self.lines.items():
            line.field.changed.connect(self._reader(path, line))

    def _reader(self, path: str, line: Line) -> Callable[..., None]:
        return lambda *_: self._take(_read(self.choices, path, line))

    def _undo(self, path: str) -> Callable[[], None]:
        return lambda: self._take(self.choices.undone(path))

    def _take(self, choices: Choices) -> None:
        self.choices = choices
        self._limit_blocks()
        for path in choices.wrong:  # what was too much for one network may do for another
            self.choices = _read(self.choices, path, self.lines[path])
        self._show()
        self.changed.emit()

    def _show(self) -> None:
        problems = self.choices.problems()
        for path, line in self.lines.items():
            line.show_choices(self.choices, problems.get(path, ""))
        self.presets.show_choices(self.choices)
        self.advanced.show_choices(self.choices)

    def _limit_blocks(self) -> None:
        """A network has only so many blocks to fine-tune."""
        spin, blocks = self.lines["fine_tuning.blocks"].field.widget, len(self.choices.row.blocks)
        if isinstance(spin, NumberField) and blocks:
            blocked = spin.blockSignals(True)
            spin.setMaximum(blocks)
            spin.blockSignals(blocked)


def _read(choices: Choices, path: str, line: Line) -> Choices:
    """The choices with what stands in a field, or with what is wrong with it."""
    try:
        return choices.changed(path, line.field.value())
    except UsageError as error:
        return choices.mistaken(path, error)


def _is_there(config: TrainConfig, path: str) -> bool:
    """Whether the configuration has the group that the path is in."""
    group, _, name = path.partition(".")
    return not name or getattr(config, group) is not None
