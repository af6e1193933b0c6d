"""How the window looks: colours for light and dark, one spacing scale, tinted icons."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
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


def _image(name: str) -> str:
    """An icon for style sheets, which cannot tint: the arrows' grey is seen on light and dark grounds."""
    return resource(f"icons/{name}.svg").as_posix()


def _style_sheet(c: Colours) -> str:
    """Widgets opt in by properties: QLabel[role="title"|"heading"|"muted"|"figure"], QPushButton[kind="primary"|"danger"|"quiet"], QFrame[card="true"]."""
    return f"""
    QToolTip {{ color: {c.text}; background: {c.raised}; border: 1px solid {c.border}; padding: 4px; }}
    QLabel[role="title"] {{ font-size: 20pt; font-weight: 600; }}
    QLabel[role="heading"] {{ font-size: 12pt; font-weight: 600; }}
    QLabel[role="figure"] {{ font-size: 22pt; font-weight: 600; }}
    QLabel[role="muted"] {{ color: {c.muted}; }}
    QLabel[role="warning"] {{ color: {c.warn}; }}
    QLabel[role="bad"] {{ color: {c.bad}; }}
    QFrame[card="true"] {{ background: {c.surface}; border: 1px solid {c.border}; border-radius: {RADIUS}px; }}
    QFrame[card="true"][selected="true"] {{ border: 2px solid {c.accent}; background: {c.accent_soft}; }}
    QFrame[banner="warning"] {{ background: {c.warn_soft}; border: 1px solid {c.warn}; border-radius: {RADIUS}px; }}
    QFrame[banner="bad"] {{ background: {c.bad_soft}; border: 1px solid {c.bad}; border-radius: {RADIUS}px; }}
    QFrame[banner="info"] {{ background: {c.info_soft}; border: 1px solid {c.border}; border-radius: {RADIUS}px; }}
    QPushButton, QToolButton {{ background: {c.surface}; border: 1px solid {c.border}; border-radius: 6px;
        padding: 6px 14px; min-height: 20px; }}
    QToolButton {{ padding: 5px; }}
    QPushButton:hover, QToolButton:hover {{ background: {c.hover}; }}
    QPushButton:pressed, QToolButton:pressed {{ background: {c.border}; }}
    QPushButton:focus, QToolButton:focus {{ border: 1px solid {c.accent}; }}
    QPushButton:disabled, QToolButton:disabled {{ color: {c.muted}; background: {c.window}; }}
    QPushButton:checked, QToolButton:checked {{ background: {c.accent_soft}; border-color: {c.accent}; }}
    QPushButton[kind="primary"] {{ background: {c.accent}; color: {c.on_accent}; border-color: {c.accent}; font-weight: 600; }}
    QPushButton[kind="primary"]:hover {{ background: {c.accent_hover}; }}
    QPushButton[kind="primary"]:focus {{ border: 1px solid {c.text}; }}
    QPushButton[kind="primary"]:disabled {{ background: {c.border}; color: {c.muted}; border-color: {c.border}; }}
    QPushButton[kind="danger"] {{ color: {c.bad}; }}
    QPushButton[kind="quiet"], QToolButton[kind="quiet"] {{ background: transparent; border-color: transparent; }}
    QPushButton[kind="quiet"]:hover, QToolButton[kind="quiet"]:hover {{ background: {c.hover}; }}
    QPushButton[kind="quiet"]:focus, QToolButton[kind="quiet"]:focus {{ border-color: {c.accent}; }}
    QLineEdit, QSpinBox, QDoubleSpinBox, QComboBox {{ background: {c.surface}; border: 1px solid {c.border};
        border-radius: 6px; padding: 5px 8px; min-height: 20px; }}
    QLineEdit > QToolButton {{ background: transparent; border: none; padding: 0; min-height: 0; }}
    QLineEdit:focus, QSpinBox:focus, QDoubleSpinBox:focus, QComboBox:focus {{ border-color: {c.accent}; }}
    QLineEdit[wrong="true"], QDoubleSpinBox[wrong="true"], QComboBox[wrong="true"] {{ border-color: {c.warn}; }}
    QComboBox::drop-down {{ border: none; width: 22px; }}
    QComboBox::down-arrow {{ image: url("{_image("arrow-down")}"); width: 14px; height: 14px; }}
    QAbstractSpinBox {{ padding: 5px 26px 5px 8px; }}
    QAbstractSpinBox::up-button, QAbstractSpinBox::down-button {{ subcontrol-origin: border; width: 24px;
        border: none; background: transparent; }}
    QAbstractSpinBox::up-button {{ subcontrol-position: top right; margin-top: 3px; }}
    QAbstractSpinBox::down-button {{ subcontrol-position: bottom right; margin-bottom: 3px; }}
    QAbstractSpinBox::up-arrow {{ image: url("{_image("arrow-up")}"); width: 12px; height: 12px; }}
    QAbstractSpinBox::down-arrow {{ image: url("{_image("arrow-down")}"); width: 12px; height: 12px; }}
    QDialogButtonBox, QMessageBox {{ dialogbuttonbox-buttons-have-icons: 0; }}
    QCheckBox::indicator, QTableView::indicator {{ width: 16px; height: 16px; border: 1px solid {c.muted};
        border-radius: 4px; background: {c.surface}; }}
    QCheckBox::indicator:hover, QCheckBox::indicator:focus {{ border-color: {c.accent}; }}
    QRadioButton::indicator {{ width: 16px; height: 16px; border: 1px solid {c.muted}; border-radius: 9px;
        background: {c.surface}; }}
    QRadioButton::indicator:hover, QRadioButton::indicator:focus {{ border-color: {c.accent}; }}
    QRadioButton::indicator:checked {{ border-color: {c.accent}; background: qradialgradient(cx: 0.5, cy: 0.5,
        radius: 0.5, fx: 0.5, fy: 0.5, stop: 0 {c.accent}, stop: 0.5 {c.accent}, stop: 0.6 {c.surface},
        stop: 1 {c.surface}); }}
    QRadioButton::indicator:disabled {{ border-color: {c.border}; background: {c.window}; }}
    QCheckBox::indicator:disabled {{ border-color: {c.border}; background: {c.window}; }}
    QCheckBox::indicator:checked, QTableView::indicator:checked {{ background: {c.accent}; border-color: {c.accent};
        image: url("{_image("tick-dark" if c is DARK else "tick-light")}"); }}
    QTabBar::tab {{ background: transparent; color: {c.muted}; border: none; border-bottom: 2px solid transparent;
        padding: 8px 4px; margin-right: 20px; }}
    QTabBar::tab:hover {{ color: {c.text}; }}
    QTabBar::tab:selected {{ color: {c.accent}; border-bottom-color: {c.accent}; }}
    QTabBar::tab:focus {{ background: {c.accent_soft}; }}
    QProgressBar {{ background: {c.hover}; border: none; border-radius: 4px; height: 8px; text-align: center; }}
    QProgressBar::chunk {{ background: {c.accent}; border-radius: 4px; }}
    QTableView, QListView, QTreeView, QPlainTextEdit, QTextBrowser {{ background: {c.surface}; border: 1px solid {c.border};
        border-radius: {RADIUS}px; selection-background-color: {c.accent_soft}; selection-color: {c.text}; gridline-color: {c.border}; }}
    QHeaderView::section {{ background: {c.raised}; color: {c.muted}; border: none; border-bottom: 1px solid {c.border}; padding: 6px 8px; }}
    QTableCornerButton::section {{ background: {c.raised}; border: none; }}
    QScrollArea, QScrollArea > QWidget > QWidget {{ background: transparent; border: none; }}
    QFrame#side {{ background: {c.raised}; border: none; border-right: 1px solid {c.border}; }}
    QListWidget#sidebar {{ background: {c.raised}; border: none; border-radius: 0;
        padding: 8px; outline: none; font-size: 11pt; }}
    QListWidget#sidebar::item {{ padding: 10px 12px; border-radius: 6px; margin: 2px 0; color: {c.text}; }}
    QListWidget#sidebar::item:hover {{ background: {c.hover}; }}
    QListWidget#sidebar::item:selected {{ background: {c.accent_soft}; color: {c.accent}; font-weight: 600; }}
    QListWidget#sidebar[rail="true"] {{ font-size: 9pt; }}
    QListWidget#sidebar[rail="true"]::item {{ padding: 6px 0px; margin: 2px 0px; }}
    QMenuBar {{ background: {c.raised}; border-bottom: 1px solid {c.border}; }}
    QMenuBar::item {{ padding: 5px 10px; background: transparent; }}
    QMenuBar::item:selected {{ background: {c.hover}; border-radius: 4px; }}
    QMenu {{ background: {c.surface}; border: 1px solid {c.border}; padding: 4px; }}
    QMenu::item {{ padding: 6px 28px 6px 12px; border-radius: 4px; }}
    QMenu::icon {{ padding-left: 8px; }}
    QMenu::item:selected {{ background: {c.accent_soft}; color: {c.text}; }}
    QMenu::item:disabled {{ color: {c.muted}; }}
    QMenu::separator {{ height: 1px; background: {c.border}; margin: 4px 8px; }}
    QStatusBar {{ background: {c.raised}; border-top: 1px solid {c.border}; color: {c.muted}; }}
    QStatusBar::item {{ border: none; }}
    QSplitter::handle {{ background: {c.border}; }}
    QSlider::groove:horizontal {{ height: 4px; background: {c.border}; border-radius: 2px; }}
    QSlider::handle:horizontal {{ width: 14px; height: 14px; margin: -5px 0; border-radius: 7px; background: {c.accent}; }}
    QScrollBar:vertical {{ background: transparent; width: 12px; margin: 0; }}
    QScrollBar:horizontal {{ background: transparent; height: 12px; margin: 0; }}
    QScrollBar::handle {{ background: {c.border}; border-radius: 4px; margin: 2px; min-height: 32px; min-width: 32px; }}
    QScrollBar::handle:hover {{ background: {c.muted}; }}
    QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
    QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
    """
