"""Small projects with real pictures, written straight into the catalog."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from PIL import Image

from trainer.catalog.records import FileProblem
from trainer.catalog.store import Catalog, SeenFile
from trainer.project import Project


def make_pictures(folder: Path, classes: Mapping[str, int]) -> Path:
    """Write so many tiny pictures, all different, into a folder for each class."""
    rng = np.random.default_rng(len(classes))
    for name, count in classes.items():
        (folder / name).mkdir(parents=True, exist_ok=True)
        for number in range(count):
            pixels = rng.integers(0, 255, (12, 16, 3), dtype=np.uint8)
            Image.fromarray(pixels).save(folder / name / f"{name} {number}.png")
    return folder


def make_project(folder: Path, pictures: Path, problems: tuple[FileProblem, ...] = ()) -> Project:
    """A project whose catalog holds the pictures of a folder of classes, and some problems."""
    project = Project.create(folder)
    with Catalog.open(project) as catalog:
        source = catalog.add_source("folder", pictures)
        seen = [_seen(pictures, path) for path in sorted(pictures.rglob("*.png"))]
        broken = [SeenFile(name=problem.path, stamp="1", size=1, problem=problem) for problem in problems]
        catalog.record(source, [*seen, *broken])
        catalog.settle_splits()
    return project


def _seen(root: Path, path: Path) -> SeenFile:
    data = path.read_bytes()
    return SeenFile(
        name=path.relative_to(root).as_posix(),
        stamp="1",
        size=len(data),
        label=path.parent.name,
        sha256=hashlib.sha256(data).hexdigest(),
        width=16,
        height=12,
        suffix=".png",
    )
