"""A row of chips, one a class with its number of pictures, that choose what the gallery shows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QFrame, QScrollArea, QSizePolicy, QWidget

from artclass_gui.gallery.rows import Status
from artclass_gui.theme import GAP, SMALL, TINY, Theme
from artclass_gui.widgets.flow_layout import FlowLayout
from artclass_gui.widgets.side_arrows import SideArrows
from artclass_gui.widgets.words import human_number, pictures

_DOT, _SIGN = 9, 12
_ROWS = 2


@dataclass(frozen=True)
class Choice:
    """What a chip lets through: everything, one class (the person's, else the model's), one status, or what is gone."""

    label: str | None = None
    status: Status | None = None
    gone: bool = False


_UNREADABLE, _GONE = Choice(status="unreadable"), Choice(gone=True)


class Chip(QAbstractButton):
    """A pill with a name and a count; a dot has the colour of the class.

    Args:
        theme: For its colours.
        words: Its name.
        dot: The colour of its dot, asked for whenever it is painted; None for no dot.
        sign: An icon that warns, in place of a dot.

    Signals:
        stepped(int): An arrow key asks for the next chip (1) or the one before (-1).
    """

    stepped = Signal(int)

    def __init__(self, theme: Theme, words: str, dot: Callable[[], QColor] | None, *, sign: str = "") -> None:
        super().__init__()
        self._theme = theme
        self._dot = dot
        self._sign = sign
        self._count = 0
        self._tight = False
        self.setText(words)
        self.setAccessibleName(words)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)

    @property
    def count(self) -> int:
        """The number that it shows."""
        return self._count

    def set_count(self, count: int) -> None:
        """Show another number."""
        self._count = count
        self.setAccessibleName(f"{self.text()}, {pictures(count)}")
        self.updateGeometry()
        self.update()

    def set_tight(self, tight: bool) -> None:
        """Take less room around the words, or as much as usual."""
        if tight != self._tight:
            self._tight = tight
            self.updateGeometry()
            self.update()

    def width_when(self, *, tight: bool) -> int:
        """How wide it is, with less room around its words or with as much as usual."""
        metrics = self.fontMetrics()
        words = metrics.horizontalAdvance(self._shown_text()) + metrics.horizontalAdvance(human_number(self._count))
        return words + SMALL + 2 * _margin(tight=tight) + self._dot_room()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows go to the neighbours; Space switches on."""
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1}
        step = steps.get(Qt.Key(event.key()))
        if step is not None:
            self.stepped.emit(step)
        else:
            super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        """As wide as its words."""
        return QSize(self.width_when(tight=self._tight), self.fontMetrics().height() + 10)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the pill."""
        painter, margin = QPainter(self), _margin(tight=self._tight)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pill = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        ground = "accent_soft" if self.isChecked() else "hover" if self.underMouse() else "surface"
        strong = self.isChecked() or self.hasFocus()
        painter.setBrush(self._theme.colour(ground))
        painter.setPen(QPen(self._theme.colour("accent" if strong else "border"), 2 if self.hasFocus() else 1))
        painter.drawRoundedRect(pill, pill.height() / 2, pill.height() / 2)
        self._paint_sign(painter, margin, pill.center().y())
        area = self.rect().adjusted(margin + self._dot_room(), 0, -margin, 0)
        painter.setPen(self._theme.colour("text"))
        painter.drawText(area, Qt.AlignmentFlag.AlignVCenter, self._shown_text())
        painter.setPen(self._theme.colour("muted"))
        painter.drawText(area, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, human_number(self._count))

    def _paint_sign(self, painter: QPainter, left: int, middle: float) -> None:
        if self._sign:
            icon = self._theme.pixmap(self._sign, _SIGN, "warn")
            painter.drawPixmap(QPointF(left, middle - _SIGN / 2), icon)
        elif self._dot is not None:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._dot())
            painter.drawEllipse(QRectF(left, middle - _DOT / 2, _DOT, _DOT))

    def _shown_text(self) -> str:
        return self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, 200)

    def _dot_room(self) -> int:
        sign = _SIGN if self._sign else _DOT if self._dot is not None else 0
        return sign + 6 if sign else 0


def _margin(*, tight: bool) -> int:
    return SMALL if tight else GAP


def _spacing(*, tight: bool) -> int:
    return TINY if tight else SMALL


class FilterChips(QScrollArea):
    """All, one chip a class, the pictures that cannot be read, and those whose files are gone.

    They stand in at most two rows, more of them scroll; in a low window in one row, where they move together, and which
    the mouse wheel and arrows at its ends move sideways where there is still not room for all.

    Args:
        theme: For its colours.
        colour: The colour of a class.

    Signals:
        chosen(Choice): Another chip is on.
    """

    chosen = Signal(object)

    def __init__(self, theme: Theme, colour: Callable[[str], QColor], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._colour = theme, colour
        self._chips: dict[Choice, Chip] = {}
        self._choice = Choice()
        self._low = False
        self._group = QButtonGroup(self)
        self._group.buttonToggled.connect(self._toggled)
        self._body = QWidget()
        self._flow = FlowLayout(self._body)
        self.setWidget(self._body)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(self.tr("Show only"))
        self.arrows = SideArrows(theme, self)
        self._rebuild(())

    @property
    def choice(self) -> Choice:
        """What the chip that is on lets through."""
        return self._choice

    def set_low(self, low: bool) -> None:
        """Say whether the window is low: one row has to do then."""
        if low != self._low:
            self._low = low
            policy = Qt.ScrollBarPolicy.ScrollBarAlwaysOff if low else Qt.ScrollBarPolicy.ScrollBarAsNeeded
            self.setVerticalScrollBarPolicy(policy)
            self._fit_height()

    def chip(self, choice: Choice) -> Chip | None:
        """The chip of a choice."""
        return self._chips.get(choice)

    def choose(self, choice: Choice) -> None:
        """Switch a chip on."""
        chip = self._chips.get(choice)
        if chip is not None:
            chip.setChecked(True)

    def set_counts(self, total: int, classes: dict[str, int], unreadable: int, gone: int = 0) -> None:
        """Show these numbers of pictures; classes in their order."""
        labels = tuple(choice.label for choice in self._chips if choice.label is not None)
        if labels != tuple(classes):
            self._rebuild(tuple(classes))
        self._chips[Choice()].set_count(total)
        for label, count in classes.items():
            self._chips[Choice(label)].set_count(count)
        for choice, count in ((_UNREADABLE, unreadable), (_GONE, gone)):
            self._chips[choice].set_count(count)
            self._chips[choice].setVisible(count > 0)
            if not count and self._choice == choice:
                self.choose(Choice())
        self._fit_height()

    def resizeEvent(self, event: object) -> None:
        """As high as its rows at this width."""
        super().resizeEvent(event)  # type: ignore[arg-type]
        self._fit_height()

    def _fit_height(self) -> None:
        row = self._chips[Choice()].sizeHint().height()
        tight = self._low and self._width_of_one_row(tight=False) > self.viewport().width()
        for chip in self._chips.values():
            chip.set_tight(tight)
        self._flow.setSpacing(_spacing(tight=tight))
        self._body.setMinimumWidth(self._width_of_one_row(tight=tight) if self._low else 0)
        wanted = row if self._low else self._flow.heightForWidth(max(1, self.viewport().width()))
        self.setFixedHeight(min(wanted, _ROWS * row + (_ROWS - 1) * SMALL) + 2)

    def _width_of_one_row(self, *, tight: bool) -> int:
        shown = [chip.width_when(tight=tight) for chip in self._chips.values() if not chip.isHidden()]
        return sum(shown) + _spacing(tight=tight) * (len(shown) - 1)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """In one row, go sideways."""
        if not self._low:
            super().wheelEvent(event)
            return
        bar, turned = self.horizontalScrollBar(), event.angleDelta()
        bar.setValue(bar.value() - (turned.y() or turned.x()))
        event.accept()

    def _rebuild(self, labels: tuple[str, ...]) -> None:
        for chip in self._chips.values():
            self._group.removeButton(chip)
            self._flow.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
        self._chips = {Choice(): Chip(self._theme, self.tr("All"), None)}
        for label in labels:
            self._chips[Choice(label)] = self._chip_of(label)
        self._chips[_UNREADABLE] = Chip(self._theme, self.tr("Unreadable"), None, sign="warning")
        self._chips[_GONE] = Chip(self._theme, self.tr("No longer there"), None)
        for chip in self._chips.values():
            chip.stepped.connect(self._step)
            self._group.addButton(chip)
            self._flow.addWidget(chip)
            chip.setVisible(chip not in (self._chips[_UNREADABLE], self._chips[_GONE]))
        kept = self._choice if self._choice in self._chips else Choice()
        self._chips[kept].setChecked(True)
        if kept != self._choice:
            self._choice = kept
            self.chosen.emit(kept)

    def _chip_of(self, label: str) -> Chip:
        made = Chip(self._theme, label, lambda: self._colour(label))
        made.setToolTip(
            self.tr("What you have labelled so, and of the other pictures those that the model says are so")
        )
        return made

    def _step(self, by: int) -> None:
        chips = [chip for chip in self._chips.values() if not chip.isHidden()]
        place = next((number for number, chip in enumerate(chips) if chip is self.sender()), 0)
        chip = chips[(place + by) % len(chips)]
        chip.setChecked(True)
        chip.setFocus(Qt.FocusReason.TabFocusReason)
        self.ensureWidgetVisible(chip)

    def _toggled(self, button: QAbstractButton, on: bool) -> None:
        """By the mouse, the space bar or the arrow keys."""
        for choice, chip in self._chips.items():
            if on and chip is button and choice != self._choice:
                self._choice = choice
                self.chosen.emit(choice)
