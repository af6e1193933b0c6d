"""Curves of loss and accuracy by epoch, through all phases of a training."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from types import ModuleType
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from artclass_gui.chart_parts import LazyChart, axis_range, epoch_ticks, legend, quiet_plot, style_plot
from artclass_gui.context import Context
from artclass_gui.figures import best_epoch, epoch_sentence, of_validation
from artclass_gui.theme import GAP, SMALL, TINY, Theme
from artclass_gui.widgets.text import heading
from trainer.events import Epoch

_SIDE_BY_SIDE = 560  # width from which the charts stand beside each other
_DOTS_UP_TO = 40  # epochs; beyond, dots would run into each other
_TRAINING, _VALIDATION = 1, 0  # numbers of the theme's series


class TrainingCurves(LazyChart):
    """Loss and accuracy by epoch, on training and validation pictures, with the best epoch marked."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, self._draw, parent)
        self._epochs: list[Epoch] = []
        self._planned = 0
        self._plots: _Plots | None = None
        self.setAccessibleName(self.tr("Curves of accuracy and loss"))
        self._describe()

    @property
    def drawn(self) -> bool:
        """Whether the chart has been made."""
        return self._plots is not None

    def set_epochs(self, epochs: Sequence[Epoch], *, planned: int = 0) -> None:
        """Show these epochs, in order; the axis has room for ``planned`` epochs of a training under way."""
        self._epochs, self._planned = list(epochs), planned
        self._describe()
        if self._plots is not None:
            self._plots.draw(self._epochs, planned)

    def _draw(self, pyqtgraph: ModuleType, theme: Theme) -> QWidget:
        self._plots = _Plots(pyqtgraph, theme)
        self._plots.draw(self._epochs, self._planned)
        return self._plots

    def _describe(self) -> None:
        best, tuned = best_epoch(self._epochs), first_tuned(self._epochs)
        if not self._epochs:
            words = self.tr("The curves begin when the first epoch is over.")
        elif best is None:
            words = epoch_sentence(self._epochs[-1])
        else:
            words = self.tr("Best epoch: {0} (lowest validation loss), right on {1}.").format(
                best.epoch, of_validation(best)
            )
        if tuned is not None:
            words += " " + self.tr("From epoch {0} on, the network's last blocks learn too.").format(tuned)
        self.caption.setText(words)
        self.setAccessibleDescription(words)


def first_tuned(epochs: Sequence[Epoch]) -> int | None:
    """The first epoch of fine-tuning; None where there is none."""
    return next((epoch.epoch for epoch in epochs if epoch.phase == "tune"), None)


@dataclass(frozen=True)
class _Figure:
    """What one chart shows: its name, its axis, and where its two values are found in an epoch.

    The axis spans at least ``span``; it begins at 0 or higher and ends at ``highest`` or lower, if there is a highest.
    """

    name: str
    axis: str
    training: Callable[[Epoch], float]
    validation: Callable[[Epoch], float]
    span: float
    highest: float | None = None
    free: float = 0.06  # where the curves leave room for words, from the bottom (0) to the top (1)

    def range(self, epochs: Sequence[Epoch]) -> tuple[float, float]:
        """From where to where the axis goes for these epochs."""
        values = [value(epoch) for epoch in epochs for value in (self.training, self.validation)]
        return axis_range(values, span=self.span, highest=self.highest)


