"""HTML from text, so that nothing gets onto a page unescaped: only `text` and `tag` make `Html`."""

from __future__ import annotations

import html
from collections.abc import Iterable
from typing import NewType

from trainer.names import readable

Html = NewType("Html", str)

_EMPTY = frozenset({"img", "meta"})  # elements that hold nothing


def text(words: str) -> Html:
    """Words as they are; names that are no valid Unicode are spelled out."""
    return Html(html.escape(readable(words)))


def tag(name: str, /, *inside: Html, **attributes: str) -> Html:
    """An element.

    Args:
        name: Of the element: "p".
        inside: What it holds.
        attributes: Their values are escaped; ``class_`` is its class.
    """
    given = "".join(f' {key.rstrip("_")}="{text(value)}"' for key, value in attributes.items())
    return Html(f"<{name}{given}>" if name in _EMPTY else f"<{name}{given}>{''.join(inside)}</{name}>")


def joined(parts: Iterable[Html]) -> Html:
    """Elements one after the other, a line each."""
    return Html("\n".join(parts))
