"""Fields for the values of settings; a wheel turned in passing does not change them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Qt, SignalInstance
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QAbstractSpinBox, QCheckBox, QComboBox, QWidget

from artclass_gui.pages.train_numbers import NumberField, NumbersField

_CHOICE_WIDTH = 250
_DIGITS = 6  # of shares and rates


@dataclass(frozen=True)
class Field:
    """A widget that shows one value.

    Attributes:
        widget: What stands in the form; its accessible name is the setting's.
        value: Gives the value as it stands; raises UsageError where what is typed cannot be taken.
        put: Shows another one in the place of whatever was typed, without `changed`.
        changed: Emitted when the person has entered something else.
    """

    widget: QWidget
    value: Callable[[], Any]
    put: Callable[[Any], None]
    changed: SignalInstance


def number(name: str, low: int, high: int, *, step: int = 1, unit: str = "", nothing: str = "") -> Field:
    """A whole number from ``low`` to ``high``, followed by its unit; 0 is shown as ``nothing``."""
    spin = NumberField(name, nothing=nothing)
    spin.setDecimals(0)
    spin.setRange(low, high)
    spin.setSingleStep(step)
    spin.setGroupSeparatorShown(True)
    spin.setSuffix(unit)
    return Field(spin, lambda: int(spin.read()), _putting(spin), spin.entered)


def number_or(name: str, high: int, nothing: str) -> Field:
    """A whole number from 1 to ``high``, or 0, which is shown as ``nothing``."""
    return number(name, 0, high, nothing=nothing)


def measure(name: str, high: float, *, step: float = 1.0, decimals: int = 0, unit: str = "") -> Field:
    """A number from 0 to ``high``."""
    spin = NumberField(name)
    spin.setDecimals(decimals)
    spin.setRange(0, high)
    spin.setSingleStep(step)
    spin.setSuffix(unit)
    return Field(spin, spin.read, _putting(spin), spin.entered)


def share(name: str, high: float) -> Field:
    """A share from 0 to ``high`` (at most 1), shown in percent."""
    shown = measure(name, 100 * high, step=5.0, decimals=1, unit=" %")
    return Field(
        shown.widget, lambda: round(shown.value() / 100, _DIGITS), lambda value: shown.put(100 * value), shown.changed
    )


def rate(name: str) -> Field:
    """A learning rate, above 0 and up to 1."""
    spin = NumberField(name)
    spin.setDecimals(_DIGITS)
    spin.setRange(10.0**-_DIGITS, 1)
    spin.setStepType(QAbstractSpinBox.StepType.AdaptiveDecimalStepType)
    return Field(spin, spin.read, _putting(spin), spin.entered)


def switch(name: str, words: str) -> Field:
    """Something that is on or off."""
    box = QCheckBox(words)
    box.setAccessibleName(name)
    return Field(box, box.isChecked, _quietly(box, box.setChecked), box.toggled)


def choice(name: str, options: Sequence[tuple[str, str]]) -> Field:
    """One of several values, each with what a person reads."""
    combo = choice_field(name)
    for value, words in options:
        combo.addItem(words, value)
    combo.setMinimumWidth(_CHOICE_WIDTH)

    def put(value: object) -> None:
        combo.setCurrentIndex(max(0, combo.findData(value)))

    return Field(combo, combo.currentData, _quietly(combo, put), combo.currentIndexChanged)


def numbers(name: str, low: int, high: int, *, most: int, example: str, nothing: str = "") -> Field:
    """A few whole numbers from ``low`` to ``high``; ``nothing`` is shown where there is none."""
    line = NumbersField(name, low, high, most=most, example=example, nothing=nothing)
    return Field(line, line.read, _quietly(line, line.put), line.textEdited)


def choice_field(name: str) -> QComboBox:
    """A field for one of several choices."""
    field = _Choice()
    field.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    field.setAccessibleName(name)
    return field


def _putting(spin: NumberField) -> Callable[[float], None]:
    """Who is typing a value goes on where they are."""

    def put(value: float) -> None:
        if spin.is_wrong or spin.value() != round(value, spin.decimals()):
            spin.setValue(value)

    return _quietly(spin, put)


def _quietly(widget: QWidget, put: Callable[[Any], Any]) -> Callable[[Any], None]:
    def act(value: Any) -> None:
        blocked = widget.blockSignals(True)
        put(value)
        widget.blockSignals(blocked)

    return act


class _Choice(QComboBox):
    def wheelEvent(self, event: QWheelEvent) -> None:
        """Turn the choice only in the field that has the keyboard; elsewhere the page scrolls."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()
