"""What all charts share: pyqtgraph loaded when the first one is shown, axes in the theme's colours, legends."""

from __future__ import annotations

import logging
import math
from collections.abc import Callable, Sequence
from types import ModuleType
from typing import Any

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from artclass_gui.context import Context
from artclass_gui.theme import SMALL, Theme
from artclass_gui.widgets.flow_layout import FlowLayout
from artclass_gui.widgets.text import muted

_log = logging.getLogger(__name__)
HEIGHT = 220
_TICKS = 8
_STEPS = (1, 2, 5, 10, 20, 50, 100, 200)


class LazyChart(QWidget):
    """A place for a chart, and its caption; the chart is made when it is first shown.

    pyqtgraph is loaded meanwhile (`ChartLibrary`), for it takes up to a second.

    Args:
        context: The services.
        make: Makes the chart with what is to be shown, once pyqtgraph is there; it keeps to the theme by itself.
    """

    def __init__(
        self, context: Context, make: Callable[[ModuleType, Theme], QWidget], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._library, self._theme, self._make = context.charts, context.theme, make
        self._asked = False
        self.caption = muted("")
        self._place = QVBoxLayout()
        self._loading = muted(self.tr("Preparing the chart…"))
        self._loading.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._lay_out()

    def showEvent(self, event: QShowEvent) -> None:
        """Load pyqtgraph the first time."""
        super().showEvent(event)
        if not self._asked:
            self._asked = True
            self._library.load(self, self._put, self._give_up)

    def _put(self, pyqtgraph: ModuleType) -> None:
        self._loading.hide()
        self._place.addWidget(self._make(pyqtgraph, self._theme))

    def _give_up(self, error: Exception) -> None:
        _log.error("pyqtgraph cannot be loaded", exc_info=error)
        self._loading.setText(self.tr("The chart cannot be drawn; the log says why. Training is not touched by this."))

    def _lay_out(self) -> None:
        self._loading.setMinimumHeight(HEIGHT)
        self._place.setContentsMargins(0, 0, 0, 0)
        self._place.addWidget(self._loading)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SMALL)
        column.addLayout(self._place)
        column.addWidget(self.caption)


def quiet_plot(pyqtgraph: ModuleType) -> Any:
    """A plot to look at: the mouse and the wheel pass through it to the page."""
    plot = pyqtgraph.PlotWidget(enableMenu=False)
    plot.setFixedHeight(HEIGHT)
    plot.setFrameShape(plot.Shape.NoFrame)
    plot.setMouseEnabled(x=False, y=False)
    plot.hideButtons()
    plot.showGrid(x=False, y=True, alpha=0.15)
    plot.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    plot.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)  # the wheel scrolls the page
    plot.getAxis("left").enableAutoSIPrefix(False)
    plot.getAxis("bottom").enableAutoSIPrefix(False)
    plot.getAxis("left").setWidth(52)
    return plot


def style_plot(pyqtgraph: ModuleType, plot: Any, theme: Theme, *, bottom: str, left: str) -> None:
    """Give a plot the theme's ground and axes with these names."""
    plot.setBackground(theme.colour("surface"))
    for name, label in (("bottom", bottom), ("left", left)):
        axis = plot.getAxis(name)
        axis.setPen(pyqtgraph.mkPen(theme.colour("border")))
        axis.setTextPen(pyqtgraph.mkPen(theme.colour("muted")))
        axis.setLabel(label)


def legend(theme: Theme, entries: Sequence[tuple[Callable[[], QColor], str, bool]]) -> QWidget:
    """Lines in the curves' colours, each with its name, in as many rows as the width needs; True: dashed."""
    place = QWidget()
    flow = FlowLayout(place, spacing=2 * SMALL)
    for colour, name, dashed in entries:
        entry = QWidget()
        row = QHBoxLayout(entry)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SMALL)
        row.addWidget(Swatch(theme, colour, dashed=dashed))
        row.addWidget(_small(name))
        flow.addWidget(entry)
    return place


class Swatch(QWidget):
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
