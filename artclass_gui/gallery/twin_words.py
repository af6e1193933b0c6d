"""Near-duplicates in words: what a copy is, how it is used, how much the pictures of a group are alike."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from artclass_gui.widgets.words import human_number, human_size, listed, pictures
from trainer.catalog.records import Item, TwinGroup

_FORMATS = {"JPG": "JPEG", "JPE": "JPEG", "JFIF": "JPEG", "TIF": "TIFF"}
_SAME, _NEARLY, _VERY = 2, 10, 28  # bits of 256 in which hashes differ


def _tr(words: str) -> str:
    return QCoreApplication.translate("Twins", words)


def facts_of(item: Item) -> str:
    """Pixels, format and bytes: "1,200 × 800 · JPEG · 240 KB"."""
    ending = item.path.suffix.lstrip(".").upper()
    size = human_size(item.size) if item.size else ""
    parts = (f"{human_number(item.width)} × {human_number(item.height)}", _FORMATS.get(ending, ending), size)
    return " · ".join(part for part in parts if part)


def split_of(item: Item) -> str:
    """What a picture is used for, as the page says it everywhere."""
    match item.split:
        case "training":
            return _tr("to learn from")
        case "validation":
            return _tr("to choose by")
        case "test":
            return _tr("to test")
        case None:
            return ""


def uses_of(item: Item) -> str:
    """Class and split: "painting · to learn from"."""
    return " · ".join(part for part in (item.label or _tr("unlabelled"), split_of(item)) if part)


def likeness_of(group: TwinGroup) -> str:
    """How many pictures, and how much alike: "3 pictures, nearly identical"."""
    degree = (
        _tr("the same to the eye")
        if group.distance <= _SAME
        else _tr("nearly identical")
        if group.distance <= _NEARLY
        else _tr("very much alike")
        if group.distance <= _VERY
        else _tr("alike")
    )
    return f"{pictures(len(group.items))}, {degree}"


def quarrel_of(group: TwinGroup) -> str:
    """Which classes a group lies in, where these are several: "in two classes: painting and engraving"."""
    labels = list(group.labels)
    if len(labels) < 2:
        return ""
    words = _tr("in two classes: {0}") if len(labels) == 2 else _tr("in several classes: {0}")
    return words.format(listed(labels))


def tip_of(item: Item) -> str:
    """All that is known of a copy, over several lines."""
    return "\n".join(part for part in (str(item.path), facts_of(item), uses_of(item)) if part)
