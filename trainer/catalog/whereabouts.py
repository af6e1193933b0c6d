"""Where files lie, and what changes when they do: real paths, the places of sources, stamps."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import lru_cache

from trainer.catalog.connection import as_path, as_text

_PARENTS = 4096  # folders whose real places are remembered during one question


def real_path() -> Callable[[str], str]:
    """What gives the path of a file with the links of its folder followed, and remembers the folders."""
    folder = lru_cache(_PARENTS)(os.path.realpath)

    def real(path: str) -> str:
        parent, name = os.path.split(os.path.abspath(path))  # noqa: PTH100
        return os.path.join(folder(parent), name)  # noqa: PTH118

    return real


def joined(kind: str, place: str | bytes, name: str | bytes) -> str:
    """The path of a file of a source.

    Args:
        kind: The source's.
        place: Where that lies, as stored.
        name: The file's path inside it, as stored.
    """
    folder = as_path(place).parent if kind == "table" else as_path(place)
    return os.path.normpath(os.path.join(folder, as_text(name)))  # noqa: PTH118


def stamp_of(path: str) -> str | None:
    """What changes when a file does, as sources of folders keep it; None where it is not there."""
    try:
        return stamp_of_status(os.stat(path))  # noqa: PTH116 - a path that ends in a surrogate must stay as it is
    except OSError:
        return None


def stamp_of_status(status: os.stat_result) -> str:
    """The same of a file that was looked up already."""
    return f"{status.st_size}:{status.st_mtime_ns}"
