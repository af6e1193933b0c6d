"""The invitation to measure a run on the test pictures: what it costs, why it is asked for, how often it was done."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QDateTime, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from artclass_gui.theme import SMALL, Theme
from artclass_gui.widgets.buttons import button
from artclass_gui.widgets.text import muted, text
from artclass_gui.widgets.words import human_moment, human_number, pictures
from trainer.runs import Report, readings
from trainer.runs.readings import Reading

_SHOWN = 20


class PinPanel(QWidget):
    """A button and its reason for a run that was not measured on test; for one that was, what weakens its figures.

    Signals:
        pin_wanted(): The person pressed the button.
    """

    pin_wanted = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.why = text(
            self.tr(
                "The test pictures took no part in any choice, so only they tell how good the model will be on new "
                "ones. Measure on them once, when you have decided for this run: looking often and keeping the best "
                "flatters the figure."
            )
        )
        self.button = button(self.tr("Measure on the test pictures"), self.pin_wanted.emit, theme=theme, icon="star")
        self.looks = muted("")
        self.warning = text("", "warning")
        self._lay_out()

    def show_report(self, report: Report, *, count: int, looks: Sequence[Reading]) -> None:
        """Show what there is to say of this run.

        Args:
            report: Of the run.
            count: Test pictures that the project has now.
            looks: When they were looked at.
        """
        measured = report.test is not None
        self.why.setVisible(not measured)
        self.button.setVisible(not measured)
        words = (
            self.tr("Measure on the 1 test picture")
            if count == 1
            else self.tr("Measure on the {0} test pictures").format(human_number(count))
        )
        self._invitation = words
        self.button.setText(words)
        self.button.setAccessibleName(words)
        self.looks.setText(readings.words(len(looks)))
        self.looks.setToolTip("\n".join(_look(reading) for reading in looks[-_SHOWN:]))
        remarks = report.reading.remarks if report.reading is not None else ()
        self.warning.setText("\n".join(filter(None, (*remarks, readings.warning(len(looks))))))
        self.warning.setVisible(bool(self.warning.text()))

    def show_progress(self, words: str) -> None:
        """Say how far the measuring is; without words, that it can begin."""
        self.button.setEnabled(not words)
        self.button.setText(words or self._invitation)

    def _lay_out(self) -> None:
        self._invitation = ""
        row = QHBoxLayout()
        row.addWidget(self.button)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SMALL)
        column.addWidget(self.why)
        column.addLayout(row)
        column.addWidget(self.looks)
        column.addWidget(self.warning)


def _look(reading: Reading) -> str:
    """When, what, and by whom: "25 Nov 2026, 10:00 · 2026-11-25-0950-vgg16 · 464 pictures · anna"."""
    moment = human_moment(QDateTime.fromString(reading.when, Qt.DateFormat.ISODate))
    return " · ".join(filter(None, (moment, reading.run, pictures(reading.images), reading.who)))
