"""File names that are no valid Unicode: how they are shown and written into documents."""

from __future__ import annotations


def readable(name: str) -> str:
    """``name`` as valid Unicode: bytes that the system could not decode are read as UTF-8, or else spelled out."""
    try:
        name.encode()
    except UnicodeEncodeError:
        try:
            return name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
        except UnicodeEncodeError:
            return name.encode("utf-8", "backslashreplace").decode()
    return name
