"""How the window looks: colours for light and dark, one spacing scale, tinted icons."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from functools import cache
from string import Template
from typing import Literal

from PySide6.QtCore import QByteArray, QObject, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication

from trainer.resources import resource

Choice = Literal["system", "light", "dark"]

# One scale for all gaps and margins, in device-independent pixels.
TINY, SMALL, GAP, ROOM, WIDE = 4, 8, 12, 16, 24
RADIUS = 8


@dataclass(frozen=True)
class Colours:
    """One scheme; every colour that the window uses has its name here."""

    window: str
    surface: str
    raised: str
    hover: str
    border: str
    text: str
    muted: str
    accent: str
    accent_hover: str
    on_accent: str
    accent_soft: str
    good: str
    warn: str
    bad: str
    info: str
    info_soft: str
    warn_soft: str
    bad_soft: str
    series: tuple[str, ...]


LIGHT = Colours(
    window="#F6F4F1",
    surface="#FFFFFF",
    raised="#FBFAF8",
    hover="#F0ECE7",
    border="#E0DAD2",
    text="#24211E",
    muted="#6B645C",
    accent="#A8432A",
    accent_hover="#933820",
    on_accent="#FFFFFF",
    accent_soft="#F7E6E0",
    good="#2E7D4F",
    warn="#96610A",
    bad="#B3261E",
    info="#2F6690",
    info_soft="#E6EEF4",
    warn_soft="#FBF0DC",
    bad_soft="#FBE4E2",
    series=("#A8432A", "#2F6690", "#3A7D44", "#8E5AA8", "#B7861D", "#4F6D7A", "#C05780", "#5C6B1E"),
)

DARK = Colours(
    window="#1B1917",
    surface="#242220",
    raised="#2B2826",
    hover="#34302D",
    border="#3D3935",
    text="#EFEBE6",
    muted="#A69E95",
    accent="#E58A6E",
    accent_hover="#F09C82",
    on_accent="#2A120A",
    accent_soft="#43291F",
    good="#6CC08B",
    warn="#E3B04B",
    bad="#F2847C",
    info="#7DB3DD",
    info_soft="#1F2F3B",
    warn_soft="#3E321B",
    bad_soft="#46241F",
    series=("#E58A6E", "#7DB3DD", "#82C48E", "#C59ADB", "#E0B95B", "#9DB8C4", "#E597B6", "#B4C36B"),
)


class Theme(QObject):
    """The scheme in force; ``changed`` when the system or the person switches it.

    Args:
        app: What is to look so.
        choice: Which scheme.
        dressed: False: widgets get their style sheet when `dress` is called.
    """

    changed = Signal()

    def __init__(self, app: QApplication, choice: Choice = "system", *, dressed: bool = True) -> None:
        super().__init__(app)
        self._app = app
        self._choice: Choice = choice
        self._dressed = dressed
        self.colours = LIGHT
        app.setStyle("Fusion")
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._apply)
        self._apply()

    @property
    def dark(self) -> bool:
        """Whether the dark scheme is in force."""
        return self.colours is DARK

    def dress(self) -> None:
        """Apply the style sheet, once the window is built.

        With one in force, Qt goes through all that a part of the window holds each time it is put into another part:
        that would take longer than building it.
        """
        self._dressed = True
        self._app.setStyleSheet(_style_sheet(self.colours))

    @contextlib.contextmanager
    def undressed(self) -> Iterator[None]:
        """Build a large part of the window without a style sheet, and apply it after that."""
        self._dressed = False
        self._app.setStyleSheet("")
        yield
        self.dress()

    def choose(self, choice: Choice) -> None:
        """Follow the system, or stay light or dark."""
        self._choice = choice
        self._apply()

    def colour(self, name: str) -> QColor:
        """A colour of the scheme by its field's name."""
        return QColor(getattr(self.colours, name))

    def series(self, index: int) -> QColor:
        """The colour of a class or curve by its number; they repeat after eight."""
        return QColor(self.colours.series[index % len(self.colours.series)])

    def icon(self, name: str, colour: str = "text") -> QIcon:
        """The line icon ``resources/icons/NAME.svg`` in a colour of the scheme, paler where disabled, in the accent where selected."""
        icon = QIcon()
        for size in (16, 24, 48):
            icon.addPixmap(_tinted(name, getattr(self.colours, colour), size))
            icon.addPixmap(_tinted(name, self.colours.border, size), QIcon.Mode.Disabled)
            icon.addPixmap(_tinted(name, self.colours.accent, size), QIcon.Mode.Selected)
        return icon

    def pixmap(self, name: str, size: int, colour: str = "text") -> QPixmap:
        """A line icon as a picture of ``size`` device-independent pixels."""
        return _tinted(name, getattr(self.colours, colour), size)

    def _apply(self) -> None:
        system_dark = QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark
        dark = self._choice == "dark" or (self._choice == "system" and system_dark)
        self.colours = DARK if dark else LIGHT
        self._app.setPalette(_palette(self.colours))
        if self._dressed:
            self._app.setStyleSheet(_style_sheet(self.colours))
        self.changed.emit()


@cache
def _tinted(name: str, colour: str, size: int) -> QPixmap:
    ratio = 2  # crisp on dense screens, scaled down by Qt elsewhere
    pixmap = QPixmap(size * ratio, size * ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    path = resource(f"icons/{name}.svg")
    if path.is_file():
        painter = QPainter(pixmap)
        QSvgRenderer(QByteArray(path.read_bytes())).render(painter, QRectF(pixmap.rect()))
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceIn)
        painter.fillRect(pixmap.rect(), QColor(colour))
        painter.end()
    pixmap.setDevicePixelRatio(ratio)
    return pixmap


def _palette(colours: Colours) -> QPalette:
    palette = QPalette()
    role = QPalette.ColorRole
    for name, colour in (
        (role.Window, colours.window),
        (role.WindowText, colours.text),
        (role.Base, colours.surface),
        (role.AlternateBase, colours.raised),
        (role.Text, colours.text),
        (role.Button, colours.raised),
        (role.ButtonText, colours.text),
        (role.ToolTipBase, colours.raised),
        (role.ToolTipText, colours.text),
        (role.Highlight, colours.accent),
        (role.HighlightedText, colours.on_accent),
        (role.PlaceholderText, colours.muted),
        (role.Link, colours.accent),
        (role.Mid, colours.border),
        (role.Accent, colours.accent),
    ):
        palette.setColor(name, QColor(colour))
    disabled = QPalette.ColorGroup.Disabled
    for name in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(disabled, name, QColor(colours.muted))
    return palette


def _style_sheet(colours: Colours) -> str:
    """The rules of ``resources/window.qss`` in the colours of a scheme.

    They cannot tint icons: the arrows' grey is seen on light and dark grounds, and of the tick there are two.
    """
    icons = {
        "arrow_up": "arrow-up",
        "arrow_down": "arrow-down",
        "tick": "tick-dark" if colours is DARK else "tick-light",
    }
    places = {name: resource(f"icons/{icon}.svg").as_posix() for name, icon in icons.items()}
    return _rules().substitute(asdict(colours), radius=RADIUS, **places)


@cache
def _rules() -> Template:
    return Template(resource("window.qss").read_text(encoding="utf-8"))
