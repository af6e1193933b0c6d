"""HDF5 files from elsewhere: nothing that points out of the file, and nothing that unpacks to far more than it is. Light."""

from __future__ import annotations

from pathlib import Path
from typing import IO, Any

_MOST = 8_000_000_000  # bytes of numbers
_RATIO = 100  # numbers by file, both in bytes: trained weights hardly pack at all
_FREE = 1_000_000  # bytes that any file may hold


def check(source: Path | IO[bytes], size: int) -> None:
    """Look at what a file says it holds, before any of it is read.

    Args:
        source: The file.
        size: Its length in bytes.

    Raises:
        ValueError: It points out of itself, or holds too much.
        OSError: It is no HDF5 file, or a damaged one.
    """
    import h5py  # noqa: PLC0415 - a tenth of a second

    total = 0
    with h5py.File(source, "r") as file:
        waiting, seen = [file["/"]], set()
        while waiting:
            group = waiting.pop()
            if group.id.__hash__() in seen:
                continue
            seen.add(group.id.__hash__())
            for name in group:
                item = _inside(h5py, group, name)
                if isinstance(item, h5py.Group):
                    waiting.append(item)
                elif isinstance(item, h5py.Dataset):
                    total += _numbers(item)
    if total > min(_MOST, max(_FREE, _RATIO * size)):
        raise ValueError("holds far more numbers than its size allows")


def _inside(h5py: Any, group: Any, name: str) -> Any:
    if not isinstance(group.get(name, getlink=True), h5py.HardLink):
        raise ValueError("points to something that is not in it")
    return group[name]


def _numbers(dataset: Any) -> int:
    if dataset.external or dataset.is_virtual:
        raise ValueError("keeps its numbers in other files")
    return int(dataset.nbytes)
