"""Settings as lines of a form: name, field, a way back to the preset's value, and what it means."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QToolButton, QWidget

from artclass_gui.pages.train_choices import Choices
from artclass_gui.pages.train_fields import Field
from artclass_gui.pages.train_rows import Row
from artclass_gui.theme import GAP, ROOM, SMALL, TINY, Theme
from artclass_gui.widgets.text import muted, set_role, text

_NAMES = 124  # width at least, so that the fields of all groups stand below each other
_UNDO = 30
_BESIDE = (
    760  # width from which what a setting means stands beside its field; below that there would be few words a line
)


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
        self._target = self.field.widget.focusProxy() or self.field.widget
        self.label.setBuddy(self._target)
        self._explain("")

    @property
    def widgets(self) -> tuple[QWidget, ...]:
        """Name, field, the place of the way back, and what it means."""
        return self.label, self.field.widget, self._place, self.help

    def show_choices(self, choices: Choices, problem: str = "") -> None:
        """Show the value, whether it was changed, whether it means anything now, and what is wrong with it."""
        if self.row.path not in choices.wrong:  # what was typed stays, so that it can be mended
            self.field.put(choices.value(self.row.path))
        visible = choices.counts(self.row.path)
        for widget in self.widgets:
            widget.setVisible(visible)
        self.undo.setVisible(choices.is_changed(self.row.path))
        self._explain(problem)

    def _explain(self, problem: str) -> None:
        """Say what the setting means, or what is wrong with it in the place of that."""
        set_role(self.help, "warning" if problem else "muted")
        self.help.setText(problem or self.row.help)
        self._target.setToolTip(problem or self.row.help)
        self._target.setAccessibleDescription(f"{problem} {self.row.help}".strip())
        if self._target.property("wrong") != bool(problem):
            self._target.setProperty("wrong", bool(problem))
            self._target.style().unpolish(self._target)
            self._target.style().polish(self._target)


class Form(QWidget):
    """Some settings below each other; in a narrow window what they mean stands below their fields.

    Args:
        lines: The settings.
    """

    def __init__(self, lines: Sequence[Line], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines = lines
        self._beside: bool | None = None
        self._grid = grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(SMALL)
        grid.setColumnStretch(3, 1)
        grid.setColumnMinimumWidth(0, _NAMES)
        self._arrange(beside=True)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Choose the arrangement."""
        super().resizeEvent(event)
        self._arrange(beside=event.size().width() >= _BESIDE)

    def _arrange(self, *, beside: bool) -> None:
        if beside == self._beside:
            return
        self._beside = beside
        self._grid.setVerticalSpacing(GAP if beside else TINY)
        for number, line in enumerate(self._lines):
            for widget in line.widgets:
                self._grid.removeWidget(widget)
            self._place(2 * number, line, beside=beside)

    def _place(self, row: int, line: Line, *, beside: bool) -> None:
        label, field, undo, words = line.widgets
        self._grid.addWidget(label, row, 0)
        self._grid.addWidget(field, row, 1, alignment=Qt.AlignmentFlag.AlignLeft)
        self._grid.addWidget(undo, row, 2)
        if beside:
            self._grid.addWidget(words, row, 3)
        else:
            self._grid.addWidget(words, row + 1, 1, 1, 3)
        words.setContentsMargins(0, 0, 0, 0 if beside else GAP)


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
