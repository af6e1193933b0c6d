"""The figures of a finished run: its accuracy large, with its pictures and its interval; the others small."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QVBoxLayout, QWidget

from artclass_gui.figures import duration, interval, percent, with_interval
from artclass_gui.pages.results_pin import PinPanel
from artclass_gui.theme import SMALL, TINY, WIDE, Theme
from artclass_gui.widgets.card import Card
from artclass_gui.widgets.flow_layout import FlowLayout
from artclass_gui.widgets.text import figure, heading, muted, text
from artclass_gui.widgets.words import human_number, pictures
from trainer.measuring.metrics import Evaluation, Makers
from trainer.measuring.reliability import Calibration
from trainer.runs import Report
from trainer.runs.readings import Reading


class FiguresCard(Card):
    """The accuracy on the test pictures, where the run was measured on them; else that on the validation pictures."""

    def __init__(self, theme: Theme) -> None:
        super().__init__("")
        self._name = muted("")
        self.accuracy, self.sure, self.makers = figure("–"), text(""), text("")
        self.pin = PinPanel(theme)
        self._flow = FlowLayout(spacing=WIDE)
        self.validation = self._add(
            self.tr("Validation"),
            self.tr("On the pictures whose loss chose the best epoch; usually a little flattering"),
        )
        self.balanced = self._add(
            self.tr("Balanced"), self.tr("The mean over the classes, so that small classes count as much as large ones")
        )
        self.f1 = self._add(
            self.tr("Mean F1"), self.tr("The mean over the classes of precision and recall taken together")
        )
        self.ece = self._add(
            self.tr("Confidence is off by"),
            self.tr("How far its confidence is from how often it is right, on average; see Calibration"),
        )
        self.time = self._add(self.tr("Time"), self.tr("From the start of the training to its report"))
        self.epochs = self._add(self.tr("Epochs"), self.tr("Epochs trained, and which of them was kept"))
        self.device = self._add(self.tr("Trained on"), self.tr("The part of the computer that did the work"))
        self._lay_out()

    def set_report(self, report: Report, *, test_pictures: int | None = None, looks: Sequence[Reading] = ()) -> None:
        """Show these figures.

        Args:
            report: Of the run.
            test_pictures: How many the project has now; by default as many as when the run was trained.
            looks: When they were looked at.
        """
        shown = report.best_known
        self._show_accuracy(shown, tested=report.test is not None, classes=len(report.classes))
        self.makers.setText(self._about_makers(report.makers if report.test is not None else report.validation_makers))
        self.makers.setVisible(bool(self.makers.text()))
        validation = report.validation
        self.validation.setText(with_interval(validation.accuracy, validation.interval))
        self.validation.setVisible(report.test is not None)
        self.balanced.setText(with_interval(shown.balanced_accuracy, shown.balanced_interval))
        self.f1.setText(with_interval(shown.macro_f1, shown.macro_f1_interval))
        self.f1.setVisible(shown.macro_f1 is not None)
        self._show_calibration(report.test_calibration or report.calibration)
        self.time.setText(duration(report.wall_seconds))
        kept = self.tr("{0}, kept {1}").format(human_number(report.epochs_trained), human_number(report.best_epoch))
        self.epochs.setText(kept)
        self.device.setText(report.device)
        number = report.images.get("test", 0) if test_pictures is None else test_pictures
        self.pin.show_report(report, count=number, looks=looks)

    def _show_accuracy(self, shown: Evaluation, *, tested: bool, classes: int) -> None:
        name = self.tr("Test accuracy") if tested else self.tr("Validation accuracy")
        self._name.setText(name)
        self.accuracy.setAccessibleName(name)
        self.accuracy.setText(percent(shown.accuracy))
        words = (
            self.tr("of {0} that it had never seen; 95 % interval {1}")
            if tested
            else self.tr("of {0}, by which its best epoch was chosen; 95 % interval {1}")
        )
        told = words.format(pictures(shown.images), interval(shown.interval))
        if shown.interval[0] <= 1 / classes:
            told += ". " + self.tr(
                "This may be no better than guessing: of {0} classes, one in {0} is right by chance."
            ).format(classes)
        self.sure.setText(told)
        self.setAccessibleName(f"{name} {self.accuracy.text()} {self.sure.text()}")

    def _show_calibration(self, calibration: Calibration | None) -> None:
        self.ece.setVisible(calibration is not None)
        if calibration is not None:
            self.ece.setText(with_interval(calibration.after.ece, calibration.after.interval))

    def _about_makers(self, makers: Makers | None) -> str:
        """The figures for known and for new artists or series, where these are told apart."""
        if makers is None:
            return ""
        told = (
            (self.tr("New pictures of known artists or series: {0} of {1}, 95 % interval {2}"), makers.known),
            (self.tr("New artists or series: {0} of {1}, 95 % interval {2}"), makers.new),
        )
        return "\n".join(
            words.format(percent(part.accuracy), pictures(part.images), interval(part.interval))
            for words, part in told
            if part is not None
        )

    def _lay_out(self) -> None:
        first = QWidget()
        column = QVBoxLayout(first)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(TINY)
        for label in (self._name, self.accuracy, self.sure, self.makers):
            column.addWidget(label)
        self.body.addWidget(first)
        self.body.addSpacing(SMALL)
        place = QWidget()
        place.setLayout(self._flow)
        self.body.addWidget(place)
        self.body.addSpacing(SMALL)
        self.body.addWidget(self.pin)

    def _add(self, name: str, tip: str) -> Value:
        value = Value(name, tip)
        self._flow.addWidget(value)
        return value


class Value(QWidget):
    """A small figure below its name."""

    def __init__(self, name: str, tip: str) -> None:
        super().__init__()
        self._label = heading("–")
        self._label.setWordWrap(False)
        self._label.setAccessibleName(name)
        caption = muted(name)
        caption.setWordWrap(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(TINY)
        column.addWidget(caption)
        column.addWidget(self._label)
        self.setToolTip(tip)

    def text(self) -> str:
        """What it shows."""
        return self._label.text()

    def setText(self, words: str) -> None:
        """Show this."""
        self._label.setText(words)
        self.updateGeometry()
