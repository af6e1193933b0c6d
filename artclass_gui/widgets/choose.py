"""Asking for folders and files, and which of them are pictures to import."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QFileDialog, QWidget

# As in trainer.catalog.sources, whose readers of archives need not be loaded to show a window
ARCHIVES = (
    ".zip", ".cbz", ".tar", ".cbt", ".tar.gz", ".tgz", ".tar.bz2", ".tbz2", ".tbz", ".tb2", ".tar.xz", ".txz",
)  # fmt: skip
TABLES = (".csv", ".tsv")


def _tr(text: str) -> str:
    return QCoreApplication.translate("Choose", text)


def ask_for_folder(parent: QWidget, title: str, start: Path | None = None) -> Path | None:
    """A folder that exists, or None if the person changed their mind."""
    chosen = QFileDialog.getExistingDirectory(parent, title, str(start) if start is not None else "")
    return Path(chosen) if chosen else None


def ask_for_files(parent: QWidget, title: str) -> list[Path]:
    """Some archives or tables, or none."""
    chosen, _ = QFileDialog.getOpenFileNames(parent, title, "", _kinds())
    return [Path(name) for name in chosen]


def ask_for_file(parent: QWidget, title: str) -> Path | None:
    """One archive or table, or None."""
    chosen, _ = QFileDialog.getOpenFileName(parent, title, "", _kinds())
    return Path(chosen) if chosen else None


def is_source(path: Path) -> bool:
    """Whether a path looks like something to import: a folder, an archive or a table."""
    return path.name.lower().endswith(ARCHIVES + TABLES) or path.is_dir()


def bare_name(path: Path) -> str:
    """The name of a source without what tells its kind: "art" of ``art.tar.gz``."""
    endings = (ending for ending in ARCHIVES + TABLES if path.name.lower().endswith(ending))
    longest = max(endings, key=len, default="")
    return path.name[: len(path.name) - len(longest)]


def _kinds() -> str:
    """The kinds of files that system dialogs offer; some of those tell capital letters from small ones."""
    patterns = " ".join(f"*{ending} *{ending.upper()}" for ending in ARCHIVES + TABLES)
    return f"{_tr('Archives and tables')} ({patterns});;{_tr('All files')} (*)"
