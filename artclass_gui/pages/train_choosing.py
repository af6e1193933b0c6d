"""What is chosen before a training: the network, how thoroughly, and every setting; with what it will cost."""

from __future__ import annotations

import contextlib

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from artclass_gui.context import Context
from artclass_gui.estimates import TrainingEstimates
from artclass_gui.pages.train_layers import LayersCard
from artclass_gui.pages.train_network import NetworkChoice
from artclass_gui.pages.train_preview import PreviewPanel
from artclass_gui.pages.train_settings import SettingsForm
from artclass_gui.theme import GAP
from trainer import presets
from trainer.architectures import CUSTOM
from trainer.config import TrainConfig
from trainer.errors import ArtClassError


class Choosing(QWidget):
    """The upper part of the page while nothing is being trained.

    Signals:
        changed(): Something else is chosen, or more is known of what it costs.
    """

    changed = Signal()

    def __init__(self, context: Context, estimates: TrainingEstimates, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context, self._estimates = context, estimates
        self.network = NetworkChoice(context, estimates)
        self.settings = SettingsForm(context.theme)
        self.preview = PreviewPanel(context)
        self.settings.advanced.add_below("pictures", self.preview)
        self.layers = LayersCard(context.theme, self.settings.of_group("layers"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        for widget in (self.settings.presets, self.network, self.layers, self.settings):
            column.addWidget(widget)
        self.network.chosen.connect(lambda _: self.settings.set_architecture(self.network.current))
        self.settings.changed.connect(self._follow)
        estimates.changed.connect(self._follow)
        self._follow()

    def config(self) -> TrainConfig:
        """The settings as they stand.

        Raises:
            UsageError: They do not fit together.
        """
        return self.settings.config()

    def take(self, config: TrainConfig) -> None:
        """Choose these settings."""
        self.network.choose(config.architecture)
        self.settings.take(config)

    def _follow(self) -> None:
        choices = self.settings.choices
        self.network.show_preset(choices.preset)
        self.settings.presets.show_times(
            {
                offer.name: self._estimates.of(presets.config(choices.architecture, offer.name))
                for offer in presets.OFFERS
            }
        )
        self.show_layers()
        self._show_preview()
        self.changed.emit()

    def _show_preview(self) -> None:
        with contextlib.suppress(ArtClassError):  # the lower edge of the page says what is wrong
            self.preview.show_settings(self.config())

    def show_layers(self) -> None:
        """Draw the layers of one's own network, where that is chosen."""
        row = self.settings.choices.row
        self.layers.setVisible(row.name == CUSTOM)
        if row.name != CUSTOM:
            return
        try:
            config = self.config()
        except ArtClassError as error:
            self.layers.show_mistake(str(error))
            return
        if config.layers is not None:
            classes = max(2, len(self._context.project.catalog.classes))
            self.layers.show_layers(config.layers, config.image_size, classes)
