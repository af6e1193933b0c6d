"""Saving a run's model as one file."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from trainer import files

_SUFFIX = ".artmodel"


def ask_place(parent: QWidget, title: str, chosen: Callable[[Path], object]) -> None:
    """Ask where to save the model called ``title``; ``chosen`` is told, unless the person thinks better of it."""
    dialog = QFileDialog(parent, _tr("Save the model"))
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setNameFilter(_tr("ArtClass models (*{0})").format(_SUFFIX))
    dialog.setDefaultSuffix(_SUFFIX.removeprefix("."))
    dialog.selectFile(f"{_file_name(title)}{_SUFFIX}")
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.fileSelected.connect(lambda name: chosen(Path(name)))
    dialog.open()


def copy(source: Path, place: Path) -> int:
    """Copy a model file, completely or not at all; returns its size in bytes. For another thread than the window's.

    Raises:
        DiskError: It cannot be written.
    """
    with files.atomic(place) as partial:
        shutil.copyfile(source, partial)
    return place.stat().st_size


def _file_name(title: str) -> str:
    """A title as a file name that every system takes."""
    return re.sub(r'[\\/:*?"<>|\x00-\x1f]+', "-", title).strip(" .") or "model"


def _tr(text: str) -> str:
    return QCoreApplication.translate("ResultsSaving", text)
