"""How many of a project's pictures are in its cache, and how many a run would have to look at. Light: it reads keys alone."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

from trainer import architectures
from trainer.config import TrainConfig
from trainer.dataset import Dataset
from trainer.estimating.values import Missing, Pictures
from trainer.learning import names
from trainer.project import Project
from trainer.varying import looks_mirrored


def count(project: Project, dataset: Dataset) -> Pictures:
    """Count the pictures, and those that each table of the cache has.

    Which weights and which engine a cached feature comes from is not known without loading them: the fullest table of
    this network, size and view counts.
    """
    training = frozenset(picture.sha256 for picture in dataset.training)
    everything = training | {picture.sha256 for picture in dataset.validation}
    present: dict[str, int] = {}
    for name, keys in _tables(project):
        learnt_from = training if "-mirrored-" in name else everything
        present[name] = max(present.get(name, 0), len(keys & learnt_from))
    return Pictures(
        training=len(dataset.training),
        validation=len(dataset.validation),
        classes=len(dataset.classes),
        present=present,
    )


def missing(pictures: Pictures, config: TrainConfig) -> Missing:
    """What a run with these settings would have to look at."""
    everything = pictures.training + pictures.validation

    def lacking(total: int, name: str) -> int:
        return total - pictures.present.get(name, 0)

    def rows(*, stem: bool) -> tuple[int, int]:
        plain = lacking(everything, names.features(config, "plain", stem=stem))
        if not looks_mirrored(config):
            return plain, 0
        return plain, lacking(pictures.training, names.features(config, "mirrored", stem=stem))

    pixels = lacking(everything, names.pixels(config.image_size))
    if not architectures.find(config.architecture).pretrained:
        return Missing(plain=pixels, pixels=pixels)
    plain, mirrored = rows(stem=False)
    frozen = sum(rows(stem=True)) if config.fine_tuning is not None else 0
    return Missing(plain=plain, mirrored=mirrored, frozen=frozen, pixels=pixels)


def _tables(project: Project) -> Iterator[tuple[str, frozenset[str]]]:
    for path in project.cache.glob("*-*/keys.txt"):
        with contextlib.suppress(OSError):
            yield _name(path.parent), frozenset(path.read_text("ascii", "replace").split())


def _name(folder: Path) -> str:
    """The folder's name without the fingerprint at its end."""
    return folder.name.rpartition("-")[0]
