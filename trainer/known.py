"""Pictures whose classes are known, to measure a model with: the project's test split, or a folder of class folders."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import NamedTuple

from trainer import collect, dataset
from trainer.catalog.records import Picture
from trainer.catalog.store import Catalog
from trainer.errors import DatasetError
from trainer.measuring.evaluate import Known
from trainer.package import PackageInfo
from trainer.project import Project
from trainer.runs import Run


class Found(NamedTuple):
    """Pictures to measure with, and how many were left out because the model has seen them in training."""

    pictures: tuple[Known, ...]
    seen: int
    fingerprint: str = ""
    """A name for all test pictures of the project, those that were left out included."""


def in_test_split(project: Project, info: PackageInfo) -> Found:
    """The test pictures of a project.

    Raises:
        DatasetError: There are none, or they are of classes that the model does not know.
        ProjectError: The catalog cannot be read.
    """
    with Catalog.open(project, readonly=True) as catalog:
        pictures = catalog.pictures("test")
        makers = dataset.known_makers(catalog)
    if not pictures:
        raise DatasetError("This project has no test pictures", path=project.folder, remedy="Import pictures first.")
    _check_classes(sorted({picture.label for picture in pictures}), info, project.folder)
    seen = frozenset(info.seen)
    known = tuple(
        Known(picture.path, picture.label, makers.get(picture.sha256), picture.sha256)
        for picture in pictures
        if picture.sha256 not in seen
    )
    fingerprint = dataset.fingerprint_of((picture.sha256, picture.label) for picture in pictures)
    return Found(known, len(pictures) - len(known), fingerprint)


def in_class_folders(folder: Path, info: PackageInfo) -> Found:
    """The pictures in a folder that has one folder a class, or in the only folder in it if that does.

    Raises:
        DatasetError: There are no such folders or no pictures, or a folder is no class of the model.
    """
    return _unseen(_named(folder, info), info)


def see_class_folders(folder: Path, info: PackageInfo) -> None:
    """See that `in_class_folders` would find pictures, without reading any.

    Raises:
        DatasetError: As there.
    """
    _named(folder, info)


def _named(folder: Path, info: PackageInfo) -> Sequence[Known]:
    if not folder.is_dir():
        raise DatasetError("There is no such folder", path=folder, remedy="Check the name that follows --images.")
    names = {name.casefold(): name for name in info.classes}
    folders = _class_folders(folder, names)
    labels = [names.get(child.name.strip().casefold(), child.name) for child in folders]
    _check_classes(labels, info, folder)
    found = [
        Known(path, label)
        for child, label in zip(folders, labels, strict=True)
        if any(child.iterdir())
        for path in collect.inside(child)
    ]
    if not found:
        raise DatasetError("There are no pictures here", path=folder)
    return found


def _class_folders(folder: Path, names: Collection[str]) -> list[Path]:
    """The folders in a folder; those in the only one in it, where that is no class but wraps them, as archives do."""
    folders = sorted(child for child in folder.iterdir() if child.is_dir() and not child.name.startswith("."))
    if not folders:
        raise DatasetError(
            "There are no class folders here", path=folder, remedy="Put the pictures of each class into its own folder."
        )
    only = folders[0]
    wraps = len(folders) == 1 and only.name.strip().casefold() not in names
    if wraps and any(child.is_dir() and not child.name.startswith(".") for child in only.iterdir()):
        return _class_folders(only, names)
    return folders


def test_digests(project: Project) -> frozenset[str]:
    """The sha256 of a project's test pictures; wherever copies of them lie, measuring on them is a look at them.

    Raises:
        ProjectError: The catalog cannot be read.
    """
    with Catalog.open(project, readonly=True) as catalog:
        return frozenset(picture.sha256 for picture in catalog.pictures("test"))


def learned_from(run: Run, info: PackageInfo) -> frozenset[str]:
    """The sha256 of the pictures that a run learned from: all that it has seen but those that it kept for validation.

    They may be validation pictures today, where the splits were drawn anew. Empty where the run has not kept which
    its validation pictures were.
    """
    held_out = {said.sha256 for said in run.predictions("validation")}
    return frozenset(info.seen) - held_out if held_out else frozenset()


def remark_on_learned(pictures: Sequence[Picture], learned: Collection[str]) -> str:
    """That some of today's validation pictures are none for this run; empty where all are."""
    count = sum(picture.sha256 in learned for picture in pictures)
    if not count:
        return ""
    return (
        f"The splits were drawn anew since this training: it learned from {count:,} of today's {len(pictures):,} "
        "validation pictures. They do not count as such here."
    )


def _check_classes(labels: Sequence[str], info: PackageInfo, place: Path) -> None:
    unknown = [label for label in labels if label not in info.classes]
    if unknown:
        listed = ", ".join(f"“{label}”" for label in unknown)
        raise DatasetError(
            f"The model does not know {'the class' if len(unknown) == 1 else 'the classes'} {listed}",
            path=place,
            remedy=f"It knows {', '.join(info.classes)}.",
        )


def _unseen(found: Sequence[Known], info: PackageInfo) -> Found:
    seen = frozenset(info.seen)
    digested = (known._replace(sha256=_digest(known.path) or "") for known in found)
    unseen = tuple(known for known in digested if known.sha256 not in seen)
    return Found(unseen, len(found) - len(unseen))


def _digest(path: Path) -> str | None:
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError:  # it will be told as unreadable
        return None
