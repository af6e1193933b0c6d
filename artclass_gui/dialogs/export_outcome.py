"""What came of an export: each format with its certificate in words."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from artclass_gui.theme import GAP, SMALL, TINY, Theme
from artclass_gui.widgets.text import heading, muted, text
from artclass_gui.widgets.words import human_size
from trainer.exporting import formats

_ICON = 18


class Outcomes(QWidget):
    """A row for each exported file."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.first_folder: Path | None = None
        self._icons: list[tuple[QLabel, str, str]] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(GAP)
        theme.changed.connect(self._tint)

    def clear(self) -> None:
        """Forget what was shown."""
        self.first_folder = None
        self._icons = []
        while self._column.count():
            item = self._column.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.deleteLater()

    def show_result(self, result: dict[str, Any]) -> None:
        """Show the result of an export job."""
        self.clear()
        for item in result["exports"]:
            self.first_folder = self.first_folder or Path(item["folder"]).parent
            self._column.addWidget(self._row(item))
        self._column.addStretch(1)
        self._tint()

    def _row(self, item: dict[str, Any]) -> QWidget:
        certified = bool(item["certified"])
        row = QWidget()
        icon = QLabel()
        icon.setAccessibleName(self.tr("Certified") if certified else self.tr("Not certified"))
        self._icons.append((icon, "check" if certified else "warning", "good" if certified else "warn"))
        words = QVBoxLayout()
        words.setSpacing(TINY)
        title = f"{formats.find(item['format']).title} · {human_size(item['bytes'])}"
        words.addWidget(heading(title))
        words.addWidget(text(item["words"], "plain" if certified else "warning"))
        words.addWidget(muted(Path(item["file"]).relative_to(Path(item["folder"]).parent).as_posix()))
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(SMALL)
        line.addWidget(icon, 0, Qt.AlignmentFlag.AlignTop)
        line.addLayout(words, 1)
        return row

    def _tint(self) -> None:
        for label, icon, colour in self._icons:
            label.setPixmap(self._theme.icon(icon, colour).pixmap(_ICON, _ICON))
