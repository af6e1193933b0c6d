"""Asking for folders and files, and which of them are pictures to import."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QFileDialog, QWidget


def _tr(text: str) -> str:
    return QCoreApplication.translate("Choose", text)


def ask_for_folder(parent: QWidget, title: str, start: Path | None = None) -> Path | None:
    """A folder that exists, or None if the person changed their mind."""
    chosen = QFileDialog.getExistingDirectory(parent, title, str(start) if start is not None else "")
    return Path(chosen) if chosen else None


def ask_for_zips(parent: QWidget, title: str) -> list[Path]:
    """Some zip archives, or none."""
    chosen, _ = QFileDialog.getOpenFileNames(parent, title, "", _zips())
    return [Path(name) for name in chosen]


def ask_for_zip(parent: QWidget, title: str) -> Path | None:
    """One zip archive, or None."""
    chosen, _ = QFileDialog.getOpenFileName(parent, title, "", _zips())
    return Path(chosen) if chosen else None


def is_source(path: Path) -> bool:
    """Whether a path looks like something to import: a folder or an archive."""
    return path.is_dir() or path.suffix.lower() == ".zip"


def _zips() -> str:
    return f"{_tr('Zip archives')} (*.zip *.ZIP);;{_tr('All files')} (*)"
