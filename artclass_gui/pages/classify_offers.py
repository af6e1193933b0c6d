"""What can be made of a classified folder: one table of rows, from which the button's menu is built."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from artclass_gui.theme import Theme

OfferName = Literal["sort", "tag", "list", "report", "sheet"]


@dataclass(frozen=True)
class Offer:
    """One row; ``separated`` puts a line above it."""

    name: OfferName
    words: Any  # the stubs call what QT_TRANSLATE_NOOP gives an object
    icon: str
    separated: bool = False


OFFERS: tuple[Offer, ...] = (
    Offer("sort", QT_TRANSLATE_NOOP("Offers", "Sort into folders…"), "sort"),
    Offer("tag", QT_TRANSLATE_NOOP("Offers", "Write keywords…"), "tag"),
    Offer("list", QT_TRANSLATE_NOOP("Offers", "Save the list…"), "list", separated=True),
    Offer("report", QT_TRANSLATE_NOOP("Offers", "Report by class…"), "results"),
    Offer("sheet", QT_TRANSLATE_NOOP("Offers", "Contact sheet…"), "grid"),
)


class OfferMenu(QMenu):
    """The rows as a menu.

    Signals:
        wanted(str): The person chose the row of this name.
    """

    wanted = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._actions: list[tuple[QAction, Offer]] = []
        for offer in OFFERS:
            if offer.separated:
                self.addSeparator()
            action = self.addAction(QCoreApplication.translate("Offers", offer.words))
            action.triggered.connect(lambda _=False, name=offer.name: self.wanted.emit(name))
            self._actions.append((action, offer))
        theme.changed.connect(self._tint)
        self._tint()

    def _tint(self) -> None:
        for action, offer in self._actions:
            action.setIcon(self._theme.icon(offer.icon))
