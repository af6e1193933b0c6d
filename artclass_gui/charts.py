"""Curves of loss and accuracy, drawn with pyqtgraph, which is loaded when a chart is first shown."""

from __future__ import annotations

import importlib
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from types import ModuleType
from typing import Any

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from artclass_gui.context import Context
from artclass_gui.figures import best_epoch, epoch_sentence, percent
from artclass_gui.theme import GAP, SMALL, TINY, Theme
from artclass_gui.widgets.text import heading, muted
from trainer.events import Epoch

_HEIGHT = 220
_TICKS = 8
_SIDE_BY_SIDE = 560  # width from which the charts stand beside each other
_STEPS = (1, 2, 5, 10, 20, 50, 100, 200)
_DOTS_UP_TO = 40  # epochs; beyond, dots would run into each other
_TRAINING, _VALIDATION = 1, 0  # numbers of the theme's series


class TrainingCurves(QWidget):
    """Loss and accuracy by epoch, on training and validation pictures, with the best epoch marked."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tasks, self._theme = context.tasks, context.theme
        self._epochs: list[Epoch] = []
        self._planned = 0
        self._plots: _Plots | None = None
        self._asked = False
        self._place = QVBoxLayout()
        self._loading = muted(self.tr("Preparing the chart…"))
        self._loading.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._caption = muted("")
        self._lay_out()
        self.setAccessibleName(self.tr("Curves of accuracy and loss"))
        self._describe()
        self._theme.changed.connect(self._restyle)

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

    def showEvent(self, event: QShowEvent) -> None:
        """Load pyqtgraph the first time: in the background, for it takes up to a second."""
        super().showEvent(event)
        if not self._asked:
            self._asked = True
            self._tasks.run(self, lambda: importlib.import_module("pyqtgraph"), self._make, self._give_up)

    def _make(self, pyqtgraph: ModuleType) -> None:
        self._loading.hide()
        self._plots = _Plots(pyqtgraph, self._theme)
        self._place.addWidget(self._plots)
        self._plots.draw(self._epochs, self._planned)

    def _give_up(self, _error: Exception) -> None:
        self._loading.setText(self.tr("The chart cannot be drawn; the log says why. Training is not touched by this."))

    def _restyle(self) -> None:
        if self._plots is not None:
            self._plots.restyle()

    def _describe(self) -> None:
        best = best_epoch(self._epochs)
        if not self._epochs:
            words = self.tr("The curves begin when the first epoch is over.")
        elif best is None:
            words = epoch_sentence(self._epochs[-1])
        else:
            words = self.tr("Best epoch: {0}, right on {1} of the validation pictures.").format(
                best.epoch, percent(best.validation_accuracy)
            )
        self._caption.setText(words)
        self.setAccessibleDescription(words)

    def _lay_out(self) -> None:
        self._loading.setMinimumHeight(_HEIGHT)
        self._place.setContentsMargins(0, 0, 0, 0)
        self._place.addWidget(self._loading)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SMALL)
        column.addLayout(self._place)
        column.addWidget(self._caption)


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
        loss = _Figure(self.tr("Loss"), self.tr("Loss"), lambda e: e.loss, lambda e: e.validation_loss, span=0.1)
        self.accuracy, self.loss = (_Plot(pyqtgraph, theme, figure) for figure in (accuracy, loss))
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._row.setSpacing(GAP * 2)
        for plot in (self.accuracy, self.loss):
            self._row.addWidget(plot, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SMALL)
        column.addLayout(_legend(theme, (self.tr("training"), self.tr("validation"), self.tr("best epoch"))))
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

    def restyle(self) -> None:
        """Take the theme's colours."""
        self.accuracy.restyle()
        self.loss.restyle()


