"""What is known of one picture, beside it: its name, its class with all probabilities, its size."""

from __future__ import annotations

import re
from collections.abc import Sequence

from PySide6.QtCore import QDateTime, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from artclass_gui.gallery.file_facts import FileFacts
from artclass_gui.gallery.rows import ImageRow
from artclass_gui.theme import GAP, ROOM, SMALL, TINY, Theme
from artclass_gui.widgets.text import heading, muted, text
from artclass_gui.widgets.words import human_confidence, human_moment, human_number, human_size

_BAR = 6
_LONG = 16  # letters that are wider than no panel


class ProbabilityBars(QWidget):
    """A bar a class, the most probable first."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._bars: list[tuple[str, float, int]] = []
        theme.changed.connect(self.update)

    def set_probabilities(self, classes: Sequence[str], probabilities: Sequence[float]) -> None:
        """Show these; both in the order of the classes."""
        bars = [(name, value, place) for place, (name, value) in enumerate(zip(classes, probabilities, strict=False))]
        self._bars = sorted(bars, key=lambda bar: -bar[1])
        self.setAccessibleName(", ".join(f"{name} {human_confidence(value)}" for name, value, _ in self._bars))
        self.setVisible(bool(self._bars))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """As high as its bars."""
        return QSize(200, len(self._bars) * self._line())

    def minimumSizeHint(self) -> QSize:
        """Never cut off: what holds it scrolls."""
        return QSize(120, len(self._bars) * self._line())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Name and percentage in a line, the bar below."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for number, (name, value, place) in enumerate(self._bars):
            self._paint_bar(painter, number * self._line(), name=name, value=value, place=place)

    def _paint_bar(self, painter: QPainter, top: int, *, name: str, value: float, place: int) -> None:
        metrics = painter.fontMetrics()
        sure = human_confidence(value)
        line = QRect(0, top, self.width(), metrics.height())
        painter.setPen(self._theme.colour("muted"))
        painter.drawText(line, Qt.AlignmentFlag.AlignRight, sure)
        painter.setPen(self._theme.colour("text"))
        room = self.width() - metrics.horizontalAdvance(sure) - SMALL
        painter.drawText(line, Qt.AlignmentFlag.AlignLeft, metrics.elidedText(name, Qt.TextElideMode.ElideRight, room))
        groove = QRectF(0, line.bottom() + TINY, self.width(), _BAR)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.colour("hover"))
        painter.drawRoundedRect(groove, _BAR / 2, _BAR / 2)
        painter.setBrush(self._theme.series(place))
        groove.setWidth(max(float(_BAR), groove.width() * value))
        if value > 0.0005:
            painter.drawRoundedRect(groove, _BAR / 2, _BAR / 2)

    def _line(self) -> int:
        return self.fontMetrics().height() + TINY + _BAR + GAP


class Details(QScrollArea):
    """The panel at the side of the large picture."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = heading("")
        self._size = muted("")
        self._label = text("")
        self._own = text("")
        self._remark = muted("")
        self._seen = text("", "warning")
        self._novel = text("", "warning")
        self._bars = ProbabilityBars(theme)
        self._facts = muted("")
        self._facts.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._path = muted("")
        self._path.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(self.tr("About this picture"))
        self._lay_out()

    def show_row(self, image: ImageRow, classes: Sequence[str]) -> None:
        """Show what is known before the picture is open."""
        self._name.setText(_breakable(image.name))
        self._path.setText(_breakable(str(image.path)))
        self._label.setText(self._verdict(image))
        self._label.setVisible(bool(self._label.text()))
        self._own.setText("" if image.own is None else self.tr("You have labelled it “{0}”.").format(image.own))
        self._own.setVisible(image.own is not None)
        self._remark.setText(image.reason or "")
        self._remark.setVisible(bool(image.reason) and image.status == "ok")
        self._seen.setVisible(image.seen)
        self._seen.setText(self._about_training(image))
        self._novel.setVisible(image.novel)
        self._novel.setText(self._about_novelty(image))
        self._bars.set_probabilities(classes, image.probabilities)
        self._size.setText("")

    def show_size(self, width: int, height: int) -> None:
        """Show the picture's own size in pixels."""
        self._size.setText(self.tr("{0} × {1} pixels").format(human_number(width), human_number(height)))

    def show_facts(self, facts: FileFacts | None) -> None:
        """Show what the file says of itself; None while it is not known."""
        self._facts.setText("" if facts is None else "\n".join(self._lines_of(facts)))
        self._facts.setVisible(facts is not None)

    def _lines_of(self, facts: FileFacts) -> list[str]:
        when = [(self.tr("Taken {0}"), facts.taken), (self.tr("File changed {0}"), facts.changed)]
        times = [
            words.format(human_moment(QDateTime.fromSecsSinceEpoch(int(moment.timestamp()))))
            for words, moment in when
            if moment is not None
        ]
        named = [
            (self.tr("By {0}"), facts.creator),
            (self.tr("Written by {0}"), facts.program),
            (self.tr("Colours: {0}"), facts.profile),
        ]
        size = " · ".join(part for part in (facts.format, human_size(facts.bytes)) if part)
        told = [words.format(value) for words, value in named if value]
        return [size, *(line for line in (facts.camera, facts.lens, facts.exposure) if line), *told, *times]

    def _about_training(self, image: ImageRow) -> str:
        if image.seen_alike:
            return self.tr(
                "The model was trained on a picture that looks the same: that it gets it right says little about its skill."
            )
        return self.tr("The model was trained on this very picture: that it gets it right says little about its skill.")

    def _about_novelty(self, image: ImageRow) -> str:
        words = self.tr(
            "This is probably none of the classes: it is less like the pictures that the model knows than usual"
        )
        return (
            f"{words} ({self.tr('distance {0:.2f}').format(image.distance)})."
            if image.distance is not None
            else f"{words}."
        )

    def _verdict(self, image: ImageRow) -> str:
        if image.status == "unreadable":
            return self.tr("This file {0}.").format(image.reason or self.tr("cannot be read"))
        if image.status == "waiting":
            return self.tr("Not classified yet.") if image.own is None else ""
        if image.label is None:
            return ""
        if image.truth is not None and image.truth != image.label:
            return self.tr("This is “{0}”; the model took it for “{1}”{2}.").format(
                image.truth, image.label, self._sure(image)
            )
        return self.tr("Class “{0}”{1}").format(image.label, self._sure(image))

    def _sure(self, image: ImageRow) -> str:
        if image.confidence is None:
            return ""
        return self.tr(", {0} sure").format(human_confidence(image.confidence).replace(" %", "\N{NO-BREAK SPACE}%"))

    def _lay_out(self) -> None:
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(ROOM, ROOM, ROOM, ROOM)
        column.setSpacing(SMALL)
        column.addWidget(self._name)
        column.addWidget(self._size)
        column.addSpacing(GAP)
        for label in (self._label, self._own, self._remark, self._novel, self._seen):
            column.addWidget(label)
        column.addSpacing(TINY)
        column.addWidget(self._bars)
        column.addSpacing(GAP)
        column.addWidget(self._facts)
        column.addSpacing(GAP)
        column.addWidget(self._path)
        column.addStretch(1)
        self.setWidget(body)


def _breakable(name: str) -> str:
    """A name that may be broken into lines after separators, and anywhere in a very long part."""
    for separator in "/\\_-":
        name = name.replace(separator, separator + "\u200b")
    return re.sub(rf"([^\s\u200b]{{{_LONG}}})(?=[^\s\u200b])", "\\1\u200b", name)
