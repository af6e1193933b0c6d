"""The energy that the processor takes while a run is worked on, by its own counter, where the system lets it be read.

Linux keeps it in /sys/class/powercap (RAPL: Intel and AMD processors); on most systems only the administrator may read
it, and then the run says so. The counter counts the whole processor, not this program alone. Light.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path

import msgspec

from trainer import files
from trainer.errors import ArtClassError

COUNTERS = Path("/sys/class/powercap")
_EVERY = 60.0  # seconds: a counter runs over in some twenty minutes at the soonest
_NOTE = "energy.json"
NOT_THERE = "This computer has no counter of the processor's energy that can be read."
NOT_ALLOWED = "The processor's energy counter may be read by the administrator only."
IN_PART = "A part of the work was done where it could not be read; that is not counted."


class Energy(msgspec.Struct, frozen=True, kw_only=True):
    """Energy of a run so far.

    Attributes:
        joules: What the processor took, in all sittings; None where nothing could be read.
        remark: Why it is not known, or what it leaves out.
        counters: What the counters said then, by processor, in microjoules.
    """

    joules: float | None = None
    remark: str = ""
    counters: Mapping[str, int] = {}


class Meter:
    """Adds up what the counters say, from its making on.

    Args:
        before: What earlier sittings took.
        counters: Where the system keeps the counters.
    """

    def __init__(self, before: Energy | None = None, *, counters: Path = COUNTERS) -> None:
        self._lock = threading.Lock()
        self._counters = counters
        self._now = _begun(before or Energy(), counters)

    def read(self) -> Energy:
        """What was taken until now, earlier sittings included."""
        with self._lock:
            self._now = _further(self._now, self._counters)
            return self._now


@contextlib.contextmanager
def metered(folder: Path, *, counters: Path = COUNTERS) -> Iterator[Meter]:
    """Meter what lasts as long as the block, and keep the sum in a run's folder so that the next sitting goes on from it."""
    meter = Meter(kept(folder), counters=counters)
    over = threading.Event()

    def watch() -> None:
        while not over.wait(_EVERY):
            keep(folder, meter.read())

    keep(folder, meter.read())
    thread = threading.Thread(target=watch, name="energy", daemon=True)
    thread.start()
    try:
        yield meter
    finally:
        over.set()
        thread.join()
        keep(folder, meter.read())


def kept(folder: Path) -> Energy | None:
    """What a run's folder says; None where it says nothing."""
    with contextlib.suppress(OSError, msgspec.DecodeError):
        return msgspec.json.decode((folder / _NOTE).read_bytes(), type=Energy)
    return None


def so_far(folder: Path, *, counters: Path = COUNTERS) -> Energy:
    """What a run that is being metered has taken until now."""
    found = kept(folder)
    return Energy(remark=NOT_THERE) if found is None else _further(found, counters)


def keep(folder: Path, energy: Energy) -> None:
    """Write down what was taken; a full disk costs this figure, not the training."""
    with contextlib.suppress(ArtClassError):
        if folder.is_dir():
            files.write(folder / _NOTE, msgspec.json.encode(energy))


def _packages(counters: Path) -> tuple[Path, ...]:
    """The folders of whole processors: their parts and the whole board ("psys") would be counted twice."""
    found = []
    for folder in sorted(counters.glob("intel-rapl:*")):
        with contextlib.suppress(OSError):
            if folder.name.count(":") == 1 and (folder / "name").read_text("ascii").startswith("package"):
                found.append(folder)
    return tuple(found)


def _read(packages: tuple[Path, ...]) -> dict[Path, int]:
    """Microjoules by processor, of those that may be read."""
    values = {}
    for package in packages:
        with contextlib.suppress(OSError, ValueError):
            values[package] = int((package / "energy_uj").read_text("ascii"))
    return values


def _begun(before: Energy, counters: Path) -> Energy:
    """The sum at the beginning of a sitting: what the counters say does not go on from the last one."""
    packages = _packages(counters)
    values = _read(packages)
    said = {package.name: value for package, value in values.items()}
    if values:
        remark = IN_PART if before.remark else ""
        return Energy(joules=before.joules or 0.0, remark=remark, counters=said)
    if before.joules is not None:
        return Energy(joules=before.joules, remark=IN_PART)
    return Energy(remark=NOT_ALLOWED if packages else NOT_THERE)


def _further(before: Energy, counters: Path) -> Energy:
    """The sum with what the counters say now."""
    if before.joules is None:
        return before
    values = _read(_packages(counters))
    added = sum(
        _difference(package, before.counters[package.name], value)
        for package, value in values.items()
        if package.name in before.counters
    )
    said = {**before.counters, **{package.name: value for package, value in values.items()}}
    return Energy(joules=before.joules + added / 1e6, remark=before.remark, counters=said)


def _difference(package: Path, before: int, now: int) -> int:
    """Microjoules between two readings; a counter that has run over begins at nought again."""
    if now >= before:
        return now - before
    with contextlib.suppress(OSError, ValueError):
        return int((package / "max_energy_range_uj").read_text("ascii")) - before + now
    return 0
