"""How far a model's confidence can be believed: reliability before and after calibration, with the error of each."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QScrollArea, QVBoxLayout, QWidget

from artclass_gui.figures import with_interval
from artclass_gui.pages.results_reliability import ReliabilityDiagram
from artclass_gui.theme import GAP, ROOM, SMALL, TINY, WIDE, Theme
from artclass_gui.widgets.card import Card
from artclass_gui.widgets.text import heading, muted, text
from artclass_gui.widgets.words import pictures
from trainer.measuring.reliability import Calibration, Reliability
from trainer.runs import HeldOut, Report

_SIDE_BY_SIDE = 560  # width from which the diagrams stand beside each other


class CalibrationView(QScrollArea):
    """Two diagrams and what they say."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.summary, self._how = text(""), muted("")
        self.before, self.after = _Side(theme, self.tr("Before")), _Side(theme, self.tr("After calibration"))
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._card = Card(self.tr("Can its confidence be believed?"))
        self._lay_out()

    def set_report(self, report: Report, split: HeldOut) -> None:
        """Show the calibration on a split's pictures."""
        calibration = report.calibration if split == "validation" else report.test_calibration
        for side in (self.before, self.after):
            side.setVisible(calibration is not None)
        if calibration is None:
            self.summary.setText(self.tr("This run was made by an earlier ArtClass, which has kept no calibration."))
            self._how.setText("")
            return
        self.before.set_reliability(calibration.before)
        self.after.set_reliability(calibration.after)
        self.summary.setText(self._summary(calibration))
        self._how.setText(self._words(calibration, report.temperature))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Choose the arrangement."""
        super().resizeEvent(event)
        wide = self.viewport().width() >= _SIDE_BY_SIDE
        self._row.setDirection(QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom)

    def _summary(self, calibration: Calibration) -> str:
        pattern = self.tr(
            "On {0}, its confidence is {1} away from how often it is right, on average; before calibration {2}. "
            "In brackets: 95 % intervals."
        )
        after, before = (with_interval(side.ece, side.interval) for side in (calibration.after, calibration.before))
        return pattern.format(pictures(calibration.after.images), after, before)

    def _words(self, calibration: Calibration, temperature: float) -> str:
        parts = [
            self.tr("Where bars end below the dashed line, it is surer than it should be; above, it is too modest."),
            self.tr("Calibrated by one number, a temperature of {0}, fitted on the validation pictures.").format(
                f"{temperature:.2f}"
            ),
        ]
        if calibration.folds:
            parts.append(
                self.tr(
                    "So that this is not flattering, each of these pictures is shown with a temperature that was "
                    "fitted on others."
                )
            )
        return " ".join(parts)

    def _lay_out(self) -> None:
        self._row.setSpacing(WIDE)
        self._row.addWidget(self.before, 1)
        self._row.addWidget(self.after, 1)
        for widget in (self.summary, self._how):
            self._card.body.addWidget(widget)
        self._card.body.addSpacing(SMALL)
        self._card.body.addLayout(self._row)
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, GAP, ROOM, ROOM)
        column.addWidget(self._card)
        column.addStretch(1)
        self.setWidget(content)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)


class _Side(QWidget):
    """One diagram below its name and its error."""

    def __init__(self, theme: Theme, name: str) -> None:
        super().__init__()
        self.diagram = ReliabilityDiagram(theme, name)
        self.error = muted("")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(TINY)
        column.addWidget(heading(name))
        column.addWidget(self.error)
        column.addWidget(self.diagram)

    def set_reliability(self, reliability: Reliability) -> None:
        """Show this one."""
        self.diagram.set_reliability(reliability)
        words = self.tr("Off by {0} on average").format(with_interval(reliability.ece, reliability.interval))
        self.error.setText(words)
