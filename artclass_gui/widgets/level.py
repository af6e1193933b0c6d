"""Labels that stand level with the fields beside them."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget


def level(label: QWidget, field: QWidget) -> None:
    """Make the label of a form's row as high as its field, so that their words stand in one line.

    `QFormLayout` leaves a label near the top of its row where fields are higher than words, as the window's are.
    """
    label.setFixedHeight(field.sizeHint().height())
