"""Class names as the catalog keeps them."""

from __future__ import annotations

import unicodedata

from trainer.catalog.database import Database


def class_key(name: str) -> str:
    """What makes two class names the same: neither case nor the way in which accents are composed count."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name.strip()).casefold())


def class_number(data: Database, name: str) -> int:
    """The number of a class, made where it is new; inside `Database.writing`."""
    key = class_key(name)
    data.execute("INSERT OR IGNORE INTO classes (key, name) VALUES (?, ?)", (key, name))
    return int(data.value("SELECT id FROM classes WHERE key = ?", (key,)))
