"""The gallery's list as a file, with the same columns as the command line writes."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from artclass_gui.gallery.rows import ImageRow
from artclass_gui.gallery.store import ImageStore
from trainer.events import Prediction

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
