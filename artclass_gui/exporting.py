"""What leaves the window: the gallery's list as a file, with the command line's columns, and models for other programs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QT_TRANSLATE_NOOP, QObject, Signal

from artclass_gui.context import Context
from artclass_gui.gallery.rows import ImageRow, prediction_of
from artclass_gui.gallery.store import ImageStore
from artclass_gui.jobs.job import Job
from trainer.errors import ArtClassError
from trainer.events import TerminalEvent

if TYPE_CHECKING:
    from trainer.answers import About

_BATCH = 1_000
KINDS = (
    (".csv", QT_TRANSLATE_NOOP("Exporting", "Table for any program (*.csv)")),
    (".xlsx", QT_TRANSLATE_NOOP("Exporting", "Excel workbook (*.xlsx)")),
    (".json", QT_TRANSLATE_NOOP("Exporting", "JSON (*.json)")),
    (".parquet", QT_TRANSLATE_NOOP("Exporting", "Parquet (*.parquet)")),
)
"""The formats of a list: the ending, and what a file dialog calls it."""


def export(pictures: ImageStore, path: Path, *, package: Path | None = None, rows: Iterable[int] | None = None) -> int:
    """Write the pictures that have an answer or the person's own label as a table; for a worker thread.

    Args:
        pictures: Must not change meanwhile (see `ImageStore.snapshot`).
        path: Ends in one of `trainer.answers.FORMATS`; there completely or not at all.
        package: The model, as a file or a run's folder: the table names it.
        rows: Which pictures, in which order; by default all, in the order of arrival.

    Returns:
        The number of pictures in the file.

    Raises:
        UsageError: The name has another ending.
        DiskError: The file cannot be written.
    """
    from trainer import answers  # noqa: PLC0415 - only when somebody exports

    answers.check_name(path)
    novelty = bool(
        pictures.novel.any() or not np.isnan(pictures.distance).all()
    )  # else nobody has looked for strangers
    answered, written = _answered(pictures, range(len(pictures)) if rows is None else rows), 0
    with answers.writing(path, _about(tuple(pictures.labels.names), package, novelty=novelty)) as sheet:
        while batch := list(islice(answered, _BATCH)):
            own = {str(image.path): image.own for image in batch if image.own is not None}
            sheet.add([prediction_of(image) for image in batch], own)
            written += len(batch)
    return written


def _about(classes: tuple[str, ...], package: Path | None, *, novelty: bool) -> About:
    """What the table says of the model; a package that is gone by now costs only its names."""
    from trainer import answers  # noqa: PLC0415
    from trainer import package as packages  # noqa: PLC0415

    unnamed = answers.About(classes, novelty=novelty)
    if package is None:
        return unnamed
    try:
        return answers.About.of(packages.read(package))._replace(classes=classes)
    except ArtClassError:
        return unnamed


def _answered(pictures: ImageStore, rows: Iterable[int]) -> Iterator[ImageRow]:
    listable = pictures.listable
    return (pictures.read(row) for row in rows if listable[row])


class ModelExport(QObject):
    """Runs the export job, one at a time.

    Signals:
        said(Event): What it says meanwhile.
        ended(TerminalEvent): How it ended.
    """

    said = Signal(object)
    ended = Signal(object)

    def __init__(self, context: Context, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._job: Job | None = None

    @property
    def busy(self) -> bool:
        """Whether an export is going on."""
        return self._job is not None

    def start(self, run: str, formats: Sequence[str], folder: Path) -> None:
        """Export a run (its folder's name) in some formats into a folder."""
        project = self._context.project.project
        if project is None or self.busy:
            return
        arguments = ["export", "--project", str(project.folder), "--run", run, "--out", str(folder)]
        arguments += ["--format", *formats]
        self._job = self._context.jobs.start(self.tr("Exporting a model"), arguments, project=project)
        self._job.said.connect(self.said)
        self._job.ended.connect(self._end)

    def cancel(self) -> None:
        """Give it up; nothing is left."""
        if self._job is not None:
            self._job.ask("cancel")

    def _end(self, ending: TerminalEvent) -> None:
        self._job = None
        self.ended.emit(ending)
