"""Labels in the window's few sizes of text."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout

from artclass_gui.theme import TINY

Role = Literal["title", "heading", "figure", "muted", "warning", "bad", "plain"]


def text(words: str, role: Role = "plain", *, wrap: bool = True) -> QLabel:
    """A label; what it shows is never taken for markup, since names of files are shown too."""
    label = QLabel(words)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(wrap)
    label.setProperty("role", role)
    return label


def title(words: str) -> QLabel:
    """The name of a page."""
    return text(words, "title")


def page_head(name: QLabel, explanation: QLabel) -> QVBoxLayout:
    """The top of every page: its name, and close below it what it is for."""
    column = QVBoxLayout()
    column.setSpacing(TINY)
    column.addWidget(name)
    column.addWidget(explanation)
    return column


def heading(words: str) -> QLabel:
    """The name of a part of a page."""
    return text(words, "heading")


def figure(words: str) -> QLabel:
    """A number that the eye should find first."""
    return text(words, "figure", wrap=False)


def muted(words: str) -> QLabel:
    """An explanation that may be passed over."""
    return text(words, "muted")


def set_role(label: QLabel, role: Role) -> None:
    """Give a label another role, and show it."""
    if label.property("role") == role:
        return
    label.setProperty("role", role)
    label.style().unpolish(label)
    label.style().polish(label)
