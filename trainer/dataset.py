"""What a run learns from: the catalog's pictures, checked in words before anything heavy begins."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

import msgspec
import numpy as np
import numpy.typing as npt

from trainer.catalog.records import SPLITS, Picture, Split
from trainer.catalog.store import Catalog
from trainer.errors import DatasetError
from trainer.project import Project

FEWEST = 5
"""Pictures that a class needs at least, so that each split has some."""


class Dataset(msgspec.Struct, frozen=True, kw_only=True):
    """The pictures of a project by split.

    Attributes:
        classes: Names by class number.
        training, validation, test: The pictures; their labels are all in ``classes``.
        sources: Folders that the pictures lie in: the user's own and the project's.
        known_makers: Where artists or series are told apart: of each held-out picture (sha256) that has one, whether
            pictures of the same artist are learnt from.
        kinds: How many sources of each kind the project has.
    """

    classes: tuple[str, ...]
    training: tuple[Picture, ...]
    validation: tuple[Picture, ...]
    test: tuple[Picture, ...]
    sources: tuple[Path, ...]
    known_makers: Mapping[str, bool] = {}
    kinds: Mapping[str, int] = {}

    def split(self, split: Split) -> tuple[Picture, ...]:
        """The pictures of one split."""
        return {"training": self.training, "validation": self.validation, "test": self.test}[split]

    def labels(self, split: Split) -> npt.NDArray[np.int64]:
        """Class numbers of a split's pictures, shape (n,)."""
        numbers = {name: number for number, name in enumerate(self.classes)}
        return np.array([numbers[picture.label] for picture in self.split(split)], np.int64)

    def fingerprint(self) -> str:
        """A name for what is learned from: which pictures, in which classes and splits."""
        digest = hashlib.sha256("\n".join(self.classes).encode())
        for split in ("training", "validation"):
            for picture in self.split(split):
                digest.update(f"{picture.sha256} {picture.label} {split}\n".encode())
        return digest.hexdigest()

    def test_fingerprint(self) -> str:
        """A name for the test pictures, in whatever order, with their classes."""
        return fingerprint_of((picture.sha256, picture.label) for picture in self.test)

    def without(self, left_out: Collection[str]) -> Dataset:
        """The same without the pictures of these sha256.

        Raises:
            DatasetError: Too little is left.
        """
        if not left_out:
            return self
        kept = {split: tuple(p for p in self.split(split) if p.sha256 not in left_out) for split in SPLITS}
        return _checked(msgspec.structs.replace(self, **kept))


def fingerprint_of(pictures: Iterable[tuple[str, str]]) -> str:
    """A name for pictures (sha256, class), in whatever order."""
    lines = sorted(f"{sha256} {label}" for sha256, label in pictures)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def load(project: Project) -> Dataset:
    """The pictures of a project, if they suffice to learn from.

    Raises:
        DatasetError: No class, one class, a class with fewer than `FEWEST` pictures, an empty split.
        ProjectError: The catalog cannot be read.
    """
    _settle(project)
    with Catalog.open(project, readonly=True) as catalog:
        dataset = Dataset(
            classes=tuple(row.name for row in catalog.classes()),
            training=tuple(catalog.pictures("training")),
            validation=tuple(catalog.pictures("validation")),
            test=tuple(catalog.pictures("test")),
            sources=_places(project, catalog),
            known_makers=known_makers(catalog),
            kinds=dict(Counter(source.kind for source in catalog.sources())),
        )
        unlabelled = 0 if dataset.classes else catalog.unlabelled_count()
    if unlabelled:
        pictures = "The one picture has" if unlabelled == 1 else f"None of the {unlabelled:,} pictures has"
        what = f"{pictures} no class yet" if unlabelled == 1 else f"{pictures} a class yet"
        raise DatasetError(
            what, remedy="Label some of each class, on the Dataset page or with artclass-cli decide --label."
        )
    return _checked(dataset)


def known_makers(catalog: Catalog) -> dict[str, bool]:
    """Of each held-out picture (sha256) whose artist or series is known, whether pictures of the same one are learnt from."""
    makers = catalog.splits.makers(catalog.splits.grouping())
    if not makers:
        return {}
    learnt = {makers[picture.id] for picture in catalog.pictures("training") if picture.id in makers}
    held_out = (*catalog.pictures("validation"), *catalog.pictures("test"))
    return {picture.sha256: makers[picture.id] in learnt for picture in held_out if picture.id in makers}


def _settle(project: Project) -> None:
    """Do what an import that was cut off has left: compare its pictures, and give them splits."""
    with Catalog.open(project, readonly=True) as catalog:
        settled = catalog.is_settled()
    if not settled:
        with Catalog.open(project) as catalog:
            catalog.settle_splits()


def vanished_source(dataset: Dataset, picture: Path) -> Path | None:
    """The folder that is gone, if that is why ``picture`` cannot be read."""
    return vanished(dataset.sources, picture)


def places(project: Project) -> tuple[Path, ...]:
    """The folders that a project's pictures lie in: the user's own and the project's.

    Raises:
        ProjectError: The catalog cannot be read.
    """
    with Catalog.open(project, readonly=True) as catalog:
        return _places(project, catalog)


def _places(project: Project, catalog: Catalog) -> tuple[Path, ...]:
    return (*(source.location for source in catalog.sources() if source.kind in ("folder", "reviewed")), project.images)


def vanished(places: Iterable[Path], picture: Path) -> Path | None:
    """The one of some folders that is gone, if that is why ``picture`` cannot be read."""
    return next((folder for folder in places if picture.is_relative_to(folder) and not folder.is_dir()), None)


def gone(folder: Path) -> DatasetError:
    """What to say when a folder of pictures has vanished."""
    return DatasetError(
        "The folder with the pictures is no longer there",
        path=folder,
        remedy="Connect its disk or put it back where it was, then go on with the training.",
    )


def _checked(dataset: Dataset) -> Dataset:
    if not dataset.classes:
        raise DatasetError(
            "This project has no pictures yet",
            remedy="Import a folder or zip in which each class of pictures has a folder of its own.",
        )
    if len(dataset.classes) == 1:
        raise DatasetError(
            f"All pictures are of one class, “{dataset.classes[0]}”",
            remedy="A model tells classes apart: import pictures of at least one more class.",
        )
    _check_counts(dataset)
    return dataset


def _check_counts(dataset: Dataset) -> None:
    counts = Counter(picture.label for split in SPLITS for picture in dataset.split(split))
    poor = [name for name in dataset.classes if counts[name] < FEWEST]
    if poor:
        listed = ", ".join(f"“{name}” ({counts[name]})" for name in poor)
        to_it, folder = ("to it", "its folder") if len(poor) == 1 else ("to them", "their folders")
        raise DatasetError(
            f"{'A class has' if len(poor) == 1 else 'Some classes have'} too few readable pictures: {listed}",
            remedy=f"Each class needs at least {FEWEST}. Add pictures {to_it}, or make a new project without {folder}.",
        )
    for split in SPLITS:
        if not dataset.split(split):
            raise DatasetError(
                f"There are no {split} pictures",
                remedy="Add pictures, so that each class has some to learn from and some to be measured with.",
            )
    learned = {picture.label for picture in dataset.training}
    unlearned = [name for name in dataset.classes if name not in learned]
    if unlearned:
        raise DatasetError(
            f"There are no training pictures of the class “{unlearned[0]}”", remedy="Add pictures of this class."
        )
