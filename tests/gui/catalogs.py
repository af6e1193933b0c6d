"""Small projects with real pictures, written straight into the catalog."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps

from trainer.catalog.intake import SeenFile
from trainer.catalog.records import FileProblem
from trainer.catalog.store import Catalog
from trainer.looks import look
from trainer.project import Project

UNLABELLED = "unlabelled"
"""Pictures in a folder of this name have no class in the projects made here."""


def make_pictures(folder: Path, classes: Mapping[str, int]) -> Path:
    """Write so many tiny pictures, all different, into a folder for each class."""
    rng = np.random.default_rng(len(classes))
    for name, count in classes.items():
        (folder / name).mkdir(parents=True, exist_ok=True)
        for number in range(count):
            pixels = rng.integers(0, 255, (12, 16, 3), dtype=np.uint8)
            Image.fromarray(pixels).save(folder / name / f"{name} {number}.png")
    return folder


def make_copy(picture: Path, copy: Path) -> Path:
    """Write a smaller copy of a picture, its near-duplicate."""
    copy.parent.mkdir(parents=True, exist_ok=True)
    with Image.open(picture) as image:
        image.resize((image.width // 2, image.height // 2)).save(copy)
    return copy


def make_shapes(folder: Path, classes: Mapping[str, int]) -> Path:
    """As `make_pictures`, with pictures whose copies can be recognised: each of large soft patches of its own."""
    rng = np.random.default_rng(sum(classes.values()))
    for name, count in classes.items():
        (folder / name).mkdir(parents=True, exist_ok=True)
        for number in range(count):
            patches = Image.fromarray(rng.integers(0, 255, (6, 8, 3), dtype=np.uint8))
            patches.resize((160, 120), Image.Resampling.BICUBIC).save(folder / name / f"{name} {number}.png")
    return folder


def make_project(
    folder: Path, pictures: Path, problems: tuple[FileProblem, ...] = (), *, looks: bool = False
) -> Project:
    """A project whose catalog holds the pictures of a folder of classes, and some problems.

    Args:
        folder: The project's.
        pictures: Holds a folder for each class, and one called `UNLABELLED` for pictures without a class.
        problems: Files that were not taken.
        looks: Whether to look at the pictures, so that near-duplicates are found.
    """
    project = Project.create(folder)
    with Catalog.open(project) as catalog:
        number = catalog.ledger.begin([pictures])
        source = catalog.intake.add_source("folder", pictures)
        seen = [_seen(pictures, path, looks=looks) for path in sorted(pictures.rglob("*.png"))]
        broken = [SeenFile(name=problem.path, stamp="1", size=1, problem=problem) for problem in problems]
        catalog.intake.record(source, [*seen, *broken], during=number)
        catalog.settle_splits()
        catalog.ledger.finish(number, gone=0)
    return project


def _seen(root: Path, path: Path, *, looks: bool) -> SeenFile:
    data = path.read_bytes()
    with Image.open(path) as opened:
        image = ImageOps.exif_transpose(opened).convert("RGB")
    return SeenFile(
        name=path.relative_to(root).as_posix(),
        stamp="1",
        size=len(data),
        label=None if path.parent.name == UNLABELLED else path.parent.name,
        sha256=hashlib.sha256(data).hexdigest(),
        width=image.width,
        height=image.height,
        suffix=".png",
        look=look(image, kind="PNG", size=len(data)) if looks else None,
    )
