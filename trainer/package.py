"""The model package: one file that holds a model and everything that is needed to use it. Light: no model is run here."""

from __future__ import annotations

import contextlib
import errno
import io
import lzma
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import msgspec
import numpy as np
import numpy.typing as npt

from trainer import files
from trainer.errors import PackageError, disk_error
from trainer.pixels import DECODE_SPEC

FORMAT = 2
"""1: probabilities alone. 2: features too, and what held-out pictures were told (docs/adr/0023)."""
SUFFIX = ".artmodel"
_INFO, _MODEL, _CARD = "package.json", "model.tflite", "card.md"
_REFERENCE, _HELD_OUT = "reference.npy", "held_out.json"
_LIMITS = {_INFO: 200_000_000, _MODEL: 2_000_000_000, _CARD: 1_000_000, _REFERENCE: 50_000_000, _HELD_OUT: 200_000_000}
# bytes
_IN_RUN = "model.artmodel"


class Figures(msgspec.Struct, frozen=True, kw_only=True):
    """How accurate the model was on pictures it had not seen: 0 to 1, 95 % interval, number of pictures."""

    accuracy: float
    interval: tuple[float, float]
    images: int


class Novelty(msgspec.Struct, frozen=True, kw_only=True):
    """From where on a picture is told to be none of the classes (`trainer.measuring.novelty`).

    Attributes:
        neighbours: The distance is that to the training picture which is so many-th nearest.
        threshold: Pictures that are further away (0 to 2) are probably none of the classes.
        share: Of the held-out pictures, which are all of the classes, so many (0 to 1) lie within it.
    """

    neighbours: int
    threshold: float
    share: float

    def __post_init__(self) -> None:
        if self.neighbours < 1 or self.threshold < 0:
            raise ValueError("neighbours or threshold out of range")


class Sample(msgspec.Struct, frozen=True, kw_only=True):
    """What the model said of held-out pictures, one entry a picture: confidence (0 to 1), whether it was right, distance."""

    confidence: tuple[float, ...]
    right: tuple[bool, ...]
    distance: tuple[float, ...]

    def __post_init__(self) -> None:
        if not len(self.confidence) == len(self.right) == len(self.distance):
            raise ValueError("columns of different lengths")


class HeldOut(msgspec.Struct, frozen=True, kw_only=True):
    """The pictures that thresholds are chosen by, and those that promises are checked on (None: not looked at yet)."""

    validation: Sample
    test: Sample | None = None


class PackageInfo(msgspec.Struct, frozen=True, kw_only=True):
    """What a package says of itself (``package.json``).

    Attributes:
        format: Layout of the package.
        name: What it was called when it was made: the run's name.
        classes: Names of the classes, in the order of the model's outputs.
        image_size: Side of the square input in pixels.
        decode: How a file becomes that input (`trainer.pixels.DECODE_SPEC`).
        architecture, version, created: The network, the program's version, the time (ISO 8601).
        temperature: What the logits are divided by, inside the model.
        validation, test: Figures; the test pictures are looked at when a run is pinned.
        seen: sha256 of the training and validation pictures, sorted.
        looks: Their perceptual hashes in the same order, 64 hex digits each (`trainer.looks`), "" where a picture has
            none; empty in packages of before.
        embedding: How many features the model gives besides its probabilities; 0: none, as in packages of before.
        novelty: When a picture is none of the classes; None where that cannot be told.
    """

    format: int
    name: str
    classes: tuple[str, ...]
    image_size: int
    decode: str
    architecture: str
    version: str
    created: str
    temperature: float
    validation: Figures | None = None
    test: Figures | None = None
    seen: tuple[str, ...] = ()
    looks: tuple[str, ...] = ()
    embedding: int = 0
    novelty: Novelty | None = None

    def __post_init__(self) -> None:
        if len(self.classes) < 2 or not 1 <= self.image_size <= 4_096 or self.embedding < 0:
            raise ValueError("classes, image size or features out of range")


class Package(msgspec.Struct, frozen=True, kw_only=True):
    """A package in memory.

    Attributes:
        info: What it says of itself.
        model: The LiteRT file: pictures (1, S, S, 3) uint8 to "probabilities" (1, classes) and, where ``info.embedding``
            is not 0, "embedding" (1, D) of unit length.
        card: Its description in Markdown.
        reference: Embeddings of training pictures, float16 (n, D) of unit length; None in packages of before.
        held_out: What it said of held-out pictures; None in packages of before.
        file: Where it was read; None for one that has just been made.
    """

    info: PackageInfo
    model: bytes
    card: str = ""
    reference: npt.NDArray[np.float16] | None = None
    held_out: HeldOut | None = None
    file: Path | None = None


class _Format(msgspec.Struct, frozen=True):
    format: int


