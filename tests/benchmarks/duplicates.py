"""Whether duplicates are found on the shared art pictures, 300 made-up near-duplicates among them, and at what size.

``python -m tests.benchmarks.duplicates``: the import's exact duplicates and unreadable files; of the made-up ones how
many stand in a group with their original, by kind; how many pictures stand in a group with an unrelated one, judged by
the correlation of their grey values (no part of how they were found); whether any group lies in two splits; and how
long 1,000 to 100,000 hashes take.
"""

from __future__ import annotations

import hashlib
import io
import random
import tempfile
import time
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageOps

from tests.benchmarks.training import cli, shared
from trainer import pixels, twins
from trainer.catalog.records import Item, TwinGroup
from trainer.catalog.store import Catalog
from trainer.project import Project

_SEED, _EACH = 7, 60
_RELATED = 0.6  # correlation; unrelated pictures of the archive seldom reach it
_SIDE = 24


def main() -> None:
    """Print the figures."""
    _grouping()
    data = shared()
    if data is None:
        print("skipped: the real pictures are not on this machine (ARTCLASS_SHARED)")
        return
    with tempfile.TemporaryDirectory() as place:
        made = _make(data / "data" / "art-images.zip", Path(place, "copies"))
        project = Path(place, "art.artclass")
        result, seconds, memory = cli("import", data / "data" / "art-images.zip", "--project", project)
        print(
            f"import of art-images.zip: {seconds:.1f} s, at most {memory:.2f} GB; {result['images']} pictures, "
            f"{len(result['unreadable'])} unreadable, {result['exact_duplicates']} exact duplicates"
        )
        cli("import", Path(place, "copies"), "--project", project)
        with Catalog.open(Project.open(project), readonly=True) as catalog:
            _recall(catalog, made)
            _strangers(catalog)


# Near-duplicates that are made


def _recompressed(image: Image.Image) -> bytes:
    return _jpeg(image, 40)


