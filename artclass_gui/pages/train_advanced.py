"""All settings of a training by what they are about, a tab each; only those that the architecture has."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtWidgets import QTabBar, QVBoxLayout, QWidget

from artclass_gui.pages.train_choices import Choices
from artclass_gui.pages.train_form import Form, Line
from artclass_gui.pages.train_rows import Group
from artclass_gui.theme import GAP, ROOM


class AdvancedSettings(QWidget):
    """Tabs with a form each.

    Args:
        lines: The settings by group; those of groups that have no tab here are passed over.
    """

    def __init__(self, lines: Mapping[Group, Sequence[Line]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        names: dict[Group, str] = {
            "learning": self.tr("Learning"),
            "pictures": self.tr("Pictures"),
            "pretrained": self.tr("Pretrained network"),
            "computer": self.tr("Computer"),
        }
        self.tabs = QTabBar()
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.tabs.setAccessibleName(self.tr("Kinds of settings"))
        self._groups: list[Group] = list(names)
        self.pages = {group: _page(lines[group]) for group in self._groups}
        for group, name in names.items():
            self.tabs.addTab(name)
            self.pages[group].setAccessibleName(name)
        self.tabs.currentChanged.connect(self._show_page)
        self._lay_out()
        self._show_page(0)

    def show_choices(self, choices: Choices) -> None:
        """Offer only what the architecture has."""
        place = self._groups.index("pretrained")
        if not choices.row.pretrained and self.tabs.currentIndex() == place:
            self.tabs.setCurrentIndex(0)
        self.tabs.setTabVisible(place, choices.row.pretrained)

    def add_below(self, group: Group, widget: QWidget) -> None:
        """Put a widget below a group's settings."""
        layout = self.pages[group].layout()
        assert layout is not None
        layout.addWidget(widget)

    def _show_page(self, place: int) -> None:
        for number, group in enumerate(self._groups):
            self.pages[group].setVisible(number == place)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        column.addWidget(self.tabs)
        for page in self.pages.values():
            column.addWidget(page)


def _page(lines: Sequence[Line]) -> QWidget:
    page = QWidget()
    column = QVBoxLayout(page)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(ROOM)
    column.addWidget(Form(lines))
    return page
