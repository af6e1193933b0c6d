"""Two small dialogs of the Help menu: what this program is, and its keys."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QFormLayout, QLabel, QVBoxLayout, QWidget

from artclass_gui.theme import GAP, WIDE
from artclass_gui.widgets.text import heading, muted, text
from trainer import __version__


def about(parent: QWidget) -> None:
    """Say what ArtClass is, its version and its licence."""
    dialog, column = _dialog(parent, _tr("About ArtClass"))
    icon = QLabel()
    icon.setPixmap(parent.windowIcon().pixmap(64, 64))
    column.addWidget(icon)
    column.addWidget(heading(f"ArtClass {__version__}"))
    column.addWidget(text(_tr("Teach your own computer to sort pictures of art.")))
    column.addWidget(
        muted(
            _tr(
                "Everything stays on this computer: your pictures, your models, your results. "
                "ArtClass is free software under the Apache Licence 2.0, and stands on Qt, TensorFlow, Keras, "
                "Pillow and NumPy."
            )
        )
    )
    _finish(dialog, column)


def shortcuts(parent: QWidget, rows: Sequence[tuple[str, str]]) -> None:
    """List the keys.

    Args:
        parent: The window.
        rows: Menu text (its "&" and "…" are taken away) and key of each action.
    """
    dialog, column = _dialog(parent, _tr("Keyboard shortcuts"))
    form = QFormLayout()
    form.setHorizontalSpacing(WIDE)
    for words, key in rows:
        label = text(words.replace("&", "").rstrip("…"))
        shown = muted(QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText))
        form.addRow(label, shown)
    column.addLayout(form)
    _finish(dialog, column)


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
