"""The pictures that answer an experiment's question: accuracy with its interval against an epoch's time, memory, batch size."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from types import ModuleType
from typing import Any

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from artclass_gui.chart_parts import LazyChart, axis_range, quiet_plot, style_plot
from artclass_gui.context import Context
from artclass_gui.figures import interval, percent
from artclass_gui.theme import GAP, TINY, Theme
from artclass_gui.widgets.text import heading
from trainer.experiments import Experiment, Question, Rung

_SIDE_BY_SIDE = 560
_BAR = 0.55
_IN_MINUTES = 120.0  # seconds from which times are told in minutes
_BESIDE = 0.12  # room for the last point's number, as part of the axis
_ACCURACY, _TIME = 0, 1  # numbers of the theme's series


class LadderChart(LazyChart):
    """Two charts of the trainings that are over, in the order of what differs between them."""

    def __init__(self, context: Context, question: Question, parent: QWidget | None = None) -> None:
        super().__init__(context, self._draw, parent)
        self._question = question
        self._rungs: Sequence[Rung] = ()
        self._plots: _Plots | None = None
        self.setAccessibleName(self.tr("Chart of the experiment"))
        self.show_experiment(None)

    @property
    def drawn(self) -> bool:
        """Whether the chart has been made."""
        return self._plots is not None

    def show_experiment(self, experiment: Experiment | None) -> None:
        """Show what it has found so far."""
        rungs = experiment.rungs if experiment is not None else ()
        self._rungs = [rung for rung in rungs if None not in (rung.validation_accuracy, rung.seconds_per_epoch)]
        words = "; ".join(self._words(rung) for rung in self._rungs)
        self.caption.setText(
            self.tr("The lines through the points are 95 % intervals: what lies within them may be chance.")
            if words
            else self.tr("A point appears when the first training is over.")
        )
        self.setAccessibleDescription(words)
        if self._plots is not None:
            self._plots.draw(self._rungs)

    def _draw(self, pyqtgraph: ModuleType, theme: Theme) -> QWidget:
        self._plots = _Plots(pyqtgraph, theme, self._question)
        self._plots.draw(self._rungs)
        return self._plots

    def _words(self, rung: Rung) -> str:
        name = self.tr("{0} blocks") if self._question == "blocks" else self.tr("batches of {0}")
        bounds = f" ({interval(rung.interval)})" if rung.interval is not None else ""
        return f"{name.format(rung.value)}: {percent(rung.validation_accuracy)}{bounds}"


@dataclass(frozen=True)
class _Axis:
    """What stands below a chart, and where a training's value of it is found; None: trainings beside each other.

    ``from_nothing``: It begins at 0, however far from it the values are.
    """

    name: str
    value: Callable[[Rung], float | None] | None
    from_nothing: bool = False


_AxisFor = Callable[[Sequence[Rung]], _Axis]


class _Plots(QWidget):
    """Two charts side by side, or one above the other where there is little room."""

    def __init__(self, pyqtgraph: ModuleType, theme: Theme, question: Question) -> None:
        super().__init__()
        self.charts: tuple[_Points | _Bars, _Points | _Bars]
        self._rungs: Sequence[Rung] = ()
        accuracy = self.tr("Validation accuracy (%)")
        if question == "blocks":
            memory = _Axis(self.tr("Memory (GB)"), _gigabytes)
            self.charts = (
                _Points(pyqtgraph, theme, self.tr("Accuracy against an epoch's time"), self._time, accuracy),
                _Points(pyqtgraph, theme, self.tr("Accuracy against memory"), lambda _: memory, accuracy),
            )
        else:
            batch = _Axis(self.tr("Batch size"), None)
            self.charts = (
                _Bars(pyqtgraph, theme, self.tr("Time of an epoch"), batch.name, self._time),
                _Points(pyqtgraph, theme, self.tr("Accuracy"), lambda _: batch, accuracy),
            )
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(GAP * 2)
        for chart in self.charts:
            self._row.addWidget(chart, 1)
        theme.changed.connect(self._restyle)

    def _time(self, rungs: Sequence[Rung]) -> _Axis:
        """That of an epoch, in the unit in which a person reads the longest of them.

        A whole run's time does not compare: the first one decodes the pictures for all, and some end early.
        """
        longest = max((rung.seconds_per_epoch or 0.0 for rung in rungs), default=0.0)
        if longest < _IN_MINUTES:
            return _Axis(self.tr("Seconds an epoch (median)"), lambda rung: rung.seconds_per_epoch, from_nothing=True)
        return _Axis(self.tr("Minutes an epoch (median)"), _minutes, from_nothing=True)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Choose the arrangement."""
        super().resizeEvent(event)
        wide = event.size().width() >= _SIDE_BY_SIDE
        self._row.setDirection(QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom)

    def draw(self, rungs: Sequence[Rung]) -> None:
        """Draw these trainings in the theme's colours."""
        self._rungs = rungs
        for chart in self.charts:
            chart.draw(rungs)

    def _restyle(self) -> None:
        self.draw(self._rungs)


