"""How widgets look: the rules of the style sheet in the colours of both schemes."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication, QCheckBox, QPushButton, QRadioButton, QWidget
from pytestqt.qtbot import QtBot

from artclass_gui.context import Context
from artclass_gui.theme import DARK, LIGHT, Choice, Colours

SCHEMES = [("light", LIGHT), ("dark", DARK)]


def _picture(qtbot: QtBot, widget: QWidget) -> QImage:
    qtbot.addWidget(widget)
    widget.resize(160, 40)
    return widget.grab().toImage()


def _share(image: QImage, colour: str) -> float:
    """Which share of a picture has exactly this colour."""
    wanted = QColor(colour).rgb()
    pixels = [image.pixel(x, y) for x in range(image.width()) for y in range(image.height())]
    return pixels.count(wanted) / len(pixels)


@pytest.mark.parametrize(("choice", "colours"), SCHEMES)
def test_buttons_have_the_colours_of_the_scheme(
    qtbot: QtBot, context: Context, choice: Choice, colours: Colours
) -> None:
    context.theme.choose(choice)
    plain, primary = QPushButton("Open"), QPushButton("Train")
    primary.setProperty("kind", "primary")
    assert _share(_picture(qtbot, plain), colours.surface) > 0.6
    assert _share(_picture(qtbot, primary), colours.accent) > 0.6


@pytest.mark.parametrize(("choice", "colours"), SCHEMES)
def test_a_ticked_box_has_a_tick_that_is_seen_on_the_accent(
    qtbot: QtBot, context: Context, choice: Choice, colours: Colours
) -> None:
    context.theme.choose(choice)
    box = QCheckBox("Overwrite")
    box.setChecked(True)
    image = _picture(qtbot, box)
    assert _share(image, colours.accent) > 0.01
    assert _share(image, colours.on_accent) > 0.001


@pytest.mark.parametrize(("choice", "colours"), SCHEMES)
@pytest.mark.parametrize("kind", [QCheckBox, QRadioButton])
def test_what_is_chosen_and_cannot_be_changed_shows_both(
    qtbot: QtBot, context: Context, kind: type[QCheckBox | QRadioButton], choice: Choice, colours: Colours
) -> None:
    context.theme.choose(choice)
    chosen, other = kind(), kind()
    chosen.setChecked(True)
    for box in (chosen, other):
        box.setEnabled(False)
    pictures = [_picture(qtbot, box) for box in (chosen, other)]
    assert pictures[0] != pictures[1]
    assert _share(pictures[0], colours.accent) == 0


def test_every_place_of_the_rules_is_filled(context: Context) -> None:
    context.theme.choose("dark")
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    assert "$" not in application.styleSheet().partition("*/")[2]
    assert DARK.accent_soft in application.styleSheet()
