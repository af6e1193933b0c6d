"""Which engine a frozen backbone runs on, chosen by measurement: kept a machine, and written into the run. Light."""

from __future__ import annotations

import contextlib
import hashlib
from pathlib import Path
from typing import Literal

import msgspec

from trainer import __version__, cache, files
from trainer.config import Precision
from trainer.errors import DiskError, ProjectError
from trainer.estimating import kept

Name = Literal["tensorflow", "litert"]
Part = Literal["backbone", "stem"]

TOP_1 = 0.995
"""Share of pictures on which an engine must name the same class as TensorFlow in float32, at least."""
FARTHEST = 0.05
"""How far any probability may be from TensorFlow's in float32."""

_TITLES: dict[Name, str] = {"tensorflow": "TensorFlow", "litert": "LiteRT"}
_LIBRARIES = ("tensorflow", "keras", "ai-edge-litert", "numpy")


class EngineChoice(msgspec.Struct, frozen=True, kw_only=True):
    """An engine as it was measured.

    Attributes:
        name: The library.
        precision: In which the backbone computes: "float32" or "bfloat16".
        threads: Threads at work on it.
        batch: Pictures it takes at once.
        device: What it computes on, in words.
        pictures_per_second: Its rate with decoded pictures in memory, decoding not counted; 0 if it was not measured.
        agreement: Share of the compared pictures on which the top class is TensorFlow's in float32; None for that
            engine itself, and for one that is too slow to be compared.
        farthest: Greatest difference of a probability; None likewise.
        compared: Number of pictures that were compared.
        remark: Why it was not taken, in words; empty for the one that was.
    """

    name: Name
    precision: Literal["float32", "bfloat16"] = "float32"
    threads: int = 1
    batch: int = 1
    device: str = ""
    pictures_per_second: float = 0.0
    agreement: float | None = None
    farthest: float | None = None
    compared: int = 0
    remark: str = ""

    @property
    def title(self) -> str:
        """For a report: "LiteRT, float32, 2 threads"."""
        return f"{_TITLES[self.name]}, {self.precision}, {self.threads} thread{'s' if self.threads > 1 else ''}"

    @property
    def kind(self) -> str:
        """What rows depend on: the library in its version, and the precision."""
        library = {"litert": "ai-edge-litert"}.get(self.name, self.name)
        return f"{self.name} {_version(library)} {self.precision}"


class Choice(msgspec.Struct, frozen=True, kw_only=True):
    """The engine that was taken, and those that were not.

    Attributes:
        taken, others: As they were measured.
        earlier: That was before this run began, on this machine with the same weights, but perhaps with other pictures.
    """

    taken: EngineChoice
    others: tuple[EngineChoice, ...] = ()
    earlier: bool = False


def key(network: str, *, size: int, precision: Precision) -> str:
    """A name for what a choice holds for: this machine, these versions, a backbone with its weights.

    Args:
        network: A fingerprint of the backbone's layers and weights.
        size: Side of the pictures in pixels.
        precision: What the person allows.
    """
    versions = " ".join(f"{name} {_version(name)}" for name in _LIBRARIES)
    text = "\0".join((kept.machine_name(), __version__, versions, network, str(size), precision))
    return hashlib.sha256(text.encode()).hexdigest()[:24]


def of_machine(name: str) -> Choice | None:
    """The choice that was made before on this machine; None where there is none, or it cannot be read."""
    with contextlib.suppress(OSError, msgspec.DecodeError):
        found = msgspec.json.decode((_folder() / f"{name}.json").read_bytes(), type=Choice)
        return msgspec.structs.replace(found, earlier=True)
    return None


def keep(name: str, choice: Choice) -> None:
    """Remember a choice on this machine, where that is possible: it can be measured again."""
    with contextlib.suppress(DiskError, OSError):
        files.make_folders(_folder(), within=Path(_folder().anchor))
        files.write(_folder() / f"{name}.json", _json(choice))


def of_run(record: Path) -> dict[Part, Choice]:
    """The choices of a run, from its ``engine.json``; empty where there is none yet.

    Raises:
        ProjectError: The file is damaged.
    """
    try:
        return msgspec.json.decode(record.read_bytes(), type=dict[Part, Choice])
    except FileNotFoundError:
        return {}
    except (OSError, msgspec.DecodeError) as error:
        raise ProjectError(
            "The record of this run's engine cannot be read", path=record, remedy="Start a new training."
        ) from error


def record(path: Path, part: Part, choice: Choice) -> None:
    """Add a choice to a run's ``engine.json``.

    Raises:
        DiskError: The disk is full, read-only or gone.
        ProjectError: The file is damaged.
    """
    choices = of_run(path)
    if choices.get(part) != choice:
        files.write(path, _json({**choices, part: choice}))


def _folder() -> Path:
    return cache.folder() / "engines"


def _json(value: object) -> bytes:
    return msgspec.json.format(msgspec.json.encode(value), indent=1)


def _version(name: str) -> str:
    from importlib import metadata  # noqa: PLC0415 - it takes a while, and the window starts without it

    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return "none"
