"""How figures are written for people: shares, durations, rows of rich tables."""

from __future__ import annotations

from trainer.terminal import duration

__all__ = ["duration", "share"]


def share(value: float | None) -> str:
    """A number from 0 to 1 as a percentage; a dash where there is none."""
    return "–" if value is None else f"{value:.1%}"
