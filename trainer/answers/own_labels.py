"""The person's own labels, for a table of answers."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from trainer.catalog.store import Catalog
from trainer.project import Project


def of_project(folder: Path | None, paths: Iterable[Path]) -> dict[str, str]:
    """The labels that a project has for files, by path as it is given; none without a project.

    Raises:
        ProjectError: The project cannot be read.
    """
    if folder is None:
        return {}
    with Catalog.open(Project.open(folder), readonly=True) as catalog:
        return catalog.own_labels(map(str, paths))
