"""Questions to a child that takes some, one line of JSON each; names of files may hold bytes that are no valid Unicode."""

from __future__ import annotations

import json
from typing import Any

import msgspec


def encode(question: Any) -> str:
    """One line; bytes of a file's name that are no valid Unicode go as the lone surrogates that stand for them."""
    try:
        return msgspec.json.encode(question).decode()
    except UnicodeEncodeError:
        return json.dumps(msgspec.to_builtins(question))


def decode(line: bytes, kind: Any) -> Any:
    """What a line asks.

    Args:
        line: As `encode` writes it.
        kind: What it should be: a struct of msgspec, or a union of some.

    Raises:
        msgspec.DecodeError: It is something else.
        ValueError: It is no JSON.
    """
    try:
        return msgspec.json.decode(line, type=kind)
    except msgspec.ValidationError:
        raise
    except msgspec.DecodeError:  # also at lone surrogates, which msgspec refuses
        return msgspec.convert(json.loads(line), kind)
