"""What runs have left that no label was learnt from: a frozen backbone's features, predictions of held-out pictures.

Nothing here needs TensorFlow: features are found by the names and the keys of their folders (`trainer.learning.rows`).
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import filelock
import numpy as np
import numpy.typing as npt

from trainer import runs
from trainer.errors import ArtClassError
from trainer.project import Project
from trainer.runs import Run

_ENOUGH = 0.5  # share of the pictures whose features must be there
_KEY = re.compile(r"[0-9a-f]{64}")
_FLOAT = 4  # bytes of a number


class Features(NamedTuple):
    """Features of pictures: row ``places[sha256]`` of ``table``, (n, width) float32, read from the disk as it is used."""

    run: str
    places: dict[str, int]
    table: npt.NDArray[np.float32]


class Predictions(NamedTuple):
    """What a finished run said of its held-out pictures: probabilities by sha256, in the order of ``classes``."""

    run: str
    classes: tuple[str, ...]
    probabilities: dict[str, tuple[float, ...]]


class Left(NamedTuple):
    """What there is to judge labels by."""

    features: Features | None
    predictions: Predictions | None


def find(project: Project, name: str | None, wanted: Collection[str]) -> Left:
    """What the run called ``name`` has left, or else the newest ones that left anything.

    Args:
        project: Where to look.
        name: Folder name or title of a run.
        wanted: sha256 of the pictures whose features are of use.

    Raises:
        UsageError: There is no such run.
        ProjectError: There is no run at all, though one was named.
    """
    chosen = [runs.find(project, name)] if name is not None else runs.list_runs(project)
    return Left(next(_features(project, chosen, frozenset(wanted)), None), next(_predictions(chosen), None))


def _predictions(chosen: Sequence[Run]) -> Iterator[Predictions]:
    """Of validation pictures alone: correcting labels of test pictures where the model errs would flatter its next figure."""
    for run in chosen:
        report, said = run.report(), run.predictions("validation")
        if report is not None and said:
            yield Predictions(run.title, report.classes, {row.sha256: row.probabilities for row in said})


def _features(project: Project, chosen: Sequence[Run], wanted: frozenset[str]) -> Iterator[Features]:
    """Of the folders that may be a run's, the one that has most of the pictures: heads and weights have their own."""
    for run in chosen:
        with contextlib.suppress(ArtClassError):
            config = run.config()
            folders = project.cache.glob(f"features-{config.architecture}-{config.image_size}-plain-*")
            read = [found for folder in folders if (found := _read(folder, run.title)) is not None]
            best = max(read, key=lambda found: len(wanted & found.places.keys()), default=None)
            if best is not None and len(wanted & best.places.keys()) >= _ENOUGH * len(wanted) > 0:
                yield best


def _read(folder: Path, run: str) -> Features | None:
    """The rows of a folder; None where they are being written, or were cut off and the next training repairs them.

    How wide a row is follows from the two files' lengths, which agree wherever a training has closed them.
    """
    try:
        with filelock.FileLock(folder / ".lock", timeout=0):
            keys = (folder / "keys.txt").read_text("ascii").split()
            width, rest = divmod((folder / "rows.bin").stat().st_size, _FLOAT * max(1, len(keys)))
            if rest or not width or not all(map(_KEY.fullmatch, keys)):
                return None
            table = np.memmap(folder / "rows.bin", np.float32, "r", shape=(len(keys), width))
    except (OSError, ValueError, filelock.Timeout):
        return None
    return Features(run, {key: place for place, key in enumerate(keys)}, table)
