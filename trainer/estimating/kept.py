"""Where measurements are kept: what is the machine's in the user's cache folder, what is the pictures' in the project."""

from __future__ import annotations

import contextlib
import hashlib
import logging
import platform
from collections.abc import Iterator
from pathlib import Path

import filelock
import msgspec

from trainer import __version__, architectures, cache, files, graphics, parallel
from trainer.errors import DiskError
from trainer.estimating.values import Measured, Pictures, Speed
from trainer.project import Project

_PATIENCE = 10.0  # seconds: another process writes for a moment only
_log = logging.getLogger(__name__)
_LIBRARIES = ("tensorflow", "keras", "ai-edge-litert", "numpy", "pillow")


class Machine(msgspec.Struct, kw_only=True):
    """What is known of this machine, by architecture. Another version or another number of cores is another machine.

    ``others``: share of the processor that other programs took while an architecture was measured, 0 to 1.
    """

    begin_seconds: float = 0.0
    speeds: dict[str, Speed] = {}
    chosen: set[str] = set()
    others: dict[str, float] = {}


_LAYOUT = hashlib.sha256(msgspec.json.encode(msgspec.json.schema(Machine))).hexdigest()[:8]


class OfProject(msgspec.Struct, kw_only=True):
    """What depends on the pictures: how fast they are decoded (what others took of the processor then), and how many are not in the cache."""

    fingerprint: str = ""
    decode_seconds: dict[int, float] = {}
    others: float = 0.0
    pictures: Pictures | None = None


def machine_name() -> str:
    """Processor, graphics cards, cores and versions: what measurements hold for."""
    cores = parallel.usable_cores()
    versions = " ".join(f"{name} {_version(name)}" for name in _LIBRARIES)
    cards = "".join(f", {card}" for card in graphics.cards())
    return f"{_processor()}{cards}, {cores} core{'s' if cores > 1 else ''}, artclass {__version__}, {versions}"


def folder() -> Path:
    """The folder of this machine's measurements and its history of runs; not made here."""
    key = hashlib.sha256(machine_name().encode()).hexdigest()[:16]
    return cache.folder() / "estimates" / key


def speeds_path() -> Path:
    """The file of this machine's speeds: one for each layout, so that no version takes another's for damaged."""
    return folder() / f"speeds-{_LAYOUT}.json"


def machine() -> Machine:
    """What was measured on this machine; empty where nothing was, or where it cannot be read."""
    with contextlib.suppress(OSError, msgspec.DecodeError):
        return _read(speeds_path())
    return Machine()


@contextlib.contextmanager
def changing() -> Iterator[Machine]:
    """Give what was measured to change, and write it down after the block; one process at a time.

    A damaged file is put aside and begun anew; one that cannot be read just now is left as it is.

    Raises:
        DiskError: The cache folder cannot be read or written to.
    """
    place = folder()
    files.make_folders(place, within=Path(place.anchor))
    try:
        with filelock.FileLock(place / ".lock", timeout=_PATIENCE):
            known = _to_change(speeds_path())
            yield known
            files.write(speeds_path(), msgspec.json.format(msgspec.json.encode(known), indent=1))
    except (OSError, filelock.Timeout) as error:
        raise DiskError("What was measured could not be written down", path=place) from error


def _to_change(path: Path) -> Machine:
    try:
        return _read(path)
    except FileNotFoundError:
        return Machine()
    except msgspec.DecodeError:
        _log.warning("%s is damaged and is put aside", path, exc_info=True)
        path.replace(path.with_suffix(".damaged"))
        return Machine()


def _read(path: Path) -> Machine:
    return msgspec.json.decode(path.read_bytes(), type=Machine)


def of_project(project: Project) -> OfProject:
    """What was measured of a project's pictures; empty where nothing was, or where it cannot be read."""
    with contextlib.suppress(OSError, msgspec.DecodeError):
        return msgspec.json.decode(_path(project).read_bytes(), type=OfProject)
    return OfProject()


def keep_project(project: Project, known: OfProject) -> None:
    """Write down what was measured of a project's pictures.

    Raises:
        DiskError: The project cannot be written to.
    """
    files.write(_path(project), msgspec.json.format(msgspec.json.encode(known), indent=1))


def measured(known: Machine, pictures: OfProject) -> Measured:
    """All of it together, with what earlier runs teach."""
    from trainer.estimating import history  # noqa: PLC0415 - it reads this module's folder

    return Measured(
        machine=machine_name(),
        begin_seconds=known.begin_seconds,
        speeds=known.speeds,
        factors=history.factors(),
        chosen=frozenset(known.chosen),
        decode_seconds=pictures.decode_seconds,
    )


def complete(known: Machine) -> bool:
    """Whether every architecture was measured by itself."""
    return all(row.name in known.speeds and not known.speeds[row.name].rough for row in architectures.ARCHITECTURES)


def _path(project: Project) -> Path:
    return project.folder / "estimates.json"


def _version(name: str) -> str:
    from importlib import metadata  # noqa: PLC0415 - it takes a while, and the window starts without it

    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return "unknown"


def _processor() -> str:
    with contextlib.suppress(OSError):
        for line in Path("/proc/cpuinfo").read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()
