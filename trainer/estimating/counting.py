"""How many of a project's pictures a run would have to look at, and how many are in the cache. Light: it reads keys alone."""

from __future__ import annotations

import contextlib
from pathlib import Path

from trainer import architectures
from trainer.config import TrainConfig
from trainer.dataset import Dataset
from trainer.estimating.values import Pictures
from trainer.project import Project


def count(project: Project, dataset: Dataset, config: TrainConfig) -> Pictures:
    """The numbers of pictures for these settings.

    Which weights a cached feature comes from is not known without loading them: the fullest table of this network,
    size and view counts.
    """
    training = frozenset(picture.sha256 for picture in dataset.training)
    everything = training | {picture.sha256 for picture in dataset.validation}
    stem = f"{config.architecture}-{config.image_size}"
    pixels = _missing(project, everything, f"pixels-{config.image_size}-*")

    def rows(kind: str) -> tuple[int, int]:
        mirrored = _missing(project, training, f"{kind}-{stem}-mirrored-*") if config.augment else 0
        return _missing(project, everything, f"{kind}-{stem}-plain-*"), mirrored

    pretrained = architectures.find(config.architecture).pretrained
    plain, mirrored = rows("features") if pretrained else (pixels, 0)
    return Pictures(
        training=len(dataset.training),
        validation=len(dataset.validation),
        classes=len(dataset.classes),
        missing=plain,
        missing_mirrored=mirrored,
        missing_frozen=sum(rows("frozen")) if config.fine_tuning is not None else 0,
        missing_pixels=pixels,
    )


def _missing(project: Project, keys: frozenset[str], pattern: str) -> int:
    tables = [keys & _keys(folder) for folder in project.cache.glob(pattern)]
    return len(keys) - max((len(present) for present in tables), default=0)


def _keys(folder: Path) -> frozenset[str]:
    with contextlib.suppress(OSError):
        return frozenset((folder / "keys.txt").read_text("ascii", "replace").split())
    return frozenset()
