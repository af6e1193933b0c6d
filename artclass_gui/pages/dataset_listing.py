"""Which pictures the gallery of the Dataset page shows, and how they are listed for it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from PySide6.QtCore import QCoreApplication

from artclass_gui.gallery.rows import ImageRow
from artclass_gui.gallery.store import ImageStore
from trainer.catalog.records import Item, Picture
from trainer.catalog.store import Catalog
from trainer.project import Project


@dataclass(frozen=True)
class Shown:
    """What is shown: a class by its name, pictures in no class, pictures that are not used, or some that were found.

    ``name`` is the class' name, or what was found; ``numbers`` are the pictures that were found.
    """

    kind: Literal["nothing", "class", "unlabelled", "set aside", "found"]
    name: str = ""
    numbers: tuple[int, ...] = ()


@dataclass(frozen=True)
class Listed:
    """Pictures ready for the gallery.

    Attributes:
        store: The gallery's rows.
        numbers: The picture's number in the catalog by its row.
        labels: The class of each picture by its number.
    """

    store: ImageStore
    numbers: tuple[int, ...] = ()
    labels: Mapping[int, str | None] = field(default_factory=dict)


def listed(project: Project, shown: Shown) -> Listed:
    """List what is shown; for a worker thread.

    Raises:
        ProjectError: The catalog cannot be read.
    """
    if not project.catalog.exists() or shown.kind == "nothing":
        return Listed(ImageStore())
    with Catalog.open(project, readonly=True) as catalog:
        found = list(_found(catalog, shown))
        names = [row.name for row in catalog.classes()] if shown.kind == "found" else []
    rows = ImageStore.of([_row(item) for item in found], names)
    return Listed(rows, tuple(item.id for item in found), {item.id: item.label for item in found})


def _found(catalog: Catalog, shown: Shown) -> Iterable[Item | Picture]:
    match shown.kind:
        case "unlabelled":
            return catalog.unlabelled()
        case "set aside":
            return catalog.set_aside()
        case "found":
            known = {item.id: item for item in catalog.items(shown.numbers) if item.aside is None}
            return [known[number] for number in shown.numbers if number in known]
        case _:
            return catalog.pictures(label=shown.name)


def _row(item: Item | Picture) -> ImageRow:
    reason = None
    if isinstance(item, Item) and item.aside is not None:
        reason = item.detail or QCoreApplication.translate("Listing", "left out by you")
    return ImageRow(path=item.path, name=item.name.rpartition("/")[2], label=item.label, reason=reason)
