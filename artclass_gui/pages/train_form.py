"""Settings as lines of a form: name, field, a way back to the preset's value, and what it means."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QToolButton, QWidget

from artclass_gui.pages.train_choices import Choices
from artclass_gui.pages.train_fields import Field
from artclass_gui.pages.train_rows import Row
from artclass_gui.theme import GAP, ROOM, SMALL, Theme
from artclass_gui.widgets.text import muted, text

_NAMES = 124  # width at least, so that the fields of all groups stand below each other
_UNDO = 30


class Line:
    """One setting in the form."""

    def __init__(self, row: Row, theme: Theme, *, undo: Callable[[], None]) -> None:
        self.row = row
        self.field: Field = row.field(row.name)
        self.label: QLabel = text(row.name, wrap=False)
        self.help: QLabel = muted(row.help)
        self.undo = _UndoButton(theme, row.name)
        self.undo.clicked.connect(lambda _checked=False: undo())
        self._place = _holding(self.undo)
        target = self.field.widget.focusProxy() or self.field.widget
        self.label.setBuddy(target)
        target.setToolTip(row.help)
        target.setAccessibleDescription(row.help)

    @property
    def widgets(self) -> tuple[QWidget, ...]:
        """Name, field, the place of the way back, and what it means."""
        return self.label, self.field.widget, self._place, self.help

    def show_choices(self, choices: Choices) -> None:
        """Show the value, whether it was changed, and whether it means anything now."""
        self.field.put(choices.value(self.row.path))
        visible = choices.counts(self.row.path)
        for widget in self.widgets:
            widget.setVisible(visible)
        self.undo.setVisible(choices.is_changed(self.row.path))


class Form(QWidget):
    """Some settings below each other.

    Args:
        lines: The settings.
    """

    def __init__(self, lines: Sequence[Line], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(SMALL)
        grid.setVerticalSpacing(GAP)
        grid.setColumnStretch(3, 1)
        grid.setColumnMinimumWidth(0, _NAMES)
        for number, line in enumerate(lines):
            label, field, undo, words = line.widgets
            grid.addWidget(label, number, 0)
            grid.addWidget(field, number, 1, alignment=Qt.AlignmentFlag.AlignLeft)
            grid.addWidget(undo, number, 2)
            grid.addWidget(words, number, 3)


def _holding(button: QToolButton) -> QWidget:
    """A place that keeps its width while there is no way back, and takes no height where the line is hidden."""
    place = QWidget()
    place.setFixedWidth(_UNDO)
    row = QHBoxLayout(place)
    row.setContentsMargins(0, 0, 0, 0)
    row.addWidget(button)
    return place


class _UndoButton(QToolButton):
    """Gives a setting back to the preset."""

    def __init__(self, theme: Theme, name: str) -> None:
        super().__init__()
        self._theme = theme
        self.setProperty("kind", "quiet")
        self.setIconSize(QSize(ROOM, ROOM))
        tip = self.tr("{0}: back to what the preset has").format(name)
        self.setToolTip(tip)
        self.setAccessibleName(tip)
        theme.changed.connect(self._tint)
        self._tint()

    def _tint(self) -> None:
        self.setIcon(self._theme.icon("undo", "muted"))
