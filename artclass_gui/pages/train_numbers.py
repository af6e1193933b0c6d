"""Fields for numbers that keep what was typed, and say in a sentence what is wrong with it and what is expected."""

from __future__ import annotations

import math

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtGui import QValidator, QWheelEvent
from PySide6.QtWidgets import QDoubleSpinBox, QLineEdit

from artclass_gui.widgets.spin import inset
from artclass_gui.widgets.words import human_number
from trainer.errors import UsageError

WIDTH = 132
_LONGEST = 24  # letters of what was typed that are told


class NumberField(QDoubleSpinBox):
    """One number. What is typed stays, even if it cannot be taken, until another value is put in its place.

    Args:
        name: What the setting is called.
        nothing: What is shown, and may be typed, for 0.

    Signals:
        entered(): The person has typed or stepped to something else; `read` says what, or what is wrong with it.
    """

    entered = Signal()

    def __init__(self, name: str, *, nothing: str = "") -> None:
        super().__init__()
        self._name, self._nothing = name, nothing
        self._typed: str | None = None  # what stands in the field and cannot be taken
        self._told: str | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        inset(self).setFixedWidth(WIDTH)
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.setAccessibleName(name)
        self.valueChanged.connect(lambda _: self._tell(at_least_once=True))
        self.lineEdit().textChanged.connect(lambda _: self._tell())

    @property
    def is_wrong(self) -> bool:
        """Whether what stands in the field cannot be taken."""
        return self._typed is not None and self._number(self._typed) is None

    def read(self) -> float:
        """The number.

        Raises:
            UsageError: What is typed is none, or out of range.
        """
        if self._typed is None:
            return self.value()
        number = self._number(self._typed)
        if number is None:
            raise UsageError(self._mistake(self._typed), remedy=self._wanted())
        return number

    def setValue(self, value: float) -> None:
        """Show another value in the place of whatever was typed."""
        self._typed = None
        super().setValue(value)
        self._tell()

    def stepBy(self, steps: int) -> None:
        """Step from the last value that could be taken."""
        self._typed = None
        super().stepBy(steps)
        self._tell()

    def validate(self, text: str, cursor: int) -> tuple[QValidator.State, str, int]:
        """Let everything be typed: what is wrong with it is told, not swallowed."""
        return QValidator.State.Acceptable, text, cursor

    def valueFromText(self, text: str) -> float:
        """Qt asks this of every text that is typed: what cannot be taken is kept, and leaves the value as it was."""
        typed = self._bare(text)
        number = self._number(typed)
        self._typed = typed if number is None else None
        return self.value() if number is None else number

    def textFromValue(self, value: float) -> str:
        """What was typed, where that is kept; otherwise the value."""
        return self._written(value) if self._typed is None else self._typed

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Turn the value only in the field that has the keyboard; elsewhere the page scrolls."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    @property
    def _whole(self) -> bool:
        return self.decimals() == 0

    def _bare(self, text: str) -> str:
        """Without the unit, with or without its space."""
        return text.removesuffix(self.suffix()).strip().removesuffix(self.suffix().strip()).strip()

    def _number(self, typed: str) -> float | None:
        """What was typed as a number; None where it cannot be taken."""
        if self._nothing and typed == self._nothing:
            return 0.0
        number = self._parsed(typed)
        return number if number is not None and self.minimum() <= number <= self.maximum() else None

    def _parsed(self, typed: str) -> float | None:
        number, is_number = self.locale().toDouble(typed)
        good = is_number and math.isfinite(number) and (number.is_integer() or not self._whole)
        return number if good else None

    def _written(self, value: float) -> str:
        """As few digits as say it."""
        if self._nothing and value == 0:
            return self._nothing
        point, words = self.locale().decimalPoint(), super().textFromValue(value)
        return words.rstrip("0").rstrip(point) if point in words else words

    def _mistake(self, typed: str) -> str:
        number = self._parsed(typed)
        if not typed:
            return _tr("Nothing is typed")
        if number is None:
            return (_tr("“{0}” is not a whole number") if self._whole else _tr("“{0}” is not a number")).format(
                _shortened(typed)
            )
        return (_tr("{0} is too small") if number < self.minimum() else _tr("{0} is too large")).format(
            _shortened(typed)
        )

    def _wanted(self) -> str:
        words = (
            _tr("“{0}” takes a whole number from {1} to {2}")
            if self._whole
            else _tr("“{0}” takes a number from {1} to {2}")
        )
        low = 1 if self._nothing else self.minimum()
        words = words.format(self._name, self._limit(low), self._limit(self.maximum()) + self.suffix())
        return f"{words}." if not self._nothing else _tr("{0}, or “{1}”.").format(words, self._nothing)

    def _limit(self, value: float) -> str:
        return human_number(round(value)) if self._whole else self._written(value)

    def _tell(self, *, at_least_once: bool = False) -> None:
        if at_least_once or self._typed != self._told:
            self._told = self._typed
            self.entered.emit()


class NumbersField(QLineEdit):
    """A few whole numbers with commas between them.

    Args:
        name: What the setting is called.
        low: The smallest that each may be.
        high: The largest.
        most: How many there may be.
        example: What may be typed.
        nothing: What is shown where nothing is typed; empty where there must be some.
    """

    def __init__(self, name: str, low: int, high: int, *, most: int, example: str, nothing: str = "") -> None:
        super().__init__()
        self._name, self._low, self._high, self._most = name, low, high, most
        self._example, self._nothing = example, nothing
        self.setPlaceholderText(nothing or example)
        self.setFixedWidth(WIDTH)
        self.setAccessibleName(name)

    def read(self) -> tuple[int, ...]:
        """The numbers.

        Raises:
            UsageError: What is typed is something else, or there are too many.
        """
        numbers = tuple(self._one(part) for part in self._parts())
        if len(numbers) > self._most:
            raise UsageError(_tr("Here are {0} numbers").format(len(numbers)), remedy=self._wanted())
        return numbers

    def put(self, numbers: tuple[int, ...]) -> None:
        """Show these; who is typing them goes on where they are."""
        try:
            shown: tuple[int, ...] | None = self.read()
        except UsageError:
            shown = None
        if shown != numbers:
            self.setText(", ".join(map(str, numbers)))

    def _parts(self) -> list[str]:
        return [part.strip() for part in self.text().split(",") if part.strip()]

    def _one(self, part: str) -> int:
        if not (part.isascii() and part.isdigit()):
            raise UsageError(_tr("“{0}” is not a whole number").format(_shortened(part)), remedy=self._wanted())
        number = int(part[:_LONGEST])
        if not self._low <= number <= self._high:
            words = _tr("{0} is too small") if number < self._low else _tr("{0} is too large")
            raise UsageError(words.format(_shortened(part)), remedy=self._wanted())
        return number

    def _wanted(self) -> str:
        words = _tr("“{0}” takes up to {1} whole numbers from {2} to {3} with commas between them, such as {4}").format(
            self._name, self._most, human_number(self._low), human_number(self._high), self._example
        )
        return _tr("{0}, or none.").format(words) if self._nothing else f"{words}."


def _shortened(typed: str) -> str:
    return typed if len(typed) <= _LONGEST else f"{typed[:_LONGEST]}…"


def _tr(words: str) -> str:
    return QCoreApplication.translate("TrainNumbers", words)
