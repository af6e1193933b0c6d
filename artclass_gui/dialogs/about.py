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
    """List the keys in three columns.

    Args:
        parent: The window.
        groups: The name of each menu or place, with the text (its "&" and "…" are taken away) and key of each action.
    """
    dialog, column = _dialog(parent, _tr("Keyboard shortcuts"))
    row = QHBoxLayout()
    row.setSpacing(2 * WIDE)
    for side in _thirds(groups):
        grid = QGridLayout()
        grid.setHorizontalSpacing(WIDE)
        grid.setVerticalSpacing(SMALL)
        grid.setColumnStretch(0, 1)
        for name, rows in side:
            _add_group(grid, name, rows)
        grid.setRowStretch(grid.rowCount(), 1)
        row.addLayout(grid, 1)
    column.addLayout(row)
    column.setSizeConstraint(QVBoxLayout.SizeConstraint.SetMinimumSize)  # no word is cut off
    _finish(dialog, column)


def _thirds(groups: Sequence[Group]) -> tuple[Sequence[Group], Sequence[Group], Sequence[Group]]:
    """The groups, in their order, in three columns of which the highest is as low as can be."""
    heights = [len(rows) + 2 for _, rows in groups]
    cuts = ((a, b) for b in range(len(groups) + 1) for a in range(b + 1))
    a, b = min(cuts, key=lambda cut: max(sum(heights[: cut[0]]), sum(heights[slice(*cut)]), sum(heights[cut[1] :])))
    return groups[:a], groups[a:b], groups[b:]


def _add_group(grid: QGridLayout, name: str, rows: Sequence[tuple[str, str]]) -> None:
    if grid.count():
        grid.setRowMinimumHeight(grid.rowCount(), SMALL)
    named = heading(name)
    named.setWordWrap(False)
    grid.addWidget(named, grid.rowCount(), 0, 1, 2)
    for words, key in rows:
        line = grid.rowCount()
        grid.addWidget(text(words.replace("&", "").rstrip("…"), wrap=False), line, 0)
        native = QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)
        shown = text(native or key, "muted", wrap=False)  # several keys at once are no sequence
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
