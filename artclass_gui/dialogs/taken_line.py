"""Says at the top of a dialog which pictures it is about, the chosen ones or all, and offers the other of the two."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QBoxLayout, QFormLayout, QHBoxLayout, QWidget

from artclass_gui.theme import GAP
from artclass_gui.widgets.buttons import button
from artclass_gui.widgets.text import muted
from artclass_gui.widgets.words import human_number, pictures


class TakenLine(QWidget):
    """Stands above the choices of a dialog.

    Args:
        chosen: How many pictures are chosen.
        shown: How many are shown, the chosen ones among them.
        everything: Whether all that are shown are taken, rather than the chosen ones.

    Signals:
        other_wanted(): The person wants it to be about the others.
    """

    other_wanted = Signal()

    def __init__(self, chosen: int, shown: int, *, everything: bool) -> None:
        super().__init__()
        self.words = muted(self._sentence(chosen, shown, everything=everything))
        self.other_button = button(self._offer(chosen, shown, everything=everything), self.other_wanted.emit)
        self.other_button.setAutoDefault(False)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP)
        row.addWidget(self.words, 1)
        row.addWidget(self.other_button)

    def put_above(self, choices: QWidget) -> None:
        """Stand above choices, and be possible while these are."""
        match choices.layout():
            case QFormLayout() as form:
                form.insertRow(0, self)
            case QBoxLayout() as column:
                column.insertWidget(0, self)

    def showEvent(self, event: QShowEvent) -> None:
        """Tab goes where the eye does: to this before the choices below it; Qt changes that order only of what is shown."""
        super().showEvent(event)
        choices = self.parentWidget()
        first = next(self._below(choices), None) if choices is not None else None
        if first is not None:
            QWidget.setTabOrder(first, self.other_button)
            QWidget.setTabOrder(self.other_button, first)

    def _below(self, choices: QWidget) -> Iterator[QWidget]:
        """What takes the focus among the choices, in the order of Tab."""
        widget = choices.nextInFocusChain()
        while widget is not None and widget is not choices:
            inside = choices.isAncestorOf(widget) and not self.isAncestorOf(widget)
            if inside and widget.focusPolicy() != Qt.FocusPolicy.NoFocus:
                yield widget
            widget = widget.nextInFocusChain()

    def _sentence(self, chosen: int, shown: int, *, everything: bool) -> str:
        if not everything:
            words = (
                self.tr("Only the chosen picture is taken, of {1} that are shown.")
                if chosen == 1
                else self.tr("The {0} chosen pictures are taken, of {1} that are shown.")
            )
            return words.format(human_number(chosen), human_number(shown))
        if chosen == 1:
            return self.tr("All {0} that are shown are taken, not only the chosen one.").format(pictures(shown))
        words = self.tr("All {0} that are shown are taken, not only the {1} chosen ones.")
        return words.format(pictures(shown), human_number(chosen))

    def _offer(self, chosen: int, shown: int, *, everything: bool) -> str:
        if not everything:
            return self.tr("Take all {0}").format(human_number(shown))
        if chosen == 1:
            return self.tr("Take only the chosen one")
        return self.tr("Take only the {0} chosen ones").format(human_number(chosen))