class _Chart(QWidget):
    """A plot below its name."""

    def __init__(self, pyqtgraph: ModuleType, theme: Theme, name: str) -> None:
        super().__init__()
        self._pg, self._theme = pyqtgraph, theme
        self.plot: Any = quiet_plot(pyqtgraph)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(TINY)
        column.addWidget(heading(name))
        column.addWidget(self.plot)

    def _name_ticks(self, rungs: Sequence[Rung]) -> None:
        """Trainings stand beside each other, however far apart their numbers are."""
        self.plot.getAxis("bottom").setTicks([[(place, str(rung.value)) for place, rung in enumerate(rungs)]])
        self.plot.setXRange(-0.6, max(1, len(rungs)) - 0.4, padding=0)


class _Points(_Chart):
    """Accuracy with its interval: a point for each training, with its number beside it, joined in their order."""

    def __init__(self, pyqtgraph: ModuleType, theme: Theme, name: str, axis: _AxisFor, left: str) -> None:
        super().__init__(pyqtgraph, theme, name)
        self._axis_for, self._left = axis, left

    def draw(self, rungs: Sequence[Rung]) -> None:
        """Draw these trainings."""
        pg, theme = self._pg, self._theme
        self._axis = self._axis_for(rungs)
        self.plot.clear()
        style_plot(pg, self.plot, theme, bottom=self._axis.name, left=self._left)
        places = [(self._place(number, rung), rung) for number, rung in enumerate(rungs)]
        known = [(x, rung) for x, rung in places if x is not None]
        if self._axis.value is None:
            self._name_ticks(rungs)
        else:
            low, high = _room_for([x for x, _ in known])
            if self._axis.from_nothing:
                low, high = 0.0, max(high, (1 + _BESIDE) * max((x for x, _ in known), default=high))
            self.plot.setXRange(low, high, padding=0)
        self._draw_known(known)

    def _draw_known(self, known: Sequence[tuple[float, Rung]]) -> None:
        colour = self._theme.series(_ACCURACY)
        xs = [x for x, _ in known]
        ys = [100 * (rung.validation_accuracy or 0.0) for _, rung in known]
        bounds = [_bounds(rung) for _, rung in known]
        self.plot.setYRange(*axis_range([end for ends in bounds for end in ends], span=10, highest=100), padding=0.08)
        if not known:
            return
        pen = self._pg.mkPen(colour, width=1.5)
        for x, (low, high) in zip(xs, bounds, strict=True):
            self.plot.plot([x, x], [low, high], pen=pen, antialias=True)
        line = self._pg.mkPen(colour, width=2) if self._axis.value is not None else None
        self.plot.plot(xs, ys, pen=line, symbol="o", symbolBrush=colour, symbolPen=None, symbolSize=9, antialias=True)
        if self._axis.value is not None:
            self._name_points(known)

    def _name_points(self, known: Sequence[tuple[float, Rung]]) -> None:
        for x, rung in known:
            words = self._pg.TextItem(str(rung.value), color=self._theme.colour("text"), anchor=(-0.4, 1.1))
            words.setPos(x, 100 * (rung.validation_accuracy or 0.0))
            self.plot.addItem(words)

    def _place(self, number: int, rung: Rung) -> float | None:
        return float(number) if self._axis.value is None else self._axis.value(rung)


class _Bars(_Chart):
    """Time of an epoch: a bar for each training."""

    def __init__(self, pyqtgraph: ModuleType, theme: Theme, name: str, bottom: str, left: _AxisFor) -> None:
        super().__init__(pyqtgraph, theme, name)
        self._bottom, self._left = bottom, left

    def draw(self, rungs: Sequence[Rung]) -> None:
        """Draw these trainings."""
        axis = self._left(rungs)
        self.plot.clear()
        style_plot(self._pg, self.plot, self._theme, bottom=self._bottom, left=axis.name)
        heights = [axis.value(rung) or 0.0 for rung in rungs] if axis.value is not None else []
        self._name_ticks(rungs)
        self.plot.setYRange(0, max([*heights, 0.5]), padding=0.05)
        if heights:
            places = list(range(len(heights)))
            colour = self._theme.series(_TIME)
            self.plot.addItem(self._pg.BarGraphItem(x=places, height=heights, width=_BAR, brush=colour, pen=colour))


def _room_for(values: Sequence[float]) -> tuple[float, float]:
    """From where to where an axis goes: from nothing, or from the lowest value where that is far from it."""
    low, high = min(values, default=0.0), max(values, default=1.0)
    room = max((high - low) * 0.15, high * 0.05, 0.01)
    return (0.0 if low < high / 2 else low - room), high + room


def _minutes(rung: Rung) -> float | None:
    return None if rung.seconds_per_epoch is None else rung.seconds_per_epoch / 60


def _gigabytes(rung: Rung) -> float | None:
    return None if rung.peak_memory_mb is None else rung.peak_memory_mb / 1e3


def _bounds(rung: Rung) -> tuple[float, float]:
    """The interval in percent; where there is none, the accuracy itself."""
    accuracy = rung.validation_accuracy or 0.0
    low, high = rung.interval if rung.interval is not None else (accuracy, accuracy)
    return 100 * low, 100 * high