class _Plot(QWidget):
    """One chart: a figure on training and on validation pictures, by epoch."""

    def __init__(self, pyqtgraph: ModuleType, theme: Theme, figure: _Figure) -> None:
        super().__init__()
        self._pg, self._theme, self._figure = pyqtgraph, theme, figure
        self._figures = ((_TRAINING, figure.training), (_VALIDATION, figure.validation))
        self._epochs: Sequence[Epoch] = ()
        self._planned = 0
        self.plot: Any = pyqtgraph.PlotWidget(enableMenu=False)
        self._curves: list[Any] = [self.plot.plot(antialias=True) for _ in self._figures]
        self._best: Any = pyqtgraph.InfiniteLine(angle=90, movable=False)
        self._set_up()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(TINY)
        column.addWidget(heading(figure.name))
        column.addWidget(self.plot)
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
        best = best_epoch(epochs)
        self._best.setVisible(best is not None)
        if best is not None:
            self._best.setValue(best.epoch)

    def restyle(self) -> None:
        """Take the theme's colours."""
        pg, theme = self._pg, self._theme
        self.plot.setBackground(theme.colour("surface"))
        for name, label in (("bottom", self.tr("Epoch")), ("left", self._figure.axis)):
            axis = self.plot.getAxis(name)
            axis.setPen(pg.mkPen(theme.colour("border")))
            axis.setTextPen(pg.mkPen(theme.colour("muted")))
            axis.setLabel(label)
        for curve, (series, _) in zip(self._curves, self._figures, strict=True):
            curve.setPen(pg.mkPen(theme.series(series), width=2))
            curve.setSymbolBrush(theme.series(series))
            curve.setSymbolPen(None)
            curve.setSymbolSize(6)
        self._best.setPen(pg.mkPen(theme.colour("good"), style=Qt.PenStyle.DashLine))
        self.draw(self._epochs, self._planned)

    def _set_up(self) -> None:
        self.plot.setFixedHeight(_HEIGHT)
        self.plot.setFrameShape(self.plot.Shape.NoFrame)
        self.plot.setMouseEnabled(x=False, y=False)
        self.plot.hideButtons()
        self.plot.showGrid(x=False, y=True, alpha=0.15)
        self.plot.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.plot.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)  # the wheel scrolls the page
        self.plot.getAxis("left").enableAutoSIPrefix(False)
        self.plot.getAxis("left").setWidth(52)
        self.plot.addItem(self._best, ignoreBounds=True)


def _legend(theme: Theme, names: tuple[str, str, str]) -> QHBoxLayout:
    swatches = (
        _Swatch(theme, lambda: theme.series(_TRAINING)),
        _Swatch(theme, lambda: theme.series(_VALIDATION)),
        _Swatch(theme, lambda: theme.colour("good"), dashed=True),
    )
    row = QHBoxLayout()
    row.setSpacing(SMALL)
    for swatch, name in zip(swatches, names, strict=True):
        row.addWidget(swatch)
        row.addWidget(_small(name))
        row.addSpacing(SMALL)
    row.addStretch(1)
    return row


class _Swatch(QWidget):
    """A short line in a curve's colour, for the legend."""

    def __init__(self, theme: Theme, colour: Callable[[], QColor], *, dashed: bool = False) -> None:
        super().__init__()
        self._colour, self._dashed = colour, dashed
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        """Wide enough to see the colour."""
        return QSize(16, 12)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the line."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = painter.pen()
        pen.setColor(self._colour())
        pen.setWidth(2)
        if self._dashed:
            pen.setDashPattern([2.0, 1.5])
        painter.setPen(pen)
        painter.drawLine(0, self.height() // 2, self.width(), self.height() // 2)
        painter.end()


def _small(words: str) -> QLabel:
    label = muted(words)
    label.setWordWrap(False)
    return label


def axis_range(values: Sequence[float], *, span: float, highest: float | None = None) -> tuple[float, float]:
    """From where to where an axis goes, so that small differences do not look large.

    Args:
        values: What is drawn, 0 or more; where there is nothing, the axis goes to ``highest`` or 1.
        span: The least difference of its ends.
        highest: Where it ends at the most.
    """
    finite = [value for value in values if math.isfinite(value)]
    if not finite:
        return 0.0, 1.0 if highest is None else highest
    span = max(span, max(finite) - min(finite))
    low = max(0.0, (max(finite) + min(finite) - span) / 2)
    if highest is not None:
        low = max(0.0, min(low, highest - span))
    return low, low + span


def epoch_ticks(last: int) -> list[int]:
    """Whole epochs to write at the axis, from 1 to ``last``, not more than about eight."""
    step = next((step for step in _STEPS if last / step <= _TICKS), _STEPS[-1])
    if step == 1:
        return list(range(1, last + 1))
    return [1, *range(step, last + 1, step)] if step > 2 else list(range(1, last + 1, step))
