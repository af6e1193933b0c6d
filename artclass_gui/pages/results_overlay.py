"""The validation curves of several runs in one chart."""

from __future__ import annotations

from collections.abc import Sequence
from types import ModuleType
from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from artclass_gui.chart_parts import LazyChart, axis_range, epoch_ticks, legend, quiet_plot, style_plot
from artclass_gui.context import Context
from artclass_gui.figures import best_epoch, with_interval
from artclass_gui.theme import SMALL, Theme
from trainer.events import Epoch

Curve = tuple[str, tuple[Epoch, ...]]
"""A run's title and its epochs."""


class Overlay(LazyChart):
    """Accuracy on the validation pictures by epoch, a line a run, with its best epoch as a dot."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, self._draw, parent)
        self._curves: Sequence[Curve] = ()
        self._plot: _Plot | None = None
        self.caption.hide()
        self.setAccessibleName(self.tr("Curves of all chosen runs"))

    def set_curves(self, curves: Sequence[Curve]) -> None:
        """Show these runs."""
        self._curves = tuple(curves)
        self.setAccessibleDescription(self._words())
        if self._plot is not None:
            self._plot.draw(self._curves)

    def _draw(self, pyqtgraph: ModuleType, theme: Theme) -> QWidget:
        self._plot = _Plot(pyqtgraph, theme)
        self._plot.draw(self._curves)
        return self._plot

    def _words(self) -> str:
        said = []
        for title, epochs in self._curves:
            best = best_epoch(epochs)
            if best is not None:
                pattern = self.tr("{0}: {1} in epoch {2}")
                said.append(
                    pattern.format(title, with_interval(best.validation_accuracy, best.validation_interval), best.epoch)
                )
        return "\n".join(said)


class _Plot(QWidget):
    """The plot with its legend."""

    def __init__(self, pyqtgraph: ModuleType, theme: Theme) -> None:
        super().__init__()
        self._pg, self._theme = pyqtgraph, theme
        self._curves: Sequence[Curve] = ()
        self._names = QWidget()
        self.plot: Any = quiet_plot(pyqtgraph)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(SMALL)
        self._column.addWidget(self._names)
        self._column.addWidget(self.plot)
        theme.changed.connect(self._restyle)

    def draw(self, curves: Sequence[Curve]) -> None:
        """Draw these runs in the theme's colours."""
        self._curves = curves
        self.plot.clear()
        style_plot(self._pg, self.plot, self._theme, bottom=self.tr("Epoch"), left=self.tr("Validation accuracy (%)"))
        for number, (_, epochs) in enumerate(curves):
            self._draw_one(number, epochs)
        every = [epoch for _, epochs in curves for epoch in epochs]
        last = max(2, max((epoch.epoch for epoch in every), default=0))
        self.plot.setXRange(1, last, padding=0.04)
        values = [epoch.validation_accuracy * 100 for epoch in every]
        self.plot.setYRange(*axis_range(values, span=10, highest=100), padding=0.04)
        self.plot.getAxis("bottom").setTicks([[(number, str(number)) for number in epoch_ticks(last)]])
        self._name(curves)

    def _restyle(self) -> None:
        self.draw(self._curves)

    def _draw_one(self, number: int, epochs: Sequence[Epoch]) -> None:
        colour = self._theme.series(number)
        self.plot.plot(
            [epoch.epoch for epoch in epochs],
            [epoch.validation_accuracy * 100 for epoch in epochs],
            pen=self._pg.mkPen(colour, width=2),
            antialias=True,
        )
        best = best_epoch(epochs)
        if best is not None:
            at, high = [best.epoch], [best.validation_accuracy * 100]
            self.plot.plot(at, high, pen=None, symbol="o", symbolBrush=colour, symbolPen=None, symbolSize=8)

    def _name(self, curves: Sequence[Curve]) -> None:
        theme = self._theme
        entries = [((lambda n=number: theme.series(n)), title, False) for number, (title, _) in enumerate(curves)]
        names = legend(theme, entries)
        self._column.replaceWidget(self._names, names)
        self._names.deleteLater()
        self._names = names
