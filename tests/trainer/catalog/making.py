"""Catalogs written directly, with pictures whose looks are made up: near-duplicates at will."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

import numpy as np

from trainer.catalog.intake import SeenFile
from trainer.catalog.records import Item, Look, Split
from trainer.catalog.store import Catalog
from trainer.project import Project


def code(look: int, noise: int = 0) -> bytes:
    """A hash of 256 bits; the same ``look`` gives nearly the same one, ``noise`` flips so many bits of it."""
    bits = np.random.default_rng(look).random(256) < 0.5
    bits[np.random.default_rng((look, noise)).choice(256, noise, replace=False)] ^= True
    return np.packbits(bits).tobytes()


def seen(
    name: str,
    label: str | None = None,
    *,
    look: int | None = None,
    noise: int = 0,
    contents: str | None = None,
    given: Split | None = None,
    maker: str | None = None,
    creator: str | None = None,
    size: tuple[int, int] = (400, 300),
    stamp: str = "1",
) -> SeenFile:
    """A picture as an import sees it; by default its contents and its look are those of its name alone."""
    sha256 = hashlib.sha256((contents or name).encode()).hexdigest()
    number = int(sha256[:12], 16) if look is None else look
    return SeenFile(
        name=name,
        stamp=stamp,
        size=size[0],
        label=label,
        given=given,
        maker=maker,
        sha256=sha256,
        width=size[0],
        height=size[1],
        suffix=".jpg",
        look=Look(
            format="JPEG",
            size=size[0],
            grey=0.0,
            border=0.0,
            brightness=128.0,
            contrast=50.0,
            plain=code(number, noise),
            mirrored=code(number ^ 0x5A5A5A5A),
            creator=creator,
        ),
    )


def take(catalog: Catalog, files: Iterable[SeenFile], *, folder: str = "art", honour: bool | None = None) -> int:
    """Import files into a catalog as a folder would be; returns the import's number in the ledger."""
    place = Path("/pictures", folder)
    number = catalog.ledger.begin([place])
    source = catalog.intake.add_source("folder", place, honour=honour)
    catalog.intake.record(source, list(files), during=number)
    catalog.settle_splits()
    catalog.ledger.finish(number, gone=0)
    return number


def by_name(catalog: Catalog) -> dict[str, Item]:
    """All pictures by name."""
    return {item.name: item for item in catalog.items()}


def opened(place: Path) -> Catalog:
    """A new catalog, open for writing."""
    return Catalog.open(Project.create(place / "made.artclass"))