def _halved(image: Image.Image) -> bytes:
    size = (max(1, image.width // 2), max(1, image.height // 2))
    return _jpeg(image.resize(size, Image.Resampling.LANCZOS))


def _mirrored(image: Image.Image) -> bytes:
    return _jpeg(ImageOps.mirror(image))


def _cropped(image: Image.Image) -> bytes:
    across, down = round(image.width * 0.015), round(image.height * 0.015)
    return _jpeg(image.crop((across, down, image.width - across, image.height - down)))


def _grey(image: Image.Image) -> bytes:
    return _jpeg(ImageOps.grayscale(image))


_KINDS: dict[str, Callable[[Image.Image], bytes]] = {
    "recompressed at 40": _recompressed,
    "half the size": _halved,
    "mirrored": _mirrored,
    "cropped by 1.5 %": _cropped,
    "grey": _grey,
}


def _jpeg(image: Image.Image, quality: int = 92) -> bytes:
    stream = io.BytesIO()
    image.save(stream, "JPEG", quality=quality)
    return stream.getvalue()


def _make(archive: Path, folder: Path) -> dict[str, tuple[str, str]]:
    """Write the copies into class folders; gives (kind, sha256 of the original) by the copy's sha256."""
    originals = {hashlib.sha256(data).hexdigest(): (label, data) for label, data in _pictures(archive)}
    chosen = random.Random(_SEED).sample(sorted(originals), _EACH * len(_KINDS))
    made = {}
    for number, sha256 in enumerate(chosen):
        label, data = originals[sha256]
        kind = list(_KINDS)[number % len(_KINDS)]
        copy = _KINDS[kind](pixels.open_picture(io.BytesIO(data)))
        path = folder / label / f"{number:03} {kind}.jpg"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(copy)
        made[hashlib.sha256(copy).hexdigest()] = (kind, sha256)
    return made


def _pictures(archive: Path) -> Iterator[tuple[str, bytes]]:
    """Class and contents of every readable picture in the zips inside the archive."""
    with zipfile.ZipFile(archive) as outer:
        for inner in (name for name in outer.namelist() if name.endswith(".zip")):
            with zipfile.ZipFile(io.BytesIO(outer.read(inner))) as packed:
                for name in sorted(packed.namelist()):
                    data = b"" if name.endswith("/") else packed.read(name)
                    if data and _is_readable(data):
                        yield name.split("/")[-2], data


def _is_readable(data: bytes) -> bool:
    try:
        pixels.examine(io.BytesIO(data))
    except pixels.PictureError:
        return False
    return True


# What is found


def _recall(catalog: Catalog, made: dict[str, tuple[str, str]]) -> None:
    groups = catalog.twin_groups()
    place = {item.sha256: number for number, group in enumerate(groups) for item in group.items}
    found: Counter[str] = Counter()
    for copy, (kind, original) in made.items():
        found[kind] += copy in place and place[copy] == place.get(original)
    kinds = ", ".join(f"{kind} {found[kind]} of {_EACH}" for kind in _KINDS)
    print(f"made-up near-duplicates grouped with their original: {found.total()} of {len(made)} ({kinds})")
    crossing = [group for group in groups if len({item.split for item in group.items if item.aside is None}) > 1]
    print(
        f"groups: {len(groups)}, of {sum(len(group.items) for group in groups)} pictures; the largest have "
        f"{', '.join(str(len(group.items)) for group in groups[:5])}; in two splits: {len(crossing)}; "
        f"leaks: {len(catalog.splits.leaks())}; set aside: {catalog.summary().set_aside}"
    )


def _strangers(catalog: Catalog) -> None:
    doubtful = [item for group in catalog.twin_groups() for item in _unlike_the_others(group)]
    everything = len(catalog.items())
    print(
        f"pictures grouped with one that correlates less than {_RELATED}: {len(doubtful)} of {everything} "
        f"({len(doubtful) / everything:.2%})" + "".join(f"\n  {item.name}" for item in doubtful[:20])
    )


def _unlike_the_others(group: TwinGroup) -> list[Item]:
    """Members that look like no other one of their group."""
    looks = [_thumbnail(item.path) for item in group.items]
    best = [max(_correlation(looks[a], looks[b]) for b in range(len(looks)) if b != a) for a in range(len(looks))]
    return [item for item, value in zip(group.items, best, strict=True) if value < _RELATED]


def _thumbnail(path: Path) -> npt.NDArray[np.float64]:
    image = pixels.open_picture(path, at_least=96).convert("L")
    return np.asarray(image.resize((_SIDE, _SIDE), Image.Resampling.BOX), np.float64)


def _correlation(a: npt.NDArray[np.float64], b: npt.NDArray[np.float64]) -> float:
    return max(float(np.corrcoef(a.ravel(), other.ravel())[0, 1]) for other in (b, b[:, ::-1]))


# How the cost grows


def _grouping() -> None:
    for count in (1_000, 10_000, 100_000):
        hashes = _hashes(count)
        began = time.monotonic()
        pairs = twins.find(hashes, check=lambda: None)
        groups = twins.groups(pair[:2] for pair in pairs)
        print(
            f"grouping {count:,} hashes: {time.monotonic() - began:.2f} s, {len(pairs):,} pairs, {len(groups):,} groups"
        )


def _hashes(count: int) -> twins.Hashes:
    """Random hashes, of which three in a hundred are copies that differ in up to 44 bits."""
    chance = np.random.default_rng(_SEED)
    bits = chance.random((count, twins.BITS)) < 0.5
    copies = count * 3 // 100
    chosen = chance.choice(count // 2, copies, replace=False)
    bits[count - copies :] = bits[chosen] ^ (chance.random((copies, twins.BITS)) < 0.12)
    plain = [row.tobytes() for row in np.packbits(bits, axis=1)]
    mirrored = [row.tobytes() for row in chance.integers(0, 256, (count, twins.BITS // 8), np.uint8)]
    return twins.Hashes.of(plain, mirrored, [1.0] * count)


if __name__ == "__main__":
    main()
