"""The architectures as cards in plain words, of which one is chosen."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QButtonGroup,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from artclass_gui.figures import weights_count
from artclass_gui.theme import GAP, RADIUS, ROOM, SMALL, TINY, Theme
from artclass_gui.widgets.text import heading, muted, text
from trainer.architectures import ARCHITECTURES, DEFAULT, Architecture

_NARROWEST = 216
_MARK = 18


class ArchitectureCard(QAbstractButton):
    """One architecture; chosen with the mouse, Space or the arrow keys."""

    def __init__(self, row: Architecture, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.row, self._theme = row, theme
        self._mark, self._badge_icon = QLabel(), QLabel()
        self._badge = muted("")
        self._ready: bool | None = None
        self._by_keyboard = False
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self._lay_out()
        self.setAccessibleName(row.title)
        self.toggled.connect(self._tint)
        theme.changed.connect(self._tint)
        self.set_ready(None if row.pretrained else True)

    @property
    def badge(self) -> str:
        """What the card says of its weights."""
        return self._badge.text()

    def set_ready(self, ready: bool | None) -> None:
        """Say whether the weights are on this computer; None while that is not known."""
        self._ready = ready
        self._badge.setText(self._badge_words(ready))
        self.setAccessibleDescription(f"{self.row.blurb} {self._facts()}. {self.badge}")
        self._tint()

    def sizeHint(self) -> QSize:
        """As the labels need."""
        return self._column.sizeHint()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Remember whether the keyboard brought the focus: only then is it drawn."""
        self._by_keyboard = event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
        super().focusInEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the frame: the chosen card in the accent's colours, the focus as a second line."""
        chosen, theme = self.isChecked(), self._theme
        surface = "accent_soft" if chosen else "hover" if self.underMouse() else "surface"
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(theme.colour(surface))
        painter.setPen(QPen(theme.colour("accent" if chosen else "border"), 2 if chosen else 1))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), RADIUS, RADIUS)
        if self.hasFocus() and self._by_keyboard:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.colour("text"), 1, Qt.PenStyle.DotLine))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(4.5, 4.5, -4.5, -4.5), RADIUS - 3, RADIUS - 3)
        painter.end()

    def _badge_words(self, ready: bool | None) -> str:
        if ready is None:
            return self.tr("Looking for its weights…")
        return self.tr("Ready on this computer") if ready else self.tr("Needs a download of its weights")

    def _facts(self) -> str:
        return self.tr("{0} · {1} px").format(weights_count(self.row), self.row.image_size)

    def _tint(self) -> None:
        mark = self._theme.pixmap("check", _MARK, "accent")
        self._mark.setPixmap(mark if self.isChecked() else self._theme.pixmap("", _MARK))
        icon, colour = ("import", "warn") if self._ready is False else ("check", "good")
        self._badge_icon.setPixmap(self._theme.pixmap(icon if self._ready is not None else "clock", 14, colour))
        self.update()

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        name = heading(self.row.title)
        top.addWidget(name, 1)
        top.addWidget(self._mark, alignment=Qt.AlignmentFlag.AlignTop)
        bottom = QHBoxLayout()
        bottom.setSpacing(TINY + 2)
        bottom.addWidget(self._badge_icon, alignment=Qt.AlignmentFlag.AlignTop)
        bottom.addWidget(self._badge, 1)
        self._column = column = QVBoxLayout(self)
        column.setContentsMargins(ROOM, GAP, GAP, GAP)
        column.setSpacing(TINY)
        column.addLayout(top)
        column.addWidget(muted(self._facts()))
        column.addSpacing(TINY)
        column.addWidget(text(self.row.blurb))
        column.addStretch(1)
        column.addSpacing(SMALL)
        column.addLayout(bottom)
        for label in self.findChildren(QLabel):
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)


class ArchitectureCards(QWidget):
    """All architectures, as many beside each other as there is room for.

    Signals:
        chosen(str): Another architecture is chosen.
    """

    chosen = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._group = QButtonGroup(self)
        self._columns = 0
        self.cards = {row.name: ArchitectureCard(row, theme) for row in ARCHITECTURES}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(GAP)
        for card in self.cards.values():
            self._group.addButton(card)
        self.cards[DEFAULT].setChecked(True)
        self._arrange(4)
        self.setAccessibleName(self.tr("Architecture"))
        self._group.buttonToggled.connect(self._tell)

    @property
    def current(self) -> Architecture:
        """The chosen architecture."""
        return next(card.row for card in self.cards.values() if card.isChecked())

    def choose(self, name: str) -> None:
        """Choose an architecture by its name."""
        self.cards[name].setChecked(True)

    def set_ready(self, ready: Mapping[str, bool]) -> None:
        """Say which architectures have their weights on this computer."""
        for name, is_ready in ready.items():
            self.cards[name].set_ready(is_ready)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Arrange the cards anew where another number fits beside each other."""
        super().resizeEvent(event)
        fitting = max(1, (self.width() + GAP) // (_NARROWEST + GAP))
        self._arrange(next(columns for columns in (4, 3, 2, 1) if columns <= fitting))

    def _arrange(self, columns: int) -> None:
        if columns == self._columns:
            return
        for column in range(max(columns, self._columns)):
            self._grid.setColumnStretch(column, 1 if column < columns else 0)
            self._grid.setColumnMinimumWidth(column, 0)
        self._columns = columns
        for number, card in enumerate(self.cards.values()):
            self._grid.addWidget(card, number // columns, number % columns)
        self.updateGeometry()

    def _tell(self, card: QAbstractButton, checked: bool) -> None:
        if checked and isinstance(card, ArchitectureCard):
            self.chosen.emit(card.row.name)
