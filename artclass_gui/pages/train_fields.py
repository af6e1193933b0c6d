"""Fields for numbers that a wheel turned in passing does not change."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QAbstractSpinBox, QComboBox, QDoubleSpinBox, QSpinBox

from artclass_gui.widgets.spin import inset

_WIDTH = 132


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
    field = _Rate()
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


def _dress(field: QAbstractSpinBox, name: str) -> None:
    field.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    inset(field).setFixedWidth(_WIDTH)
    field.setAlignment(Qt.AlignmentFlag.AlignRight)
    field.setAccessibleName(name)


class _Number(QSpinBox):
    def wheelEvent(self, event: QWheelEvent) -> None:
        """Turn the value only in the field that has the keyboard; elsewhere the page scrolls."""
        _turn(self, event)


class _Rate(QDoubleSpinBox):
    def wheelEvent(self, event: QWheelEvent) -> None:
        """Turn the value only in the field that has the keyboard; elsewhere the page scrolls."""
        _turn(self, event)

    def textFromValue(self, value: float) -> str:
        """As few digits as say it."""
        point = self.locale().decimalPoint()
        return super().textFromValue(value).rstrip("0").rstrip(point)


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
