"""Showing a file in the system's file manager."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices


def reveal(path: Path) -> Path:
    """Open the file manager where ``path`` lies; returns what is shown.

    Of a file inside an archive, or one that is gone, the nearest thing that exists is shown.
    Windows and macOS select the file; elsewhere its folder is opened.
    """
    shown = nearest(path)
    if sys.platform == "win32":
        subprocess.Popen(["explorer", f"/select,{shown}"])
    elif sys.platform == "darwin":
        subprocess.Popen(["open", "-R", str(shown)])
    else:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(shown if shown.is_dir() else shown.parent)))
    return shown


def nearest(path: Path) -> Path:
    """``path``, or the lowest folder or archive above it that exists."""
    return next((place for place in (path, *path.parents) if place.exists()), Path.home())
