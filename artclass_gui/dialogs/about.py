"""Two small dialogs of the Help menu: what this program is, and its keys."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QSize, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from artclass_gui.theme import GAP, SMALL, WIDE
from artclass_gui.widgets.text import heading, muted, text
from trainer import __version__

_COLUMNS = 3  # of keys, at the most
_MOST_OF_SCREEN = 0.9

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
    """List the keys in as many columns as the screen has room for; what is below it is scrolled to.

    Args:
        parent: The window.
        groups: The name of each menu or place, with the text (its "&" and "…" are taken away) and key of each action.
    """
    dialog, column = _dialog(parent, _tr("Keyboard shortcuts"))
    room = parent.screen().availableSize() * _MOST_OF_SCREEN
    scrolled = _Scrolled(_listed(groups, 1))
    for columns in range(2, _COLUMNS + 1):
        wider = _Scrolled(_listed(groups, columns))
        if wider.sizeHint().width() + 2 * WIDE <= room.width():
            scrolled = wider
    column.addWidget(scrolled)
    _finish(dialog, column)
    dialog.resize(dialog.sizeHint().boundedTo(room))


def _listed(groups: Sequence[Group], columns: int) -> QWidget:
    body = QWidget()
    row = QHBoxLayout(body)
    row.setContentsMargins(0, 0, WIDE, 0)
    row.setSpacing(2 * WIDE)
    for side in _in_columns(groups, columns):
        grid = QGridLayout()
        grid.setHorizontalSpacing(WIDE)
        grid.setVerticalSpacing(SMALL)
        grid.setColumnStretch(0, 1)
        for name, rows in side:
            _add_group(grid, name, rows)
        grid.setRowStretch(grid.rowCount(), 1)
        row.addLayout(grid, 1)
    return body


class _Scrolled(QScrollArea):
    """As large as what is in it, where there is so much room; no word is cut off."""

    def __init__(self, body: QWidget) -> None:
        super().__init__()
        self._body = body
        self.setWidget(body)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAccessibleName(_tr("Keyboard shortcuts"))

    def sizeHint(self) -> QSize:
        """What its words take."""
        return self._body.sizeHint() + QSize(self.verticalScrollBar().sizeHint().width(), 0)


def _in_columns(groups: Sequence[Group], columns: int) -> list[Sequence[Group]]:
    """The groups, in their order, in columns of which the highest is as low as can be."""
    heights = [len(rows) + 2 for _, rows in groups]
    inner = itertools.combinations_with_replacement(range(len(groups) + 1), columns - 1)
    ways = ([slice(*ends) for ends in itertools.pairwise((0, *cuts, len(groups)))] for cuts in inner)
    best = min(ways, key=lambda way: max(sum(heights[part]) for part in way))
    return [groups[part] for part in best]


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
