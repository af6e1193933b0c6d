"""File names that are no valid Unicode or hold control characters: how they are shown and written into documents."""

from __future__ import annotations

import re

_BYTE = re.compile(r"\\x[89a-f][0-9a-f]")


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


def may_stand_for_bytes(name: str) -> bool:
    """Whether `readable` may have made ``name`` of one with bytes that no system decodes: it cannot be told from one typed so."""
    return _BYTE.search(name) is not None


def spelled_out(text: str) -> str:
    """``text`` without what a terminal would obey: control characters and broken code points are spelled out."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in readable(text))
