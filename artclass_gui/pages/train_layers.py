"""A network of one's own, layer by layer: its settings, and a drawing of what they make of a picture."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from artclass_gui.pages.train_form import Form, Line
from artclass_gui.theme import SMALL, Theme
from artclass_gui.widgets.card import Card
from artclass_gui.widgets.text import muted
from artclass_gui.widgets.words import human_number
from trainer.config import Layers
from trainer.layering import Kind, Layer, described

_BOXES = 96  # height
_SMALLEST = 8
_SHEET = 4  # pixels between two of the sheets that stand for filters, at the most
_COLUMN = 118  # width at the most
_ROUND = 2
_STRENGTH = 0.35  # of a colour where it fills a box
_PALE = 0.4
_SERIES: Mapping[Kind, int] = {"pictures": 5, "block": 1, "dense": 2, "classes": 0}


class LayersCard(Card):
    """The settings of the layers, and the drawing."""

    def __init__(self, theme: Theme, lines: Sequence[Line], parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self.heading.setText(self.tr("Layers of your own network"))
        self.heading.show()
        self.setAccessibleName(self.heading.text())
        self.drawing = LayersDrawing(theme)
        self.words = muted("")
        self.body.addWidget(Form(lines))
        self.body.addSpacing(SMALL)
        self.body.addWidget(self.drawing)
        self.body.addWidget(self.words)

    def show_layers(self, plan: Layers, image_size: int, classes: int) -> None:
        """Draw these layers.

        Args:
            plan: The layers.
            image_size: Side of the pictures in pixels.
            classes: How many classes there are.
        """
        layers = described(plan, image_size, classes)
        total = sum(layer.parameters for layer in layers)
        heaviest = max(layers, key=lambda layer: layer.parameters)
        self.drawing.show_layers(layers)
        self.words.setText(
            self.tr("{0} weights to learn, {1} % of them in {2}.").format(
                human_number(total), round(100 * heaviest.parameters / total), self._place(layers, heaviest)
            )
        )

    def show_mistake(self, words: str) -> None:
        """Say why there can be no such network; what was drawn last stays, pale."""
        self.drawing.set_stale()
        self.words.setText(words)

    def _place(self, layers: Sequence[Layer], layer: Layer) -> str:
        if layer.kind == "classes":
            return self.tr("the last layer")
        number = 1 + sum(other.kind == layer.kind for other in layers[: layers.index(layer)])
        return (self.tr("block {0}") if layer.kind == "block" else self.tr("dense layer {0}")).format(number)


class LayersDrawing(QWidget):
    """Boxes from the picture to the classes: as high as what is left of the picture, as wide as it is deep."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._layers: Sequence[Layer] = ()
        self._stale = False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Drawing of the layers"))
        theme.changed.connect(self.update)

    def show_layers(self, layers: Sequence[Layer]) -> None:
        """Draw these."""
        self._layers, self._stale = layers, False
        words = "; ".join(self._described(layer) for layer in layers)
        self.setAccessibleDescription(words)
        self.setToolTip("\n".join(words.split("; ")))
        self.updateGeometry()
        self.update()

    def set_stale(self) -> None:
        """There are no such layers just now: pale, so that the page stands still while something is typed."""
        self._stale = True
        self.update()

    def sizeHint(self) -> QSize:
        """High enough for the boxes and three lines."""
        lines = 3 * self.fontMetrics().height() + SMALL
        return QSize(10 * _SMALLEST, _BOXES + lines if self._layers else 0)

    def minimumSizeHint(self) -> QSize:
        """It can be squeezed in width."""
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw a box and its words for each layer, and what connects them."""
        if not self._layers:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setOpacity(_PALE if self._stale else 1.0)
        width = min(_COLUMN, self.width() / len(self._layers))
        middle = _BOXES / 2
        painter.setPen(QPen(self._theme.colour("border"), 2))
        painter.drawLine(round(width / 2), round(middle), round(width * (len(self._layers) - 0.5)), round(middle))
        for number, layer in enumerate(self._layers):
            column = QRectF(number * width, 0, width, self.height())
            self._draw_box(painter, column, layer)
            self._draw_words(painter, column, layer)
        painter.end()

    def _draw_box(self, painter: QPainter, column: QRectF, layer: Layer) -> None:
        colour = self._theme.series(_SERIES[layer.kind])
        painter.setPen(QPen(colour, 1.25))
        painter.setBrush(_mixed(colour, self._theme.colour("surface")))
        wide, high, sheets = self._box(layer, column.width())
        step = min(_SHEET, wide / 4)
        left = column.center().x() - (wide + (sheets - 1) * step) / 2
        top = (_BOXES - high + (sheets - 1) * step) / 2
        for sheet in reversed(range(sheets)):  # the hindmost first
            box = QRectF(left + sheet * step, top - sheet * step, wide, high)
            painter.drawRoundedRect(box, _ROUND, _ROUND)

    def _box(self, layer: Layer, room: float) -> tuple[float, float, int]:
        """Width and height of a sheet, and how many: a flat layer is a column, as high as it has numbers."""
        if layer.kind in ("dense", "classes"):
            return _SMALLEST * 1.25, max(_SMALLEST * 1.5, min(_BOXES, 9 * math.log2(1 + layer.depth))), 1
        sheets = 1 if layer.kind == "pictures" else max(2, round(math.log2(layer.depth)) - 2)
        largest = min(_BOXES, room - SMALL) - (sheets - 1) * _SHEET
        side = max(_SMALLEST, largest * layer.side / self._layers[0].side)
        return side, side, sheets

    def _draw_words(self, painter: QPainter, column: QRectF, layer: Layer) -> None:
        metrics, top = painter.fontMetrics(), _BOXES + SMALL
        for line, colour in (
            (self._numbered(layer), "text"),
            (self._size(layer), "muted"),
            (self._weights(layer), "muted"),
        ):
            painter.setPen(self._theme.colour(colour))
            room = QRectF(column.left(), top, column.width(), metrics.height())
            if metrics.horizontalAdvance(line) <= column.width():  # the tooltip has all of it
                painter.drawText(room, Qt.AlignmentFlag.AlignHCenter, line)
            top += metrics.height()

    def _name(self, layer: Layer) -> str:
        names = {
            "pictures": self.tr("Picture"),
            "block": self.tr("Block"),
            "dense": self.tr("Dense"),
            "classes": self.tr("Classes"),
        }
        return names[layer.kind]

    def _numbered(self, layer: Layer) -> str:
        alike = [other for other in self._layers if other.kind == layer.kind]
        if layer.kind in ("pictures", "classes"):
            return self._name(layer)
        number = next(place for place, other in enumerate(alike, start=1) if other is layer)
        return f"{self._name(layer)} {number}"

    def _size(self, layer: Layer) -> str:
        if layer.kind in ("dense", "classes"):
            return human_number(layer.depth)
        return f"{layer.side}² × {layer.depth}"

    def _described(self, layer: Layer) -> str:
        words = f"{self._numbered(layer)}: {self._size(layer)}"
        if layer.kind == "pictures":
            return words
        return self.tr("{0}, {1} weights").format(words, self._weights(layer))

    def _weights(self, layer: Layer) -> str:
        if layer.kind == "pictures":  # it has none: here is room for what the line is
            return self.tr("Weights:")
        return human_number(layer.parameters)


def _mixed(colour: QColor, ground: QColor) -> QColor:
    """A paler colour that covers what is behind it."""
    red, green, blue = (
        round(_STRENGTH * getattr(colour, part)() + (1 - _STRENGTH) * getattr(ground, part)())
        for part in ("red", "green", "blue")
    )
    return QColor(red, green, blue)
