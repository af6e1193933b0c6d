"""Two small dialogs of the Help menu: what this program is, and its keys."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from artclass_gui.theme import GAP, SMALL, WIDE
from artclass_gui.widgets.text import heading, muted, text
from trainer import __version__

Group = tuple[str, Sequence[tuple[str, str]]]


def about(parent: QWidget) -> None:
    """Say what ArtClass is, its version and its licence."""
    dialog, column = _dialog(parent, _tr("About ArtClass"))
    icon = QLabel()
    icon.setPixmap(parent.windowIcon().pixmap(64, 64))
    words = QVBoxLayout()
    words.setSpacing(SMALL)
    words.addWidget(heading(f"ArtClass {__version__}"))
    words.addWidget(text(_tr("Teach your own computer to sort pictures of art.")))
    words.addWidget(
        muted(
            _tr(
                "Everything stays on this computer: your pictures, your models, your results. "
                "ArtClass is free software under the Apache Licence 2.0, and stands on Qt, TensorFlow, Keras, "
                "Pillow and NumPy."
            )
        )
    )
    words.addStretch(1)
    row = QHBoxLayout()
    row.setSpacing(WIDE)
    row.addWidget(icon, alignment=Qt.AlignmentFlag.AlignTop)
    row.addLayout(words, 1)
    column.addLayout(row)
    _finish(dialog, column)


def shortcuts(parent: QWidget, groups: Sequence[Group]) -> None:
    """List the keys in two columns.

    Args:
        parent: The window.
        groups: The name of each menu or place, with the text (its "&" and "…" are taken away) and key of each action.
    """
    dialog, column = _dialog(parent, _tr("Keyboard shortcuts"))
    row = QHBoxLayout()
    row.setSpacing(2 * WIDE)
    for side in _halves(groups):
        grid = QGridLayout()
        grid.setHorizontalSpacing(WIDE)
        grid.setVerticalSpacing(SMALL)
        grid.setColumnStretch(0, 1)
        for name, rows in side:
            _add_group(grid, name, rows)
        grid.setRowStretch(grid.rowCount(), 1)
        row.addLayout(grid, 1)
    column.addLayout(row)
    _finish(dialog, column)


def _halves(groups: Sequence[Group]) -> tuple[Sequence[Group], Sequence[Group]]:
    """The groups on two sides of about the same height."""
    heights = [len(rows) + 2 for _, rows in groups]
    cut = min(range(len(groups) + 1), key=lambda cut: abs(sum(heights[:cut]) - sum(heights[cut:])))
    return groups[:cut], groups[cut:]


def _add_group(grid: QGridLayout, name: str, rows: Sequence[tuple[str, str]]) -> None:
    if grid.count():
        grid.setRowMinimumHeight(grid.rowCount(), SMALL)
    grid.addWidget(heading(name), grid.rowCount(), 0, 1, 2)
    for words, key in rows:
        line = grid.rowCount()
        grid.addWidget(text(words.replace("&", "").rstrip("…"), wrap=False), line, 0)
        shown = text(QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText), "muted", wrap=False)
        grid.addWidget(shown, line, 1, alignment=Qt.AlignmentFlag.AlignRight)


def _tr(words: str) -> str:
    return QCoreApplication.translate("About", words)


def _dialog(parent: QWidget, title: str) -> tuple[QDialog, QVBoxLayout]:
    dialog = QDialog(parent)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setWindowTitle(title)
    dialog.setMinimumWidth(420)
    column = QVBoxLayout(dialog)
    column.setContentsMargins(WIDE, WIDE, WIDE, WIDE)
    column.setSpacing(GAP)
    return dialog, column


def _finish(dialog: QDialog, column: QVBoxLayout) -> None:
    buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
    buttons.rejected.connect(dialog.reject)
    column.addWidget(buttons)
    dialog.open()
