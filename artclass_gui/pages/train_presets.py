"""The presets as three cards, of which one is chosen, or none where the person has settings of their own."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QBoxLayout, QButtonGroup, QHBoxLayout, QVBoxLayout, QWidget

from artclass_gui import estimate_words
from artclass_gui.pages.train_choice_card import SelectableCard
from artclass_gui.pages.train_choices import Choices
from artclass_gui.theme import GAP, ROOM, SMALL, Theme
from artclass_gui.widgets.buttons import button
from artclass_gui.widgets.text import heading, muted, text
from trainer.config import Preset
from trainer.estimating.records import Estimate
from trainer.presets import OFFERS, Offer, slower

_SIDE_BY_SIDE = 560  # width from which three cards stand beside each other


class PresetCards(QWidget):
    """Quick, Balanced and Best; below them, what of it is not as the preset has it.

    Signals:
        chosen(str): A preset, to be taken as it is.
    """

    chosen = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.cards = {offer.name: PresetCard(offer, theme) for offer in OFFERS}
        self._group = QButtonGroup(self)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._preset: Preset = OFFERS[0].name
        self.setAccessibleName(self.tr("How thoroughly"))
        self.own = text("", wrap=False)
        self.back = button("", lambda: self.chosen.emit(self._preset), "quiet", theme=theme, icon="undo")
        self._own_line = QWidget()
        keep = self._own_line.sizePolicy()
        keep.setRetainSizeWhenHidden(True)  # the page stands still when something is changed
        self._own_line.setSizePolicy(keep)
        self._lay_out()
        self._group.buttonClicked.connect(self._tell)

    def show_choices(self, choices: Choices) -> None:
        """Show which preset is in force, and whether something was changed."""
        self._preset = choices.preset
        own = choices.is_own
        self._group.setExclusive(False)
        for name, card in self.cards.items():
            card.setChecked(name == choices.preset and not own)
            card.show_architecture(choices.architecture)
        self._group.setExclusive(True)
        stop = next((card for card in self.cards.values() if card.isChecked()), next(iter(self.cards.values())))
        for card in self.cards.values():  # the Tab key comes to the chosen one; the arrow keys go on from there
            card.setFocusPolicy(Qt.FocusPolicy.StrongFocus if card is stop else Qt.FocusPolicy.ClickFocus)
        self._own_line.setVisible(own)
        self._say_own(choices)

    def show_times(self, estimates: Mapping[Preset, Estimate | None]) -> None:
        """Say how long each of them takes; nothing where that is not known."""
        for name, card in self.cards.items():
            card.show_time(estimates.get(name))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Choose the arrangement."""
        super().resizeEvent(event)
        wide = event.size().width() >= _SIDE_BY_SIDE
        self._row.setDirection(QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom)

    def _say_own(self, choices: Choices) -> None:
        title = next(offer.title for offer in OFFERS if offer.name == choices.preset)
        count = len(choices.own)
        words = (
            self.tr("Own settings: one differs from “{1}”.")
            if count == 1
            else self.tr("Own settings: {0} differ from “{1}”.")
        )
        self.own.setText(words.format(count, title))
        self.back.setText(self.tr("Back to {0}").format(title))
        self.back.setAccessibleName(self.back.text())

    def _lay_out(self) -> None:
        self._row.setSpacing(GAP)
        for card in self.cards.values():
            self._row.addWidget(card, 1)
            self._group.addButton(card)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SMALL)
        column.addLayout(self._head())
        column.addLayout(self._row)

    def _head(self) -> QHBoxLayout:
        """The heading, and beside it what of the preset was changed."""
        inside = QHBoxLayout(self._own_line)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(SMALL)
        inside.addWidget(self.own)
        inside.addWidget(self.back)
        row = QHBoxLayout()
        row.addWidget(heading(self.accessibleName()), 1)
        row.addWidget(self._own_line)
        return row

    def _tell(self, card: QAbstractButton) -> None:
        if isinstance(card, PresetCard):
            self.chosen.emit(card.offer.name)


class PresetCard(SelectableCard):
    """One preset: how long it takes, and what it is for."""

    def __init__(self, offer: Offer, theme: Theme) -> None:
        super().__init__(offer.title, theme)
        self.offer = offer
        self.time = text("", wrap=False)
        self.top.insertWidget(1, self.time)
        self.body.setContentsMargins(ROOM, SMALL, GAP, SMALL)
        self.words = muted(offer.blurb)
        self.body.addWidget(self.words)
        self.body.addStretch(1)
        self.finish()
        self.show_time(None)

    def show_time(self, estimate: Estimate | None) -> None:
        """Say how long it takes; nothing where that is not known."""
        words = "" if estimate is None else estimate_words.about(estimate)
        self.time.setText(words)
        self.setToolTip("" if estimate is None else estimate_words.sentence(estimate))
        self.setAccessibleDescription(" ".join(filter(None, (self.words.text(), words))))

    def show_architecture(self, name: str) -> None:
        """Say what the preset means for this architecture besides."""
        self.words.setText(" ".join(filter(None, (self.offer.blurb, slower(name, self.offer.name)))))
