"""Fields for the values of settings; a wheel turned in passing does not change them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QRegularExpression, Qt, SignalInstance
from PySide6.QtGui import QRegularExpressionValidator, QWheelEvent
from PySide6.QtWidgets import QAbstractSpinBox, QCheckBox, QComboBox, QDoubleSpinBox, QLineEdit, QSpinBox, QWidget

from artclass_gui.widgets.spin import inset

_WIDTH = 132
_CHOICE_WIDTH = 250
_DIGITS = 6  # of shares


@dataclass(frozen=True)
class Field:
    """A widget that shows one value.

    Attributes:
        widget: What stands in the form; its accessible name is the setting's.
        value: Gives the value as it stands.
        put: Shows another one, without `changed`.
        changed: Emitted when the person has entered another one.
    """

    widget: QWidget
    value: Callable[[], Any]
    put: Callable[[Any], None]
    changed: SignalInstance


def number(name: str, low: int, high: int, *, step: int = 1, unit: str = "") -> Field:
    """A whole number from ``low`` to ``high``, followed by its unit."""
    spin = number_field(name, low, high, step=step)
    spin.setSuffix(unit)
    return Field(spin, spin.value, _quietly(spin, lambda value: spin.setValue(int(value))), spin.valueChanged)


def number_or(name: str, high: int, nothing: str) -> Field:
    """A whole number from 1 to ``high``, or 0, which is shown as ``nothing``."""
    field = number(name, 0, high)
    assert isinstance(field.widget, QSpinBox)
    field.widget.setSpecialValueText(nothing)
    return field


def measure(name: str, high: float, *, step: float = 1.0, decimals: int = 0, unit: str = "") -> Field:
    """A number from 0 to ``high``."""
    spin = _Measure()
    spin.setDecimals(decimals)
    spin.setRange(0, high)
    spin.setSingleStep(step)
    spin.setSuffix(unit)
    _dress(spin, name)
    return Field(spin, spin.value, _quietly(spin, spin.setValue), spin.valueChanged)


def share(name: str, high: float) -> Field:
    """A share from 0 to ``high`` (at most 1), shown in percent."""
    shown = measure(name, 100 * high, step=5.0, decimals=1, unit=" %")
    return Field(
        shown.widget, lambda: round(shown.value() / 100, _DIGITS), lambda value: shown.put(100 * value), shown.changed
    )


def rate(name: str) -> Field:
    """A learning rate."""
    spin = rate_field(name)
    return Field(spin, spin.value, _quietly(spin, spin.setValue), spin.valueChanged)


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


def numbers(name: str, nothing: str) -> Field:
    """A few whole numbers with commas between them; ``nothing`` is shown where there is none."""
    line = QLineEdit()
    line.setPlaceholderText(nothing)
    line.setValidator(QRegularExpressionValidator(QRegularExpression(r"\s*(\d{1,4}\s*(,\s*|$)){0,8}"), line))
    line.setFixedWidth(_WIDTH)
    line.setAccessibleName(name)

    def value() -> tuple[int, ...]:
        return tuple(int(part) for part in line.text().split(",") if part.strip())

    def put(many: tuple[int, ...]) -> None:
        if many != value():  # who is typing goes on where they are
            line.setText(", ".join(map(str, many)))

    return Field(line, value, _quietly(line, put), line.textEdited)


def number_field(name: str, low: int, high: int, *, step: int = 1) -> QSpinBox:
    """A field for a whole number from ``low`` to ``high``."""
    field = _Number()
    field.setRange(low, high)
    field.setSingleStep(step)
    field.setGroupSeparatorShown(True)
    _dress(field, name)
    return field


def rate_field(name: str) -> QDoubleSpinBox:
    """A field for a learning rate, above 0 and up to 1."""
    field = _Measure()
    field.setDecimals(6)
    field.setRange(0.000001, 1)
    field.setStepType(QAbstractSpinBox.StepType.AdaptiveDecimalStepType)
    _dress(field, name)
    return field


def choice_field(name: str) -> QComboBox:
    """A field for one of several choices."""
    field = _Choice()
    field.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    field.setAccessibleName(name)
    return field


def _quietly(widget: QWidget, put: Callable[[Any], Any]) -> Callable[[Any], None]:
    def act(value: Any) -> None:
        blocked = widget.blockSignals(True)
        put(value)
        widget.blockSignals(blocked)

    return act


def _dress(field: QAbstractSpinBox, name: str) -> None:
    field.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    inset(field).setFixedWidth(_WIDTH)
    field.setAlignment(Qt.AlignmentFlag.AlignRight)
    field.setAccessibleName(name)


class _Number(QSpinBox):
    def wheelEvent(self, event: QWheelEvent) -> None:
        """Turn the value only in the field that has the keyboard; elsewhere the page scrolls."""
        _turn(self, event)


class _Measure(QDoubleSpinBox):
    def wheelEvent(self, event: QWheelEvent) -> None:
        """Turn the value only in the field that has the keyboard; elsewhere the page scrolls."""
        _turn(self, event)

    def textFromValue(self, value: float) -> str:
        """As few digits as say it."""
        point, words = self.locale().decimalPoint(), super().textFromValue(value)
        return words.rstrip("0").rstrip(point) if point in words else words


class _Choice(QComboBox):
    def wheelEvent(self, event: QWheelEvent) -> None:
        """Turn the choice only in the field that has the keyboard; elsewhere the page scrolls."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


def _turn(field: QSpinBox | QDoubleSpinBox, event: QWheelEvent) -> None:
    if field.hasFocus():
        QAbstractSpinBox.wheelEvent(field, event)
    else:
        event.ignore()
