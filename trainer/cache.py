"""Where what can be measured or made again is kept: the user's cache folder, or another that the environment names."""

from __future__ import annotations

import os
from pathlib import Path

import platformdirs

PLACE = "ARTCLASS_CACHE"
"""The environment variable with another folder than the user's own; children inherit it."""


def folder() -> Path:
    """The folder; not made here."""
    place = os.environ.get(PLACE)
    return Path(place) if place else platformdirs.user_cache_path("artclass", appauthor=False)
