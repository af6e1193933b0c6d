"""From where on the model's class is taken: as the gallery's error budget has it, or from a confidence of one's own."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QRadioButton, QSpinBox, QVBoxLayout, QWidget

from artclass_gui.gallery.chosen import Filing
from artclass_gui.theme import SMALL
from artclass_gui.widgets.spin import inset
from artclass_gui.widgets.text import text

_USUAL = 90  # per cent; where the budget tells none


class SureFrom(QWidget):
    """The choice, as the command line's arguments.

    Args:
        filing: The gallery's error budget; None where there is none, and only a confidence can be chosen.

    Signals:
        changed(): Something else is chosen.
    """

    changed = Signal()

    def __init__(self, filing: Filing | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._filing = filing
        self.as_budget = QRadioButton(_as_budget(self, filing) if filing is not None else "")
        self.own = QRadioButton(self.tr("From a confidence of"))
        self.least = inset(QSpinBox())
        self._set_up()
        self._lay_out()

    @property
    def arguments(self) -> list[str]:
        """``--at-least``, exactly the budget's confidence or one's own; nothing for any."""
        if self._by_budget:
            assert self._filing is not None
            return [] if self._filing.threshold is None else ["--at-least", repr(self._filing.threshold)]
        return ["--at-least", f"{self.least.value() / 100:.2f}"] if self.least.value() else []

    @property
    def refusal(self) -> str:
        """Why nothing can be filed like this; "" where it can."""
        if self._filing is None or not self._by_budget or self._filing.threshold is not None:
            return ""
        return self.tr("{0} Or choose a confidence here.").format(self._filing.sentence)

    @property
    def _by_budget(self) -> bool:
        return self._filing is not None and self.as_budget.isChecked()

    def _set_up(self) -> None:
        threshold = self._filing.threshold if self._filing is not None else None
        self.least.setRange(0, 100)
        self.least.setSuffix(" %")
        self.least.setSpecialValueText(self.tr("any"))
        self.least.setAccessibleName(self.tr("How sure the model has to be"))
        self.least.setValue(-int(-100 * threshold // 1) if threshold is not None else _USUAL if self._filing else 0)
        group = QButtonGroup(self)
        for made in (self.as_budget, self.own):
            group.addButton(made)
        (self.own if self._filing is None else self.as_budget).setChecked(True)
        self.least.setEnabled(self.own.isChecked())
        self.own.toggled.connect(self._follow)
        self.least.valueChanged.connect(self._follow)

    def _follow(self) -> None:
        self.least.setEnabled(self.own.isChecked())
        self.changed.emit()

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(SMALL)
        if self._filing is None:
            row.addWidget(text(self.tr("Take the model’s class where its confidence is at least"), wrap=False))
        else:
            row.addWidget(self.own)
        row.addWidget(self.least)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SMALL)
        if self._filing is not None:
            column.addWidget(text(self.tr("Take the model’s class"), wrap=False))
            column.addWidget(self.as_budget, alignment=Qt.AlignmentFlag.AlignLeft)
        column.addLayout(row)


def _as_budget(widget: SureFrom, filing: Filing) -> str:
    if filing.threshold is None:
        return widget.tr("As in the gallery: at most {0} % wrong, which cannot be promised").format(filing.at_most)
    words = widget.tr("As in the gallery: at most {0} % wrong (a confidence of {1} and more)")
    return words.format(filing.at_most, f"{100 * filing.threshold:.1f} %")
