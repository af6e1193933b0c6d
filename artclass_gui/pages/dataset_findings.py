"""What the doctor has found, as cards: how grave it is, what it is, why it matters, and the way to where it is put right."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QCoreApplication, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from artclass_gui.theme import GAP, ROOM, SMALL, TINY, Theme
from artclass_gui.widgets.buttons import Button, button
from artclass_gui.widgets.card import Card
from artclass_gui.widgets.flow_layout import FlowLayout
from artclass_gui.widgets.text import heading, text
from artclass_gui.widgets.words import human_percent
from trainer.doctor.records import Finding, Level, Shortcut

ICONS: dict[Level, tuple[str, str]] = {
    "bad": ("error", "bad"),
    "warning": ("warning", "warn"),
    "note": ("info", "info"),
    "good": ("check", "good"),
}
_BAR = 8
_PROBLEMS = {
    "unreadable": "unreadable",
    "truncated": "unreadable",
    "too large": "unreadable",
    "passed over": "passed over",
    "duplicates": "duplicate",
}


@dataclass(frozen=True)
class Way:
    """Where a finding can be put right, and what the button that leads there says.

    Attributes:
        to: The tab, or "mend": set aside what leaks.
        words: The button's words.
        name: The kind of problem, or what the pictures are.
        numbers: The pictures.
    """

    to: Literal["twins", "doubts", "problems", "unlabelled", "set aside", "found", "sources", "train", "mend"]
    words: str
    name: str = ""
    numbers: tuple[int, ...] = ()


def ways(finding: Finding) -> list[Way]:
    """What can be done about a finding, the best first."""
    if finding.level == "good":
        return []
    show, kind = _tr("Show them"), finding.kind
    found = [Way("found", show, finding.title, finding.pictures)] if finding.pictures else []
    if kind in _PROBLEMS:
        return [Way("problems", show, _PROBLEMS[kind])]
    match kind:
        case "near-duplicates":
            return [Way("twins", show)]
        case "two labels":
            return [Way("doubts", _tr("Decide"))]
        case "suspicious labels":
            return [Way("doubts", _tr("Decide"))] if finding.count else [Way("train", _tr("Train a model"))]
        case "unlabelled":
            return [Way("unlabelled", _tr("Label them"))]
        case "set aside":
            return [Way("set aside", show)]
        case "leaks":
            return [Way("mend", _tr("Mend it")), *found]
        case "missing source" | "not looked at":
            return [Way("sources", _tr("Show sources"))]
        case _:
            return found


class FindingCard(Card):
    """One finding that asks for something."""

    def __init__(self, theme: Theme, finding: Finding, shortcut: Shortcut | None, go: Callable[[Way], object]) -> None:
        super().__init__()
        self._theme, self.finding = theme, finding
        self._sign = QLabel()
        self.buttons: list[Button] = []
        self.setAccessibleName(f"{level_in_words(finding.level)}: {finding.title}")
        self.setAccessibleDescription(finding.words)
        words = QVBoxLayout()
        words.setSpacing(TINY)
        words.addWidget(heading(finding.title))
        words.addWidget(text(finding.words))
        if shortcut is not None and shortcut.share is not None and shortcut.elsewhere is not None:
            words.addSpacing(SMALL)
            words.addWidget(ShareBars(theme, shortcut))
        right = QVBoxLayout()
        right.setSpacing(SMALL)
        for way in ways(finding):
            right.addWidget(self._button(way, go))
        right.addStretch(1)
        row = QHBoxLayout()
        row.setSpacing(GAP)
        row.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
        row.addLayout(right)
        self.body.addLayout(row)
        theme.changed.connect(self._tint)
        self._tint()

    def _button(self, way: Way, go: Callable[[Way], object]) -> Button:
        made = button(way.words, lambda: go(way))
        made.setAccessibleName(f"{way.words}: {self.finding.title}")
        self.buttons.append(made)
        return made

    def _tint(self) -> None:
        self._sign.setPixmap(self._theme.pixmap(*_sign(self.finding.level, 22)))


class WellCard(Card):
    """What was looked at and is well: a line each."""

    def __init__(self, theme: Theme, findings: Sequence[Finding]) -> None:
        super().__init__(QCoreApplication.translate("Findings", "Looked at, and well"))
        self._theme = theme
        self._signs: list[QLabel] = []
        rows = QWidget()
        flow = FlowLayout(rows, spacing=ROOM)
        for finding in findings:
            flow.addWidget(self._line(finding))
        self.body.addWidget(rows)
        theme.changed.connect(self._tint)
        self._tint()

    def _line(self, finding: Finding) -> QWidget:
        line = QWidget()
        sign, words = QLabel(), text(finding.title, wrap=False)
        self._signs.append(sign)
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(TINY + 2)
        row.addWidget(sign)
        row.addWidget(words)
        line.setToolTip(finding.words)
        words.setAccessibleDescription(finding.words)
        return line

    def _tint(self) -> None:
        for sign in self._signs:
            sign.setPixmap(self._theme.pixmap(*_sign("good", 16)))


class ShareBars(QWidget):
    """Of how many pictures of a class, and of the other classes, something is true that is not the art."""

    def __init__(self, theme: Theme, shortcut: Shortcut) -> None:
        super().__init__()
        self._theme = theme
        others = self.tr("other classes")
        self._bars = ((shortcut.label or "", shortcut.share or 0.0), (others, shortcut.elsewhere or 0.0))
        self.setAccessibleName("; ".join(f"{name}: {human_percent(share)}" for name, share in self._bars))
        theme.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        """Two lines."""
        return QSize(240, 2 * (self.fontMetrics().height() + TINY))

    def minimumSizeHint(self) -> QSize:
        """Two lines."""
        return QSize(160, self.sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Name, bar, percentage."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        metrics = painter.fontMetrics()
        names = min(self.width() // 3, max(metrics.horizontalAdvance(name) for name, _ in self._bars) + 1)
        values = max(metrics.horizontalAdvance(human_percent(share)) for _, share in self._bars) + TINY
        for number, (name, share) in enumerate(self._bars):
            line = QRect(0, number * (metrics.height() + TINY), self.width(), metrics.height())
            painter.setPen(self._theme.colour("muted"))
            elided = metrics.elidedText(name, Qt.TextElideMode.ElideRight, names)
            painter.drawText(line, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, elided)
            painter.drawText(line, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, human_percent(share))
            groove = QRectF(names + GAP, line.center().y() - _BAR / 2, self.width() - names - values - 2 * GAP, _BAR)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._theme.colour("hover"))
            painter.drawRoundedRect(groove, _BAR / 2, _BAR / 2)
            painter.setBrush(self._theme.colour("accent") if number == 0 else self._theme.colour("muted"))
            if share > 0:
                groove.setWidth(max(float(_BAR), groove.width() * share))
                painter.drawRoundedRect(groove, _BAR / 2, _BAR / 2)


def level_in_words(level: Level) -> str:
    """How grave a finding is."""
    match level:
        case "bad":
            return _tr("Serious")
        case "warning":
            return _tr("Warning")
        case "note":
            return _tr("Worth knowing")
        case "good":
            return _tr("Well")


def _sign(level: Level, size: int) -> tuple[str, int, str]:
    icon, colour = ICONS[level]
    return icon, size, colour


def _tr(words: str) -> str:
    return QCoreApplication.translate("Findings", words)
