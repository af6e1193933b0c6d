"""What leaves the window: the gallery's list as a file, with the command line's columns, and models for other programs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from artclass_gui.context import Context
from artclass_gui.gallery.rows import ImageRow
from artclass_gui.gallery.store import ImageStore
from artclass_gui.jobs.job import Job
from trainer.events import Prediction, TerminalEvent

_BATCH = 1_000


def export(pictures: ImageStore, path: Path) -> int:
    """Write every picture that has an answer, in the order of arrival; for a worker thread.

    Args:
        pictures: Must not change meanwhile (see `ImageStore.snapshot`).
        path: Ends in .csv or .json; there completely or not at all.

    Returns:
        The number of pictures in the file.

    Raises:
        UsageError: The name has another ending.
        DiskError: The file cannot be written.
    """
    from trainer import answers  # noqa: PLC0415 - only when somebody exports

    answers.check_name(path)
    rows, written = _answered(pictures), 0
    with answers.writing(path, tuple(pictures.labels.names)) as sheet:
        while batch := list(islice(rows, _BATCH)):
            sheet.add([_prediction(image) for image in batch])
            written += len(batch)
    return written


def _answered(pictures: ImageStore) -> Iterator[ImageRow]:
    return (pictures.read(row) for row in range(len(pictures)) if pictures.status_of(row) != "waiting")


def _prediction(image: ImageRow) -> Prediction:
    return Prediction(
        path=str(image.path),
        label=image.label,
        confidence=image.confidence,
        status="ok" if image.status == "ok" else "unreadable",
        reason=image.reason,
        probabilities=image.probabilities,
        seen_in_training=image.seen,
    )


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
