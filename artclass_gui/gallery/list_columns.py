"""The columns of the gallery's list: what they say, by what they sort, how wide they are at first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from artclass_gui.gallery.order import By

Field = Literal["name", "class", "confidence", "second", "own", "remark"]
LINE = 44
"""Side of the thumbnails in the list, in device-independent pixels."""


@dataclass(frozen=True)
class Column:
    """A column of the list.

    Attributes:
        field: What it says.
        title: Its title, to be translated.
        by: What a click on the title sorts by.
        share: Its part of the width where all columns have something to say and room for it; all add up to 1.
    """

    field: Field
    title: object
    by: By
    share: float


COLUMNS = (
    Column("name", QT_TRANSLATE_NOOP("ListColumns", "Name"), "name", 0.25),
    Column("class", QT_TRANSLATE_NOOP("ListColumns", "Model says"), "said", 0.15),
    Column("confidence", QT_TRANSLATE_NOOP("ListColumns", "Confidence"), "confidence", 0.11),
    Column("second", QT_TRANSLATE_NOOP("ListColumns", "Second guess"), "second", 0.19),
    Column("own", QT_TRANSLATE_NOOP("ListColumns", "Your label"), "own", 0.125),
    Column("remark", QT_TRANSLATE_NOOP("ListColumns", "Remarks"), "status", 0.175),
)


def titles() -> list[str]:
    """The titles in the person's language."""
    return [QCoreApplication.translate("ListColumns", str(column.title)) for column in COLUMNS]


def column_of(by: By) -> int:
    """The column that shows what pictures are sorted by, or -1."""
    return next((place for place, column in enumerate(COLUMNS) if column.by == by), -1)
