"""The architectures as cards in plain words, of which one is chosen."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QGridLayout, QHBoxLayout, QLabel, QWidget

from artclass_gui.figures import weights_count
from artclass_gui.pages.train_choice_card import SelectableCard
from artclass_gui.theme import GAP, SMALL, TINY, Theme
from artclass_gui.widgets.text import muted, text
from trainer.architectures import ARCHITECTURES, DEFAULT, Architecture

_NARROWEST = 216
_ICON = 14


class ArchitectureCard(SelectableCard):
    """One architecture: what it is, whether its weights are here, and what it would cost."""

    def __init__(self, row: Architecture, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(row.title, theme, parent)
        self.row = row
        self._badge_icon, self._cost_icon = QLabel(), QLabel()
        self._badge, self._cost, self._facts = muted(""), muted(""), muted("")
        self._sides: tuple[int, ...] = (row.image_size,)
        self._ready: bool | None = None
        self._lay_out_below()
        self.finish()
        self.set_cost("")
        self.set_sides(self._sides)
        self.set_ready(None if row.pretrained else True)

    @property
    def badge(self) -> str:
        """What the card says of its weights."""
        return self._badge.text()

    @property
    def cost(self) -> str:
        """What the card says of time and memory."""
        return self._cost.text()

    def set_ready(self, ready: bool | None) -> None:
        """Say whether the weights are on this computer; None while that is not known."""
        self._ready = ready
        self._badge.setText(self._badge_words(ready))
        for label in (self._badge, self._badge_icon):
            label.setVisible(ready is False)  # that all is well need not be said on every card
        self._describe()
        self.tint()

    def set_cost(self, words: str, tip: str = "") -> None:
        """Say how long it takes and what it needs; nothing where that is not known."""
        self._cost.setText(words)
        self._cost.setVisible(bool(words))
        self._cost_icon.setVisible(bool(words))
        self.setToolTip(tip)
        self._describe()

    def set_sides(self, sides: tuple[int, ...]) -> None:
        """Say how large the pictures are that it looks at, in pixels."""
        self._sides = sides
        words = self.tr(" and ").join(str(side) for side in sides)
        self._facts.setText(self.tr("{0} · {1} px").format(weights_count(self.row), words))
        self._describe()

    def tint(self) -> None:
        """Take the theme's colours."""
        super().tint()
        self._badge_icon.setPixmap(self._theme.pixmap("import", _ICON, "warn"))
        self._cost_icon.setPixmap(self._theme.pixmap("clock", _ICON, "muted"))

    def _describe(self) -> None:
        words = (self.row.blurb, f"{self._facts.text()}.", self.cost, self.badge)
        self.setAccessibleDescription(" ".join(filter(None, words)))

    def _badge_words(self, ready: bool | None) -> str:
        if ready is None:
            return self.tr("Looking for its weights…")
        return self.tr("Ready on this computer") if ready else self.tr("Needs a download of its weights")

    def _lay_out_below(self) -> None:
        self.body.addWidget(self._facts)
        self.body.addSpacing(TINY)
        self.body.addWidget(text(self.row.blurb))
        self.body.addStretch(1)
        self.body.addSpacing(SMALL)
        self.body.addLayout(_line(self._cost_icon, self._cost))
        self.body.addLayout(_line(self._badge_icon, self._badge))


def _line(icon: QLabel, words: QLabel) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(TINY + 2)
    icon.setFixedWidth(_ICON)
    icon.setContentsMargins(0, 2, 0, 0)
    row.addWidget(icon, alignment=Qt.AlignmentFlag.AlignTop)
    row.addWidget(words, 1)
    return row


class ArchitectureCards(QWidget):
    """All architectures, as many beside each other as there is room for.

    Signals:
        chosen(str): Another architecture is chosen.
    """

    chosen = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._group = QButtonGroup(self)
        self._columns = 0
        self.cards = {row.name: ArchitectureCard(row, theme) for row in ARCHITECTURES}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(GAP)
        for card in self.cards.values():
            self._group.addButton(card)
        self.cards[DEFAULT].setChecked(True)
        self._arrange(4)
        self.setAccessibleName(self.tr("Architecture"))
        self._group.buttonToggled.connect(self._tell)

    @property
    def current(self) -> Architecture:
        """The chosen architecture."""
        return next(card.row for card in self.cards.values() if card.isChecked())

    def choose(self, name: str) -> None:
        """Choose an architecture by its name."""
        self.cards[name].setChecked(True)

    def set_ready(self, ready: Mapping[str, bool]) -> None:
        """Say which architectures have their weights on this computer."""
        for name, is_ready in ready.items():
            self.cards[name].set_ready(is_ready)

    def set_costs(self, costs: Mapping[str, tuple[str, str]]) -> None:
        """Say what each of them would cost, and a tip with more of it; nothing of those that are not named."""
        for name, card in self.cards.items():
            card.set_cost(*costs.get(name, ("", "")))

    def set_sides(self, sides: Mapping[str, tuple[int, ...]]) -> None:
        """Say how large the pictures are that each of them looks at, in pixels."""
        for name, card in self.cards.items():
            card.set_sides(sides[name])

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Arrange the cards anew where another number fits beside each other."""
        super().resizeEvent(event)
        fitting = max(1, (self.width() + GAP) // (_NARROWEST + GAP))
        self._arrange(next(columns for columns in (4, 3, 2, 1) if columns <= fitting))

    def _arrange(self, columns: int) -> None:
        if columns == self._columns:
            return
        for column in range(max(columns, self._columns)):
            self._grid.setColumnStretch(column, 1 if column < columns else 0)
            self._grid.setColumnMinimumWidth(column, 0)
        self._columns = columns
        for number, card in enumerate(self.cards.values()):
            self._grid.addWidget(card, number // columns, number % columns)
        self.updateGeometry()

    def _tell(self, card: QAbstractButton, checked: bool) -> None:
        if checked and isinstance(card, ArchitectureCard):
            self.chosen.emit(card.row.name)