class _Plots(QWidget):
    """The two charts: side by side, or one above the other where there is little room."""

    def __init__(self, pyqtgraph: ModuleType, theme: Theme) -> None:
        super().__init__()
        accuracy = _Figure(
            self.tr("Accuracy"),
            self.tr("Accuracy (%)"),
            lambda e: e.accuracy * 100,
            lambda e: e.validation_accuracy * 100,
            span=10,
            highest=100,
        )
        loss = _Figure(
            self.tr("Loss"), self.tr("Loss"), lambda e: e.loss, lambda e: e.validation_loss, span=0.1, free=0.94
        )
        self.accuracy, self.loss = (_Plot(pyqtgraph, theme, figure) for figure in (accuracy, loss))
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._row.setSpacing(GAP * 2)
        for plot in (self.accuracy, self.loss):
            self._row.addWidget(plot, 1)
        names = (
            (lambda: theme.series(_TRAINING), self.tr("training"), False),
            (lambda: theme.series(_VALIDATION), self.tr("validation"), False),
            (lambda: theme.colour("good"), self.tr("best epoch"), True),
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SMALL)
        column.addWidget(legend(theme, names))
        column.addLayout(self._row)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Choose the arrangement."""
        super().resizeEvent(event)
        wide = event.size().width() >= _SIDE_BY_SIDE
        self._row.setDirection(QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom)

    def draw(self, epochs: Sequence[Epoch], planned: int) -> None:
        """Draw these epochs, with room for those that are planned."""
        self.accuracy.draw(epochs, planned)
        self.loss.draw(epochs, planned)


class _Plot(QWidget):
    """One chart: a figure on training and on validation pictures, by epoch."""

    def __init__(self, pyqtgraph: ModuleType, theme: Theme, figure: _Figure) -> None:
        super().__init__()
        self._pg, self._theme, self._figure = pyqtgraph, theme, figure
        self._figures = ((_TRAINING, figure.training), (_VALIDATION, figure.validation))
        self._epochs: Sequence[Epoch] = ()
        self._planned = 0
        self.plot: Any = quiet_plot(pyqtgraph)
        self._curves: list[Any] = [self.plot.plot(antialias=True) for _ in self._figures]
        self._best: Any = pyqtgraph.InfiniteLine(angle=90, movable=False)
        self._tuned: Any = pyqtgraph.InfiniteLine(
            angle=90,
            movable=False,
            label=self.tr("fine-tuning"),
            labelOpts={"position": figure.free, "anchors": [(0, 0.5)] * 2},
        )
        for line in (self._best, self._tuned):
            self.plot.addItem(line, ignoreBounds=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(TINY)
        column.addWidget(heading(figure.name))
        column.addWidget(self.plot)
        theme.changed.connect(self.restyle)
        self.restyle()

    def draw(self, epochs: Sequence[Epoch], planned: int) -> None:
        """Draw these epochs, with room for those that are planned."""
        self._epochs, self._planned = epochs, planned
        numbers = [epoch.epoch for epoch in epochs]
        symbol = "o" if len(epochs) <= _DOTS_UP_TO else None
        for curve, (_, figure) in zip(self._curves, self._figures, strict=True):
            curve.setData(numbers, [figure(epoch) for epoch in epochs], symbol=symbol)
        last = max(2, planned, numbers[-1] if numbers else 0)
        self.plot.setXRange(1, last, padding=0.04)
        self.plot.setYRange(*self._figure.range(epochs), padding=0.04)
        self.plot.getAxis("bottom").setTicks([[(number, str(number)) for number in epoch_ticks(last)]])
        best, tuned = best_epoch(epochs), first_tuned(epochs)
        _place(self._best, None if best is None else best.epoch)
        _place(self._tuned, None if tuned is None else tuned - 0.5)

    def restyle(self) -> None:
        """Take the theme's colours."""
        pg, theme = self._pg, self._theme
        style_plot(pg, self.plot, theme, bottom=self.tr("Epoch"), left=self._figure.axis)
        for curve, (series, _) in zip(self._curves, self._figures, strict=True):
            curve.setPen(pg.mkPen(theme.series(series), width=2))
            curve.setSymbolBrush(theme.series(series))
            curve.setSymbolPen(None)
            curve.setSymbolSize(6)
        self._best.setPen(pg.mkPen(theme.colour("good"), style=Qt.PenStyle.DashLine))
        self._tuned.setPen(pg.mkPen(theme.colour("muted"), style=Qt.PenStyle.DotLine))
        self._tuned.label.setColor(theme.colour("muted"))
        self.draw(self._epochs, self._planned)


def _place(line: Any, value: float | None) -> None:
    line.setVisible(value is not None)
    if value is not None:
        line.setValue(value)
