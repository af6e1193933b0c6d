"""Moments as they are written down for people: local time with its distance from UTC."""

from __future__ import annotations

from datetime import datetime


def now() -> str:
    """The present moment to the second (ISO 8601)."""
    return datetime.now().astimezone().isoformat(timespec="seconds")
