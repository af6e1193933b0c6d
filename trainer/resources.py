"""Where the program's own data lie: icons and sample pictures, installed, in a checkout or frozen."""

from __future__ import annotations

import sys
from pathlib import Path

_PACKAGES = Path(__file__).parent.parent


def resource(name: str) -> Path:
    """The path of a resource; it need not exist.

    Args:
        name: Path below ``resources/`` with forward slashes, for example ``icons/train.svg``.
    """
    return _root() / name


def _root() -> Path:
    frozen = getattr(sys, "_MEIPASS", None)  # where PyInstaller's program unpacked its data
    if frozen is not None:
        return Path(frozen) / "resources"
    installed = _PACKAGES / "artclass_resources"
    return installed if installed.is_dir() else _PACKAGES / "resources"
