"""Choosing a network: as cards in plain words, or as a table with what each costs."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from artclass_gui import estimate_words
from artclass_gui.context import Context
from artclass_gui.estimates import TrainingEstimates
from artclass_gui.pages.train_cards import ArchitectureCards
from artclass_gui.pages.train_readiness import Choice, first_choice, weights_here
from artclass_gui.pages.train_table import ArchitectureTable, best_so_far
from artclass_gui.theme import GAP
from artclass_gui.widgets.buttons import button
from artclass_gui.widgets.text import heading, muted
from trainer import presets
from trainer.architectures import ARCHITECTURES, Architecture
from trainer.config import Preset


class NetworkChoice(QWidget):
    """Proposes a network, lets the person choose another one, and says what each costs.

    Signals:
        chosen(str): Another architecture is chosen.
    """

    chosen = Signal(str)

    def __init__(self, context: Context, estimates: TrainingEstimates, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context, self._estimates = context, estimates
        self._ready: Mapping[str, bool] = {}
        self._proposed: Choice | None = None
        self._touched = False
        self._preset: Preset = presets.DEFAULT
        self.reason = muted("")
        self.costs = muted("")
        self.cards = ArchitectureCards(context.theme)
        self.table = ArchitectureTable()
        self.view_button = button("", self._switch_view, "quiet", theme=context.theme, icon="list")
        self._lay_out()
        self.show_table(shown=False)
        self.cards.chosen.connect(self._card_chosen)
        self.table.chosen.connect(self.cards.choose)
        self.show_costs()
        estimates.changed.connect(self.show_costs)
        context.project.runs_changed.connect(self.show_costs)

    @property
    def current(self) -> Architecture:
        """The chosen architecture."""
        return self.cards.current

    def choose(self, name: str) -> None:
        """Choose an architecture by its name."""
        self.cards.choose(name)

    def forget(self) -> None:
        """Another project is open: propose anew."""
        self._proposed, self._touched = None, False

    def show_preset(self, preset: Preset) -> None:
        """Say what each network costs with another preset."""
        if preset != self._preset:
            self._preset = preset
            self.show_costs()

    def look_for_weights(self) -> None:
        """Look which networks are on this computer."""
        self._context.tasks.run(self, weights_here, self._weights_found)

    def propose(self) -> None:
        """Choose the first network for the person, unless they have chosen another one themselves."""
        if not self._ready:
            return
        choice = first_choice(self._context.project.catalog, self._ready)
        if choice == self._proposed:
            return
        untouched = not self._touched or (
            self._proposed is not None and self.current.name == self._proposed.architecture
        )
        self._proposed = choice
        if untouched:
            self.choose(choice.architecture)
            self._touched = False
        self.reason.setText(choice.reason)
        self.reason.setVisible(bool(choice.reason))

    def show_costs(self) -> None:
        """Show what is known of all networks."""
        settings = {row.name: presets.config(row.name, self._preset) for row in ARCHITECTURES}
        self.cards.set_sides({name: (config.image_size, *config.sizes) for name, config in settings.items()})
        found = {name: self._estimates.of(config) for name, config in settings.items()}
        known = {name: estimate for name, estimate in found.items() if estimate is not None}
        self.cards.set_costs(
            {name: (estimate_words.short(row), estimate_words.sentence(row)) for name, row in known.items()}
        )
        self.table.show_figures(found, best_so_far(self._context.project.runs))
        self._say_state(known=bool(known))

    def show_table(self, *, shown: bool) -> None:
        """Show the table in place of the cards, or the other way round."""
        self.table.setVisible(shown)
        self.cards.setVisible(not shown)
        self.view_button.setText(self.tr("Show as cards") if shown else self.tr("Compare in a table"))
        self.view_button.setAccessibleName(self.view_button.text())
        self.table.choose(self.current.name)

    def _say_state(self, *, known: bool) -> None:
        words = "" if known else self._why_unknown()
        self.costs.setText(words)
        self.costs.setVisible(bool(words))

    def _why_unknown(self) -> str:
        if self._estimates.measuring:
            return self.tr("Times are being measured on this computer…")
        if self._estimates.put_off:
            return self.tr("Times are not known yet. They are measured as soon as nothing else is running.")
        if self._estimates.failed:
            return self.tr("Times could not be measured. The log says why.")
        return ""

    def _switch_view(self) -> None:
        self.show_table(shown=self.table.isHidden())

    def _weights_found(self, ready: Mapping[str, bool]) -> None:
        self._ready = ready
        self.cards.set_ready(ready)
        self.propose()

    def _card_chosen(self, name: str) -> None:
        self._touched = True
        self.table.choose(name)
        self.chosen.emit(name)

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.addWidget(heading(self.tr("Network")), 1)
        top.addWidget(self.view_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        column.addLayout(top)
        for widget in (self.reason, self.costs, self.cards, self.table):
            column.addWidget(widget)
        self.reason.hide()
        self.costs.hide()