def write(path: Path, package: Package) -> None:
    """Write a package, completely or not at all.

    Raises:
        DiskError: The disk is full, read-only or gone.
    """
    with files.atomic(path) as partial, zipfile.ZipFile(partial, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(_INFO, msgspec.json.format(msgspec.json.encode(package.info), indent=1))
        archive.writestr(_MODEL, package.model, zipfile.ZIP_STORED)
        archive.writestr(_CARD, package.card)
        if package.reference is not None:
            stream = io.BytesIO()
            np.save(stream, package.reference.astype(np.float16), allow_pickle=False)
            archive.writestr(_REFERENCE, stream.getvalue())
        if package.held_out is not None:
            archive.writestr(_HELD_OUT, msgspec.json.encode(package.held_out))


def locate(path: Path) -> Path:
    """The package that is meant: ``path`` itself, or the one in it where it is a run folder."""
    return path / _IN_RUN if path.is_dir() else path


def read(path: Path) -> Package:
    """Read a package file, or that of a run folder.

    Raises:
        PackageError: It is missing, no package, damaged, or from a newer program.
        DiskError: It cannot be read.
    """
    file = locate(path)
    with _opened(file) as archive:
        info = _info(_member(archive, _INFO, file), file)
        return Package(
            info=info,
            model=_member(archive, _MODEL, file),
            card=_member(archive, _CARD, file).decode("utf-8", "replace"),
            reference=_reference(archive, info, file),
            held_out=_held_out(archive, file),
            file=file,
        )


class Light(NamedTuple):
    """What a package says without its model."""

    info: PackageInfo
    held_out: HeldOut | None


def read_light(path: Path) -> Light:
    """Read what a package says, but not its model, which may be large.

    Raises:
        PackageError: It is missing, no package, damaged, or from a newer program.
        DiskError: It cannot be read.
    """
    file = locate(path)
    with _opened(file) as archive:
        return Light(_info(_member(archive, _INFO, file), file), _held_out(archive, file))


@contextlib.contextmanager
def _opened(file: Path) -> Iterator[zipfile.ZipFile]:
    try:
        with zipfile.ZipFile(file) as archive:
            yield archive
    except FileNotFoundError as error:
        raise PackageError(
            "There is no model here", path=file, remedy="Choose a file that ends in .artmodel, or a finished run."
        ) from error
    except KeyError as error:
        raise PackageError("This is no ArtClass model", path=file, remedy=_CHOOSE) from error
    except (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, NotImplementedError, RuntimeError) as error:
        if _is_zip(file):
            raise _damaged(file) from error
        raise PackageError("This is no ArtClass model", path=file, remedy=_CHOOSE) from error
    except OSError as error:
        if error.errno in _OF_DAMAGE:
            raise _damaged(file) from error
        raise disk_error(error, file) from error


_OF_DAMAGE = (None, errno.EINVAL)
"""What the archive's places and data make of it where they are damaged: a place before the file's beginning, no bzip2."""
_CHOOSE = "Choose a file that was saved with “Save model…” or lies in a finished run."


def _is_zip(file: Path) -> bool:
    with file.open("rb") as stream:
        return stream.read(4) == b"PK\x03\x04"


def _damaged(file: Path) -> PackageError:
    return PackageError("This model is damaged", path=file, remedy="Copy it again from where it came from.")


def _member(archive: zipfile.ZipFile, name: str, file: Path) -> bytes:
    if archive.getinfo(name).file_size > _LIMITS[name]:
        raise _damaged(file)
    return archive.read(name)


def _reference(archive: zipfile.ZipFile, info: PackageInfo, file: Path) -> npt.NDArray[np.float16] | None:
    if _REFERENCE not in archive.namelist():
        return None
    try:
        rows: npt.NDArray[np.float16] = np.load(io.BytesIO(_member(archive, _REFERENCE, file)), allow_pickle=False)
    except (ValueError, MemoryError) as error:  # a damaged header may ask for any amount
        raise _damaged(file) from error
    if rows.dtype != np.float16 or rows.ndim != 2 or not 0 < info.embedding == rows.shape[1]:
        raise _damaged(file)
    if not len(rows) or not np.isfinite(rows).all():
        raise _damaged(file)
    return rows


def _held_out(archive: zipfile.ZipFile, file: Path) -> HeldOut | None:
    if _HELD_OUT not in archive.namelist():
        return None
    try:
        return msgspec.json.decode(_member(archive, _HELD_OUT, file), type=HeldOut)
    except msgspec.DecodeError as error:
        raise _damaged(file) from error


def _info(data: bytes, file: Path) -> PackageInfo:
    try:
        if msgspec.json.decode(data, type=_Format).format > FORMAT:
            raise PackageError(
                "This model was made by a newer ArtClass", path=file, remedy="Update ArtClass to use it."
            )
        info = msgspec.json.decode(data, type=PackageInfo)
    except msgspec.DecodeError as error:
        raise _damaged(file) from error
    if info.decode != DECODE_SPEC:
        raise PackageError(
            "This model reads pictures in a way that this ArtClass does not know",
            path=file,
            remedy="Use the ArtClass it was made with, or train it again.",
        )
    return info
