"""Where the files in ``resources/`` are: installed, in a checkout, or in the frozen program."""

from __future__ import annotations

import sys
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def folder() -> Path:
    """The folder that holds the resources."""
    frozen = getattr(sys, "_MEIPASS", None)
    if frozen is not None:
        return Path(frozen) / "resources"
    installed = _PACKAGE.parent / "artclass_resources"
    return installed if installed.is_dir() else _PACKAGE.parent / "resources"


def resource(name: str) -> Path:
    """The path of a resource.

    Args:
        name: Its path below the folder, with forward slashes: "sample", "icons/artclass.svg".
    """
    return folder().joinpath(*name.split("/"))
